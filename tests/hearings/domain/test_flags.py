"""Anybody may report what is shown, without an account; one key keeps it; on asking again somebody else decides."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.moderation.models import Moderation
from hearings.domain import flags, moderation
from hearings.domain.errors import MistypedReceipt, NotKept, OwnDecision, OwnService
from hearings.domain.flags import NothingShown
from hearings.domain.notes import Writer
from hearings.models import Consent, Contribution, Flag, FlagOutcome, SealedText, Story
from tests.factories.accounts import RoleAssignmentFactory, ServiceFactory, official
from tests.factories.hearings import ContributionFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall, effort_for
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

DESK = "/desk/hearings/marraskuu/flags/"


@pytest.fixture
def note(hall: Hall) -> Contribution:
    made: Contribution = ContributionFactory(hearing=hall.hearing, text="Hoitaja Matti on laiska")
    return made


def told(hall: Hall, note: Any, device: str = "phone", kind: str = "note", **more: Any) -> str:
    fields = {"reason": "insult", "uuid": uuid4()} | more
    actor = Writer(device, "192.0.2.1", effort=effort_for("report", fields["uuid"]))
    return flags.flag(actor=actor, hearing=hall.hearing, kind=kind, pk=note.pk, **fields)


def the_flag(receipt: str) -> Flag:
    return flags.flag_of(receipt)


def test_a_report_is_once_a_device_and_hides_nothing_by_itself(hall: Hall, note: Contribution) -> None:
    first = told(hall, note)
    again = uuid4()
    assert told(hall, note, reason="hate") == first
    assert told(hall, note, "other", uuid=again) == told(hall, note, "third", uuid=again) != first
    note.refresh_from_db()

    assert (Flag.objects.count(), note.moderation) == (2, Moderation.SHOWN)
    assert "phone" not in str(Flag.objects.values())


@pytest.mark.parametrize("state", [Moderation.HELD, Moderation.HIDDEN])
def test_only_what_is_shown_can_be_reported(hall: Hall, state: Moderation, client: Client) -> None:
    reason = "insult" if state == Moderation.HIDDEN else ""
    note = ContributionFactory(hearing=hall.hearing, moderation=state, hidden_reason=reason)
    with pytest.raises(NothingShown):
        told(hall, note)
    for kind, pk in (("note", note.pk), ("story", 1), ("comment", 1), ("junk", 1), ("note", 2**70)):
        assert client.get(f"/hearings/marraskuu/flag/{kind}/{pk}/").status_code == 404


def test_a_reason_from_the_list_is_needed(hall: Hall, note: Contribution, client: Client) -> None:
    with pytest.raises(Invalid):
        told(hall, note, reason="criticism")
    refused = client.post(f"/hearings/marraskuu/flag/note/{note.pk}/", {"reason": ""})
    assert refused.status_code == 400
    sent = {"uuid": str(uuid4()), "kind": "note", "id": note.pk, "reason": "no"}
    assert door().post(f"{API}marraskuu/flags/", sent).status_code == 400
    assert not Flag.objects.exists()


def test_reporting_is_limited(hall: Hall, client: Client) -> None:
    notes = ContributionFactory.create_batch(21, hearing=hall.hearing)
    statuses = [
        door().post(
            f"{API}marraskuu/flags/", {"uuid": str(uuid4()), "kind": "note", "id": one.pk, "reason": "hate"}
        )
        for one in notes
    ]

    assert [one.status_code for one in statuses] == [201] * 20 + [429]


def test_kept_and_asked_again_somebody_else_decides(hall: Hall, note: Contribution, moderator: User) -> None:
    receipt, other = told(hall, note), told(hall, note, "other")
    with pytest.raises(NotKept):
        flags.ask_again(actor=Writer(), receipt=receipt)
    flags.keep(actor=moderator, flag=the_flag(receipt))
    assert the_flag(other).outcome == FlagOutcome.KEPT
    assert flags.waiting(hall.hearing, moderator) == []
    assert flags.ask_again(actor=Writer(), receipt=receipt) == flags.ask_again(
        actor=Writer(), receipt=receipt
    )
    (row,) = flags.waiting(hall.hearing, moderator)
    assert (row.is_again, row.may_keep) == (True, False)
    with pytest.raises(OwnDecision):
        flags.keep(actor=moderator, flag=the_flag(receipt))
    second = official(Role.MODERATOR)
    flags.hide(actor=second, flag=the_flag(receipt), reason="person")
    note.refresh_from_db()

    assert (note.moderation, note.hidden_reason) == (Moderation.HIDDEN, "person")
    assert [the_flag(one).outcome for one in (receipt, other)] == [FlagOutcome.HIDDEN, FlagOutcome.KEPT]
    with pytest.raises(MistypedReceipt):
        flags.flag_of("junk")


def test_a_person_named_in_a_note_has_it_looked_at_again_by_another_moderator_with_a_receipt(
    hall: Hall, note: Contribution, moderator: User, client: Client
) -> None:
    # Matti wrote nothing, has no account and no receipt of the note: he reads his name on the wall.
    sent = client.post(
        f"/hearings/marraskuu/flag/note/{note.pk}/", {"reason": "person", "uuid": str(uuid4())}
    )
    page = sent.headers["Location"]
    receipt = page.rstrip("/").rpartition("/")[2]
    flags.keep(actor=moderator, flag=the_flag(receipt))
    assert client.get(page).context["flag"].outcome == FlagOutcome.KEPT
    assert client.post(page).status_code == 302
    with pytest.raises(OwnDecision):
        flags.keep(actor=moderator, flag=the_flag(receipt))
    flags.hide(actor=official(Role.MODERATOR), flag=the_flag(receipt), reason="person")
    note.refresh_from_db()

    assert (note.moderation, note.hidden_reason) == (Moderation.HIDDEN, "person")
    assert client.get(page).context["flag"].outcome == FlagOutcome.HIDDEN


def test_a_moderator_of_the_criticised_service_cannot_hide_it_by_a_report(
    hall: Hall, note: Contribution
) -> None:
    hall.elderly.service = ServiceFactory()
    hall.elderly.save()
    criticised = official(Role.MODERATOR)
    RoleAssignmentFactory(user=criticised, role=Role.REVIEWER, service=hall.elderly.service)
    receipt = told(hall, note)
    assert [row.may_hide for row in flags.waiting(hall.hearing, criticised)] == [False]
    with pytest.raises(OwnService):
        flags.hide(actor=criticised, flag=the_flag(receipt), reason="insult")
    with pytest.raises(NotAllowed):
        flags.keep(actor=official(Role.SCRIBE), flag=the_flag(receipt))
    assert the_flag(receipt).outcome == ""


def test_hiding_in_the_queue_settles_the_reports(hall: Hall, note: Contribution, moderator: User) -> None:
    receipt = told(hall, note)
    moderation.hide(actor=moderator, note=note, reason="insult")

    assert the_flag(receipt).outcome == FlagOutcome.HIDDEN


def test_a_published_story_is_reported_and_taken_down(hall: Hall, coordinator: User) -> None:
    story = Story.objects.create(
        uuid=uuid4(), hearing=hall.hearing, service_area=hall.elderly, text="Pitkä tarina", public_text="Tarina",
        consent=Consent.AS_WRITTEN, receipt_hash="x" * 64, offered_at=timezone.now(), published_at=timezone.now(),
    )  # fmt: skip
    receipt = told(hall, story, kind="story")
    assert [row.kind for row in flags.waiting(hall.hearing, coordinator)] == ["story"]
    flags.hide(actor=coordinator, flag=the_flag(receipt), reason="person")
    story.refresh_from_db()

    assert (story.published_at, the_flag(receipt).outcome) == (None, FlagOutcome.HIDDEN)


def test_the_pages_report_decide_and_tell(
    hall: Hall, note: Contribution, client: Client, moderator: User
) -> None:
    listed = client.get("/hearings/marraskuu/notes/").content.decode()
    address = f"/hearings/marraskuu/flag/note/{note.pk}/"
    assert address in listed
    assert client.get(address).status_code == 200
    sent = client.post(address, {"reason": "insult", "uuid": str(uuid4())})
    state = sent["Location"]
    assert client.get(state).context["flag"].outcome == ""
    assert client.get(f"/h/note/?receipt={state.split('/')[-2]}")["Location"] == state
    assert client.get("/h/flag/junk/").status_code == 400
    desk = signed_in(moderator)
    assert "Hoitaja Matti" in desk.get(DESK).content.decode()
    assert desk.get("/desk/hearings/marraskuu/queue/").context["tabs"][3][3] == 1
    flag = Flag.objects.get()
    assert (
        desk.post(f"{DESK}{flag.pk}/", {"act": "keep"}, headers={"accept": "application/json"}).status_code
        == 200
    )
    assert client.post(state).status_code == 302
    refused = desk.post(f"{DESK}{flag.pk}/", {"act": "keep"}, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (403, "own-decision")
    assert signed_in(official(Role.MODERATOR)).post(f"{DESK}{flag.pk}/", {"act": "keep"}).status_code == 302
    assert client.get(state).context["flag"].outcome == FlagOutcome.KEPT
    assert signed_in(official(Role.SCRIBE)).post(f"{DESK}{flag.pk}/", {"act": "keep"}).status_code == 403


def test_the_api_does_the_same(hall: Hall, note: Contribution, moderator: User) -> None:
    sent = {"uuid": str(uuid4()), "kind": "note", "id": note.pk, "reason": "insult"}
    receipt = door().post(f"{API}marraskuu/flags/", sent).json()["receipt"]
    assert door().post(f"{API}marraskuu/flags/", sent).json()["receipt"] == receipt
    assert (
        door().post(f"{API}marraskuu/flags/", sent | {"id": 999999, "uuid": str(uuid4())}).status_code == 404
    )
    (row,) = door(moderator).get(f"{API}marraskuu/flags/").json()["results"]
    assert (row["id"], row["may_hide"], list(row["reasons"].values())) == (note.pk, True, [1])
    for role in Role:
        if role not in (Role.MODERATOR, Role.COORDINATOR):
            assert door(official(role)).get(f"{API}marraskuu/flags/").status_code == 403
            assert door(official(role)).post(f"{API}flags/{row['flag']}/keep/").status_code == 403
    assert door().post(f"{API}flags/{row['flag']}/keep/").status_code == 403
    assert door(moderator).post(f"{API}flags/{row['flag']}/keep/").json()["outcome"] == "kept"
    assert door().post(f"{API}flags/again/", {"receipt": receipt}).json()["is_again"]
    other = door(official(Role.MODERATOR)).post(f"{API}flags/{row['flag']}/hide/", {"reason": "insult"})
    assert other.json()["outcome"] == "hidden"
    assert door().post(f"{API}flags/state/", {"receipt": receipt}).json()["outcome"] == "hidden"


def test_the_account_of_moderation_is_public(hall: Hall, note: Contribution, moderator: User) -> None:
    flags.keep(actor=moderator, flag=the_flag(told(hall, note)))
    told(hall, note, "other")
    moderation.hide(actor=moderator, note=note, reason="insult")
    ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD)
    page = Client().get("/hearings/marraskuu/moderation/").context["account"]
    data = door().get(f"{API}marraskuu/moderation/").json()

    assert (data["received"], data["shown"], data["held"], data["hidden"]) == (2, 0, 1, 1)
    assert (data["reasons"], data["reported"], data["kept"], data["hidden_after_report"]) == (
        {"insult": 1},
        2,
        1,
        1,
    )
    assert data == {**vars(page), "reasons": {"insult": 1}}


def test_a_sealed_original_has_a_reason_and_an_end(hall: Hall, moderator: User) -> None:
    note = ContributionFactory(
        hearing=hall.hearing, moderation=Moderation.HELD, text="Hoitaja Matti Meikäläinen on hyvä"
    )
    moderation.redact(actor=moderator, note=note, words="Matti Meikäläinen")
    sealed = SealedText.objects.get()
    assert (sealed.reason, sealed.text) == ("person", "Hoitaja Matti Meikäläinen on hyvä")
    assert moderation.drop_expired_originals() == 0
    SealedText.objects.all().delete()
    SealedText.objects.create(contribution=note, text="x", reason="person", expires_at=timezone.now())
    assert moderation.drop_expired_originals() == 1


def test_lists_cost_the_same_for_one_and_for_thirty(hall: Hall, moderator: User) -> None:
    desk = signed_in(moderator)

    def cost() -> list[int]:
        found = []
        for path in (DESK, "/desk/hearings/marraskuu/queue/", "/hearings/marraskuu/moderation/"):
            with CaptureQueriesContext(connection) as caught:
                desk.get(path)
            found.append(len(caught))
        return found

    def more(number: int) -> None:
        for place in range(number):
            shown = ContributionFactory(hearing=hall.hearing, service_area=hall.child)
            ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD)
            told(hall, shown, f"phone {number} {place}")

    more(1)
    cost()
    before = cost()
    more(30)
    assert cost() == before
