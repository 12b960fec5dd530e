"""Reading summaries, their versions, and what was suggested. Constant numbers of queries."""

from dataclasses import dataclass

from django.db.models import Q

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.deliberation.models import Correction, CorrectionState, Summary, Thread
from commons.deliberation.owners import Owner, owner_of, owners_of
from commons.deliberation.rules import SUM_UP, sums_up
from commons.http.errors import Refusal
from commons.texts.differences import Piece, differences

PAGE = 100


@dataclass(frozen=True)
class Talk:
    """A thread that everybody may read, with what it belongs to."""

    thread: Thread
    owner: Owner


@dataclass(frozen=True)
class SummarySeen:
    """The summary of a talk for one viewer.

    `newest` None: nobody wrote one. `mine`: what the viewer suggested, the newest first. `waiting`: what waits for an
    answer, for who may sum up; else empty. `may_correct`: people may talk now, and the viewer has none that waits.
    """

    talk: Talk
    newest: Summary | None
    mine: list[Correction]
    waiting: list[Correction]
    may_sum_up: bool
    may_correct: bool


def talk_of(pk: int) -> Talk:
    """A public talk. `Thread.DoesNotExist` for any other."""
    thread = Thread.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
    owner = owner_of(thread) if thread is not None else None
    if thread is None or owner is None or not owner.is_public:
        raise Thread.DoesNotExist
    return Talk(thread, owner)


def newest_of(thread: Thread | int) -> Summary | None:
    """The version that is shown. One query."""
    key = thread.pk if isinstance(thread, Thread) else thread
    return Summary.objects.filter(thread=key).order_by("-number").first()


def newest_number(thread: int) -> int:
    """The number of the version that is shown; 0 for none. One query."""
    found = Summary.objects.filter(thread=thread).order_by("-number").values_list("number", flat=True).first()
    return found or 0


def sums_up_here(talk: Talk, viewer: Actor) -> bool:
    """Whether the viewer may sum that talk up."""
    return viewer.is_authenticated and sums_up(viewer, talk.owner.area, talk.owner.concerns)


def seen(talk: Talk, viewer: Actor) -> SummarySeen:
    """The summary with what the viewer has to do with it. Three queries and the permission's."""
    newest = newest_of(talk.thread)
    own = Q(author=viewer.pk) if isinstance(viewer, User) else Q(pk__in=[])
    may_sum_up = sums_up_here(talk, viewer)
    if may_sum_up:
        own |= Q(state=CorrectionState.OPEN, hidden_at=None)
    rows = list(
        Correction.objects.filter(own, thread=talk.thread).select_related("about", "made").order_by("-pk")
    )
    mine = [one for one in rows if viewer.is_authenticated and one.author_id == viewer.pk]
    waits = any(one.state == CorrectionState.OPEN for one in mine)
    return SummarySeen(
        talk=talk,
        newest=newest,
        mine=mine,
        waiting=[one for one in rows if one.state == CorrectionState.OPEN and one.hidden_at is None]
        if may_sum_up
        else [],
        may_sum_up=may_sum_up,
        may_correct=newest is not None and not waits and is_talking(talk.owner),
    )


def is_talking(owner: Owner) -> bool:
    """Whether people may talk now, as the owner says. At most one query."""
    try:
        if owner.require_talking is not None:
            owner.require_talking()
    except Refusal:
        return False
    return True


@dataclass(frozen=True)
class Versions:
    """All versions, the newest first; two of them compared."""

    versions: list[Summary]
    first: Summary | None
    second: Summary | None
    pieces: list[Piece]


def versions(talk: Talk, *, first: int = 0, second: int = 0) -> Versions:
    """The versions of a summary; `first` and `second` compared, by default the last two. One query."""
    rows = list(Summary.objects.filter(thread=talk.thread).select_related("came_of").order_by("-number"))
    by_number = {one.number: one for one in rows}
    newest = rows[0] if rows else None
    after = by_number.get(second, newest)
    before = by_number.get(first) or (by_number.get(after.number - 1) if after else None)
    pieces = differences(before.text, after.text) if before and after else []
    return Versions(rows, before, after, pieces)


def correction(*, actor: Actor, talk: Talk, pk: int) -> Correction:
    """One of that talk, for who may answer it. Raises `Correction.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, SUM_UP, talk.thread)
    return Correction.objects.select_related("about", "thread").get(thread=talk.thread, pk=pk, hidden_at=None)


@dataclass(frozen=True)
class Waiting:
    """A correction with what its talk belongs to."""

    correction: Correction
    owner: Owner


def waiting(*, actor: Actor) -> list[Waiting]:
    """Corrections that the actor may answer, the oldest first. Two queries. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, SUM_UP)
    rows = Correction.objects.filter(state=CorrectionState.OPEN, hidden_at=None).select_related("about")
    rows = rows.order_by("pk")
    found = list(rows[:PAGE])
    owners = owners_of({one.thread_id for one in found})
    return [
        Waiting(one, owner)
        for one in found
        if (owner := owners.get(one.thread_id)) is not None and sums_up(actor, owner.area, owner.concerns)
    ]
