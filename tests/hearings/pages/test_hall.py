"""The hall without JavaScript: a code, a note, one's own notes, a receipt. No mistake loses anything."""

import datetime as dt
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone, translation

from commons.accounts.models import User
from commons.moderation.models import Moderation
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Background, Contribution, Hearing
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    EventFactory,
    StationFactory,
    ThemeFactory,
)
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def sent(hall: Hall, **more: Any) -> dict[str, Any]:
    fields = {
        "uuid": str(uuid4()),
        "question": hall.works.pk,
        "service_area": hall.elderly.pk,
        "text": "Hoitajat ovat ystävällisiä",
        "language": "fi",
    }
    return fields | more


def test_the_code_leads_to_the_station_however_it_is_typed(client: Client, hall: Hall) -> None:
    code = hall.station.code
    for typed in (code, code.lower(), f" {code[:2]}-{code[2:]} "):
        assert client.post("/h/", {"code": typed})["Location"] == f"/h/{code}/"
    assert client.get(f"/h/{code.lower()}/")["Location"] == f"/h/{code}/"


@pytest.mark.parametrize(
    ("typed", "status"), [("CCCCC", 404), ("OI1", 400), ("CCC", 400), ("<script>", 400), ("ä" * 40, 400)]
)
def test_a_wrong_code_is_answered_and_stays_in_its_field(
    client: Client, hall: Hall, typed: str, status: int
) -> None:
    answer = client.post("/h/", {"code": typed})

    assert answer.status_code == status
    assert answer.context["typed"] == typed
    assert client.get(f"/h/{typed.replace('/', '')}/").status_code in (400, 404)


def test_a_note_is_sent_and_stays_visible_with_its_receipt(client: Client, hall: Hall) -> None:
    page = client.get(f"/h/{hall.station.code}/")
    assert page.status_code == 200
    answer = client.post(f"/h/{hall.station.code}/", sent(hall, age_band="18-29"))

    assert answer["Location"] == f"/h/{hall.station.code}/?sent=1#own"
    own = client.get(answer["Location"]).context["own"]
    note = Contribution.objects.get()
    assert [(row["text"], row["state"], row["receipt"]) for row in own] == [
        (note.text, "held", grouped(receipt_of(note.uuid)))
    ]
    assert Background.objects.get().age_band == "18-29"


def test_the_same_form_sent_twice_is_one_note(client: Client, hall: Hall) -> None:
    form = sent(hall)
    for _time in range(2):
        assert client.post(f"/h/{hall.station.code}/", form).status_code == 302

    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "ä" * 10_000}, "text"),
        ({"question": ""}, "question"),
        ({"service_area": "x"}, "service_area"),
        ({"uuid": "junk", "question": "-1"}, "question"),
    ],
)
def test_what_is_refused_keeps_everything_that_was_typed(
    client: Client, hall: Hall, change: dict[str, str], field: str
) -> None:
    form = sent(hall, **change)
    answer = client.post(f"/h/{hall.station.code}/", form)

    assert answer.status_code == 400
    assert set(answer.context["refusal"].fields) == {field}
    assert answer.context["text"] == form["text"]
    assert not Contribution.objects.exists()


def test_a_flood_is_slowed_down_with_words_and_the_note_in_its_field(client: Client, hall: Hall) -> None:
    client.get(f"/h/{hall.station.code}/")
    for number in range(30):
        client.post(f"/h/{hall.station.code}/", sent(hall, text=f"Roska {number}"))
    answer = client.post(f"/h/{hall.station.code}/", sent(hall, text="Vielä yksi"))

    assert (answer.status_code, answer.context["text"]) == (429, "Vielä yksi")


def test_who_is_signed_in_leaves_no_trace_at_the_note(client: Client, hall: Hall, resident: User) -> None:
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/h/{hall.station.code}/", sent(hall))

    note = Contribution.objects.get()
    assert note.entered_by is None
    assert not apps.get_model("hearings", "ContributionEvent").objects.exists()


