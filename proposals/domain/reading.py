"""Reads for the pages: the years, what a list can be narrowed by, the dates on a proposal's way, what is mine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from commons.accounts.permissions import Actor
from commons.places.domain import queries as places
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, Phase, PhaseKind
from proposals.domain.fields import categories_of
from proposals.domain.queries import mine
from proposals.models import Category, Letter, Proposal, State

BUSY = (PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW, PhaseKind.VOTE)
"""The year in which residents can do something with proposals is shown first."""


def years() -> list[Cycle]:
    """Published years that have proposals or take them now; those in which something can be done first. One query."""
    open_now = Phase.objects.filter(
        cycle=OuterRef("pk"),
        kind__in=BUSY,
        opens_at__lte=StatementTimestamp(),
        closes_at__gt=StatementTimestamp(),
    )
    found = (
        Cycle.objects.filter(is_published=True)
        .annotate(
            taking=Exists(open_now.filter(kind=PhaseKind.PROPOSE)),
            busy=Exists(open_now),
            filled=Exists(Proposal.objects.filter(cycle=OuterRef("pk")).exclude(state=State.DRAFT)),
        )
        .filter(Q(filled=True) | Q(taking=True))
        .select_related("area")
        .defer("area__outline", "area__outline_shown")
        .order_by("is_imported", "-taking", "-busy", "-year", "-pk")
    )
    return list(found)


@dataclass(frozen=True)
class Choices:
    """What a list of a year can be narrowed by."""

    areas: list[places.Place]
    categories: list[Category]


def choices(cycle: Cycle | None) -> Choices:
    """The year's areas in tree order and its categories; for all years those of everybody. Two queries."""
    areas = places.without_outlines()
    if cycle is not None:
        areas = areas.filter(places.at_or_below(cycle.area))
    return Choices(places.in_tree_order(areas), list(categories_of(cycle)))


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


def dates_of(proposal: Proposal) -> dict[str, datetime]:
    """When the proposal last came into each of its states. One query."""
    moves = proposal.events.order_by().values_list("state").annotate(at=Max("pgh_created_at"))
    return dict(moves)


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
