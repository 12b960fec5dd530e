"""The public log: what was decided and why, without words, names or numbers of people.

Parts that moderate by themselves (hearings) register how it went there, so that one page tells of everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from commons.http.errors import Text
from commons.moderation.kinds import kind_of
from commons.moderation.models import Appeal, Decision, Moderation, Reason, Report

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """Decisions of one day that were the same: what kind, hidden or shown, and why. `is_second`: on appeal."""

    day: date
    kind: Text
    state: str
    state_label: str
    reason: str
    reason_label: str
    is_second: bool
    is_redacted: bool
    count: int


@dataclass(frozen=True)
class Sums:
    """Since the beginning."""

    hidden: int
    shown: int
    redacted: int
    reported: int
    appealed: int
    granted: int


@dataclass(frozen=True)
class Account:
    """How it went in one place with a moderation of its own: its name and the path of its page; what stands there now
    by what became of it; reports and appeals since the beginning."""

    title: str
    url: str
    shown: int
    held: int
    hidden: int
    redacted: int
    reported: int
    appealed: int
    granted: int


Accounts = Callable[[], Sequence[Account]]
"""All public ones of a part, in a constant number of queries, in the reader's language."""
_elsewhere: list[Accounts] = []


def register(accounts: Accounts) -> None:
    """Tell of another part's moderation; once is enough."""
    if accounts not in _elsewhere:
        _elsewhere.append(accounts)


def elsewhere() -> list[Account]:
    """The accounts of all other parts."""
    return [account for accounts in _elsewhere for account in accounts()]


def entries(*, start: int = 0, most: int = PAGE) -> list[Entry]:
    """The log, newest day first. One query."""
    rows = _by_day().order_by("-day", "-last")
    return [
        Entry(
            day=row["day"],
            kind=kind_of(row["case__kind"]).label,
            state=row["state"],
            state_label=str(Moderation(row["state"]).label),
            reason=row["reason"],
            reason_label=str(Reason(row["reason"]).label) if row["reason"] else "",
            is_second=row["is_second"],
            is_redacted=row["is_redacted"],
            count=row["n"],
        )
        for row in rows[start : start + most]
    ]


def _by_day() -> Any:
    """Decisions that were the same (a queryset of dictionaries), by day, so that no moment tells whose words a line is
    about."""
    return (
        Decision.objects.annotate(day=TruncDate("at"))
        .order_by()
        .values("day", "case__kind", "state", "reason", "is_second", "is_redacted")
        .annotate(n=Count("pk"), last=Max("pk"))
    )


def lines() -> Iterator[tuple[Any, ...]]:
    """The whole log for open data, oldest day first: `(day, kind, state, reason, is_second, is_redacted, count)` in
    codes. One query."""
    rows = _by_day().order_by("day", "case__kind", "state", "reason", "is_second", "is_redacted")
    columns = ("day", "case__kind", "state", "reason", "is_second", "is_redacted", "n")
    for row in rows.iterator(chunk_size=1_000):
        yield tuple(row[name] for name in columns)


def sum_lines() -> Iterator[tuple[str, int]]:
    """The sums for open data: what is counted, and how many. Three queries."""
    yield from asdict(sums()).items()


def sums() -> Sums:
    """How it went. Three queries."""
    decided = Decision.objects.aggregate(
        hidden=Count("pk", filter=Q(state=Moderation.HIDDEN, is_second=False)),
        shown=Count("pk", filter=Q(state=Moderation.SHOWN)),
        redacted=Count("pk", filter=Q(is_redacted=True)),
    )
    appeals = Appeal.objects.aggregate(appealed=Count("pk"), granted=Count("pk", filter=Q(is_granted=True)))
    return Sums(**decided, **appeals, reported=Report.objects.count())
