"""Reading a thread: a page of comments with some of their replies, and how many there are, in two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, Func
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commons.accounts.permissions import Actor
from commons.deliberation.domain import selects
from commons.deliberation.domain.comments import EDIT_WITHIN
from commons.deliberation.domain.selects import Order
from commons.deliberation.domain.windows import FIRST_REPLIES, UNASKED, Window, around, within
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.deliberation.reasons import in_words

PAGE_SIZE = 20
STRONGEST = 3
"""So many arguments of each side come first in the fair order, if they convince anybody."""
LARGEST_SEED = 2**31


@dataclass(frozen=True)
class Contribution:
    """A comment as anybody may see it: `text` is empty where it is hidden, and `hidden` says why.

    `may_edit`: the viewer wrote it and may still correct it. `is_mine`: the viewer wrote it. `convinced`: how many
    people it convinces; `convinces_me`: the viewer is one of them. `thread`: where it was said. `replies`: those of
    `window`, of `reply_count` in all.
    """

    pk: int
    kind: CommentKind
    text: str
    language: str
    author: str
    is_official: bool
    created_at: datetime
    is_edited: bool
    hidden: str
    reply_to: int | None
    is_mine: bool
    may_edit: bool
    thread: int
    convinced: int
    convinces_me: bool
    replies: list["Contribution"] = field(default_factory=list)
    reply_count: int = 0
    window: Window = UNASKED


@dataclass(frozen=True)
class Counts:
    """How many comments a thread has by kind, replies apart. Hidden ones do not count."""

    by_kind: dict[CommentKind, int]
    replies: int

    @property
    def total(self) -> int:
        """All that is shown, replies included."""
        return sum(self.by_kind.values()) + self.replies


@dataclass(frozen=True)
class ThreadPage:
    """One page of a talk. `number` counts from 1; `pages` is at least 1. `seed`: of its lot.

    `opened`: which replies of which comment are shown, where these are others than the first few.
    """

    thread: int
    contributions: list[Contribution]
    counts: Counts
    order: Order
    kind: CommentKind | None
    number: int
    pages: int
    seed: int
    opened: Mapping[int, Window] = field(default_factory=dict)

    def of(self, *kinds: CommentKind) -> list[Contribution]:
        """The page's comments of these kinds, in their order."""
        return [contribution for contribution in self.contributions if contribution.kind in kinds]


class Lot(Func):
    """A number drawn for a row by its key and a seed: the same for the same seed, in no order for another one."""

    function = "hashint8extended"
    arity = 2
    output_field = BigIntegerField()


def todays_seed() -> int:
    """A seed that everybody shares for a day, so that pages fit together and addresses can be passed on."""
    return timezone.localdate().toordinal()


def seed_for(viewer: Actor | None) -> int:
    """The lot of a reader for a day: one's own when signed in, without telling who; else the one everybody shares."""
    if viewer is None or not viewer.is_authenticated:
        return todays_seed()
    drawn = salted_hmac("deliberation.lot", f"{todays_seed()}:{viewer.pk}", algorithm="sha256").digest()
    return int.from_bytes(drawn[:4], "big") % LARGEST_SEED


Threads = Thread | int | Sequence[int]
"""One thread, or the keys of several that are read as one talk."""


def counts_of(thread: Threads) -> Counts:
    """How many comments there are by kind. One statement."""
    by_kind = dict.fromkeys(CommentKind, 0)
    replies = 0
    with connection.cursor() as cursor:
        cursor.execute(selects.COUNTS, [keys_of(thread)])
        for kind, comments, answers in cursor.fetchall():
            by_kind[CommentKind(kind)] = comments
            replies += answers
    return Counts(by_kind, replies)


def keys_of(thread: Threads) -> list[int]:
    """Its key, or the keys of all that are read as one."""
    if isinstance(thread, Thread):
        return [thread.pk]
    return [thread] if isinstance(thread, int) else list(thread)


def totals_of(threads: Sequence[int]) -> dict[int, int]:
    """How many comments are shown in each of many threads, for lists. One statement; threads without any are 0."""
    rows = (
        Comment.objects.filter(thread__in=threads, hidden_at__isnull=True)
        .order_by()
        .values_list("thread")
        .annotate(shown=Count("pk"))
    )
    return dict.fromkeys(threads, 0) | dict(rows)


