"""Reading what became of things, and who wants to hear of it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.models import Follower, Milestone, Track
from commons.followup.owners import Owner, owners_of


def milestones_of(track: Track) -> QuerySet[Milestone]:
    """The milestones of a track in the order of their dates. One query."""
    return Milestone.objects.filter(track=track)


def is_followed(track: Track, actor: Actor) -> bool:
    """Whether `actor` gets mails about `track`. One query, none for anonymous readers."""
    return (
        isinstance(actor, User) and Follower.objects.filter(track=track, user=actor, stopped_at=None).exists()
    )


def follower_count(track: Track) -> int:
    """How many people get mails about `track`. Who they are is nobody's business. One query."""
    return Follower.objects.filter(track=track, stopped_at=None).count()


@dataclass(frozen=True)
class Followed:
    """Something that a person follows."""

    follower: Follower
    owner: Owner


def followed_by(user: User) -> list[Followed]:
    """What a person follows, newest first. One query, and those of the owners' resolvers."""
    followers = list(Follower.objects.filter(user=user, stopped_at=None).order_by("-created_at", "-pk"))
    owners = owners_of([follower.track_id for follower in followers])
    return [
        Followed(follower, owners[follower.track_id]) for follower in followers if follower.track_id in owners
    ]
