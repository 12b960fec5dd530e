"""Following something, and stopping it."""

from django.db import transaction
from django.db.models.functions import Now

from commons import audit
from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.domain.errors import UnknownStopLink
from commons.followup.models import Follower, FollowReason, Track
from commons.http.errors import SignInNeeded


@transaction.atomic
def follow(*, actor: Actor, track: Track, reason: FollowReason = FollowReason.ASKED) -> Follower:
    """Let `actor` get a mail at each milestone of `track`; twice is once. Whether the thing may be seen, its owner's
    verb has decided before. Raises `SignInNeeded`.

    Who has stopped the mails is followed again only by asking for it, never by another support or proposal.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    with audit.verb("followup.follow", actor):
        follower, _made = Follower.objects.get_or_create(track=track, user=actor, defaults={"reason": reason})
        if follower.stopped_at is not None and reason == FollowReason.ASKED:
            Follower.objects.filter(pk=follower.pk).update(stopped_at=None, reason=reason)
            follower.refresh_from_db()
    return follower


@transaction.atomic
def stop(*, actor: Actor, track: Track) -> Follower | None:
    """Send `actor` no more mails about `track`; None when they did not follow it. Raises `SignInNeeded`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    return _stopped(Follower.objects.filter(track=track, user=actor).first(), actor)


@transaction.atomic
def stop_by_token(*, token: str) -> Follower:
    """The same with the word from a mail, without signing in; twice is fine. Raises `UnknownStopLink`."""
    follower = by_token(token)
    _stopped(follower, follower.user)
    return follower


def by_token(token: str) -> Follower:
    """The follower whose mails carry this word, or `UnknownStopLink`. One query."""
    follower = Follower.objects.select_related("user").filter(stop_token=token).first() if token else None
    if follower is None:
        raise UnknownStopLink
    return follower


def _stopped(follower: Follower | None, actor: User) -> Follower | None:
    if follower is not None and follower.stopped_at is None:
        with audit.verb("followup.stop", actor):
            Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=Now())
        follower.refresh_from_db(fields=["stopped_at"])
    return follower
