"""What people send by mistake, in jest or in anger, at every door: each has an answer, and nothing is lost by it."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role
from hearings.domain import receipts
from hearings.models import (
    Contribution,
    SmileyPress,
    SmileyQuestion,
    StatementAnswer,
    Story,
    SynthesisComment,
)
from tests.factories.accounts import official
from tests.factories.hearings import EventFactory, StationFactory, in_each
from tests.factories.synthesis import SynthesisFactory
from tests.hearings.api.test_two_doors import API, body, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_survey import stated
from tests.hearings.pages.test_hall import sent

pytestmark = pytest.mark.django_db

EMOJI, ARABIC, SCRIPT = "😀👩🏽‍⚕️", "الموظفون لطفاء", "<script>alert('x')</script>"


def doors(hall: Hall) -> dict[str, str]:
    """Pages that take words."""
    code = hall.station.code
    return {
        "station": f"/h/{code}/",
        "tablet": f"/h/{code}/tablet/",
        "story": "/hearings/marraskuu/story/",
    }


WORD_DOORS = ["station", "tablet", "story", "comment", "scribe"]


def opened(client: Client, hall: Hall, name: str) -> str:
    """The address of a page that takes words, with what must be there for it."""
    if name == "comment":
        SynthesisFactory(hearing=hall.hearing)
        return "/hearings/marraskuu/synthesis/"
    if name == "scribe":
        client.force_login(official(Role.SCRIBE), backend="django.contrib.auth.backends.ModelBackend")
        return "/desk/hearings/marraskuu/scribe/"
    return doors(hall)[name]


def words_of(hall: Hall, text: str) -> dict[str, Any]:
    return sent(hall, text=text, consent="team")


@pytest.mark.parametrize("door_", WORD_DOORS)
def test_empty_is_answered_and_the_choices_stay(client: Client, hall: Hall, door_: str) -> None:
    answer = client.post(opened(client, hall, door_), words_of(hall, " \u0000 "))
    kept = answer.context["typed"] if door_ == "comment" else answer.context

    assert (answer.status_code, set(answer.context["refusal"].fields)) == (400, {"text"})
    assert kept["language"] == "fi"
    for model in (Contribution, Story, SynthesisComment):
        assert not model.objects.exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [EMOJI, ARABIC, SCRIPT])
@pytest.mark.parametrize("door_", WORD_DOORS)
def test_emoji_right_to_left_and_scripts_are_kept_word_by_word(
    client: Client, hall: Hall, door_: str, text: str
) -> None:
    answer = client.post(opened(client, hall, door_), words_of(hall, text))
    kept = {"story": Story, "comment": SynthesisComment}.get(door_, Contribution)

    assert answer.status_code in (200, 302)
    assert kept.objects.get().text == text  # type: ignore[attr-defined]


def test_ten_thousand_characters_are_a_story_and_too_long_for_a_note_whose_text_stays(
    client: Client, hall: Hall
) -> None:
    text = "ä" * 10_000
    for name in ("station", "tablet", "comment", "scribe"):
        answer = client.post(opened(client, hall, name), words_of(hall, text))
        kept = answer.context["typed"] if name == "comment" else answer.context
        assert (answer.status_code, kept["text"]) == (400, text), name
    assert client.post(doors(hall)["story"], words_of(hall, text)).status_code == 302
    assert Story.objects.get().text == text


def test_the_same_note_fifty_times_is_one_note_with_one_receipt(hall: Hall) -> None:
    phone = door()
    phone.get(f"/h/{hall.station.code}/")
    answers = [phone.post(f"{API}notes/", body(hall, text="Sama")) for _time in range(25)]
    form = body(hall, text="Sama taas")
    answers += [phone.post(f"{API}notes/", form) for _time in range(25)]

    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json()["receipt"] for answer in answers}) == 2
    assert Contribution.objects.count() == 2


def test_abuse_from_one_phone_is_slowed_down_and_its_words_stay(client: Client, hall: Hall) -> None:
    page = f"/h/{hall.station.code}/"
    client.get(page)
    for number in range(30):
        client.post(page, sent(hall, text=f"Haukku {number}"))
    for name, address in doors(hall).items():
        answer = client.post(address, words_of(hall, "Vielä yksi"))
        words = answer.context["typed"]["text"] if name == "story" else answer.context["text"]
        assert (answer.status_code, words) == (429, "Vielä yksi"), name
    other = Client()
    assert other.post(page, sent(hall, text="Toinen puhelin")).status_code == 302


def test_a_code_from_yesterday_leads_on_and_a_phone_still_brings_its_note(client: Client, hall: Hall) -> None:
    yesterday = timezone.now() - dt.timedelta(days=1)
    event = EventFactory(hearing=hall.hearing, starts_at=yesterday - dt.timedelta(hours=2), ends_at=yesterday)
    old = StationFactory(hearing=hall.hearing, event=event)
    page = client.get(f"/h/{old.code}/")

    assert (page.context["over"], page.context["main_code"]) == (True, hall.station.code)
    late = body(hall, code=old.code, written_at=(yesterday - dt.timedelta(minutes=5)).isoformat())
    assert door().post(f"{API}notes/", late).status_code == 201
    assert client.get(f"/h/{old.code}/tablet/").status_code == 200


def test_every_receipt_mistyped_by_one_letter_or_swapped_is_noticed_and_never_anothers(hall: Hall) -> None:
    for kind in (receipts.NOTE, receipts.STORY):
        receipt = receipts.receipt_of(uuid4(), kind=kind)
        for place in range(receipts.LENGTH):
            for other in receipts.ALPHABET:
                if other == receipt[place]:
                    continue
                with pytest.raises(receipts.MistypedReceipt):
                    receipts.read(receipt[:place] + other + receipt[place + 1 :])
            if place and receipt[place] != receipt[place - 1]:
                swapped = receipt[: place - 1] + receipt[place] + receipt[place - 1] + receipt[place + 1 :]
                with pytest.raises(receipts.MistypedReceipt):
                    receipts.read(swapped)


@pytest.mark.parametrize("address", ["/h/note/{}/", "/h/story/{}/"])
def test_a_mistyped_receipt_stays_in_its_field_and_says_that_the_words_are_safe(
    client: Client, hall: Hall, address: str
) -> None:
    receipt = receipts.receipt_of(uuid4())
    typed = ("C" if receipt[0] != "C" else "D") + receipt[1:]
    answer = client.get(address.format(typed))

    assert (answer.status_code, answer.context["receipt"]) == (400, typed)
    assert answer.context["refusal"].code == "mistyped-receipt"
    # What looks alike is read as what was meant.
    assert receipts.read(receipt.replace("0", "o").replace("1", "l").lower()) == receipt


@pytest.mark.parametrize("value", ["", "x", "-1", "6", "9" * 30, SCRIPT, EMOJI])
def test_junk_answers_and_presses_are_refused_and_count_nowhere(
    client: Client, hall: Hall, value: str
) -> None:
    statement = stated(hall)
    question = SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Miten?"))
    answered = client.post("/hearings/marraskuu/survey/", {f"statement-{statement.pk}": value})
    pressed = client.post(
        f"/h/{hall.station.code}/smileys/", {"question": question.pk, "value": value, "uuid": SCRIPT}
    )

    assert (answered.status_code, pressed.status_code) == (400, 400)
    assert not StatementAnswer.objects.exists()
    assert not SmileyPress.objects.exists()
