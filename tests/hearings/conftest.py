"""What the tests of hearings share: an open hearing, its station, and people of every kind."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor
from commons.moderation import proof
from commons.moderation.proof import Effort
from hearings.domain.notes import Wording, Writer
from hearings.models import Hearing, Question, ServiceArea, Station
from tests.factories.accounts import UserFactory, official
from tests.factories.hearings import open_hearing


@dataclass
class Hall:
    """An open hearing with its parts; `child` is sensitive."""

    hearing: Hearing
    station: Station
    elderly: ServiceArea
    child: ServiceArea
    works: Question
    works_not: Question
    idea: Question

    def wording(self, text: str = "Hoitajat ovat ystävällisiä", **more: Any) -> Wording:
        """A note about what works in elderly care."""
        fields = {"uuid": uuid4(), "question": self.works.pk, "service_area": self.elderly.pk, "text": text}
        return Wording(**(fields | more))


def worked(writer: Writer, wording: Wording) -> Writer:
    """The writer whose browser has worked for this note."""
    return replace(writer, effort=effort_for("note", wording.uuid))


def effort_for(purpose: str, uuid: UUID) -> Effort:
    """What a browser finds for a thing with this id."""
    return Effort(answer=proof.solution(proof.word_of(purpose, uuid), proof.BITS_OF_ID))


@pytest.fixture
def hall(db: None) -> Hall:
    hearing = open_hearing(slug="marraskuu")
    works, works_not, idea = hearing.questions.all()
    elderly, child = hearing.service_areas.all()
    station = hearing.stations.get()
    return Hall(hearing, station, elderly, child, works, works_not, idea)


@pytest.fixture
def writer() -> Writer:
    return Writer(device="phone-1", network="192.0.2.1")


@pytest.fixture
def resident(db: None) -> User:
    user: User = UserFactory(display_name="Aino")
    return user


@pytest.fixture
def coordinator(db: None) -> User:
    return official(Role.COORDINATOR)


@pytest.fixture
def moderator(db: None) -> User:
    return official(Role.MODERATOR)


@pytest.fixture
def facilitator(db: None) -> User:
    return official(Role.FACILITATOR)


@pytest.fixture
def scribe(db: None) -> User:
    return official(Role.SCRIBE)


@pytest.fixture
def reviewer(db: None) -> User:
    return official(Role.REVIEWER)


@pytest.fixture
def anonymous() -> Actor:
    return AnonymousUser()
