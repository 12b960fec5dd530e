"""Taking in notes: once, whatever happens to the message; refused with words, never lost."""

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.http.rate import TooOften
from hearings.domain import notes
from hearings.domain.errors import NotOpen
from hearings.domain.notes import Writer, receive, write_for
from hearings.models import Background, Contribution, Hearing, HearingState
from tests.factories.hearings import EventFactory, StationFactory
from tests.hearings.conftest import Hall, worked

pytestmark = pytest.mark.django_db


def test_a_note_is_held_and_gives_a_receipt(hall: Hall, writer: Writer) -> None:
    got = receive(actor=writer, hearing=hall.hearing, wording=hall.wording(), station=hall.station)

    note = Contribution.objects.get()
    assert (got.moderation, got.is_new, len(got.receipt)) == ("held", True, 10)
    assert (note.text, note.moderation, note.channel, note.language, note.entered_by) == (
        "Hoitajat ovat ystävällisiä",
        "held",
        "phone",
        "fi",
        None,
    )
    assert got.receipt not in (note.receipt_hash, note.uuid.hex)


def test_sent_again_it_is_the_same_note_with_the_same_receipt(hall: Hall, writer: Writer) -> None:
    wording = hall.wording()
    first = receive(actor=writer, hearing=hall.hearing, wording=wording)
    again = receive(actor=Writer("other", "198.51.100.7"), hearing=hall.hearing, wording=wording)

    assert (again.receipt, again.is_new) == (first.receipt, False)
    assert Contribution.objects.count() == 1


def test_the_same_words_fifty_times_from_one_phone_count_once_and_from_two_phones_twice(
    hall: Hall, writer: Writer
) -> None:
    receipts = {
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording("Jono on  pitkä")).receipt
        for _time in range(25)
    }
    receive(actor=Writer("phone-2", "192.0.2.1"), hearing=hall.hearing, wording=hall.wording("Jono on pitkä"))

    assert (len(receipts), Contribution.objects.count()) == (1, 2)


def test_one_phone_that_floods_is_slowed_down_and_others_in_the_hall_are_not(
    hall: Hall, writer: Writer
) -> None:
    for number in range(30):
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording(f"Roska {number}"))
    with pytest.raises(TooOften):
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording("Roska 31"))
    receive(actor=Writer("phone-2", writer.network), hearing=hall.hearing, wording=hall.wording("Hyvä"))

    assert Contribution.objects.count() == 31


@pytest.mark.parametrize(
    "text",
    [
        "😀👍🏽",
        "الطاقم لطيف جدا",
        "<script>alert(1)</script>",
        "' OR 1=1; --",
        "x" * 1000,
        "rivi\nrivi",
        "{{ 7 * 7 }} {% debug %}",
    ],
)
def test_whatever_people_write_is_kept_word_by_word(hall: Hall, writer: Writer, text: str) -> None:
    receive(actor=writer, hearing=hall.hearing, wording=hall.wording(text))

    assert Contribution.objects.get().text == text


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x07"])
def test_an_empty_note_is_refused_with_words(hall: Hall, writer: Writer, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording(text))

    assert set(refused.value.fields) == {"text"}
    assert not Contribution.objects.exists()


def test_ten_thousand_characters_are_refused_with_the_numbers(hall: Hall, writer: Writer) -> None:
    with pytest.raises(Invalid) as refused:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording("ä" * 10_000))

    assert "10000" in str(refused.value.fields["text"][0])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": None}, "question"),
        ({"question": 2**70}, "question"),
        ({"service_area": -1}, "service_area"),
        ({"language": "<b>"}, "language"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_what_does_not_fit_is_named(
    hall: Hall, writer: Writer, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording(**change))

    assert set(refused.value.fields) == {field}


def test_a_station_gives_the_service_and_the_event(hall: Hall, writer: Writer) -> None:
    event = EventFactory(hearing=hall.hearing)
    station = StationFactory(hearing=hall.hearing, event=event, service_area=hall.child)
    receive(actor=writer, hearing=hall.hearing, wording=hall.wording(service_area=None), station=station)

    note = Contribution.objects.get()
    assert (note.service_area, note.event) == (hall.child, event)


def at(hearing: Hearing, *, opens: int, closes: int, state: str = HearingState.OPEN) -> None:
    now = timezone.now()
    Hearing.objects.filter(pk=hearing.pk).update(
        opens_at=now + dt.timedelta(hours=opens), closes_at=now + dt.timedelta(hours=closes)
    )
    if state != HearingState.OPEN:
        Hearing.objects.filter(pk=hearing.pk).update(state=state)


def test_before_opening_and_after_closing_it_says_so(hall: Hall, writer: Writer) -> None:
    at(hall.hearing, opens=1, closes=2)
    with pytest.raises(NotOpen) as early:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording())
    at(hall.hearing, opens=-3, closes=-1)
    with pytest.raises(NotOpen) as late:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording())

    assert "not opened yet" in str(early.value.detail) or "ei ole vielä" in str(early.value.detail)
    assert str(early.value.detail) != str(late.value.detail)


