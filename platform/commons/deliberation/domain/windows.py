"""Which replies of a comment are shown: the first few, more when asked for, never more than a page can bear."""

from dataclasses import dataclass

FIRST_REPLIES = 3
"""So many replies stand under a comment before anybody asks for more."""
MORE_REPLIES = 20
"""So many come at a time."""
MOST_REPLIES = 100
"""Of one comment on one page; who reads on leaves the first ones behind."""


@dataclass(frozen=True)
class Window:
    """Replies number `first` to `last` of a comment, counted from 1 in the order of the talk, both included."""

    first: int = 1
    last: int = FIRST_REPLIES

    def holds(self, rank: int) -> bool:
        """Whether the reply with this number is shown."""
        return self.first <= rank <= self.last


UNASKED = Window()
"""What is shown before anybody asks for more."""


def is_whole(window: Window) -> bool:
    """Whether one may ask for it: as people read on, not more than a page may hold."""
    return 1 <= window.first <= window.last < window.first + MOST_REPLIES


def within(window: Window, count: int) -> Window:
    """As much of it as there is; of what begins behind the end the last reply."""
    return Window(max(1, min(window.first, count)), min(window.last, count))


def further(window: Window, count: int) -> Window:
    """With the next replies of `count`."""
    last = min(window.last + MORE_REPLIES, count)
    return Window(max(window.first, last - MOST_REPLIES + 1), last)


def before(window: Window) -> Window:
    """With those before it."""
    first = max(1, window.first - MORE_REPLIES)
    return Window(first, min(window.last, first + MOST_REPLIES - 1))


def around(rank: int, count: int) -> Window:
    """Those among which reply `rank` of `count` comes when one reads on."""
    if rank <= FIRST_REPLIES:
        return UNASKED
    first = FIRST_REPLIES + 1 + (rank - FIRST_REPLIES - 1) // MORE_REPLIES * MORE_REPLIES
    return Window(first, min(first + MORE_REPLIES - 1, count))
