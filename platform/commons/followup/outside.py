"""Addresses without an account that want to hear what becomes of something. Their owners keep them and tell which
tracks each wants; follow-up does not know why."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from commons.http.errors import Text


@dataclass(frozen=True)
class Reader:
    """An address, its language, the tracks it wants of those that were asked for, why it is told (a sentence), and the
    path of the page that stops it with one click."""

    address: str
    language: str
    tracks: frozenset[int]
    why: Text
    stop_path: str


Audience = Callable[[Collection[int]], Iterable[Reader]]
"""Gives the readers of those track ids, in a constant number of queries. An address may come from several audiences."""

_audiences: list[Audience] = []


def register(audience: Audience) -> Audience:
    """Remember an audience; once is enough."""
    if audience not in _audiences:
        _audiences.append(audience)
    return audience


def readers_of(track_ids: Collection[int]) -> dict[str, list[Reader]]:
    """Readers by address in small letters, one for each reason. One call of each audience."""
    found: dict[str, list[Reader]] = {}
    for audience in _audiences:
        for reader in audience(track_ids):
            if reader.tracks:
                found.setdefault(reader.address.lower(), []).append(reader)
    return found
