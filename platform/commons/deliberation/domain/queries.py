"""Reading a thread: a page of comments with their replies, and how many there are, in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, Func
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commons.accounts.permissions import Actor
from commons.deliberation.domain.comments import EDIT_WITHIN
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.deliberation.reasons import in_words

PAGE_SIZE = 20
STRONGEST = 3
"""So many arguments of each side come first in the fair order, if they convince anybody."""
LARGEST_SEED = 2**31


class Order(StrEnum):
    """How comments follow each other.

    Fair: kinds take turns, so that no side wins; of each side the arguments that convince most come first, and all
    others are drawn by lot, so that no hour wins either.
    """

    FAIR = "fair"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Contribution:
    """A comment as anybody may see it: `text` is empty where it is hidden, and `hidden` says why.

    `may_edit`: the viewer wrote it and may still correct it. `is_mine`: the viewer wrote it. `convinced`: how many
    people it convinces; `convinces_me`: the viewer is one of them. `thread`: where it was said.
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
    """One page of a talk. `number` counts from 1; `pages` is at least 1. `seed`: of its lot."""

    thread: int
    contributions: list[Contribution]
    counts: Counts
    order: Order
    kind: CommentKind | None
    number: int
    pages: int
    seed: int

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


# Written as SQL: a thread is on every page that is read most, and making these statements anew each time would cost
# more than running them.
_COUNTS = """
SELECT kind, count(*) FILTER (WHERE reply_to_id IS NULL), count(*) FILTER (WHERE reply_to_id IS NOT NULL)
FROM deliberation_comment WHERE thread_id = ANY(%s) AND hidden_at IS NULL GROUP BY kind
"""

_PAGE = """
WITH ranked AS (
    SELECT comment.*, array_position(%(kinds)s::text[], kind::text) AS side,
        row_number() OVER (PARTITION BY kind ORDER BY
            CASE WHEN hidden_at IS NULL THEN convinced ELSE 0 END DESC, hashint8extended(id, %(seed)s)) AS strength
    FROM deliberation_comment AS comment
    WHERE thread_id = ANY(%(threads)s) AND reply_to_id IS NULL AND (%(kind)s::text IS NULL OR kind = %(kind)s)
), top AS (
    SELECT ranked.*, row_number() OVER (PARTITION BY kind ORDER BY
        CASE WHEN convinced > 0 AND hidden_at IS NULL AND strength <= %(strongest)s THEN strength END NULLS LAST,
        hashint8extended(id, %(seed)s)) AS turn
    FROM ranked
), shown AS (
    SELECT top.*, row_number() OVER (ORDER BY {order}) AS place, count(*) OVER () AS of_all FROM top
    ORDER BY {order} LIMIT %(size)s OFFSET %(start)s
), told AS (
    SELECT place, of_all, id, kind, text, language, author_id, is_official, created_at, edited_at, hidden_at,
        hidden_reason, reply_to_id, thread_id, convinced FROM shown
    UNION ALL
    SELECT place, of_all, reply.id, reply.kind, reply.text, reply.language, reply.author_id, reply.is_official,
        reply.created_at, reply.edited_at, reply.hidden_at, reply.hidden_reason, reply.reply_to_id, reply.thread_id,
        reply.convinced
    FROM shown JOIN deliberation_comment AS reply ON reply.reply_to_id = shown.id
    WHERE reply.thread_id = ANY(%(threads)s)
)
SELECT told.id, kind, text, told.language, author.display_name, is_official, created_at, edited_at, hidden_at,
    hidden_reason, reply_to_id, author_id, thread_id, convinced,
    convinced > 0 AND EXISTS (
        SELECT FROM deliberation_conviction WHERE comment_id = told.id AND user_id = %(viewer)s),
    of_all
FROM told LEFT JOIN accounts_user AS author ON author.id = author_id
ORDER BY place, reply_to_id IS NOT NULL, created_at, told.id
"""

_ORDERS = {
    Order.FAIR: "turn, side",
    Order.NEWEST: "created_at DESC, id DESC",
    Order.OLDEST: "created_at, id",
}


Threads = Thread | int | Sequence[int]
"""One thread, or the keys of several that are read as one talk."""


def counts_of(thread: Threads) -> Counts:
    """How many comments there are by kind. One statement."""
    by_kind = dict.fromkeys(CommentKind, 0)
    replies = 0
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [_keys(thread)])
        for kind, comments, answers in cursor.fetchall():
            by_kind[CommentKind(kind)] = comments
            replies += answers
    return Counts(by_kind, replies)


def _keys(thread: Threads) -> list[int]:
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
) -> ThreadPage:
    """Page `number` of the thread's comments of `kind` (None: all), each with all its replies, oldest reply first.

    `seed` is for the fair order; None: the viewer's of today. A number past the end gives the last page.
    Two statements.
    """
    counts = counts_of(thread)
    keys = _keys(thread)
    drawn = seed_for(viewer) if seed is None else seed
    asked = {
        "threads": keys,
        "strongest": STRONGEST,
        "viewer": viewer.pk if viewer is not None else None,
        "kind": kind,
        "kinds": list(CommentKind),
        "seed": drawn,
        "size": size,
    }
    number = max(number, 1)
    rows = _read(asked, order, number)
    if not rows and number > 1:
        # Hidden comments keep their place, so the pages are counted with them.
        first = _read(asked, order, 1)
        number = max(1, -(-(first[0][-1] if first else 0) // size))
        rows = first if number == 1 else _read(asked, order, number)
    pages = max(1, -(-(rows[0][-1] if rows else 0) // size))
    shown: list[Contribution] = []
    for row in rows:
        one = _contribution(row, viewer)
        if one.reply_to is None:
            shown.append(one)
        else:
            shown[-1].replies.append(one)
    return ThreadPage(keys[0], shown, counts, order, kind, number, pages, drawn)


def _read(asked: dict[str, Any], order: Order, number: int) -> list[tuple[Any, ...]]:
    """Comments of a page, each followed by its replies."""
    with connection.cursor() as cursor:
        statement = _PAGE.format(order=_ORDERS[order])
        cursor.execute(statement, asked | {"start": (number - 1) * asked["size"]})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


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
