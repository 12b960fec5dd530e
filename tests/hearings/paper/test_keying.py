"""Keying: once a card, checked by somebody else, screened like every other note, found again by its card alone."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.moderation.models import Moderation
from hearings.domain import moderation
from hearings.domain.errors import NotOpen
from hearings.domain.paper import cards, codes, keying
from hearings.domain.paper.errors import AlreadyChecked, CardNotFree, MistypedCard, OwnKeying, UnknownCard
from hearings.domain.paper.keying import Photo, Sheet
from hearings.models import (
    Card,
    CardRun,
    CardState,
    Contribution,
    HearingState,
    Keying,
    PaperPhoto,
    Pile,
)
from tests.factories.accounts import official
from tests.factories.hearings import EventFactory, open_hearing
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(hall: Hall, coordinator: User) -> CardRun:
    return cards.make_run(
        actor=coordinator,
        hearing=hall.hearing,
        kind="sticky",
        count=5,
        question=hall.works_not,
        service_area=hall.elderly,
    )


@pytest.fixture
def pile(hall: Hall, scribe: User) -> Pile:
    event = EventFactory(hearing=hall.hearing)
    return keying.start_pile(
        actor=scribe, hearing=hall.hearing, name="Kirjasto", kind="sticky", event=event, expected=40
    )


@pytest.fixture
def other(db: None) -> User:
    return official(Role.SCRIBE)


def sheet(text: str = "Puhelimeen ei vastata", **fields: Any) -> Sheet:
    return Sheet(**({"uuid": uuid4(), "text": text} | fields))


def photo() -> Photo:
    out = io.BytesIO()
    image = Image.new("RGB", (3000, 2000), "white")
    exif = Image.Exif()
    exif[0x010F] = "Camera of a scribe"
    image.save(out, "JPEG", exif=exif)
    out.seek(0)
    return Photo(out, out.getbuffer().nbytes)


def test_a_card_becomes_a_note_with_what_is_printed_on_it(
    hall: Hall, run: CardRun, pile: Pile, scribe: User, other: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1002)))
    assert not Contribution.objects.exists()
    assert Card.objects.get(number=1002).state == CardState.KEYED

    note = keying.check(actor=other, keying=made, sheet=sheet("Puhelimeen ei vastata."))

    assert (
        note.question,
        note.service_area,
        note.event_id,
        note.channel,
        note.text,
        note.moderation,
        note.entered_by,
    ) == (hall.works_not, hall.elderly, pile.event_id, "sticky", "Puhelimeen ei vastata.", "held", scribe)
    assert Card.objects.get(number=1002).state == CardState.CHECKED
    counted = keying.pile_of(hall.hearing, pile.pk, other)
    assert (counted.keyed, counted.checked, counted.corrected, counted.for_me) == (1, 1, 1, 0)
    assert [row.keyed_text for row in keying.corrections(pile)] == ["Puhelimeen ei vastata"]


def test_after_the_check_no_key_leads_from_the_card_to_the_note(
    run: CardRun, pile: Pile, scribe: User, other: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1002)))
    note = keying.check(actor=other, keying=made, sheet=sheet())
    made.refresh_from_db()

    assert (made.card, made.text, made.keyed_text) == (None, "", "")
    assert cards.fate_of(codes.code_of(1002)).fate.note == note  # type: ignore[union-attr]
    page = Client().get(f"/c/{codes.code_of(1002)}/")
    assert page.context["note"]["text"] == note.text


def test_screening_holds_a_keyed_note_like_every_other(
    hall: Hall, pile: Pile, scribe: User, other: User
) -> None:
    hall.hearing.held_channels = []
    hall.hearing.save()
    texts = ("Bussi kulkee hyvin", "Soittakaa 040 123 4567")
    for text in texts:
        fields = {"question": hall.works.pk, "service_area": hall.child.pk}
        made = keying.key(actor=scribe, pile=pile, sheet=sheet(text, **fields))
        keying.check(actor=other, keying=made, sheet=sheet(text))

    assert list(Contribution.objects.order_by("pk").values_list("moderation", flat=True)) == [
        Moderation.SHOWN,
        Moderation.HELD,
    ]


def test_nobody_checks_what_they_keyed_not_even_by_the_database(
    hall: Hall, run: CardRun, pile: Pile, scribe: User, other: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    with pytest.raises(OwnKeying):
        keying.check(actor=scribe, keying=made, sheet=sheet())
    assert keying.to_check(scribe, pile) is None
    assert keying.to_check(other, pile) == made
    with pytest.raises(IntegrityError), transaction.atomic():
        Keying.objects.filter(pk=made.pk).update(checked_by=scribe)
    keying.check(actor=other, keying=made, sheet=sheet())
    with pytest.raises(IntegrityError), transaction.atomic():
        Keying.objects.filter(pk=made.pk).update(checked_by=scribe)
    with pytest.raises(AlreadyChecked):
        keying.check(actor=other, keying=made, sheet=sheet())

    assert Contribution.objects.count() == 1


def test_sent_twice_is_one_and_a_card_is_keyed_once(run: CardRun, pile: Pile, scribe: User) -> None:
    first = sheet(card=codes.code_of(1001))
    made = keying.key(actor=scribe, pile=pile, sheet=first)
    assert keying.key(actor=scribe, pile=pile, sheet=first) == made
    with pytest.raises(CardNotFree):
        keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    card = Card.objects.get(number=1001)
    with pytest.raises(IntegrityError), transaction.atomic():
        Keying.objects.create(
            pile=pile,
            uuid=uuid4(),
            card=card,
            question=made.question,
            service_area=made.service_area,
            text="x",
        )

    assert Keying.objects.count() == 1


def test_taken_back_the_card_can_be_keyed_again(run: CardRun, pile: Pile, scribe: User, other: User) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    keying.take_back(actor=scribe, keying=made)
    assert not Keying.objects.exists()
    again = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    keying.check(actor=other, keying=again, sheet=sheet())
    with pytest.raises(AlreadyChecked):
        keying.take_back(actor=scribe, keying=again)


def test_a_card_of_another_hearing_names_that_hearing(pile: Pile, scribe: User, coordinator: User) -> None:
    other = open_hearing(title_fi="Toinen kuuleminen")
    foreign = cards.make_run(actor=coordinator, hearing=other, kind="sticky", count=1)
    with pytest.raises(Invalid) as refusal:
        keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(foreign.first)))

    assert "Toinen kuuleminen" in str(refusal.value.fields["card"][0])


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"card": "1001"}, MistypedCard),
        ({"card": "1001-CC"}, MistypedCard),
        ({"card": codes.code_of(424242)}, UnknownCard),
        ({"text": ""}, Invalid),
        ({"text": "ä" * 10_000}, Invalid),
        ({"question": 2**70}, Invalid),
        ({"language": "xx-" + "y" * 40}, Invalid),
        ({"card": ""}, Invalid),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    run: CardRun, pile: Pile, scribe: User, fields: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        keying.key(actor=scribe, pile=pile, sheet=sheet(**({"card": codes.code_of(1001)} | fields)))

    assert not Keying.objects.exists()
    assert Card.objects.get(number=1001).state == CardState.PRINTED


def test_spoilt_cards_and_cards_of_another_paper_are_refused(
    hall: Hall, run: CardRun, pile: Pile, scribe: User, coordinator: User
) -> None:
    cards.set_aside(actor=scribe, hearing=hall.hearing, state="spoilt", first=1001, last=1001)
    postcard = cards.make_run(actor=coordinator, hearing=hall.hearing, kind="postcard", count=1)
    with pytest.raises(CardNotFree):
        keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    with pytest.raises(Invalid):
        keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(postcard.first)))


def test_papers_are_keyed_after_the_close_but_not_while_answering(
    hall: Hall, run: CardRun, pile: Pile, scribe: User
) -> None:
    hall.hearing.state = HearingState.CLOSED
    hall.hearing.save()
    pile.hearing.refresh_from_db()
    keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)))
    hall.hearing.state = HearingState.ANSWERING
    hall.hearing.save()
    pile.hearing.refresh_from_db()
    with pytest.raises(NotOpen):
        keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1002)))


def test_only_those_who_write_down_for_others_key(pile: Pile, moderator: User, resident: User) -> None:
    for actor in (moderator, resident):
        with pytest.raises(NotAllowed):
            keying.key(actor=actor, pile=pile, sheet=sheet())


def test_a_photo_loses_what_the_camera_wrote_and_is_shown_to_those_who_check_alone(
    hall: Hall, run: CardRun, pile: Pile, scribe: User, other: User, moderator: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)), photo=photo())
    address = f"/desk/hearings/marraskuu/papers/photo/{made.pk}.jpg"
    answer = signed_in(other).get(address)
    image = Image.open(io.BytesIO(answer.content))

    assert (answer["Content-Type"], image.size, dict(image.getexif())) == ("image/jpeg", (1400, 933), {})
    assert b"Camera of a scribe" not in answer.content
    assert signed_in(moderator).get(address).status_code == 403
    assert Client().get(address).status_code in (302, 403)
    note = keying.check(actor=other, keying=made, sheet=sheet())
    assert signed_in(other).get(address).status_code == 404
    moderation.redact(actor=moderator, note=note, words="ei vastata")
    assert PaperPhoto.objects.count() == 1


def test_evidence_is_dropped_after_a_year(
    hall: Hall, run: CardRun, pile: Pile, scribe: User, other: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet(card=codes.code_of(1001)), photo=photo())
    keying.check(actor=other, keying=made, sheet=sheet("Korjattu"))
    assert keying.drop_old_evidence() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hearings_keying SET checked_at = now() - interval '366 days'")
    assert keying.drop_old_evidence() == 1
    made.refresh_from_db()

    assert (made.keyed_text, made.was_corrected, PaperPhoto.objects.exists()) == ("", True, False)


def test_what_was_corrected_is_not_shown_once_words_were_blacked_out(
    run: CardRun, pile: Pile, scribe: User, other: User, moderator: User
) -> None:
    made = keying.key(actor=scribe, pile=pile, sheet=sheet("Matti Virtanen", card=codes.code_of(1001)))
    note = keying.check(actor=other, keying=made, sheet=sheet("Matti Virtanen on hyvä"))
    assert len(keying.corrections(pile)) == 1
    moderation.redact(actor=moderator, note=note, words="Matti Virtanen")

    assert keying.corrections(pile) == []


def test_by_pages_one_keys_and_another_checks(hall: Hall, run: CardRun, scribe: User, other: User) -> None:
    one, two = signed_in(scribe), signed_in(other)
    base = "/desk/hearings/marraskuu/papers/"
    started = one.post(base, {"name": "Laatikko", "kind": "sticky", "expected": "2", "event": ""})
    address = started["Location"]
    form = {
        "uuid": str(uuid4()),
        "card": codes.code_of(1003)[:7],
        "text": "Hoitaja vaihtuu",
        "language": "fi",
        "question": "",
        "service_area": "",
    }
    wrong = one.post(address, form | {"card": "1003-CCCC"})
    assert (wrong.status_code, wrong.context["text"], wrong.context["uuid"]) == (
        400,
        "Hoitaja vaihtuu",
        form["uuid"],
    )
    page = one.post(address, form, follow=True)
    assert one.post(address, form).status_code == 302
    assert (page.context["done"], [row["text"] for row in page.context["last"]]) == (
        form["uuid"],
        ["Hoitaja vaihtuu"],
    )
    assert one.get(f"{address}check/").context["one"] is None
    shown = two.get(f"{address}check/").context["one"]
    checked = two.post(f"{address}check/{shown['pk']}/", {"text": "Hoitaja vaihtuu aina", "language": "fi"})
    late = two.post(f"{address}check/{shown['pk']}/", {"text": "x", "language": "fi"})

    assert (checked.status_code, late.status_code) == (302, 409)
    assert list(Contribution.objects.values_list("text", "question", "service_area")) == [
        ("Hoitaja vaihtuu aina", hall.works_not.pk, hall.elderly.pk)
    ]


def test_pages_cost_the_same_for_one_pile_and_for_ten(
    hall: Hall, scribe: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        keying.start_pile(actor=scribe, hearing=hall.hearing, name=f"Pino {number}", kind="sticky")
    client = signed_in(scribe)
    client.get("/desk/hearings/marraskuu/papers/")
    with django_assert_max_num_queries(16):
        client.get("/desk/hearings/marraskuu/papers/")


@pytest.mark.parametrize("path", ["999/", f"{2**70}/", "999/check/", "photo/999.jpg", f"photo/{2**70}.jpg"])
def test_what_is_not_there_is_404(hall: Hall, scribe: User, path: str) -> None:
    assert signed_in(scribe).get(f"/desk/hearings/marraskuu/papers/{path}").status_code == 404
