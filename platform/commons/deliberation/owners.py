"""Who a thread belongs to. Owners (proposals, hearings) tell how to find themselves; the thread does not know them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from commons.deliberation.models import Thread
from commons.places.models import Area


@dataclass(frozen=True)
class Owner:
    """The thing that is talked about: its name, its page, and the area whose moderators look after the talk."""

    title: str | Promise
    url: str
    area: Area | None


Finder = Callable[[Thread], Owner | None]
_finders: list[Finder] = []


def register(find: Finder) -> Finder:
    """Remember `find`, which gives the owner of a thread, or None when the thread is not one of its kind."""
    if find not in _finders:
        _finders.append(find)
    return find


def owner_of(thread: Thread) -> Owner | None:
    """The thread's owner, or None for a thread that nobody holds."""
    for find in _finders:
        owner = find(thread)
        if owner is not None:
            return owner
    return None
