"""Reading people and their roles."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor, has_role, require
from commons.accounts.rules import SEE_ROLES

IN_FORCE = Q(ends_at__isnull=True) | Q(ends_at__gt=Now())


def roles_for_desk(actor: Actor) -> QuerySet[RoleAssignment]:
    """Every role in force, with its person, area and service. Raises `NotAllowed`, `SignInNeeded`."""
    require(actor, SEE_ROLES)
    return (
        RoleAssignment.objects.filter(IN_FORCE)
        .select_related("user", "area", "service", "granted_by")
        .order_by("role", "user__email", "pk")
    )


def roles_of(person: User) -> QuerySet[RoleAssignment]:
    """The person's roles in force, with area and service."""
    return (
        RoleAssignment.objects.filter(IN_FORCE, user=person)
        .select_related("area", "service")
        .order_by("role", "pk")
    )


def effective_roles_of(person: User) -> list[RoleAssignment]:
    """As `roles_of`, but none where the town requires a second factor and the person has none."""
    return list(roles_of(person)) if has_role(person, *Role) else []


def holds_any_role(person: User) -> bool:
    """Whether the person was given any role, whether or not a missing second factor keeps it out of force."""
    return RoleAssignment.objects.filter(IN_FORCE, user=person).exists()


def is_last_coordinator(person: User) -> bool:
    """Whether without this person nobody could give roles for the whole town (and there is one now)."""
    whole_town = RoleAssignment.objects.filter(
        IN_FORCE, role=Role.COORDINATOR, area=None, service=None, user__is_active=True
    )
    holders = set(whole_town.values_list("user", flat=True))
    return holders == {person.pk}
