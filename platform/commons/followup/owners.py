"""Who a track belongs to. Owners (proposals, hearings) tell how to find themselves; follow-up does not know them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.followup.models import Track


@dataclass(frozen=True)
class Owner:
    """What is followed: its title and the title's language (BCP 47; empty: the reader's), the path of its page, and
    the currency of its money."""

    title: str | Promise
    url: str
    language: str = ""
    currency: str = "EUR"


Resolver = Callable[[Collection[int]], Mapping[int, Owner]]
"""Gives the owners of those track ids that are of its kind, in a constant number of queries."""

_resolvers: list[Resolver] = []


def register_owner(resolve: Resolver) -> Resolver:
    """Remember a resolver; once is enough."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)
    return resolve


def unregister_owner(resolve: Resolver) -> None:
    """Forget a resolver; for tests."""
    _resolvers.remove(resolve)


def owners_of(track_ids: Collection[int]) -> dict[int, Owner]:
    """Owners by track id; tracks that nobody holds are left out. One call of each resolver."""
    found: dict[int, Owner] = {}
    for resolve in _resolvers:
        missing = [track_id for track_id in track_ids if track_id not in found]
        if missing:
            found |= resolve(missing)
    return found


def owner_of(track: Track) -> Owner:
    """The track's owner; for one that nobody holds a name that fits anything."""
    return owners_of([track.pk]).get(track.pk, Owner(title=_("Something that you follow"), url="/"))
