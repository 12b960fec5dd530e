"""What a postcard tells of its writer is keyed with it, and kept apart from its note after the check."""

from typing import Any
from uuid import uuid4

import pytest

from commons.accounts.models import Role, User
from hearings.domain.paper import keying
from hearings.domain.paper.keying import Sheet
from hearings.models import Background, Contribution, Hearing, KeyedBackground, Keying, Pile
from tests.factories.accounts import official
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> User:
    return official(Role.SCRIBE)


def pile_of(scribe: User, hearing: Hearing, kind: str) -> Pile:
    return keying.start_pile(actor=scribe, hearing=hearing, name="Laatikko", kind=kind)


@pytest.fixture
def postcards(hall: Hall, scribe: User) -> Pile:
    return pile_of(scribe, hall.hearing, "postcard")


ABOUT = {"age_band": "65-79", "gender": "woman", "home_town": "Kuvala"}


def on_postcard(hall: Hall, **fields: Any) -> Sheet:
    words = {"uuid": uuid4(), "text": "Hoitajat ovat hyviä"} | fields
    return Sheet(question=hall.works.pk, service_area=hall.elderly.pk, **words)


def test_what_a_postcard_tells_of_its_writer_is_kept_apart_after_the_check(
    hall: Hall, postcards: Pile, scribe: User, other: User
) -> None:
    made = keying.key(
        actor=scribe, pile=postcards, sheet=on_postcard(hall, background=ABOUT | {"gender": "x"})
    )
    assert keying.background_of(made) == ABOUT | {"gender": ""}
    note = keying.check(actor=other, keying=made, sheet=on_postcard(hall, background=ABOUT))
    kept = Background.objects.get()

    assert (kept.age_band, kept.gender, kept.home_town, kept.service_area) == (*ABOUT.values(), hall.elderly)
    assert (KeyedBackground.objects.count(), Keying.objects.get().was_corrected) == (0, True)
    assert kept.respondent not in str(Contribution.objects.filter(pk=note.pk).values())


def test_left_out_at_the_check_it_is_as_it_was_keyed_and_taken_back_it_goes(
    hall: Hall, postcards: Pile, scribe: User, other: User
) -> None:
    first, second = (
        keying.key(actor=scribe, pile=postcards, sheet=on_postcard(hall, text=text, background=ABOUT))
        for text in ("Yksi", "Kaksi")
    )
    keying.check(actor=other, keying=first, sheet=on_postcard(hall, text="Yksi"))
    keying.take_back(actor=scribe, keying=second)

    assert list(Background.objects.values_list("age_band", "home_town")) == [("65-79", "Kuvala")]
    assert (KeyedBackground.objects.count(), Keying.objects.get().was_corrected) == (0, False)


def test_a_sticky_note_asks_nothing_about_its_writer(hall: Hall, scribe: User) -> None:
    keying.key(
        actor=scribe, pile=pile_of(scribe, hall.hearing, "sticky"), sheet=on_postcard(hall, background=ABOUT)
    )

    assert not KeyedBackground.objects.exists()


def test_background_by_page_and_by_api(hall: Hall, postcards: Pile, scribe: User, other: User) -> None:
    at, api = (
        f"/desk/hearings/marraskuu/papers/{postcards.pk}/",
        f"{API}marraskuu/piles/{postcards.pk}/papers/",
    )
    sent = {"uuid": str(uuid4()), "text": "", "question": hall.works.pk, "service_area": hall.elderly.pk}
    refused = signed_in(scribe).post(at, sent | ABOUT)
    assert (refused.status_code, refused.context["background"]) == (400, ABOUT)
    for _twice in range(2):
        assert signed_in(scribe).post(at, sent | ABOUT | {"text": "Hyvä"}).status_code == 302
    checking = signed_in(other).get(f"{at}check/")
    assert checking.context["background"] == ABOUT
    second = {**sent, "uuid": str(uuid4()), "text": "Toinen", "background": {"age_band": "0-17"}}
    assert door(scribe).post(api, second).json()["background"] == {
        "age_band": "0-17",
        "gender": "",
        "home_town": "",
    }
    assert door(other).get(api).json()["next"]["background"] == ABOUT
    one = checking.context["one"]["pk"]
    signed_in(other).post(f"{at}check/{one}/", sent | ABOUT | {"text": "Hyvä", "home_town": ""})
    last = Keying.objects.get(text="Toinen").pk
    assert door(other).put(f"{API}marraskuu/papers/{last}/", {"text": "Toinen"}).status_code == 200

    assert sorted(Background.objects.values_list("age_band", "gender", "home_town")) == [
        ("0-17", "", ""),
        ("65-79", "woman", ""),
    ]
