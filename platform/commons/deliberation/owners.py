"""Who a thread belongs to. Owners (proposals, hearings) tell how to find themselves; the thread does not know them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from commons.accounts.permissions import Actor
from commons.deliberation.models import Comment, Correction, Thread
from commons.places.models import Area


@dataclass(frozen=True)
class Further:
    """Where a talk goes on: the thing's name and page, and its thread; without one, in several."""

    title: str | Promise
    url: str
    language: str = ""
    thread: int | None = None


@dataclass(frozen=True)
class Owner:
    """The thing that is talked about: its name, its page, and the area whose moderators look after the talk.

    `language` of the title, BCP 47; empty: the reader's. `is_public`: everybody may read the talk. `concerns`: people
    whose own matter it is, who do not sum it up. `topic`: the live topic of its pages. `require_talking`: passes while
    people may talk, else raises the refusal that says why not; None: always. `joined`: threads of other things that
    are read as one talk with this one; `further`: where this one goes on, if it does.
    """

    title: str | Promise
    url: str
    area: Area | None
    language: str = ""
    is_public: bool = True
    concerns: frozenset[int] = frozenset()
    topic: str = ""
    require_talking: Callable[[], None] | None = None
    joined: tuple[int, ...] = ()
    further: Further | None = None


Resolver = Callable[[Collection[int]], Mapping[int, Owner]]
"""Gives the owners of those thread ids that are of its kind, in a constant number of queries."""
_resolvers: list[Resolver] = []


def register(resolve: Resolver) -> Resolver:
    """Remember a resolver; once is enough."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)
    return resolve


Watch = Callable[[Comment, Actor], None]
"""Is told of a comment that was just hidden or shown again, and by whom; may refuse it."""
_watches: list[Watch] = []


def watch_moderation(watch: Watch) -> None:
    """Let `watch` hear of every hiding, in its transaction; it tells the writer."""
    if watch not in _watches:
        _watches.append(watch)


def tell_moderated(comment: Comment, actor: Actor) -> None:
    """Tell those who watch."""
    for watch in _watches:
        watch(comment, actor)


WatchCorrection = Callable[[Correction], None]
"""Is told of a correction that was just suggested."""
_correction_watches: list[WatchCorrection] = []


def watch_corrections(watch: WatchCorrection) -> None:
    """Let `watch` hear of every new correction, in its transaction."""
    if watch not in _correction_watches:
        _correction_watches.append(watch)


def tell_suggested(correction: Correction) -> None:
    """Tell those who watch."""
    for watch in _correction_watches:
        watch(correction)


def owners_of(thread_ids: Collection[int]) -> dict[int, Owner]:
    """Owners by thread id; threads that nobody holds are left out. One call of each resolver."""
    found: dict[int, Owner] = {}
    for resolve in _resolvers:
        missing = [thread_id for thread_id in thread_ids if thread_id not in found]
        if missing:
            found |= resolve(missing)
    return found


def owner_of(thread: Thread) -> Owner | None:
    """The thread's owner, or None for a thread that nobody holds."""
    return owners_of([thread.pk]).get(thread.pk)


def talk_of(thread: int) -> list[int]:
    """The threads that are read as one talk with this one, itself first. One call of each resolver."""
    owner = owners_of([thread]).get(thread)
    return [thread, *(owner.joined if owner is not None else ())]
