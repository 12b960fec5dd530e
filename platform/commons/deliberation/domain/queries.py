"""Reading a thread: a page of comments with their replies, and how many there are, in three statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import BigIntegerField, Count, F, Func, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from commons.accounts.permissions import Actor
from commons.deliberation.domain.comments import EDIT_WITHIN
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.deliberation.reasons import in_words

PAGE_SIZE = 20


class Order(StrEnum):
    """How comments follow each other. Fair: drawn by lot, kinds taking turns, so that no side and no hour wins."""

    FAIR = "fair"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Contribution:
    """A comment as anybody may see it: `text` is empty where it is hidden, and `hidden` says why.

    `may_edit`: the viewer wrote it and may still correct it. `is_mine`: the viewer wrote it.
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
    """One page of a thread. `number` counts from 1; `pages` is at least 1."""

    thread: int
    contributions: list[Contribution]
    counts: Counts
    order: Order
    kind: CommentKind | None
    number: int
    pages: int

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


def counts_of(thread: Thread | int) -> Counts:
    """How many comments there are by kind. One statement."""
    rows = (
        Comment.objects.filter(thread=thread, hidden_at__isnull=True)
        .order_by()
        .values_list("kind")
        .annotate(
            told=Count("pk", filter=Q(reply_to=None)), answered=Count("pk", filter=Q(reply_to__isnull=False))
        )
    )
    by_kind = dict.fromkeys(CommentKind, 0)
    replies = 0
    for kind, comments, answers in rows:
        by_kind[CommentKind(kind)] = comments
        replies += answers
    return Counts(by_kind, replies)


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
    thread: Thread | int,
    *,
    order: Order = Order.FAIR,
    kind: CommentKind | None = None,
    number: int = 1,
    seed: int | None = None,
    viewer: Actor | None = None,
    size: int = PAGE_SIZE,
) -> ThreadPage:
    """Page `number` of the thread's comments of `kind` (None: all), each with all its replies, oldest reply first.

    `seed` is for the fair order; None: today's. A number past the end gives the last page. Three statements.
    """
    counts = counts_of(thread)
    # Hidden comments keep their place, so the pages are counted with them.
    top = Comment.objects.filter(thread=thread, reply_to=None)
    if kind is not None:
        top = top.filter(kind=kind)
    rows = _read(_ordered(top, order, todays_seed() if seed is None else seed), number, size)
    pages = max(1, -(-(rows[0][-1] if rows else 0) // size))
    if not rows and number > 1:
        pages = max(1, -(-top.count() // size))
        rows = _read(_ordered(top, order, todays_seed() if seed is None else seed), pages, size)
        number = pages
    shown = [_contribution(row, viewer) for row in rows]
    answers: dict[int, list[Contribution]] = defaultdict(list)
    if shown:
        replies = Comment.objects.filter(thread=thread, reply_to__in=[one.pk for one in shown])
        for row in replies.order_by("created_at", "pk").values_list(*_COLUMNS):
            answer = _contribution(row, viewer)
            answers[answer.reply_to or 0].append(answer)
    for one in shown:
        one.replies.extend(answers[one.pk])
    thread_pk = thread if isinstance(thread, int) else thread.pk
    return ThreadPage(thread_pk, shown, counts, order, kind, number, pages)


_COLUMNS = (
    "pk",
    "kind",
    "text",
    "language",
    "author__display_name",
    "is_official",
    "created_at",
    "edited_at",
    "hidden_at",
    "hidden_reason",
    "reply_to",
    "author",
)


def _ordered(comments: QuerySet[Comment], order: Order, seed: int) -> QuerySet[Comment]:
    if order == Order.NEWEST:
        return comments.order_by("-created_at", "-pk")
    if order == Order.OLDEST:
        return comments.order_by("created_at", "pk")
    lot = Lot(F("pk"), Value(seed, output_field=BigIntegerField()))
    turn = Window(RowNumber(), partition_by=["kind"], order_by=lot.asc())
    side = models.Case(
        *(models.When(kind=kind, then=place) for place, kind in enumerate(CommentKind)),
        output_field=BigIntegerField(),
    )
    return comments.annotate(turn=turn, side=side).order_by("turn", "side")


def _read(comments: QuerySet[Comment], number: int, size: int) -> list[tuple]:
    start = (max(number, 1) - 1) * size
    return list(
        comments.annotate(of_all=Window(Count("pk"))).values_list(*_COLUMNS, "of_all")[start : start + size]
    )


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
    ) = row[:12]
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
    )
