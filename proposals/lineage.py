"""Where a proposal came from, when it did not begin here: others (hearings) tell, proposals do not know them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Origin:
    """What a proposal grew from: `words` for the link ("Theme “Queues” of the hearing …") and the page's path."""

    words: str | Promise
    url: str


Resolver = Callable[[Collection[int]], Mapping[int, Origin]]
"""Gives the origins of those proposal ids that it knows, in a constant number of queries."""

_resolvers: list[Resolver] = []


def register_origin(resolve: Resolver) -> Resolver:
    """Remember a resolver; once is enough."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)
    return resolve


def origins_of(proposal_ids: Collection[int]) -> dict[int, Origin]:
    """Origins by proposal id; proposals that began here are left out. One call of each resolver."""
    found: dict[int, Origin] = {}
    for resolve in _resolvers:
        found |= resolve(proposal_ids)
    return found
