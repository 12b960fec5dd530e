"""Saying that an argument convinces one, and taking it back. Whether one may now, its owner's verb has decided."""

from django.db import connection, transaction

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.audit import verb
from commons.deliberation.domain.errors import NotAnArgument, OwnArgument
from commons.deliberation.models import Comment, CommentKind, Conviction
from commons.http import rate
from commons.http.errors import SignInNeeded
from commons.live import publish

ARGUMENTS = (CommentKind.FOR, CommentKind.AGAINST)
AT_ONCE, PER_SECONDS = 60, 600
"""Enough for who reads a long talk to its end; a program that presses everything is slowed down."""

_CONVINCE = "INSERT INTO deliberation_conviction (comment_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


@transaction.atomic
def convince(*, actor: Actor, comment: Comment) -> int:
    """The argument convinces the actor; again changes nothing. How many people it convinces now.

    One may be convinced by arguments of both sides. Raises `SignInNeeded`, `NotAnArgument`, `OwnArgument`, `TooOften`.
    """
    user = _user(actor)
    if comment.author_id == user.pk:
        raise OwnArgument
    if comment.kind not in ARGUMENTS or comment.reply_to_id is not None or comment.hidden_at is not None:
        raise NotAnArgument
    rate.take(f"convince:{user.pk}", AT_ONCE, PER_SECONDS)
    with connection.cursor() as cursor, verb("deliberation.convince", actor):
        cursor.execute(_CONVINCE, [comment.pk, user.pk])
    return _counted(comment)


@transaction.atomic
def unconvince(*, actor: Actor, comment: Comment) -> int:
    """Take it back; without any nothing changes. How many people it convinces now. Raises `SignInNeeded`."""
    user = _user(actor)
    with verb("deliberation.unconvince", actor):
        Conviction.objects.filter(comment=comment, user=user).delete()
    return _counted(comment)


def _user(actor: Actor) -> User:
    if not isinstance(actor, User):
        raise SignInNeeded
    return actor


def _counted(comment: Comment) -> int:
    count: int = Comment.objects.values_list("convinced", flat=True).get(pk=comment.pk)
    publish(f"thread:{comment.thread_id}")
    return count