def page_of(
    thread: Threads,
    *,
    order: Order = Order.FAIR,
    kind: CommentKind | None = None,
    number: int = 1,
    seed: int | None = None,
    viewer: Actor | None = None,
    size: int = PAGE_SIZE,
    opened: Mapping[int, Window] | None = None,
    sought: int | None = None,
) -> ThreadPage:
    """Page `number` of the thread's comments of `kind` (None: all), each with the first few of its replies.

    `opened`: other replies than the first few, by comment. `sought`: a comment or reply; the page that shows it,
    whatever `number` is, if it was said here. `seed` is for the fair order; None: the viewer's of today. A number past
    the end gives the last page. Two statements, with `sought` three.
    """
    counts = counts_of(thread)
    drawn = seed_for(viewer) if seed is None else seed
    asked = _asked(thread, viewer, drawn) | {"kind": kind, "kinds": list(CommentKind), "size": size}
    windows = dict(opened or {})
    number = max(number, 1)
    if sought is not None and (found := _place_of(asked | {"sought": sought}, order)):
        comment, place, rank, of_replies = found
        number = -(-place // size)
        if rank is not None and not windows.get(comment, UNASKED).holds(rank):
            windows[comment] = around(rank, of_replies)
    rows = _read(asked, order, number, windows)
    if not rows and number > 1:
        # Hidden comments keep their place, so the pages are counted with them.
        first = _read(asked, order, 1, windows)
        number = max(1, -(-(first[0][-1] if first else 0) // size))
        rows = first if number == 1 else _read(asked, order, number, windows)
    pages = max(1, -(-(rows[0][-1] if rows else 0) // size))
    shown = _grouped(rows, viewer, windows)
    here = {one.pk: windows[one.pk] for one in shown if one.pk in windows}
    return ThreadPage(keys_of(thread)[0], shown, counts, order, kind, number, pages, drawn, here)


def _asked(thread: Threads, viewer: Actor | None, seed: int) -> dict[str, Any]:
    who = viewer.pk if viewer is not None else None
    return {
        "threads": keys_of(thread),
        "strongest": STRONGEST,
        "few": FIRST_REPLIES,
        "viewer": who,
        "seed": seed,
    }


def _place_of(asked: dict[str, Any], order: Order) -> tuple[int, int, int | None, int] | None:
    """The argument, its place in the talk from 1; of a reply also its place among how many. None: not said here."""
    with connection.cursor() as cursor:
        of_placed = selects.REPLIES.format(comment="placed.id", replies=selects.REPLY_ORDERS[order])
        cursor.execute(
            selects.PLACE.format(top=selects.TOP, order=selects.ORDERS[order], of_placed=of_placed), asked
        )
        found: tuple[int, int, int | None, int] | None = cursor.fetchone()
    return found


def _read(
    asked: dict[str, Any], order: Order, number: int, windows: Mapping[int, Window]
) -> list[tuple[Any, ...]]:
    """Comments of a page, each followed by its replies."""
    of_shown = selects.REPLIES.format(comment="shown.id", replies=selects.REPLY_ORDERS[order])
    statement = selects.PAGE.format(
        top=selects.TOP, order=selects.ORDERS[order], of_shown=of_shown, told=selects.TOLD
    )
    wanted = {
        "start": (number - 1) * asked["size"],
        "opened": list(windows),
        "firsts": [window.first for window in windows.values()],
        "lasts": [window.last for window in windows.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked | wanted)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _grouped(
    rows: list[tuple[Any, ...]], viewer: Actor | None, windows: Mapping[int, Window]
) -> list[Contribution]:
    """Comments with their replies, from rows in which each is followed by its replies."""
    answered: dict[int, tuple[int, list[Contribution]]] = {}
    for row in rows:
        if row[10] is not None:
            answered.setdefault(row[10], (row[16], []))[1].append(_contribution(row, viewer))
    shown = []
    for row in rows:
        if row[10] is None:
            count, replies = answered.get(row[0], (0, []))
            window = within(windows.get(row[0], UNASKED), count)
            shown.append(
                replace(_contribution(row, viewer), replies=replies, reply_count=count, window=window)
            )
    return shown


@dataclass(frozen=True)
class RepliesPage:
    """One page of the replies of one comment, in the order in which the talk shows them."""

    replies: list[Contribution]
    count: int
    order: Order
    number: int
    pages: int
    seed: int


def replies_of(
    thread: Threads,
    comment: int,
    *,
    order: Order = Order.FAIR,
    number: int = 1,
    seed: int | None = None,
    viewer: Actor | None = None,
    size: int = PAGE_SIZE,
) -> RepliesPage:
    """Page `number` of the replies of one comment; past the end an empty one. One statement."""
    drawn = seed_for(viewer) if seed is None else seed
    of_one = selects.REPLIES.format(comment="%(comment)s", replies=selects.REPLY_ORDERS[order])
    asked = _asked(thread, viewer, drawn) | {"comment": comment, "size": size, "start": (number - 1) * size}
    with connection.cursor() as cursor:
        cursor.execute(selects.OF_ONE.format(of_one=of_one, told=selects.TOLD), asked)
        rows = cursor.fetchall()
    count = rows[0][-1] if rows else Comment.objects.filter(reply_to=comment).count() if number > 1 else 0
    replies = [_contribution(row, viewer) for row in rows]
    return RepliesPage(replies, count, order, number, max(1, -(-count // size)), drawn)


def _contribution(row: tuple, viewer: Actor | None) -> Contribution:
    (
        pk,
        kind,
        text,
        language,
        author,
        is_official,
        created_at,
        edited_at,
        hidden_at,
        reason,
        reply_to,
        author_pk,
        thread,
        convinced,
        convinces_me,
    ) = row[:15]
    is_mine = author_pk is not None and viewer is not None and viewer.pk == author_pk
    return Contribution(
        pk=pk,
        kind=CommentKind(kind),
        text="" if hidden_at else text,
        language=language,
        author=author or "",
        is_official=is_official,
        created_at=created_at,
        is_edited=edited_at is not None,
        hidden=in_words(reason),
        reply_to=reply_to,
        is_mine=is_mine,
        may_edit=is_mine and hidden_at is None and timezone.now() - created_at < EDIT_WITHIN,
        thread=thread,
        convinced=convinced,
        convinces_me=convinces_me,
    )