def test_a_code_from_yesterday_leads_on_to_the_open_hearing(client: Client, hall: Hall) -> None:
    yesterday = timezone.now() - dt.timedelta(days=1)
    event = EventFactory(hearing=hall.hearing, starts_at=yesterday - dt.timedelta(hours=2), ends_at=yesterday)
    old = StationFactory(hearing=hall.hearing, event=event)
    page = client.get(f"/h/{old.code}/")

    assert (page.status_code, page.context["over"], page.context["main_code"]) == (
        200,
        True,
        hall.station.code,
    )
    assert f"/h/{hall.station.code}/" in page.content.decode()
    assert "<textarea" not in page.content.decode()
    # A phone that had no network since yesterday still brings its note.
    assert client.post(f"/h/{old.code}/", sent(hall)).status_code == 302
    assert Contribution.objects.get().event == event


def test_a_closed_hearing_says_so_and_leads_to_its_answers(client: Client, hall: Hall) -> None:
    Hearing.objects.filter(pk=hall.hearing.pk).update(
        closes_at=timezone.now() - dt.timedelta(days=2), opens_at=timezone.now() - dt.timedelta(days=9)
    )
    page = client.get(f"/h/{hall.station.code}/")
    answer = client.post(f"/h/{hall.station.code}/", sent(hall, text="Myöhässä"))

    assert hall.hearing.get_absolute_url() in page.content.decode()
    assert (answer.status_code, answer.context["text"]) == (409, "Myöhässä")


def test_the_first_load_is_small(client: Client, hall: Hall) -> None:
    page = client.get(f"/h/{hall.station.code}/").content.decode()
    files = set(re.findall(r"/static/([\w./-]+\.(?:css|js|svg))", page))
    sizes = {name: Path("frontend", name).stat().st_size for name in files}

    assert not [name for name in sizes if name.startswith("htmx")]
    assert len(page.encode()) + sum(sizes.values()) <= 60_000, sizes


def test_walls_and_writing_pages_tell_the_rule_that_holds(client: Client, hall: Hall) -> None:
    pages = [f"/h/{hall.station.code}/", f"/h/{hall.station.code}/wall/", "/hearings/marraskuu/moderation/"]

    def told(words: str) -> list[bool]:
        with translation.override("en"):
            headers = {"Accept-Language": "en"}
            return [words in client.get(page, headers=headers).content.decode() for page in pages]

    first, at_once = "Notes are read by a moderator before they are shown.", "others may be shown at once"
    assert (told(first), told(at_once)) == ([True] * 3, [False] * 3)
    Hearing.objects.update(held_channels=["phone"])
    assert (told(first), told(at_once)) == ([False] * 3, [True] * 3)


def test_a_receipt_tells_what_became_of_a_note(client: Client, hall: Hall) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    AnswerFactory(theme=theme)
    note = ContributionFactory(hearing=hall.hearing, theme=theme)
    receipt = grouped(receipt_of(note.uuid))
    assert client.get("/h/note/", {"receipt": receipt.lower()})["Location"] == f"/h/note/{receipt}/"
    words = client.get(f"/h/note/{receipt}/").content.decode()

    assert "Jonot" in words
    assert "Jono purettiin" in words


def test_a_hidden_note_tells_its_writer_why(client: Client, hall: Hall) -> None:
    note = ContributionFactory(
        hearing=hall.hearing, moderation=Moderation.HIDDEN, hidden_reason="advertisement"
    )
    page = client.get(f"/h/note/{grouped(receipt_of(note.uuid))}/")

    assert str(page.context["told"])
    assert str(page.context["told"]) in unescape(page.content.decode())


@pytest.mark.parametrize(
    ("receipt", "status"), [("0000000000", 404), ("0000000001", 400), ("x", 400), ("%00", 400)]
)
def test_a_wrong_receipt_is_answered(client: Client, hall: Hall, receipt: str, status: int) -> None:
    assert client.get(f"/h/note/{receipt}/").status_code == status


def test_a_changed_cookie_shows_nothing(client: Client, hall: Hall) -> None:
    client.cookies["raati_notes"] = "junk"
    assert client.get(f"/h/{hall.station.code}/").context["own"] == []


def test_the_qr_is_a_picture_of_the_address(client: Client, hall: Hall) -> None:
    answer = client.get(f"/h/{hall.station.code}/qr.svg")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert client.get("/h/CCCCC/qr.svg").status_code == 404


def test_notes_are_escaped_wherever_they_are_shown(client: Client, hall: Hall) -> None:
    ContributionFactory(hearing=hall.hearing, text="<img src=x onerror=alert(1)>")
    for path in (f"/h/{hall.station.code}/wall/", f"/hearings/{hall.hearing.slug}/notes/"):
        page = client.get(path).content.decode()
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page
