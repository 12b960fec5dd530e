"""What was heard, in the report of a budget year."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commons.moderation.models import Moderation
from hearings.models import AnswerKind, DevelopmentProposal, Hearing, HearingState
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    HearingFactory,
    ThemeFactory,
    open_hearing,
)
from tests.voting.report.making import cells, part, published, same_everywhere
from voting.domain.report import stored
from voting.models import Election

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


def finished(hearing: Hearing, days_ago: int = 3) -> Hearing:
    """A hearing that closed so long ago and is being answered."""
    now = timezone.now()
    for state in (HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING):
        Hearing.objects.filter(pk=hearing.pk).update(state=state)
    Hearing.objects.filter(pk=hearing.pk).update(
        opens_at=now - dt.timedelta(days=days_ago + 7),
        closes_at=now - dt.timedelta(days=days_ago),
    )
    hearing.refresh_from_db()
    return hearing


def heard(election: Election) -> Hearing:
    """A hearing of the town while its year went on: a theme answered, one promised, one that waits."""
    hearing = open_hearing(area=election.cycle.area, title_en="How are the services?")
    queues, lifts, waits = (
        ThemeFactory(hearing=hearing, title_en=words) for words in ("Queues", "Lifts", "Interpreters")
    )
    ContributionFactory.create_batch(7, hearing=hearing, theme=queues)
    ContributionFactory.create_batch(2, hearing=hearing, theme=waits)
    for state in (Moderation.HELD, Moderation.HIDDEN):
        reason = "insult" if state == Moderation.HIDDEN else ""
        ContributionFactory(hearing=hearing, theme=queues, moderation=state, hidden_reason=reason)
    AnswerFactory(theme=queues, text_en="The queue is gone")
    AnswerFactory(
        theme=lifts, kind=AnswerKind.WILL_CHANGE, by_date=dt.date(2027, 3, 15), text_en="The lift is ordered"
    )
    return finished(hearing)


def test_themes_and_answers_are_the_same_everywhere(client: Client) -> None:
    election, projects = published()
    hearing = heard(election)
    DevelopmentProposal.objects.create(
        theme=hearing.themes.get(title_en="Queues"), title="x", proposal=projects[0].proposal
    )

    report = same_everywhere(client)

    assert {fact.key: fact.value for fact in part(report, "hearings").facts} == {
        "hearings": 1,
        "themes": 3,
        "themes-answered": 2,
    }
    closed = timezone.localdate(hearing.closes_at).isoformat()
    assert cells(report, "hearings-held") == {"How are the services?": (closed, 3, 1, 1, 0, 1)}
    title = projects[0].proposal.title
    assert cells(report, "hearing-themes") == {
        "Queues": ("How are the services?", 7, "This has been changed", None, "The queue is gone", title),
        "Lifts": ("How are the services?", 0, "This will change", "2027-03-15", "The lift is ordered", None),
        "Interpreters": ("How are the services?", 2, "Not answered yet", None, None, None),
    }


def test_each_number_of_notes_is_the_one_that_its_theme_shows_and_nothing_tells_of_hidden_ones(
    client: Client,
) -> None:
    election, _projects = published()
    hearing = heard(election)
    report = stored.report("kuvala", "en")

    numbers = {
        row.url: row.cells[1]
        for row in next(one for one in report.every_table() if one.key == "hearing-themes").rows
    }
    for theme in hearing.themes.all():
        page = client.get(f"/hearings/{hearing.slug}/themes/{theme.pk}/")
        assert page.context["total"] == numbers[f"/hearings/{hearing.slug}/themes/{theme.pk}/"]
    assert 9 not in [fact.value for fact in part(report, "hearings").facts]


def test_a_hearing_belongs_to_the_years_in_which_it_was_held_or_to_which_it_led(client: Client) -> None:
    election, projects = published()
    town = election.cycle.area
    outside = {
        "before the year": finished(HearingFactory(area=town), days_ago=400),
        "another town": finished(HearingFactory()),
        "still open": open_hearing(area=town),
    }
    led = finished(HearingFactory(title_en="It led here"), days_ago=900)
    held = finished(HearingFactory(area=town, title_en="It was held"))
    for hearing in (*outside.values(), held):
        ThemeFactory(hearing=hearing)
    theme = ThemeFactory(hearing=led)
    DevelopmentProposal.objects.create(theme=theme, title="x", proposal=projects[1].proposal, is_shown=False)
    assert list(cells(stored.report("kuvala", "en"), "hearings-held")) == ["It was held"]

    DevelopmentProposal.objects.update(is_shown=True)

    assert list(cells(stored.report("kuvala", "en"), "hearings-held")) == ["It led here", "It was held"]
