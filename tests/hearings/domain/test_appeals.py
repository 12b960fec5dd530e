"""Whoever wrote a hidden note may ask again, and somebody else decides."""

import pytest
from django.test import Client

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.moderation.models import Moderation
from hearings.domain import appeals, moderation, queries
from hearings.domain.errors import MistypedReceipt, NotHidden, OwnDecision, OwnService
from hearings.domain.notes import Writer
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Appeal, Contribution
from tests.factories.accounts import RoleAssignmentFactory, ServiceFactory, official
from tests.factories.hearings import ContributionFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(hall: Hall, moderator: User) -> Contribution:
    note: Contribution = ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD)
    return moderation.hide(actor=moderator, note=note, reason="insult")


def ask(note: Contribution, writer: Writer, text: str = "En loukannut ketään") -> Appeal:
    return appeals.appeal(actor=writer, receipt=receipt_of(note.uuid), text=text)


def test_an_appeal_is_granted_by_showing_the_note(
    hall: Hall, hidden: Contribution, writer: Writer, moderator: User
) -> None:
    assert ask(hidden, writer) == ask(hidden, writer, "Uudestaan")
    assert [row.note for row in queries.queue(hall.hearing, moderator, state="appealed")] == [hidden]
    moderation.show(actor=moderator, note=hidden)

    made = Appeal.objects.get()
    assert (made.text, made.is_granted) == ("En loukannut ketään", True)
    assert queries.queue(hall.hearing, moderator, state="appealed") == []


def test_somebody_else_than_who_hid_it_keeps_it_hidden(
    hall: Hall, hidden: Contribution, writer: Writer, moderator: User, facilitator: User
) -> None:
    ask(hidden, writer)
    with pytest.raises(OwnDecision):
        appeals.keep_hidden(actor=moderator, note=hidden)
    with pytest.raises(NotAllowed):
        appeals.keep_hidden(actor=facilitator, note=hidden)
    hall.elderly.service = ServiceFactory()
    hall.elderly.save()
    criticised = official(Role.MODERATOR)
    RoleAssignmentFactory(user=criticised, role=Role.REVIEWER, service=hall.elderly.service)
    with pytest.raises(OwnService):
        appeals.keep_hidden(actor=criticised, note=hidden)
    assert appeals.keep_hidden(actor=official(Role.MODERATOR), note=hidden).is_granted is False
    with pytest.raises(NotHidden):
        appeals.keep_hidden(actor=official(Role.MODERATOR), note=hidden)


def test_only_hidden_notes_and_with_words(hall: Hall, hidden: Contribution, writer: Writer) -> None:
    shown = ContributionFactory(hearing=hall.hearing)
    with pytest.raises(NotHidden):
        ask(shown, writer)
    for text in ("", " ", "x" * 1001):
        with pytest.raises(Invalid):
            ask(hidden, writer, text)
    with pytest.raises(MistypedReceipt):
        appeals.appeal(actor=writer, receipt="AAAAAAAAAB", text="Miksi?")
    assert not Appeal.objects.exists()


def test_the_pages_ask_and_decide(client: Client, hidden: Contribution) -> None:
    receipt = grouped(receipt_of(hidden.uuid))
    refused = client.post(f"/h/note/{receipt}/appeal/", {"text": "x" * 2000})
    assert (refused.status_code, refused.context["typed"]) == (400, "x" * 2000)
    assert client.post(f"/h/note/{receipt}/appeal/", {"text": "Miksi?"}).status_code == 302
    assert "Miksi?" in client.get(f"/h/note/{receipt}/").content.decode()
    assert client.post("/h/note/junk/appeal/", {"text": "Miksi?"}).status_code == 400
    other = signed_in(official(Role.MODERATOR))
    queue = "/desk/hearings/marraskuu/queue/"
    assert "Miksi?" in other.get(f"{queue}?state=appealed").content.decode()
    other.post(f"{queue}{hidden.pk}/", {"act": "keep"})

    assert Appeal.objects.get().is_granted is False
    assert client.get(f"/h/note/{receipt}/").context["appeal"].is_granted is False


def test_the_api_asks_and_decides(hidden: Contribution, moderator: User) -> None:
    sent = {"receipt": receipt_of(hidden.uuid), "text": "Miksi?"}
    assert door().post(f"{API}notes/appeal/", sent).status_code == 201
    assert door().post(f"{API}notes/appeal/", sent | {"receipt": "x"}).status_code == 400
    own = door(moderator).post(f"{API}notes/{hidden.pk}/keep-hidden/")
    assert (own.status_code, own.json()["code"]) == (403, "own-decision")
    waiting = door(moderator).get(f"{API}marraskuu/queue/?state=appealed").json()["results"]
    assert [row["id"] for row in waiting] == [hidden.pk]

    assert door(official(Role.MODERATOR)).post(f"{API}notes/{hidden.pk}/keep-hidden/").status_code == 200
