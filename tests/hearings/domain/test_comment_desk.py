"""Comments on the synthesis are blacked out, hidden, and looked at again when their writers ask, as notes are."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from hearings.domain import comment_desk, flags, synthesis
from hearings.domain.errors import NotHidden, OwnDecision, OwnService
from hearings.domain.notes import Writer
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import CommentAppeal, SealedComment, SynthesisComment
from tests.factories.accounts import RoleAssignmentFactory, ServiceFactory, official
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

DESK = "/desk/hearings/marraskuu/synthesis/"


@pytest.fixture
def said(hall: Hall) -> SynthesisComment:
    made: SynthesisComment = SynthesisCommentFactory(
        synthesis=SynthesisFactory(hearing=hall.hearing), text="Maija sanoi, että Maija ei ehdi"
    )
    return made


def test_words_are_blacked_out_and_the_original_is_sealed(said: SynthesisComment, moderator: User) -> None:
    done = comment_desk.redact(actor=moderator, comment=said, words="maija")
    with pytest.raises(Invalid):
        comment_desk.redact(actor=moderator, comment=said, words="Pekka")
    with pytest.raises(DatabaseError), transaction.atomic():
        SynthesisComment.objects.filter(pk=said.pk).update(is_redacted=False, text="Muu")

    assert (done.text, done.moderation, done.is_redacted) == (
        "▇▇▇ sanoi, että ▇▇▇ ei ehdi",
        "shown",
        True,
    )
    assert SealedComment.objects.get().text == "Maija sanoi, että Maija ei ehdi"
    page = Client().get(f"/h/comment/{grouped(receipt_of(said.uuid))}/").content.decode()
    assert "▇▇▇" in page
    assert "Maija" not in page


def test_an_appeal_is_decided_by_somebody_else(
    hall: Hall, said: SynthesisComment, writer: Writer, moderator: User, facilitator: User
) -> None:
    receipt = receipt_of(said.uuid)
    with pytest.raises(NotHidden):
        comment_desk.appeal(actor=writer, receipt=receipt, text="Näyttäkää")
    comment_desk.hide(actor=moderator, comment=said, reason="insult")
    made = comment_desk.appeal(actor=writer, receipt=receipt, text="Ei loukkaa ketään")
    assert comment_desk.appeal(actor=writer, receipt=receipt, text="Uudestaan") == made
    assert [row.appeal for row in comment_desk.on_desk(actor=moderator, hearing=hall.hearing)] == [made]
    with pytest.raises(OwnDecision):
        comment_desk.keep_hidden(actor=moderator, comment=said)
    with pytest.raises(NotAllowed):
        comment_desk.keep_hidden(actor=facilitator, comment=said)
    hall.elderly.service = ServiceFactory()
    hall.elderly.save()
    criticised = official(Role.MODERATOR)
    RoleAssignmentFactory(user=criticised, role=Role.REVIEWER, service=hall.elderly.service)
    for refused in (comment_desk.keep_hidden, comment_desk.redact):
        with pytest.raises(OwnService):
            refused(actor=criticised, comment=said)
    assert comment_desk.keep_hidden(actor=official(Role.MODERATOR), comment=said).is_granted is False
    with pytest.raises(NotHidden):
        comment_desk.keep_hidden(actor=official(Role.MODERATOR), comment=said)
    account = flags.account(hall.hearing)
    assert (account.appealed, account.refused, comment_desk.appeals_open(hall.hearing)) == (1, 1, 0)


def test_showing_grants_the_appeal(said: SynthesisComment, writer: Writer, moderator: User) -> None:
    comment_desk.hide(actor=moderator, comment=said, reason="insult")
    comment_desk.appeal(actor=writer, receipt=receipt_of(said.uuid), text="Ei loukkaa")
    comment_desk.show(actor=moderator, comment=said)

    assert (CommentAppeal.objects.get().is_granted, synthesis.fate_of(receipt_of(said.uuid)).told) == (
        True,
        "",
    )


def test_writer_and_desk_by_page_and_by_api(
    hall: Hall, said: SynthesisComment, moderator: User, coordinator: User
) -> None:
    receipt = grouped(receipt_of(said.uuid))
    own, visitor, desk = f"/h/comment/{receipt}/", Client(), signed_in(moderator)
    one = f"{DESK}{said.pk}/"
    assert desk.post(one, {"act": "redact", "words": "Pekka"}).status_code == 400
    desk.post(one, {"act": "hide", "reason": "insult"})
    assert visitor.post(f"{own}appeal/", {"text": " "}).status_code == 400
    assert visitor.post("/h/comment/junk/appeal/", {"text": "Miksi"}).status_code == 400
    for _twice in range(2):
        assert visitor.post(f"{own}appeal/", {"text": "En loukannut"}).headers["Location"] == own
    assert "En loukannut" in visitor.get(own).content.decode()
    assert "En loukannut" in desk.get(DESK).content.decode()
    queue = desk.get("/desk/hearings/marraskuu/queue/")
    assert {name: waits for name, _at, _label, waits, _here in queue.context["tabs"]}["comments"] == 1
    assert desk.post(one, {"act": "keep"}).status_code == 403
    again = door().post(f"{API}comments/appeal/", {"receipt": receipt, "text": "Taas"})
    assert (again.status_code, again.json()["appeal"]) == (201, "waits")
    kept = door(coordinator).patch(f"{API}comments/{said.pk}/", {"act": "keep"})
    assert (kept.status_code, kept.json()["state"]) == (200, "hidden")
    told = door().post(f"{API}comments/fate/", {"receipt": receipt}).json()
    assert (told["appeal"], told["comment"]["state"], bool(told["reason"])) == ("refused", "hidden", True)
    black = door(moderator).patch(f"{API}comments/{said.pk}/", {"act": "redact", "words": ["Maija"]})
    assert black.json()["text"].count("▇▇▇") == 2
    assert door().post(f"{API}comments/fate/", {"receipt": "AAAAAAAAAA"}).status_code in (400, 404)
