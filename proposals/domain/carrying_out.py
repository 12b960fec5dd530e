"""Projects that the council confirmed: what they may cost, what was spent, what was told last."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, paths_held, require
from commons.followup.models import Milestone
from proposals.domain.queries import translated_columns
from proposals.models import Booking, BookingKind, Finding, Proposal, State
from proposals.models.purchase import committed
from proposals.rules import CARRY_OUT

STATES = (State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
MOVES = (State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
"""Where the work goes by the verbs of `proposals.domain.outcome` that carry it out."""


GOING = (State.CONFIRMED, State.PLANNED, State.UNDER_WAY)
"""States in which something is still to come."""
QUIET_DAYS = 90
"""After so many days without a milestone or a line in the ledger a project looks stuck."""


class Warn(models.TextChoices):
    """What officials should look at."""

    STUCK = "stuck", _("Nothing heard for long")
    LATE = "late", _("Past its day")
    OVER = "over", _("Above the budget")
    UNANSWERED = "unanswered", _("A finding is overdue")


@dataclass(frozen=True)
class Work:
    """The projects where the actor carries out, with the sums over all of them. `rows` have `warnings` (of `Warn`)."""

    rows: list[dict[str, Any]]
    cost: Decimal
    spent: Decimal
    by_state: dict[str, int]
    by_warning: dict[str, int]


def work(*, actor: Actor, cycle: str = "", state: str = "", warn: str = "") -> Work:
    """All projects, or those of a year (slug), in a state or with a warning; first what was told of longest ago.

    One query. Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, CARRY_OUT)
    found = Proposal.objects.filter(_there(actor), state__in=STATES)
    if cycle:
        found = found.filter(cycle__slug=cycle)
    today = timezone.localdate()
    rows = [row | {"warnings": warnings_of(row, today)} for row in _columns(found)]
    by_state = {str(one): sum(row["state"] == one for row in rows) for one in STATES}
    by_warning = {str(one): sum(one in row["warnings"] for row in rows) for one in Warn}
    shown = [row for row in rows if state in ("", row["state"]) and (not warn or warn in row["warnings"])]
    cost = sum((row["cost"] or Decimal(0) for row in shown), Decimal(0))
    spent = sum((row["spent"] or Decimal(0) for row in shown), Decimal(0))
    return Work(shown, cost, spent, by_state, by_warning)


def warnings_of(row: Mapping[str, Any], today: dt.date) -> list[Warn]:
    """What should be looked at in a row of `work`."""
    found = []
    is_going = row["state"] in GOING
    news = [day for day in (row["last_told"], row["last_booked"], row["confirmed_on"]) if day]
    if is_going and (not news or (today - max(news)).days > QUIET_DAYS):
        found.append(Warn.STUCK)
    if is_going and row["due"] and row["due"] < today:
        found.append(Warn.LATE)
    if row["cost"] and (row["spent"] or 0) + (row.get("committed") or 0) > row["cost"]:
        found.append(Warn.OVER)
    if row.get("findings_late"):
        found.append(Warn.UNANSWERED)
    return found


def _there(actor: Actor) -> Q:
    paths = paths_held(actor, Role.REVIEWER, Role.COORDINATOR)
    if paths is None:
        return Q()
    there = Q(area=None)
    for path in paths:
        there |= Q(area__path__startswith=path)
    return there


def spent_and_news() -> dict[str, Any]:
    """Columns `spent` (by the ledger, else as told), `committed` (ordered, not paid), `last_told`, `last_booked`,
    `due`, `confirmed_on`."""
    told = Milestone.objects.filter(track=OuterRef("track")).order_by().values("track")
    booked = Booking.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    paid = Sum("amount", filter=Q(kind=BookingKind.PAID), default=Decimal(0))
    events: Any = apps.get_model("proposals", "ProposalEvent")
    confirmed = events.objects.filter(pgh_obj=OuterRef("pk"), state=State.CONFIRMED).order_by("pgh_id")
    return {
        "spent": Coalesce(
            Subquery(booked.annotate(sum=paid).values("sum")),
            Subquery(told.annotate(sum=Sum("spent")).values("sum")),
        ),
        "committed": committed(),
        "last_told": Subquery(told.annotate(last=Max("date")).values("last")),
        "last_booked": Subquery(booked.annotate(last=Max("date")).values("last")),
        "due": Coalesce("plan__expected_end", "plan__planned_end"),
        "confirmed_on": TruncDate(Subquery(confirmed.values("pgh_created_at")[:1])),
    }


def _columns(rows: QuerySet[Proposal]) -> QuerySet[Proposal, dict[str, Any]]:
    late: Any = Finding.objects.public().late().filter(proposal=OuterRef("pk")).order_by().values("proposal")
    late = Coalesce(Subquery(late.annotate(n=Count("pk")).values("n")), 0)
    annotated: Any = rows.annotate(**spent_and_news(), findings_late=late)
    columns: QuerySet[Proposal, dict[str, Any]] = annotated.order_by("last_told", "pk").values(
        "pk",
        "title",
        "language",
        "state",
        "cost",
        "spent",
        "committed",
        "last_told",
        "last_booked",
        "due",
        "confirmed_on",
        "findings_late",
        "cycle__year",
        "cycle__slug",
        "cycle__currency",
        *translated_columns("area__name", "envelope__name", "plan__service__name"),
    )
    return columns
