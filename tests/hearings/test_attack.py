"""An attacker who reads everything that is public, before and after one person speaks, in every way of asking, and by
every file: what is told must not tell whether she spoke, what she answered, or who she is."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from hearings.domain import smileys, stories, story_desk, survey
from hearings.domain.notes import Writer, receive
from hearings.domain.stories import Telling
from hearings.models import Background, HearingState, SmileyPress, SmileyQuestion, Statement, StoryReading
from tests.factories.hearings import StationFactory, in_each
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
