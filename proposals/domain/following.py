"""Hearing of a proposal: its author, its supporters and who asked."""

from django.db import transaction
from django.db.models.functions import Now

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.followup.models import Follower, FollowReason
from commons.http.errors import SignInNeeded
from proposals.models import Proposal
from proposals.rules import FOLLOW


def enrol(user: User, proposal: Proposal, reason: FollowReason) -> None:
    """Let somebody hear of milestones because of what they did. Who stopped the mails before is left in peace."""
    Follower.objects.bulk_create(
        [Follower(track_id=proposal.track_id, user=user, reason=reason)], ignore_conflicts=True
    )


@transaction.atomic
def follow(*, actor: Actor, proposal: Proposal) -> Follower:
    """Ask to hear of a proposal; also again after stopping. Raises `SignInNeeded`, `NotAllowed`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, FOLLOW, proposal)
    follower, _made = Follower.objects.update_or_create(
        track_id=proposal.track_id,
        user=actor,
        defaults={"stopped_at": None},
        create_defaults={"reason": FollowReason.ASKED},
    )
    return follower


@transaction.atomic
def unfollow(*, actor: Actor, proposal: Proposal) -> None:
    """Stop hearing of a proposal; without having asked nothing changes."""

    if not isinstance(actor, User):
        raise SignInNeeded
    Follower.objects.filter(track_id=proposal.track_id, user=actor, stopped_at=None).update(stopped_at=Now())


def follows(viewer: Actor, proposal: Proposal) -> bool:
    """Whether the viewer hears of it. At most one query."""
    return bool(viewer.is_authenticated) and (
        Follower.objects.filter(track_id=proposal.track_id, user=viewer.pk, stopped_at=None).exists()
    )
