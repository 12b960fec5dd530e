"""People, services and roles for tests. Nobody is real."""

import factory
from factory.django import DjangoModelFactory

from commons.accounts.models import Role, RoleAssignment, Service, User
from commons.places.models import Area


class UserFactory(DjangoModelFactory):
    """A resident who can sign in."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"resident{n}@kuvala.example")
    display_name = factory.Sequence(lambda n: f"Asukas {n}")
    language = "fi"
    password = "!"


class ServiceFactory(DjangoModelFactory):
    """A unit of the town."""

    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"palvelu-{n}")
    name_fi = factory.LazyAttribute(lambda service: service.slug.capitalize())


class RoleAssignmentFactory(DjangoModelFactory):
    """A role of somebody, everywhere unless `area` or `service` is given."""

    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = Role.REVIEWER


def official(role: Role, area: Area | None = None, service: Service | None = None, **fields: object) -> User:
    """A person who holds `role`, everywhere or there."""
    user: User = UserFactory(**fields)
    RoleAssignmentFactory(user=user, role=role, area=area, service=service)
    return user
