"""Writing, correcting and hiding comments. Who may speak in a thread, and when, its owner's verb has decided before."""

import re
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.deliberation.domain.errors import HiddenAlready, NotToBeAnswered, TooLateToEdit
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.deliberation.owners import tell_moderated
from commons.deliberation.rules import EDIT, HIDE
from commons.http import rate
from commons.http.errors import Invalid, SignInNeeded
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp

LONGEST = 2000
LONGEST_REASON = 300
EDIT_WITHIN = timedelta(minutes=15)
SAME_WITHIN = timedelta(minutes=1)
AT_ONCE, PER_SECONDS = 12, 360
"""A person may write 12 comments at once, then one every half minute."""

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")

_INSERT = """
INSERT INTO deliberation_comment
    (thread_id, author_id, kind, text, language, reply_to_id, is_official, hidden_reason, key)
VALUES (%s, %s, %s, %s, %s, %s, %s, '', %s)
ON CONFLICT (author_id, key) DO NOTHING
RETURNING id, created_at
"""


@transaction.atomic
def add(
    *,
    actor: Actor,
    thread: Thread,
    kind: CommentKind,
    text: str,
    language: str,
    reply_to: Comment | None = None,
    key: UUID | None = None,
    is_official: bool = False,
) -> Comment:
    """Store a comment and give it; sent again (same `key`, or the same words within a minute) give the first.

    `text`: 1 to 2,000 characters after stripping. `language`: BCP 47 tag of the text. Raises `Invalid`,
    `NotToBeAnswered`, `SignInNeeded`, `commons.http.rate.TooOften`. Three statements.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    words = cleaned(text)
    if not LANGUAGE_TAG.fullmatch(language) or len(language) > 12:
        raise Invalid(fields={"language": [_("Choose the language of your text.")]})
    if kind not in CommentKind.values:
        raise Invalid(fields={"kind": [_("Choose what your comment is.")]})
    if reply_to is not None and (
        reply_to.thread_id != thread.pk or reply_to.reply_to_id is not None or reply_to.hidden_at is not None
    ):
        raise NotToBeAnswered
    # The bucket's row is locked from here to the end, so that a double click is found by the second look below.
    room = rate.allow(f"comment:{actor.pk}", AT_ONCE, PER_SECONDS)
    same = Q(
        thread=thread,
        kind=kind,
        text=words,
        reply_to=reply_to,
        created_at__gt=StatementTimestamp() - SAME_WITHIN,
    )
    first = Comment.objects.filter(same | Q(key=key) if key else same, author=actor).order_by("pk").first()
    if first is not None:
        return first
    if not room:
        raise rate.TooOften
    comment = Comment(
        thread=thread,
        author=actor,
        kind=kind,
        text=words,
        language=language,
        reply_to=reply_to,
        is_official=is_official,
        key=key,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [thread.pk, actor.pk, kind, words, language, reply_to.pk if reply_to else None, is_official, key],
        )
        row = cursor.fetchone()
    if row is None:
        return Comment.objects.get(author=actor, key=key)
    comment.pk, comment.created_at = row
    comment._state.adding = False
    comment._state.db = "default"
    publish(f"thread:{thread.pk}")
    return comment


@transaction.atomic
def edit(*, actor: Actor, comment: Comment, text: str) -> Comment:
    """Correct one's own comment within 15 minutes. What it said before stays in the history.

    Raises `Invalid`, `TooLateToEdit`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, EDIT, comment)
    words = cleaned(text)
    found = (
        Comment.objects.select_for_update()
        .filter(pk=comment.pk, hidden_at__isnull=True, created_at__gt=StatementTimestamp() - EDIT_WITHIN)
        .first()
    )
    if found is None:
        raise TooLateToEdit
    if found.text == words:
        return found
    with verb("deliberation.edit", actor):
        Comment.objects.filter(pk=found.pk).update(text=words, edited_at=Now())
    found.refresh_from_db(fields=["text", "edited_at"])
    publish(f"thread:{found.thread_id}")
    return found


@transaction.atomic
def hide(*, actor: Actor, comment: Comment, reason: str) -> Comment:
    """Show `reason` (1 to 300 characters, public) in place of the text. The text is kept, for appeals and the history.

    `reason`: a code of the registered reasons, which everybody reads in their own language, or own words. Who moderates
    tells the writer. Raises `Invalid`, `HiddenAlready`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, HIDE, comment)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON or "\x00" in why:
        raise Invalid(fields={"reason": [_("Write why, in at most 300 characters. The reason is public.")]})
    found = Comment.objects.select_for_update().get(pk=comment.pk)
    if found.hidden_at is not None:
        raise HiddenAlready(_("Somebody has hidden it already."))
    with verb("deliberation.hide", actor):
        Comment.objects.filter(pk=found.pk).update(hidden_at=Now(), hidden_reason=why)
    found.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    tell_moderated(found, actor)
    publish(f"thread:{found.thread_id}")
    return found


@transaction.atomic
def show_again(*, actor: Actor, comment: Comment) -> Comment:
    """Take back a hiding. That it was hidden, by whom and why, stays in the history.

    Raises `HiddenAlready`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, HIDE, comment)
    found = Comment.objects.select_for_update().get(pk=comment.pk)
    if found.hidden_at is None:
        raise HiddenAlready(_("It is shown already."))
    with verb("deliberation.show_again", actor):
        Comment.objects.filter(pk=found.pk).update(hidden_at=None, hidden_reason="")
    found.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    tell_moderated(found, actor)
    publish(f"thread:{found.thread_id}")
    return found


def cleaned(text: str) -> str:
    """`text` without space around it and with line ends of one kind, or `Invalid`."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise Invalid(fields={"text": [_("Write something first.")]})
    if len(words) > LONGEST:
        raise Invalid(
            fields={
                "text": [
                    _("The text is too long: at most 2,000 characters. Shorten it, or write two comments.")
                ]
            }
        )
    if "\x00" in words:
        raise Invalid(fields={"text": [_("The text holds a character that cannot be stored.")]})
    return words
