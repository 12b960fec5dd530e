"""Projects that the council confirmed: what they may cost, what was spent, what was told last."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, paths_held, require
from commons.followup.models import Milestone
from proposals.domain.queries import translated_columns
from proposals.models import Proposal, State
from proposals.rules import CARRY_OUT

STATES = (State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
MOVES = (State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
"""Where the work goes by the verbs of `proposals.domain.outcome` that carry it out."""


@dataclass(frozen=True)
class Work:
    """The projects where the actor carries out, with the sums over all of them."""

    rows: list[dict[str, Any]]
    cost: Decimal
    spent: Decimal
    by_state: dict[str, int]


def work(*, actor: Actor, cycle: str = "", state: str = "") -> Work:
    """All projects, or those of a year (slug) or in a state; the one that was told of longest ago first.

    One query. Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, CARRY_OUT)
    found = Proposal.objects.filter(_there(actor), state__in=STATES)
    if cycle:
        found = found.filter(cycle__slug=cycle)
    rows = list(_columns(found))
    by_state = {str(one): sum(row["state"] == one for row in rows) for one in STATES}
    shown = [row for row in rows if state in ("", row["state"])]
    cost = sum((row["cost"] or Decimal(0) for row in shown), Decimal(0))
    spent = sum((row["spent"] or Decimal(0) for row in shown), Decimal(0))
    return Work(shown, cost, spent, by_state)


def _there(actor: Actor) -> Q:
    paths = paths_held(actor, Role.REVIEWER, Role.COORDINATOR)
    if paths is None:
        return Q()
    there = Q(area=None)
    for path in paths:
        there |= Q(area__path__startswith=path)
    return there


def _columns(rows: QuerySet[Proposal]) -> QuerySet[Proposal, dict[str, Any]]:
    told = Milestone.objects.filter(track=OuterRef("track")).order_by().values("track")
    columns: QuerySet[Proposal, dict[str, Any]] = (
        rows.annotate(
            spent=Subquery(told.annotate(sum=Sum("spent")).values("sum")),
            last_told=Subquery(told.annotate(last=Max("date")).values("last")),
        )
        .order_by("last_told", "pk")
        .values(
            "pk",
            "title",
            "language",
            "state",
            "cost",
            "spent",
            "last_told",
            "cycle__year",
            "cycle__slug",
            "cycle__currency",
            *translated_columns("area__name", "envelope__name"),
        )
    )
    return columns
