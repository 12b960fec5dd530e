"""Residents comment on what the town says it learned in a year; the town opens the talk, and answers."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.http.errors import Conflict, Invalid, SignInNeeded
from commons.live import publish
from commons.moderation.domain.intake import received
from commons.process.models import Cycle
from commons.process.rules import SET_UP
from proposals.models import LessonTalk
from proposals.moderated_lessons import LESSON_COMMENT, facts_of_comment
from proposals.rules import COMMENT

LONGEST = dt.timedelta(days=366)


class LessonTalkClosed(Conflict):
    """Nobody may comment today."""

    code = "lesson-talk-closed"
    title = _("Commenting is closed")
    detail = _("The day until which everybody could comment is over. What you wrote is still on this page.")


class NothingLearned(Conflict):
    """There is no published lesson to talk about."""

    code = "nothing-learned"
    title = _("There is nothing to comment on yet")
    detail = _("Publish a lesson of the year first.")


@transaction.atomic
def open_until(*, actor: Actor, cycle: Cycle, until: dt.date | None) -> LessonTalk:
    """Let residents comment on the lessons of a year up to and including a day; again with another day. A day that is
    over closes it, what was said stays. Raises `SignInNeeded`, `NotAllowed`, `NothingLearned`, `Invalid`."""
    require(actor, SET_UP, cycle)
    Cycle.objects.select_for_update(no_key=True, of=("self",)).get(pk=cycle.pk)
    talk = LessonTalk.objects.filter(cycle=cycle).first()
    today = timezone.localdate()
    if not cycle.is_published or not cycle.lessons.filter(is_published=True).exists():
        raise NothingLearned
    if until is None:
        raise Invalid(fields={"until": [_("Choose a day.")]})
    if until > today + LONGEST:
        raise Invalid(fields={"until": [_("Choose a day within a year.")]})
    if talk is None and until < today:
        raise Invalid(fields={"until": [_("Choose a day that is still to come.")]})
    with verb("proposals.open_lesson_talk", actor):
        if talk is None:
            talk = LessonTalk.objects.create(cycle=cycle, thread=Thread.objects.create(), until=until)
        else:
            talk.until = until
            talk.save(update_fields=["until"])
    publish(f"year:{cycle.slug}")
    return talk


@transaction.atomic
def say(
    *,
    actor: Actor,
    talk: LessonTalk,
    kind: CommentKind,
    text: str,
    language: str,
    reply_to: Comment | None = None,
    key: UUID | None = None,
    is_official: bool = False,
) -> Comment:
    """Comment on what a year taught, while the talk is open.

    `is_official`: in office, marked as the town's answer; for who sets the year up, at any time. `reply_to`: of this
    talk. Raises `SignInNeeded`, `NotAllowed`, `LessonTalkClosed` and what `commons.deliberation.domain.comments.add`
    raises.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, COMMENT)
    if is_official:
        require(actor, SET_UP, talk.cycle)
    elif not talk.is_open:
        raise LessonTalkClosed
    made = comments.add(
        actor=actor,
        thread=talk.thread,
        kind=kind,
        text=text,
        language=language,
        reply_to=reply_to,
        key=key,
        is_official=is_official,
    )
    if not is_official and received(LESSON_COMMENT, made.pk, facts_of_comment(made, talk)):
        made.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    publish(f"year:{talk.cycle.slug}")
    return made


def talk_of(slug: str) -> LessonTalk:
    """The talk of a published year. Raises `LessonTalk.DoesNotExist`. One query."""
    rows = LessonTalk.objects.filter(cycle__is_published=True).select_related("cycle__area", "thread")
    return rows.defer("cycle__area__outline", "cycle__area__outline_shown").get(cycle__slug=slug)


def said_in(talk: LessonTalk, pk: int | None) -> Comment | None:
    """A comment of the talk that may be answered; None for another one. At most one query."""
    if pk is None:
        return None
    return Comment.objects.filter(thread=talk.thread_id, pk=pk, reply_to=None, hidden_at=None).first()


def may_answer(actor: Actor, talk: LessonTalk) -> bool:
    """Whether the actor may speak for the town here."""
    return may(actor, SET_UP, talk.cycle)
