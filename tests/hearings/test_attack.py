"""An attacker who reads everything that is public, before and after one person speaks, in every way of asking, and by
every file: what is told must not tell whether she spoke, what she answered, or who she is."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.live.topics import find
from commons.moderation.models import Moderation
from hearings.domain import smileys, stories, story_desk, survey
from hearings.domain.notes import Writer, receive
from hearings.domain.report.gather import report
from hearings.domain.report.plain import plain
from hearings.domain.stories import Telling
from hearings.models import (
    Background,
    Channel,
    Hearing,
    HearingState,
    SmileyPress,
    SmileyQuestion,
    Statement,
    StoryReading,
)
from tests.factories.hearings import ContributionFactory, EventFactory, StationFactory, ThemeFactory, in_each
from tests.hearings.api.test_two_doors import API
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_survey import stated
from tests.hearings.domain.test_themes import at

pytestmark = pytest.mark.django_db

HER = {"age_band": "0-17", "gender": "other", "home_town": "Korpiranta"}
TRIES = (
    "",
    "?age_band=0-17",
    "?gender=other&home_town=Korpiranta",
    "?town=Korpiranta",
    "?service_area=1",
    "?day=2026-11-25",
    "?until=2026-11-01&since=2026-10-01",
    "?least=1",
    "?channel=phone&polarity=works",
)
TOLD = ("statements/", "smileys/", "stories/", "numbers/")


def everything(hall: Hall) -> dict[str, str]:
    """All that is public of the numbers, asked in every way."""
    visitor = Client()
    slug = hall.hearing.slug
    found = {
        f"{path}{query}": str(visitor.get(f"{API}{slug}/{path}{query}").json())
        for path in TOLD
        for query in TRIES
    }
    pages = {
        "survey": ("survey/results/", "areas"),
        "smileys": ("smileys/", "days"),
        "stories": ("stories/", "stories"),
        "who": ("", "tables"),
    }
    for name, (path, key) in pages.items():
        for query in TRIES:
            found[name + query] = str(visitor.get(f"/hearings/{slug}/{path}{query}").context[key])
    # How many notes came is public one by one, and is no answer of hers.
    return {name: re.sub(r"(works|works_not)('?[:=] ?)\d+", r"\1\2…", text) for name, text in found.items()}


def crowd(hall: Hall, statement: Statement, question: SmileyQuestion, people: int) -> None:
    """People of whom the attacker knows everything: he made them up himself."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for number in range(people):
        writer = Writer(f"known {number}", "192.0.2.9")
        survey.answer(actor=writer, hearing=hall.hearing, values={statement.pk: 3})
        Background.objects.create(
            service_area=hall.elderly,
            respondent=uuid4().hex,
            age_band="30-44",
            gender="woman",
            home_town="Kuvala",
        )
        SmileyPress.objects.create(
            uuid=uuid4(),
            question=question,
            service_area=hall.elderly,
            value=4,
            day=yesterday,
            tablet="t",
            slot=number,
        )


def she_speaks(hall: Hall, statement: Statement, question: SmileyQuestion) -> str:
    """One girl answers, presses, writes and tells, the only one of her kind."""
    her = Writer("her phone", "198.51.100.4")
    survey.answer(actor=her, hearing=hall.hearing, values={statement.pk: 1})
    station = StationFactory(hearing=hall.hearing, service_area=hall.elderly)
    smileys.press(actor=her, station=station, uuid=uuid4(), question=question.pk, value=1)
    receive(actor=her, hearing=hall.hearing, wording=hall.wording("Sana", background=HER))
    telling = Telling(uuid4(), "Asun Korpirannassa.", service_area=hall.elderly.pk, consent="as_written")
    return stories.tell(actor=her, hearing=hall.hearing, telling=telling).receipt


# Always fewer than fill up a group: the attacker cannot make a group of her and nobody else.
@pytest.mark.parametrize("people", [0, 4, 8, 12, 17])
def test_nothing_public_moves_when_one_person_speaks(hall: Hall, people: int) -> None:
    statement, question = (
        stated(hall),
        SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")),
    )
    crowd(hall, statement, question, people)
    before = everything(hall)
    she_speaks(hall, statement, question)

    assert everything(hall) == before
    assert len({before[f"statements/{query}"] for query in TRIES}) == 1
    assert len({before[f"smileys/{query}"] for query in TRIES}) == 1


@pytest.mark.parametrize("people", [4, 12, 23])
def test_the_last_numbers_tell_no_group_in_which_she_is_alone(hall: Hall, people: int) -> None:
    statement, question = (
        stated(hall),
        SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")),
    )
    crowd(hall, statement, question, people)
    live = survey.results(hall.hearing)[0].statements[0]
    she_speaks(hall, statement, question)
    hall.hearing = at(hall.hearing, HearingState.ANSWERING)
    last = survey.results(hall.hearing)[0].statements[0]

    assert last.people is None or last.people - (live.people or 0) >= last.least
    numbers = Client().get(f"{API}marraskuu/numbers/").json()["tables"]
    for table in numbers:
        for line in table["lines"]:
            assert line["cells"].get("0-17") is None
            assert line["cells"].get("other") is None
            assert line["cells"].get("Korpiranta") is None


