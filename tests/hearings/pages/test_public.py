"""What everybody reads: the same in every role and however the address is filled, at a constant number of queries."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.moderation.models import Moderation
from hearings.models import HearingState
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    EventFactory,
    HearingFactory,
    ThemeFactory,
)
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at

pytestmark = pytest.mark.django_db

LATE = "Vastaus on myöhässä"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_speak_the_readers_language(client: Client, hall: Hall, language: str) -> None:
    client.cookies["django_language"] = language
    titles = {"fi": "Asukkaiden marraskuu", "sv": "Invånarnas november", "en": "Residents’ November"}

    assert titles[language] in text(client, "/hearings/")
    assert titles[language] in text(client, "/hearings/marraskuu/")


def test_sums_hold_all_notes_and_numbers_by_service_and_lists_the_approved_ones(
    client: Client, hall: Hall
) -> None:
    ContributionFactory(hearing=hall.hearing, text="Näkyy tässä")
    ContributionFactory(hearing=hall.hearing, text="Odottaa vielä", moderation=Moderation.HELD)
    ContributionFactory(
        hearing=hall.hearing, text="Piilossa nyt", moderation=Moderation.HIDDEN, hidden_reason="insult"
    )
    page = client.get("/hearings/marraskuu/")
    counts = page.context["counts"]
    assert (counts.received, counts.shown, counts.held, counts.hidden) == (3, 1, 1, 1)
    assert counts.areas[0].works == 1
    for path in ("/hearings/marraskuu/", "/hearings/marraskuu/notes/"):
        assert "Odottaa vielä" not in text(client, path)
        assert "Piilossa nyt" not in text(client, path)
    assert "Näkyy tässä" in text(client, "/hearings/marraskuu/notes/")


def test_from_a_theme_to_its_notes_and_back(client: Client, hall: Hall) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    note = ContributionFactory(hearing=hall.hearing, theme=theme, text="Jono on pitkä")
    here = f"/hearings/marraskuu/themes/{theme.pk}/"

    assert here in text(client, "/hearings/marraskuu/")
    assert f'id="note-{note.pk}"' in text(client, here)
    assert here in text(client, "/hearings/marraskuu/notes/")


def test_an_overdue_answer_is_public_and_an_answer_ends_it(client: Client, hall: Hall) -> None:
    theme = ThemeFactory(hearing=hall.hearing, due=timezone.localdate() - dt.timedelta(days=1))
    here = f"/hearings/marraskuu/themes/{theme.pk}/"
    assert LATE in text(client, here)
    assert LATE in text(client, "/hearings/marraskuu/")
    AnswerFactory(theme=theme)

    assert LATE not in text(client, here)
    assert "Jono purettiin" in text(client, here)


@pytest.mark.parametrize(
    "words",
    ["service=x", "service=99999999999999999999", "kind=x", "page=x", "page=-1", "page=9999", "service=%00"],
)
def test_junk_in_an_address_shows_a_page(client: Client, hall: Hall, words: str) -> None:
    ContributionFactory(hearing=hall.hearing)

    assert client.get(f"/hearings/marraskuu/notes/?{words}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/hearings/kesken/",
        "/hearings/kesken/notes/",
        "/hearings/nowhere/",
        "/hearings/marraskuu/themes/999999/",
        f"/hearings/marraskuu/themes/{2**70}/",
        "/h/CCCCC/wall/",
    ],
)
def test_what_is_not_there_is_404(client: Client, hall: Hall, path: str) -> None:
    HearingFactory(slug="kesken")

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING])
def test_every_state_has_its_page(client: Client, hall: Hall, state: HearingState) -> None:
    at(hall.hearing, state)

    assert client.get("/hearings/marraskuu/").context["hearing"].state == state
    assert client.get(f"/h/{hall.station.code}/").status_code == 200
    assert client.get(f"/h/{hall.station.code}/wall/").status_code == 200


def test_lists_cost_the_same_for_one_and_for_thirty(client: Client, hall: Hall) -> None:
    costs: list[dict[str, Any]] = []
    for _round in range(2):
        theme = ThemeFactory(hearing=hall.hearing)
        AnswerFactory(theme=theme)
        ContributionFactory.create_batch(15, hearing=hall.hearing, theme=theme)
        EventFactory.create_batch(3, hearing=hall.hearing)
        HearingFactory(state=HearingState.OPEN)
        found = {}
        for path in (
            "/hearings/",
            "/hearings/marraskuu/",
            "/hearings/marraskuu/notes/",
            f"/h/{hall.station.code}/wall/",
            f"/hearings/marraskuu/themes/{hall.hearing.themes.all()[0].pk}/",
        ):
            with CaptureQueriesContext(connection) as caught:
                client.get(path)
            found[path] = len(caught)
        costs.append(found)

    assert costs[0] == costs[1]
