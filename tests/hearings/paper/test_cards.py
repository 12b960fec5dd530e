"""Cards: numbers that nobody guesses, states that the database holds, a PDF that can be read by everybody."""

import io
from typing import Any

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import translation

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, Refusal
from hearings.domain.paper import cards, codes, sheets
from hearings.domain.paper.errors import MistypedCard, UnknownCard
from hearings.models import Card, CardRun, CardState, Hearing, HearingState
from tests.factories.hearings import HearingFactory, open_hearing
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(hall: Hall, coordinator: User) -> CardRun:
    return cards.make_run(
        actor=coordinator,
        hearing=hall.hearing,
        kind="sticky",
        count=5,
        question=hall.works,
        service_area=hall.elderly,
    )


def states(run: CardRun) -> dict[str, int]:
    found = cards.runs_of(run.hearing).get(pk=run.pk)
    return {str(state): getattr(found, str(state)) for state in CardState if getattr(found, str(state))}


def test_numbers_go_on_through_all_hearings(run: CardRun, coordinator: User) -> None:
    other = cards.make_run(actor=coordinator, hearing=open_hearing(), kind="postcard", count=3)

    assert (run.first, run.last, other.first, other.last) == (1001, 1005, 1006, 1008)
    assert list(Card.objects.values_list("number", flat=True)) == list(range(1001, 1009))


@pytest.mark.parametrize("change", [{"kind": "leaflet"}, {"count": 0}, {"count": 501}])
def test_a_run_that_cannot_be_is_refused_by_field(
    hall: Hall, coordinator: User, change: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        cards.make_run(actor=coordinator, hearing=hall.hearing, **({"kind": "sticky", "count": 5} | change))

    assert set(refusal.value.fields) == set(change)
    assert not Card.objects.exists()


def test_parts_of_another_hearing_are_refused(hall: Hall, coordinator: User) -> None:
    with pytest.raises(Invalid) as refusal:
        cards.make_run(
            actor=coordinator, hearing=open_hearing(), kind="sticky", count=1, service_area=hall.elderly
        )

    assert set(refusal.value.fields) == {"service_area"}


def test_only_coordinators_make_cards(hall: Hall, scribe: User, anonymous: Actor) -> None:
    for actor in (scribe, anonymous):
        with pytest.raises(Refusal):
            cards.make_run(actor=actor, hearing=hall.hearing, kind="sticky", count=1)


def test_cards_are_given_out_and_spoilt_but_never_come_back(run: CardRun, scribe: User) -> None:
    give = {"actor": scribe, "hearing": run.hearing}
    assert cards.set_aside(**give, state="given", first=1001, last=1003) == 3
    assert cards.set_aside(**give, state="spoilt", first=1003, last=1004) == 2
    with pytest.raises(Invalid):
        cards.set_aside(**give, state="given", first=1003, last=1003)

    assert states(run) == {"printed": 1, "given": 2, "spoilt": 2}
    with pytest.raises(ProgrammingError), transaction.atomic():
        Card.objects.filter(number=1003).update(state=CardState.PRINTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(run=run, number=1001)


def test_a_card_of_another_hearing_cannot_be_set_aside(run: CardRun, scribe: User) -> None:
    with pytest.raises(Invalid):
        cards.set_aside(actor=scribe, hearing=open_hearing(), state="spoilt", first=1001, last=1005)

    assert states(run) == {"printed": 5}


def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.code_of(4217)
    letters = code.partition("-")[2]

    for typed in (
        code,
        code.lower(),
        f" 4217 {letters} ",
        f"https://raati.example/c/{code}/",
        f"4217{letters}",
    ):
        assert codes.read(typed) == 4217
    assert codes.read(f"4217-{letters[:2]}", enough=2) == 4217


@pytest.mark.parametrize("typed", ["", "KMRT", "4217", "9" * 30, "4217-", "1;drop", "\x00", "ä", "٤٢-CFGH"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(MistypedCard):
        codes.read(typed, enough=2)


def test_one_wrong_digit_is_noticed() -> None:
    letters = codes.letters_of(4217)
    wrong = [number for number in (4218, 4207, 4117, 5217, 4271, 2417) if codes.letters_of(number) == letters]

    assert wrong == []


def test_the_pdf_is_tagged_and_names_each_card_in_three_languages(run: CardRun) -> None:
    reader = pypdf.PdfReader(io.BytesIO(sheets.cards_pdf(run)))
    text = " ".join(page.extract_text() for page in reader.pages)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.pages) == 1
    for words in ("Mikä toimii?", "Vad fungerar?", "What works?", codes.code_of(1001), codes.code_of(1005)):
        assert words in text


def test_a_postcard_without_a_question_has_a_box_for_each(hall: Hall, coordinator: User) -> None:
    run = cards.make_run(actor=coordinator, hearing=hall.hearing, kind="postcard", count=5)
    reader = pypdf.PdfReader(io.BytesIO(sheets.cards_pdf(run)))

    assert len(reader.pages) == 2
    assert "Mikä ei toimi? / Vad fungerar inte? / What does not work?" in " ".join(
        reader.pages[0].extract_text().split()
    )


def test_who_holds_a_card_sees_where_it_is(run: CardRun, scribe: User) -> None:
    client = Client()
    code = codes.code_of(1001)
    with translation.override("en"):
        page = client.get(f"/c/{code}/", headers={"Accept-Language": "en"})
    assert (page.status_code, page.context["state"], page.context["note"]) == (200, "printed", None)
    assert client.get(f"/c/{code.lower()}/")["Location"] == f"/c/{code}/"
    assert client.get(f"/h/note/?receipt={code}")["Location"] == f"/c/{code}/"
    cards.set_aside(actor=scribe, hearing=run.hearing, state="spoilt", first=1001, last=1001)
    assert client.get(f"/c/{code}/").context["state"] == "spoilt"


@pytest.mark.parametrize(("code", "status"), [("1001-CCCC", 400), ("x", 400), ("1001", 400)])
def test_wrong_letters_show_nothing(run: CardRun, code: str, status: int) -> None:
    assert Client().get(f"/c/{code}/").status_code == status


def test_a_card_that_was_never_made_or_is_of_a_hearing_in_preparation_is_unknown(
    run: CardRun, coordinator: User
) -> None:
    hidden: Hearing = HearingFactory(state=HearingState.PREPARING)
    made = cards.make_run(actor=coordinator, hearing=hidden, kind="sticky", count=1)

    for number in (made.first, 999_999):
        assert Client().get(f"/c/{codes.code_of(number)}/").status_code == 404
        with pytest.raises(UnknownCard):
            cards.fate_of(codes.code_of(number))


def test_letters_cannot_be_tried_one_by_one(run: CardRun, monkeypatch: pytest.MonkeyPatch) -> None:
    from hearings.pages import paper

    monkeypatch.setattr(paper, "LOOKS", (3, 3600.0))
    found = [Client().get(f"/c/{codes.code_of(1001)}/").status_code for _try in range(5)]

    assert found == [200, 200, 200, 429, 429]


def test_nobody_but_officials_of_the_hearing_prints(hall: Hall, run: CardRun, moderator: User) -> None:
    with pytest.raises(NotAllowed):
        cards.set_aside(actor=moderator, hearing=hall.hearing, state="given", first=1001, last=1002)