def test_a_published_story_stands_apart_from_every_number(hall: Hall, moderator: User) -> None:
    statement, question = (
        stated(hall),
        SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")),
    )
    crowd(hall, statement, question, 12)
    story = stories.story_of(she_speaks(hall, statement, question))
    story_desk.offer(actor=moderator, story=story, text=story.text)
    story_desk.publish(actor=moderator, story=story)
    public = Client().get(f"{API}marraskuu/stories/").json()["results"]

    # No time, no town, no receipt, no reader, no link to a note; the id is the device's own random one.
    assert [set(row) for row in public] == [{"id", "text", "language", "service_area", "consent"}]
    assert StoryReading.objects.count() == 0
    fields = {field.name for field in type(story)._meta.get_fields()}
    assert not fields & {"respondent", "device", "event", "town", "background", "contribution", "entered_by"}


def test_her_pseudonyms_in_different_tables_are_different(hall: Hall) -> None:
    statement, question = (
        stated(hall),
        SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")),
    )
    she_speaks(hall, statement, question)
    names = {
        statement.answers.get().respondent,
        Background.objects.get().respondent,
        SmileyPress.objects.get().tablet,
    }

    assert len(names) == 3


def numbers_of_notes(hall: Hall) -> dict[str, str]:
    """Every public number of notes: the page, the API, the live topics and, after the close, the report."""
    visitor, slug = Client(), hall.hearing.slug
    page = visitor.get(f"/hearings/{slug}/").context
    found = {
        "page": str([page["counts"], page["sums"], [(row.theme.pk, row.notes) for row in page["themes"]]]),
        "account": str(visitor.get(f"/hearings/{slug}/moderation/").context["account"]),
    }
    for path in ("", "themes/", "statements/", "notes/?page_size=100"):
        found[path] = str(visitor.get(f"{API}{slug}/{path}").json())
    for kind in ("hearing", "hearing-wall", "hearing-survey"):
        topic = find(f"{kind}:{slug}")
        assert topic.snapshot is not None
        found[kind] = str(topic.snapshot(f"{kind}:{slug}"))
    Hearing.objects.filter(pk=hall.hearing.pk).update(state=HearingState.CLOSED)
    found["report"] = str(plain(report(Hearing.objects.get(pk=hall.hearing.pk), "fi")))
    return found


@pytest.mark.parametrize(("state", "unshown"), [("held", 1), ("hidden", 1), ("hidden", 9)])
def test_live_numbers_report_and_topics_together_do_not_tell_where_a_note_belongs_that_is_not_shown(
    hall: Hall, state: str, unshown: int
) -> None:
    towns = [EventFactory(hearing=hall.hearing, town=town) for town in ("Kuvala", "Alhola")]
    themes = ThemeFactory.create_batch(2, hearing=hall.hearing)
    stated(hall)
    corners = (
        {"service_area": hall.elderly, "question": hall.works, "event": towns[0], "theme": themes[0]},
        {"service_area": hall.child, "question": hall.works_not, "event": towns[1], "theme": themes[1]},
        {"service_area": hall.child, "question": hall.idea, "event": None, "theme": None},
    )
    for corner, many in zip(corners, (12, 6, 1), strict=True):
        ContributionFactory.create_batch(many, hearing=hall.hearing, **corner)
    reason = "insult" if state == Moderation.HIDDEN else ""
    worlds = []
    for corner in corners:
        with transaction.atomic():
            channel = Channel.POSTCARD if corner["event"] is None else Channel.PHONE
            ContributionFactory.create_batch(
                unshown,
                hearing=hall.hearing,
                moderation=state,
                hidden_reason=reason,
                channel=channel,
                **corner,
            )
            worlds.append(numbers_of_notes(hall))
            transaction.set_rollback(True)

    assert worlds[0] == worlds[1] == worlds[2]


def test_many_notes_that_are_not_shown_are_told_apart_without_a_lonely_one(hall: Hall) -> None:
    ContributionFactory.create_batch(40, hearing=hall.hearing)
    reason = {"moderation": Moderation.HIDDEN, "hidden_reason": "insult"}
    ContributionFactory.create_batch(20, hearing=hall.hearing, **reason)
    ContributionFactory(hearing=hall.hearing, service_area=hall.child, question=hall.idea, **reason)
    tree = report(at(hall.hearing, HearingState.CLOSED), "en")
    found = next(figure for figure in tree.figures if figure.key == "unshown")

    assert (tree.n, found.n, [row.label for row in found.rows]) == (61, 21, ["Other services", "Together"])
    assert all(cell in (None, 0) or cell >= 10 for row in found.rows for cell in row.cells)
