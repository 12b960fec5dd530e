"""Hearing of a proposal: its author, its supporters and who asked."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.followup.models import Follower, FollowReason
from commons.http.errors import SignInNeeded
from commons.process.models import Cycle
from proposals.models import Delegate, DelegateState, Proposal, State
from proposals.rules import FOLLOW

FOLLOWED_UP = (State.FUNDED, State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE)
"""States of a project in which the follow-up group of its year hears what becomes of it."""


def enrol(user: User, proposal: Proposal, reason: FollowReason) -> None:
    """Let somebody hear of milestones because of what they did. Who stopped the mails before is left in peace."""
    Follower.objects.bulk_create(
        [Follower(track_id=proposal.track_id, user=user, reason=reason)], ignore_conflicts=True
    )


def enrol_delegate(user: User, cycle: Cycle) -> None:
    """Let somebody who joins the follow-up group hear of every project that is followed up."""
    tracks = Proposal.objects.filter(cycle=cycle, state__in=FOLLOWED_UP).values_list("track", flat=True)
    Follower.objects.bulk_create(
        [Follower(track_id=track, user=user, reason=FollowReason.DELEGATE) for track in tracks],
        ignore_conflicts=True,
    )


def enrol_group(proposal: Proposal) -> None:
    """Let the follow-up group of its year hear of a project that it now follows up. Two queries."""
    today = timezone.localdate()
    group = Delegate.objects.filter(
        cycle=proposal.cycle_id, state=DelegateState.ACCEPTED, term_from__lte=today, term_to__gte=today
    ).exclude(user=None)
    Follower.objects.bulk_create(
        [
            Follower(track_id=proposal.track_id, user_id=user, reason=FollowReason.DELEGATE)
            for user in group.values_list("user", flat=True)
        ],
        ignore_conflicts=True,
    )


def release_delegates(user: User | None = None) -> int:
    """End what was followed as a delegate alone, of everybody (or `user`) who is in no group of the year today."""
    today = timezone.localdate()
    still = Delegate.objects.filter(
        cycle=OuterRef("track__proposal__cycle"),
        user=OuterRef("user"),
        state=DelegateState.ACCEPTED,
        term_to__gte=today,
    )
    mine = Follower.objects.filter(reason=FollowReason.DELEGATE)
    if user is not None:
        mine = mine.filter(user=user)
    deleted, _by_model = mine.exclude(Exists(still)).delete()
    return deleted


def leave(user: User, proposal: Proposal, reason: FollowReason) -> None:
    """Follow it no more for `reason`, as if one never had; who asked to follow it still does."""
    Follower.objects.filter(track_id=proposal.track_id, user=user, reason=reason, stopped_at=None).delete()


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
