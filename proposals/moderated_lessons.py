"""Comments on what a year taught, as moderation handles them."""

from collections.abc import Collection

from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.deliberation import owners
from commons.deliberation.models import Comment, CommentKind
from commons.http.errors import Text
from commons.live import publish
from commons.moderation import kinds
from commons.moderation.domain import deciding
from commons.moderation.domain.intake import case_of
from commons.moderation.kinds import Facts, Kind, Thing
from commons.moderation.models import Moderation, Reason
from commons.process.models import Cycle
from proposals import copies, rewording
from proposals.models import LessonTalk

LESSON_COMMENT = "lesson_comment"


def title_of(cycle: Cycle) -> Text:
    """What such a talk is called."""
    return format_lazy(_("What we learned: {year}"), year=cycle)


def address_of(cycle: Cycle) -> str:
    """Its page."""
    return f"/years/{cycle.slug}/learned/comments/"


def _things(ids: Collection[int]) -> dict[int, Thing]:
    rows = Comment.objects.filter(pk__in=ids, thread__lesson_talk__isnull=False)
    return {
        one.pk: Thing(
            one.text,
            one.language,
            title_of(one.thread.lesson_talk.cycle),
            url=f"{address_of(one.thread.lesson_talk.cycle)}?comment={one.pk}#comment-{one.pk}",
            sort=_("official answer") if one.is_official else CommentKind(one.kind).label,
        )
        for one in rows.select_related("thread__lesson_talk__cycle")
    }


def facts_of_comment(comment: Comment, talk: LessonTalk) -> Facts:
    """It concerns whom it answers."""
    answered = comment.reply_to.author_id if comment.reply_to_id and comment.reply_to else None
    others = (answered,) if answered is not None else ()
    return Facts(comment.text, comment.author_id, talk.cycle.area_id, talk.cycle_id, others, comment.language)


def _facts(pk: int) -> Facts | None:
    rows = Comment.objects.select_related("reply_to", "thread__lesson_talk__cycle")
    found = rows.filter(pk=pk, hidden_at=None, thread__lesson_talk__cycle__is_published=True).first()
    return facts_of_comment(found, found.thread.lesson_talk) if found is not None else None


def _conceal(ids: Collection[int], reason: str) -> None:
    Comment.objects.filter(pk__in=ids).update(hidden_at=Now(), hidden_reason=reason)
    _tell(ids)


def _reveal(ids: Collection[int]) -> None:
    Comment.objects.filter(pk__in=ids).update(hidden_at=None, hidden_reason="")
    _tell(ids)


def _tell(ids: Collection[int]) -> None:
    publish(*{f"thread:{pk}" for pk in Comment.objects.filter(pk__in=ids).values_list("thread", flat=True)})


def keep_decision(comment: Comment, actor: Actor) -> None:
    """What is decided by the comment's own number is a decision of moderation too: with log, appeal, mail, limits."""
    talk = LessonTalk.objects.select_related("cycle").filter(thread=comment.thread_id).first()
    if talk is None or not isinstance(actor, User) or actor.pk is None:
        return
    case = case_of(LESSON_COMMENT, comment.pk, facts_of_comment(comment, talk))
    if case is None:
        return
    if comment.hidden_at is None:
        deciding.note(actor=actor, case=case, state=Moderation.SHOWN)
        return
    known = comment.hidden_reason in Reason.values
    reason = comment.hidden_reason if known else Reason.OTHER_MATTER
    deciding.note(actor=actor, case=case, state=Moderation.HIDDEN, reason=reason)


def register() -> None:
    """Make them known to moderation."""
    kinds.register(
        Kind(
            LESSON_COMMENT,
            _("Comment on what a year taught"),
            _things,
            _facts,
            _conceal,
            _reveal,
            rewording.passages_of_comment,
            rewording.rewrite_comment,
            copies=copies.of_comment,
        )
    )
    owners.watch_moderation(keep_decision)
