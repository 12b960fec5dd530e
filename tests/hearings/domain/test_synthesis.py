"""The synthesis: commented on by everybody, answered, changed for all to see, and then frozen for good."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role, Service, User
from commons.http.errors import Invalid, NotAllowed
from hearings.domain import comment_desk, synthesis, themes
from hearings.domain.errors import CommentsClosed, Frozen, MistypedReceipt, OwnService
from hearings.domain.notes import Writer
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Synthesis, SynthesisComment, Theme
from tests.factories.accounts import RoleAssignmentFactory
from tests.factories.hearings import ContributionFactory, ThemeFactory
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

SUMMARY = {
    "summary_fi": "Jonot ovat pitkiä",
    "summary_sv": "Köerna är långa",
    "summary_en": "Queues are long",
}
TITLES = {"title_fi": "Jonot", "title_sv": "Köer", "title_en": "Queues"}


def soon(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def test_it_opens_when_every_theme_has_its_words(hall: Hall, facilitator: User, moderator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY | {"summary_sv": ""})
    when = {"comments_until": soon(2), "freezes_at": soon(1)}
    with pytest.raises(Invalid) as refused:
        synthesis.open_up(actor=facilitator, hearing=hall.hearing, **when)
    assert set(refused.value.fields) == {"themes", "freezes_at"}
    themes.change(actor=facilitator, theme=theme, words=TITLES | SUMMARY)
    with pytest.raises(NotAllowed):
        synthesis.open_up(actor=moderator, hearing=hall.hearing, **when)
    made = synthesis.open_up(
        actor=facilitator, hearing=hall.hearing, comments_until=soon(1), freezes_at=soon(2)
    )

    assert (synthesis.state_of(hall.hearing), made.before[str(theme.pk)]["summary_en"]) == (
        "open",
        "Queues are long",
    )


def test_a_comment_is_stored_once_read_first_and_followed_by_its_receipt(
    hall: Hall, writer: Writer, moderator: User, facilitator: User
) -> None:
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY)
    SynthesisFactory(hearing=hall.hearing)
    said = synthesis.Said(uuid4(), theme.pk, "Myös yöllä")
    first = synthesis.comment(actor=writer, hearing=hall.hearing, said=said)
    again = synthesis.comment(actor=writer, hearing=hall.hearing, said=said)
    comment = SynthesisComment.objects.get()
    assert (first.is_new, again.is_new, first.receipt, comment.moderation) == (
        True,
        False,
        again.receipt,
        "held",
    )
    assert synthesis.read_through(hall.hearing, language="fi")[0].comments == []
    comment_desk.show(actor=moderator, comment=comment)
    synthesis.reply(actor=facilitator, comment=comment, text="Lisättiin", has_changed=True)

    assert synthesis.read_through(hall.hearing, language="fi")[0].comments == [comment]
    fate = synthesis.fate_of(first.receipt)
    assert (fate.comment.reply, fate.comment.has_changed) == ("Lisättiin", True)
    page = Client().get(f"/h/note/{grouped(first.receipt)}/", follow=True)
    assert (page.status_code, page.context["fate"].comment) == (200, comment)


@pytest.mark.parametrize(
    ("theme", "text", "language", "fields"),
    [
        (None, " ", "fi", {"text"}),
        (None, "x" * 1001, "fi", {"text"}),
        (10**30, "Hyvä", "fi", {"theme"}),
        (None, "Hyvä", "<fi>", {"language"}),
    ],
)
def test_what_is_no_comment_is_refused(
    hall: Hall, writer: Writer, theme: int | None, text: str, language: str, fields: set[str]
) -> None:
    SynthesisFactory(hearing=hall.hearing)
    with pytest.raises(Invalid) as refused:
        synthesis.comment(
            actor=writer, hearing=hall.hearing, said=synthesis.Said(uuid4(), theme, text, language)
        )

    assert set(refused.value.fields) == fields


def test_what_changed_is_shown_word_by_word(hall: Hall, facilitator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY)
    synthesis.open_up(actor=facilitator, hearing=hall.hearing, comments_until=soon(1), freezes_at=soon(2))
    themes.change(
        actor=facilitator,
        theme=theme,
        words=TITLES | SUMMARY | {"title_en": "Long queues", "summary_en": "Queues are very long"},
    )
    row = synthesis.read_through(hall.hearing, language="en")[0]

    assert row.was_title == "Queues"
    assert row.changes == [("same", "Queues are"), ("in", "very"), ("same", "long")]
    assert synthesis.read_through(hall.hearing, language="fi")[0].changes == []


def test_frozen_words_stay_whatever_is_tried(hall: Hall, facilitator: User, writer: Writer) -> None:
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY)
    comment = SynthesisCommentFactory(synthesis=SynthesisFactory(hearing=hall.hearing))
    synthesis.freeze(actor=facilitator, hearing=hall.hearing)
    assert synthesis.state_of(hall.hearing) == "frozen"
    with pytest.raises(Frozen):
        themes.change(actor=facilitator, theme=theme, words=TITLES | SUMMARY)
    with pytest.raises(Frozen):
        themes.create(actor=facilitator, hearing=hall.hearing, words=TITLES)
    with pytest.raises(Frozen):
        themes.remove(actor=facilitator, theme=theme)
    with pytest.raises(Frozen):
        synthesis.reply(actor=facilitator, comment=comment, text="Hyvä", has_changed=False)
    with pytest.raises(Frozen):
        synthesis.open_up(actor=facilitator, hearing=hall.hearing, comments_until=soon(1), freezes_at=soon(2))
    with pytest.raises(CommentsClosed):
        synthesis.comment(actor=writer, hearing=hall.hearing, said=synthesis.Said(uuid4(), None, "Vielä"))
    tried = (
        lambda: Theme.objects.update(title_fi="Muu"),
        lambda: Theme.objects.all().delete(),
        lambda: ThemeFactory(hearing=hall.hearing),
        lambda: Synthesis.objects.update(frozen_at=None),
        lambda: Synthesis.objects.all().delete(),
        lambda: SynthesisCommentFactory(synthesis=hall.hearing.synthesis),
    )
    for attempt in tried:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    note = ContributionFactory(hearing=hall.hearing)
    themes.place(actor=facilitator, hearing=hall.hearing, notes=[note.pk], theme=theme)
    assert theme.contributions.count() == 1


def test_the_clock_closes_comments_and_freezes(hall: Hall, writer: Writer) -> None:
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY)
    SynthesisFactory(hearing=hall.hearing)
    Synthesis.objects.update(opened_at=soon(-3), comments_until=soon(-1))
    assert synthesis.state_of(hall.hearing) == "replying"
    with pytest.raises(CommentsClosed):
        synthesis.comment(actor=writer, hearing=hall.hearing, said=synthesis.Said(uuid4(), None, "Vielä"))
    Synthesis.objects.update(freezes_at=timezone.now() - dt.timedelta(seconds=1))
    assert synthesis.state_of(hall.hearing) == "frozen"
    with pytest.raises(DatabaseError), transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(summary_fi="Muu")


def test_nobody_hides_what_is_said_of_their_own_service(hall: Hall, moderator: User) -> None:
    service = Service.objects.create(slug="koti", name_fi="Koti", name_sv="Hem", name_en="Home")
    hall.elderly.service = service
    hall.elderly.save()
    theme, other = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    ContributionFactory(hearing=hall.hearing, theme=theme, service_area=hall.elderly)
    ContributionFactory(hearing=hall.hearing, theme=other, service_area=hall.child)
    row = SynthesisFactory(hearing=hall.hearing)
    RoleAssignmentFactory(user=moderator, role=Role.REVIEWER, service=service)
    about_own = SynthesisCommentFactory(synthesis=row, theme=theme)
    with pytest.raises(OwnService):
        comment_desk.hide(actor=moderator, comment=about_own, reason="insult")
    about_other = SynthesisCommentFactory(synthesis=row, theme=other)
    assert comment_desk.hide(actor=moderator, comment=about_other, reason="insult").moderation == "hidden"
    with pytest.raises(Invalid):
        comment_desk.hide(actor=moderator, comment=about_other, reason="")


def test_the_page_takes_a_comment_without_an_account_and_keeps_what_was_refused(
    hall: Hall, facilitator: User
) -> None:
    address = "/hearings/marraskuu/synthesis/"
    assert Client().get(address).status_code == 404
    theme = ThemeFactory(hearing=hall.hearing, **SUMMARY)
    row = SynthesisFactory(hearing=hall.hearing)
    refused = Client().post(address, {"theme": "junk", "text": "Yöt puuttuvat", "uuid": "x"})
    assert (refused.status_code, set(refused.context["refusal"].fields)) == (400, {"theme"})
    assert "Yöt puuttuvat" in refused.content.decode()
    sent = Client().post(address, {"theme": theme.pk, "text": "Yöt puuttuvat"}, follow=True)
    comment = SynthesisComment.objects.get()
    assert (sent.status_code, sent.context["fate"].comment, comment.synthesis) == (200, comment, row)
    assert sent.context["receipt"] == grouped(receipt_of(comment.uuid))
    assert Client().get("/h/comment/junk/").status_code == 400
    with pytest.raises(MistypedReceipt):
        synthesis.fate_of("junk")


def test_the_desk_opens_answers_and_freezes(hall: Hall, coordinator: User) -> None:
    client, address = Client(), "/desk/hearings/marraskuu/synthesis/"
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    ThemeFactory(hearing=hall.hearing, **SUMMARY)
    times = {"comments_until": f"{soon(1):%Y-%m-%dT%H:%M}", "freezes_at": f"{soon(2):%Y-%m-%dT%H:%M}"}
    wrong = client.post(f"{address}open/", times | {"freezes_at": times["comments_until"][:-5] + "junk"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (400, {"freezes_at"})
    assert client.post(f"{address}open/", times).status_code == 302
    comment = SynthesisCommentFactory(synthesis=Synthesis.objects.get())
    client.post(f"{address}{comment.pk}/", {"act": "show"})
    client.post(f"{address}{comment.pk}/", {"act": "reply", "reply": "Lisättiin", "has_changed": "1"})
    assert client.post(f"{address}{comment.pk}/", {"act": "hide"}).status_code == 400
    comment.refresh_from_db()
    assert (comment.moderation, comment.reply, comment.has_changed) == ("shown", "Lisättiin", True)
    assert Client().get("/hearings/marraskuu/synthesis/").context["whole"] == [comment]
    client.post(f"{address}freeze/")
    assert synthesis.state_of(hall.hearing) == "frozen"