def test_what_was_written_in_time_on_a_phone_without_network_still_comes_in(
    hall: Hall, writer: Writer
) -> None:
    at(hall.hearing, opens=-30, closes=-2)
    in_time = timezone.now() - dt.timedelta(hours=3)
    background = {"age_band": "18-29"}
    wording = hall.wording(written_at=in_time, background=background)
    receive(actor=writer, hearing=hall.hearing, wording=wording)
    at(hall.hearing, opens=-90, closes=-30)
    with pytest.raises(NotOpen):
        receive(
            actor=writer,
            hearing=hall.hearing,
            wording=hall.wording("Toinen", written_at=in_time - dt.timedelta(days=3)),
        )

    # A background that comes late would change numbers that may be public soon.
    assert (Contribution.objects.count(), Background.objects.count()) == (1, 0)


def test_background_is_kept_apart_once_a_person_and_service(hall: Hall, writer: Writer) -> None:
    told = {"age_band": "18-29", "gender": "woman", "home_town": "Kuvala", "name": "Aino"}
    receive(actor=writer, hearing=hall.hearing, wording=hall.wording("Yksi", background=told))
    told = {"age_band": "30-44", "gender": "robot", "home_town": "Atlantis"}
    receive(actor=writer, hearing=hall.hearing, wording=hall.wording("Kaksi", background=told))

    row = Background.objects.get()
    assert (row.age_band, row.gender, row.home_town) == ("30-44", "", "")
    assert not any(field.related_model is Contribution for field in Background._meta.get_fields())


def test_a_phone_number_holds_the_note_even_where_notes_are_shown_at_once(hall: Hall, writer: Writer) -> None:
    Hearing.objects.filter(pk=hall.hearing.pk).update(held_channels=[])
    hall.hearing.refresh_from_db()
    plain, marked = (
        receive(actor=worked(writer, wording), hearing=hall.hearing, wording=wording)
        for wording in (hall.wording("Bussit kulkevat"), hall.wording("Soita 040 123 4567"))
    )

    assert (plain.moderation, marked.moderation) == ("shown", "held")
    assert Contribution.objects.get(moderation="held").marks == [[6, 18, "phone"]]


def test_nothing_leads_from_a_note_to_a_phone_or_an_address(hall: Hall, writer: Writer) -> None:
    receive(actor=writer, hearing=hall.hearing, wording=hall.wording())

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text FROM hearings_contribution c UNION ALL SELECT b::text FROM http_bucket b"
        )
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert writer.device not in rows
    assert writer.network not in rows


def test_a_scribe_writes_word_by_word_for_somebody(hall: Hall, scribe: User) -> None:
    wording = hall.wording("Niinku et se jono on ihan kauhee", channel="scribe", language="fi")
    first = write_for(actor=scribe, hearing=hall.hearing, wording=wording, station=hall.station)
    again = write_for(actor=scribe, hearing=hall.hearing, wording=wording, station=hall.station)
    other = write_for(
        actor=scribe,
        hearing=hall.hearing,
        wording=hall.wording(wording.text, channel="scribe"),
        station=hall.station,
    )

    assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
    assert list(Contribution.objects.values_list("text", "entered_by")) == [(wording.text, scribe.pk)] * 2


def test_only_scribes_facilitators_and_coordinators_write_for_others(
    hall: Hall,
    anonymous: Actor,
    resident: User,
    moderator: User,
    reviewer: User,
    facilitator: User,
    coordinator: User,
) -> None:
    wording = hall.wording(channel="scribe")
    with pytest.raises(SignInNeeded):
        write_for(actor=anonymous, hearing=hall.hearing, wording=wording)
    for refused in (resident, moderator, reviewer):
        with pytest.raises(NotAllowed):
            write_for(actor=refused, hearing=hall.hearing, wording=wording)
    for allowed in (facilitator, coordinator):
        write_for(actor=allowed, hearing=hall.hearing, wording=hall.wording(uuid=uuid4(), channel="sticky"))

    assert Contribution.objects.count() == 2


@pytest.mark.parametrize("state", list(HearingState))
def test_the_state_decides_for_phones_and_for_scribes(
    hall: Hall, writer: Writer, scribe: User, state: HearingState
) -> None:
    order = [HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED]
    if state == HearingState.PREPARING:
        return
    for step in order[1 : order.index(state) + 1]:
        Hearing.objects.filter(pk=hall.hearing.pk).update(state=step)
    hall.hearing.refresh_from_db()
    if state == HearingState.OPEN:
        receive(actor=writer, hearing=hall.hearing, wording=hall.wording())
    else:
        with pytest.raises(NotOpen):
            receive(actor=writer, hearing=hall.hearing, wording=hall.wording())
    told = hall.wording("Kirjattu", channel="postcard")
    if state in (HearingState.OPEN, HearingState.CLOSED):
        write_for(actor=scribe, hearing=hall.hearing, wording=told)
    else:
        with pytest.raises(NotOpen):
            write_for(actor=scribe, hearing=hall.hearing, wording=told)


@pytest.mark.django_db(transaction=True)
def test_the_same_note_ten_times_at_once_is_stored_once(hall: Hall, writer: Writer) -> None:
    wording = hall.wording()
    got: list[notes.Received] = []

    def send() -> None:
        got.append(receive(actor=writer, hearing=hall.hearing, wording=wording))
        connection.close()

    phones = [threading.Thread(target=send) for _time in range(10)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()

    assert len(got) == 10
    assert len({one.receipt for one in got}) == 1
    assert Contribution.objects.count() == 1
