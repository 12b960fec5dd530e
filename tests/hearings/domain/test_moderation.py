"""Showing, hiding, blacking out: who may, what is told, and that nothing is lost."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.moderation.models import Moderation
from commons.moderation.screening import screen, stored
from hearings.domain import moderation, queries
from hearings.domain.errors import MistypedReceipt, OwnService, UnknownReceipt
from hearings.domain.notes import Writer, receive
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Contribution, SealedText
from tests.factories.accounts import RoleAssignmentFactory, ServiceFactory, official
from tests.factories.hearings import ContributionFactory
from tests.factories.places import AreaFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def held(hall: Hall, text: str = "Matti Meikäläinen kiukutteli") -> Contribution:
    note: Contribution = ContributionFactory(
        hearing=hall.hearing, text=text, moderation=Moderation.HELD, marks=stored(screen(text))
    )
    return note


def test_a_note_is_shown_and_hidden_for_a_reason_that_its_writer_is_told(hall: Hall, moderator: User) -> None:
    note = held(hall)
    assert moderation.show(actor=moderator, note=note).moderation == "shown"
    moderation.hide(actor=moderator, note=note, reason="person")

    fate = queries.fate_of(receipt_of(note.uuid))
    assert (fate.note.moderation, fate.note.hidden_reason, fate.note.text) == ("hidden", "person", note.text)
    assert str(fate.told)
    events = apps.get_model("hearings", "ContributionEvent").objects.order_by("pk")
    assert [(event.moderation, event.pgh_context.metadata["user"]) for event in events] == [
        ("shown", moderator.pk),
        ("hidden", moderator.pk),
    ]


def test_hiding_needs_a_reason_of_the_list(hall: Hall, moderator: User) -> None:
    with pytest.raises(Invalid):
        moderation.hide(actor=moderator, note=held(hall), reason="I do not like it")


def test_nobody_hides_criticism_of_the_service_they_work_for(hall: Hall, moderator: User) -> None:
    hall.elderly.service = ServiceFactory()
    hall.elderly.save()
    note = held(hall)
    RoleAssignmentFactory(user=moderator, role=Role.REVIEWER, service=hall.elderly.service)

    with pytest.raises(OwnService):
        moderation.hide(actor=moderator, note=note, reason="insult")
    with pytest.raises(OwnService):
        moderation.redact(actor=moderator, note=note, places=[0])
    assert moderation.show(actor=moderator, note=note).moderation == "shown"
    other = official(Role.MODERATOR)
    assert moderation.hide(actor=other, note=note, reason="insult").moderation == "hidden"


def test_only_moderators_and_coordinators_of_the_area_decide(
    hall: Hall,
    anonymous: Actor,
    resident: User,
    facilitator: User,
    scribe: User,
    reviewer: User,
    coordinator: User,
) -> None:
    note = held(hall)
    with pytest.raises(SignInNeeded):
        moderation.show(actor=anonymous, note=note)
    for refused in (
        resident,
        facilitator,
        scribe,
        reviewer,
        official(Role.MODERATOR, area=AreaFactory(slug="muualla")),
    ):
        with pytest.raises(NotAllowed):
            moderation.show(actor=refused, note=note)
    moderation.show(actor=coordinator, note=note)
    moderation.show(actor=official(Role.MODERATOR, area=hall.hearing.area), note=note)


def test_words_are_blacked_out_and_the_original_is_sealed_for_a_year(hall: Hall, moderator: User) -> None:
    note = held(hall, "Matti Meikäläinen ja Kerttu kiukuttelivat Tuiskulassa")
    moderation.redact(actor=moderator, note=note, places=[0], words="tuiskulassa\n")

    note.refresh_from_db()
    sealed = SealedText.objects.get()
    assert (note.text, note.moderation, note.is_redacted) == (
        "▇▇▇ ja Kerttu kiukuttelivat ▇▇▇",
        "shown",
        True,
    )
    assert sealed.text == "Matti Meikäläinen ja Kerttu kiukuttelivat Tuiskulassa"
    assert dt.timedelta(days=364) < sealed.expires_at - timezone.now() < dt.timedelta(days=366)
    moderation.redact(actor=moderator, note=note, words="Kerttu")
    assert SealedText.objects.get().text == sealed.text


def test_blacking_out_nothing_is_refused(hall: Hall, moderator: User) -> None:
    with pytest.raises(Invalid):
        moderation.redact(actor=moderator, note=held(hall), places=[7], words="ei ole")


def test_expired_originals_are_dropped(hall: Hall, moderator: User) -> None:
    first, second = held(hall), held(hall)
    for note in (first, second):
        SealedText.objects.create(
            contribution=note,
            text="x",
            reason="person",
            expires_at=timezone.now() + dt.timedelta(days=1 if note == first else -1),
        )

    assert moderation.drop_expired_originals() == 1
    assert [sealed.contribution for sealed in SealedText.objects.all()] == [first]


def test_a_receipt_mistyped_by_one_letter_is_noticed(hall: Hall, writer: Writer) -> None:
    got = receive(actor=writer, hearing=hall.hearing, wording=hall.wording())
    assert queries.fate_of(grouped(got.receipt).lower() + " ").note == Contribution.objects.get()
    for place in range(10):
        other = "7" if got.receipt[place] != "7" else "9"
        with pytest.raises(MistypedReceipt):
            queries.fate_of(got.receipt[:place] + other + got.receipt[place + 1 :])
    with pytest.raises(UnknownReceipt):
        queries.fate_of("0000000000")


def test_the_queue_is_oldest_first_and_costs_the_same_for_one_and_for_thirty(
    hall: Hall, moderator: User, django_assert_num_queries: object
) -> None:
    notes = [held(hall)]
    for expected in (1, 30):
        while len(notes) < expected:
            notes.append(held(hall))
        with django_assert_num_queries(2):  # type: ignore[operator]
            rows = queries.queue(hall.hearing, moderator)
            assert [(row.note, row.note.question.polarity, row.note.service_area.position) for row in rows]
        assert [row.note for row in rows] == notes
    assert [(number, piece.text, piece.kind) for number, piece in rows[0].found] == [
        (0, "Matti Meikäläinen", "name")
    ]
