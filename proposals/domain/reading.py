"""Reads for the pages: the years, what a list can be narrowed by, what is mine.

What every reader of a list needs is written as SQL: to make the statement anew would cost more than to run it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from commons.accounts.permissions import Actor
from commons.places.domain import queries as places
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, Phase, PhaseKind
from proposals.domain.queries import mine, told
from proposals.models import Letter, Proposal, State

BUSY = (PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW, PhaseKind.VOTE)
"""The year in which residents can do something with proposals is shown first."""


_YEARS = """
SELECT cycle.id, cycle.slug, cycle.name_fi, cycle.name_sv, cycle.name_en, cycle.currency, area.path,
    coalesce(phases.taking, false) AS taking
FROM process_cycle AS cycle JOIN places_area AS area ON area.id = cycle.area_id
LEFT JOIN LATERAL (
    SELECT bool_or(kind = 'propose') AS taking, count(*) AS open_ones FROM process_phase
    WHERE cycle_id = cycle.id AND kind = ANY(%s)
    AND opens_at <= statement_timestamp() AND closes_at > statement_timestamp()
) AS phases ON true
WHERE cycle.is_published AND (coalesce(phases.taking, false) OR EXISTS (
    SELECT FROM proposals_proposal WHERE cycle_id = cycle.id AND state <> %s))
ORDER BY cycle.is_imported, coalesce(phases.taking, false) DESC, phases.open_ones > 0 DESC, cycle.year DESC,
    cycle.id DESC
"""

_AREAS = """
SELECT id, path, position, slug, name_fi, name_sv, name_en FROM places_area WHERE starts_with(path, %s)
"""

_CATEGORIES = """
SELECT id, slug, name_fi, name_sv, name_en FROM proposals_category
WHERE cycle_id IS NULL OR cycle_id = %s ORDER BY position, id
"""


@dataclass(frozen=True)
class Year:
    """A published budget year. `path` of its area. `taking`: it takes proposals now. `name` as the reader reads it."""

    pk: int
    slug: str
    name: str
    currency: str
    path: str
    taking: bool


@dataclass(frozen=True)
class Choice:
    """An area (`word`: its path) or a category (`word`: its slug). `depth` below the first of the list."""

    pk: int
    word: str
    name: str
    depth: int = 0


@dataclass(frozen=True)
class Choices:
    """What a list of a year can be narrowed by."""

    areas: list[Choice]
    categories: list[Choice]


def years() -> list[Year]:
    """Published years that have proposals or take them now; those in which something can be done first. One query."""
    return [
        Year(
            row["id"],
            row["slug"],
            told(row, "name") or row["slug"],
            row["currency"],
            row["path"],
            row["taking"],
        )
        for row in _rows(_YEARS, [list(BUSY), State.DRAFT])
    ]


def choices(year: Year | None) -> Choices:
    """The year's areas in tree order and its categories; for all years all areas and the common ones. Two queries."""
    areas = {row["path"]: row for row in _rows(_AREAS, [year.path if year else ""])}

    def place(path: str) -> list[tuple[int, str]]:
        above = [one for one in places.paths_above(path) if one in areas]
        return [(areas[one]["position"], told(areas[one], "name") + one) for one in above]

    ordered = sorted(areas, key=place)
    return Choices(
        [
            Choice(areas[path]["id"], path, told(areas[path], "name"), len(place(path)) - 1)
            for path in ordered
        ],
        [
            Choice(row["id"], row["slug"], told(row, "name") or row["slug"])
            for row in _rows(_CATEGORIES, [year.pk if year else None])
        ],
    )


def _rows(sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def taking_until(cycle: Cycle) -> datetime | None:
    """When the year stops taking proposals; None unless it takes them now. One query."""
    phase = Phase.objects.filter(
        cycle=cycle,
        kind=PhaseKind.PROPOSE,
        opens_at__lte=StatementTimestamp(),
        closes_at__gt=StatementTimestamp(),
    ).first()
    return phase.closes_at if phase else None


def next_opening() -> Phase | None:
    """The next time that any published year takes proposals. One query."""
    return (
        Phase.objects.filter(
            kind=PhaseKind.PROPOSE, cycle__is_published=True, opens_at__gt=StatementTimestamp()
        )
        .select_related("cycle")
        .order_by("opens_at")
        .first()
    )


def newest_of(viewer: Actor, owner: str = "") -> int:
    """The number of the newest proposal that somebody has begun, 0 for none. One query."""
    return mine(viewer, owner).aggregate(newest=Max("pk"))["newest"] or 0


def drafts_of(viewer: Actor, owner: str = "", *, limit: int = 5) -> list[Proposal]:
    """Unfinished drafts, newest first. One query."""
    return list(mine(viewer, owner).filter(state=State.DRAFT)[:limit])


def own_rows(viewer: Actor, *, limit: int = 50) -> list[Proposal]:
    """Somebody's own proposals and drafts, the returned ones first. One query."""
    rows = list(mine(viewer)[:limit])
    return sorted(rows, key=lambda row: (row.state != State.RETURNED, row.state != State.DRAFT))


def supported_rows(viewer: Actor, *, limit: int = 50) -> list[Proposal]:
    """What somebody supports, newest support first. One query."""
    return list(
        Proposal.objects.public()
        .filter(supports__user=viewer.pk)
        .without_texts()
        .order_by("-supports__created_at", "-pk")[:limit]
    )


def followed_rows(viewer: Actor, *, limit: int = 50) -> list[Proposal]:
    """What somebody follows and neither wrote nor supports, newest first. One query."""
    return list(
        Proposal.objects.public()
        .filter(track__followers__user=viewer.pk, track__followers__stopped_at=None)
        .exclude(author=viewer.pk)
        .exclude(supports__user=viewer.pk)
        .without_texts()
        .order_by("-track__followers__created_at", "-pk")[:limit]
    )


def letters_to_author(proposal: Proposal) -> Sequence[Letter]:
    """The letters that the author got about it, newest first. One query."""
    return list(proposal.letters.order_by("-created_at", "-pk"))


def told_states(rows: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Proposals as plain rows for lists of one's own: address, title, language, state."""
    return [
        {
            "pk": row.pk,
            "url": row.get_absolute_url(),
            "title": str(row),
            "lang": row.language if row.title else "",
            "state": row.state,
            "state_label": State(row.state).label,
            "supports": row.support_count,
            "saved_at": row.saved_at,
        }
        for row in rows
    ]
