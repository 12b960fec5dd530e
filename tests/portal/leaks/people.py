"""Everybody who may come to an address, by name: residents near to a text and far from it, officials of every role."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import Client, RequestFactory

from commons.accounts.models import Role, RoleAssignment, User
from commons.places.models import Area
from tests.factories.accounts import ServiceFactory, UserFactory

BACKEND = "django.contrib.auth.backends.ModelBackend"
OFFICIALS = {
    "reviewer": (Role.REVIEWER,),
    "coordinator": (Role.COORDINATOR,),
    "moderator": (Role.MODERATOR,),
    "facilitator": (Role.FACILITATOR,),
    "certifier": (Role.CERTIFIER,),
    "clerk_and_scribe": (Role.VOTE_CLERK, Role.SCRIBE),
    "councillor": (Role.COUNCILLOR,),
}
"""Of the whole town. One person is both clerk and scribe: neither reads anything of what is planted."""
ELSEWHERE = (Role.REVIEWER, Role.COORDINATOR, Role.MODERATOR, Role.FACILITATOR)
"""Held by one person in another part of the town than where all is planted, and by one for another department."""
RESIDENTS = ("resident", "writer", "author", "co_author", "delegate")
"""Nobody near to anything; who wrote what was hidden, suggested or corrected; and three with a part in a proposal."""
INSIDE = {"reviewer", "coordinator"}
"""In whose place the one with every role reads."""
READERS = ("anonymous", *RESIDENTS, *(name for name in OFFICIALS if name not in INSIDE), "elsewhere")


@dataclass(frozen=True)
class People:
    """Whom the texts belong to, and who else comes by. `all_seeing` holds every role, for the whole town."""

    by_name: Mapping[str, User]
    all_seeing: User

    def __getitem__(self, name: str) -> User:
        return self.by_name[name]

    def client(self, name: str) -> Client:
        """A browser of that reader: signed in, except for those who need no account."""
        client = Client(headers={"accept-language": "en"})
        person = self.all_seeing if name == "all_seeing" else self.by_name.get(name)
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    def reader(self, name: str, client: Client | None = None) -> Callable[[str], HttpResponse]:
        """Asks for an address as that reader, in this browser where it is given. Past the test client, which keeps
        every template's context: a third of the time of reading thousands of pages."""
        factory = RequestFactory(headers={"accept-language": "en"})
        factory.cookies = (client or self.client(name)).cookies
        handler = BaseHandler()
        handler.load_middleware()
        return lambda address: handler.get_response(factory.get(address))  # type: ignore[return-value]


def gather(elsewhere: Area) -> People:
    """Make them. Those of `elsewhere` hold their role there, for a department of its own."""
    department = ServiceFactory()
    found: dict[str, User] = {name: UserFactory() for name in RESIDENTS}
    found |= {name: UserFactory() for name in OFFICIALS}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=found[name], role=role) for name, roles in OFFICIALS.items() for role in roles
    )
    found["elsewhere"] = UserFactory()
    found["scribe"] = UserFactory()
    RoleAssignment.objects.create(user=found["scribe"], role=Role.SCRIBE)
    found["administrator"] = UserFactory(is_staff=True, is_superuser=True)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=found["elsewhere"], role=role, area=elsewhere, service=service)
        for role in ELSEWHERE
        for service in (None, department)
    )
    everything = UserFactory()
    RoleAssignment.objects.bulk_create(RoleAssignment(user=everything, role=role) for role in Role)
    return People(found, everything)
