"""A form of the desk that is sent twice stores once."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from hearings.models import (
    CardRun,
    DevelopmentProposal,
    Event,
    Hearing,
    MinuteLine,
    Pile,
    Plenary,
    Question,
    ServiceArea,
    Statement,
)
from tests.factories.hearings import HearingFactory, ServiceAreaFactory, ThemeFactory
from tests.factories.plenary import PlenaryFactory
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

DESK = "/desk/hearings/marraskuu/"
NEW = "/desk/hearings/uusi/"


def in_forms(prefix: str, name: str) -> dict[str, str]:
    return {f"{prefix}-{name}_{language}": f"Sana {language}" for language in ("fi", "sv", "en")}


def twice(client: Client, path: str, sent: dict[str, Any]) -> list[int]:
    return [client.post(path, sent).status_code for _time in range(2)]


def test_parts_of_a_hearing(coordinator: User) -> None:
    area = ServiceAreaFactory(hearing=HearingFactory(slug="uusi"))
    desk = signed_in(coordinator)
    when = {"event-starts_at": "2027-03-01T12:00", "event-ends_at": "2027-03-01T15:00"}
    place = {"event-town": "Kuvala", "event-place": "Kirjasto"}
    sent: dict[str, tuple[dict[str, Any], Any, int]] = {
        "services/": (in_forms("service", "name"), ServiceArea, 2),
        "questions/": (in_forms("question", "text") | {"question-polarity": "works"}, Question, 1),
        "events/": (in_forms("event", "programme") | when | place, Event, 1),
        "survey/": (
            in_forms("statement", "text")
            | {"statement-service_area": area.pk, "statement-source": "residents"},
            Statement,
            1,
        ),
    }
    for path, (fields, model, number) in sent.items():
        assert twice(desk, f"{NEW}{path}", fields) == [302, 302], path
        assert model.objects.count() == number, path


def test_piles_runs_and_plenaries(hall: Hall, coordinator: User) -> None:
    desk = signed_in(coordinator)
    later = f"{timezone.now() + dt.timedelta(days=2):%Y-%m-%dT%H:%M}"
    assert twice(desk, f"{DESK}papers/", {"name": "Laatikko", "kind": "sticky", "expected": "4"}) == [
        302,
        302,
    ]
    assert twice(desk, f"{DESK}cards/", {"kind": "sticky", "count": "8"}) == [302, 302]
    assert twice(desk, f"{DESK}plenary/new/", {"held_at": later}) == [302, 302]

    assert (Pile.objects.count(), CardRun.objects.count(), Plenary.objects.count()) == (1, 1, 1)


def test_what_is_written_in_a_plenary(hall: Hall, facilitator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    plenary = PlenaryFactory(hearing=hall.hearing)
    at = f"{DESK}plenary/{plenary.pk}/do/"
    desk = signed_in(facilitator)
    for act in ({"act": "start"}, {"act": "theme", "theme": theme.pk}):
        desk.post(at, act)
    lines = MinuteLine.objects.count()
    twice(desk, at, {"act": "write", "title": "Pidempi aukiolo", "text": "", "language": "fi"})
    twice(desk, at, {"act": "line", "text": "Päätettiin jatkaa", "is_decision": "1"})

    assert (DevelopmentProposal.objects.count(), MinuteLine.objects.count()) == (1, lines + 1)
    assert Hearing.objects.get().slug == "marraskuu"
