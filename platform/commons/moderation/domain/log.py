"""The public log: what was decided and why, without words, names or numbers of people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from commons.http.errors import Text
from commons.moderation.kinds import kind_of
from commons.moderation.models import Appeal, Decision, Moderation, Reason

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
    appealed: int
    granted: int


def entries(*, start: int = 0, most: int = PAGE) -> list[Entry]:
    """The log, newest day first. One query. By day, so that no moment tells whose words a line is about."""
    rows = (
        Decision.objects.annotate(day=TruncDate("at"))
        .order_by()
        .values("day", "case__kind", "state", "reason", "is_second", "is_redacted")
        .annotate(n=Count("pk"), last=Max("pk"))
        .order_by("-day", "-last")
    )
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


def sums() -> Sums:
    """How it went. Two queries."""
    decided = Decision.objects.aggregate(
        hidden=Count("pk", filter=Q(state=Moderation.HIDDEN, is_second=False)),
        shown=Count("pk", filter=Q(state=Moderation.SHOWN)),
        redacted=Count("pk", filter=Q(is_redacted=True)),
    )
    appeals = Appeal.objects.aggregate(appealed=Count("pk"), granted=Count("pk", filter=Q(is_granted=True)))
    return Sums(**decided, **appeals)
