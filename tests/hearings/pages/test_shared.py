"""The station's tablet: many use it, nothing of anybody is left on it."""

from uuid import uuid4

import pytest
from django.test import Client

from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Background, Contribution
from tests.hearings.api.test_two_doors import API, body, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_hall import sent

pytestmark = pytest.mark.django_db


def test_after_sending_nothing_is_left_in_address_cookie_or_page(client: Client, hall: Hall) -> None:
    address = f"/h/{hall.station.code}/tablet/"
    form = sent(hall, age_band="18-29", text="Vain minun sanani")
    thanks = client.post(address, form)
    note = Contribution.objects.get()
    receipt = grouped(receipt_of(note.uuid))

    assert (thanks.status_code, note.channel, thanks.context["receipt"]) == (200, "tablet", receipt)
    assert thanks.headers["Refresh"] == f"30;url={address}"
    assert "no-store" in thanks.headers["Cache-Control"]
    assert receipt not in str(client.cookies)
    assert not Background.objects.exists()
    # Back, and sending the page again: the next person learns no receipt and no word.
    again = client.post(address, form)
    assert (again.status_code, again["Location"]) == (302, address)
    fresh = client.get(address)
    assert "Vain minun sanani" not in fresh.content.decode()
    assert receipt not in fresh.content.decode()
    assert "no-store" in fresh.headers["Cache-Control"]
    assert client.get(f"/h/{hall.station.code}/").context["own"] == []


def test_the_same_words_of_two_people_are_two_notes(client: Client, hall: Hall) -> None:
    for _person in range(2):
        client.post(f"/h/{hall.station.code}/tablet/", sent(hall, text="Hyvä"))
    for _person in range(2):
        more = {"uuid": str(uuid4()), "shared": True, "background": {"age_band": "18-29"}, "text": "Hyvä"}
        assert door().post(f"{API}notes/", body(hall, **more)).status_code == 201

    assert list(Contribution.objects.values_list("channel", flat=True)) == ["tablet"] * 4
    assert not Background.objects.exists()


def test_what_is_refused_stays_on_the_page(client: Client, hall: Hall) -> None:
    answer = client.post(f"/h/{hall.station.code}/tablet/", sent(hall, text="ä" * 10_000))

    assert (answer.status_code, answer.context["text"]) == (400, "ä" * 10_000)
    assert client.get("/h/CCCCC/tablet/").status_code == 404
