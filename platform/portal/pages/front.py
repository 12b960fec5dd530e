"""The front page: where each year stands, what one can do now, what others propose, what has come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, FundingSource, Phase, PhaseKind
from proposals.domain import queries
from proposals.domain.queries import Order
from proposals.models import Proposal, State
from voting.domain.results import elections_with_results
from voting.models import SessionState

MOST_YEARS = 3
CARDS = 6
QUIET = {PhaseKind.ANNOUNCE, PhaseKind.COUNT, PhaseKind.REPORT}
"""Steps of the year that the ruler shows only while they are open."""


@dataclass(frozen=True)
class Invitation:
    """What a resident can do in a phase. `address`: a URL name, empty where there is nothing to press."""

    headline: str | Promise
    text: str | Promise
    label: str | Promise = ""
    address: str = ""


INVITATIONS = {
    PhaseKind.VOTE: Invitation(
        _("Now we vote"),
        _(
            "Choose the projects that the money is used for. You vote with the code in your letter, without an account."
        ),
        _("Vote"),
        "voting:index",
    ),
    PhaseKind.PROPOSE: Invitation(
        _("Now we collect proposals"),
        _(
            "What would make your part of town better? A title, what and why, and a place are enough to begin."
        ),
        _("Make a proposal"),
        "proposals:new",
    ),
    PhaseKind.DELIBERATE: Invitation(
        _("Now we discuss"),
        _("Read the proposals, say what speaks for and against, and help to make them better."),
        _("Read and discuss"),
        "proposals:list",
    ),
    PhaseKind.REVIEW: Invitation(
        _("Officials look at the proposals"),
        _("Each one gets an answer: on the ballot, or the reason why it cannot be done."),
    ),
    PhaseKind.COUNT: Invitation(
        _("The votes are being counted"), _("The result is published when two people have checked it.")
    ),
    PhaseKind.COUNCIL: Invitation(
        _("The council decides"),
        _(
            "The councillors confirm what the residents have chosen. If a project is dropped, the reason is told."
        ),
        _("See the results"),
        "voting:results",
    ),
    PhaseKind.CARRY_OUT: Invitation(
        _("The town carries the projects out"),
        _("Follow how they go on, from the plan to the opening."),
        _("See the results"),
        "voting:results",
    ),
}
STEPS = list(PhaseKind)
URGENT = (PhaseKind.VOTE, PhaseKind.PROPOSE, PhaseKind.DELIBERATE)


@dataclass(frozen=True)
class Year:
    """A budget year on the front page. `amount`: all its money, in its currency."""

    cycle: Cycle
    amount: Decimal
    phases: list[dict[str, Any]]

    @property
    def rank(self) -> int:
        """Which year comes first: the one in which most residents can do something now."""
        return min((_rank(phase) for phase in self.phases), default=len(STEPS) + 1)


def _address(name: str) -> str:
    """The address, or nothing where the town runs without that part."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def _phase(phase: Phase, clock: datetime) -> dict[str, Any]:
    """One step for pieces/year_timeline.html, with what it invites to."""
    kind = PhaseKind(phase.kind)
    state = "done" if phase.closes_at <= clock else "now" if phase.opens_at <= clock else "next"
    told = {"kind": kind, "name": kind.label, "state": state, "starts": phase.opens_at}
    if state == "now" and (invitation := INVITATIONS.get(kind)):
        told |= {"url": _address(invitation.address), "closes": phase.closes_at, "invitation": invitation}
    return told


def _rank(phase: dict[str, Any]) -> int:
    """The lower, the more a resident can do in this step now."""
    if phase["state"] != "now":
        return len(STEPS) + 1
    return URGENT.index(phase["kind"]) if phase["kind"] in URGENT else len(STEPS)


def _invite(phases: list[dict[str, Any]]) -> None:
    """Spell out one open step, the one in which most can be done; the others are only marked in the ruler."""
    first = min(phases, key=_rank, default=None)
    if first is None or "invitation" not in first:
        return
    invitation: Invitation = first["invitation"]
    first |= {
        "ends": first["closes"] if first["kind"] in URGENT else None,
        "headline": invitation.headline,
        "text": invitation.text,
        "action_url": first["url"],
        "action_label": invitation.label,
    }


def years_on_the_way() -> list[Year]:
    """Published years of the town with their steps, the most urgent first. Two queries.

    Imported elections of other towns are not among them. Where something can be done in one year, those in which
    nothing can are left out.
    """
    rows = (
        Phase.objects.filter(cycle__is_published=True, cycle__is_imported=False)
        .select_related("cycle", "cycle__area")
        .defer("cycle__area__outline", "cycle__area__outline_shown")
        .annotate(clock=StatementTimestamp())
        .order_by("-cycle__year", "-cycle_id", "opens_at", "pk")
    )
    steps: dict[Cycle, list[dict[str, Any]]] = {}
    for row in rows:
        steps.setdefault(row.cycle, []).append(_phase(row, row.clock))
    sums = dict(
        FundingSource.objects.filter(envelope__cycle__in=list(steps))
        .values_list("envelope__cycle")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    years = [
        Year(
            cycle,
            sums.get(cycle.pk, Decimal(0)),
            sorted(
                (phase for phase in phases if phase["kind"] not in QUIET or phase["state"] == "now"),
                key=lambda phase: STEPS.index(phase["kind"]),
            ),
        )
        for cycle, phases in steps.items()
    ]
    for year in years:
        _invite(year.phases)
    busy = [year for year in years if year.rank < len(URGENT)]
    return sorted(busy or years, key=lambda year: year.rank)[: MOST_YEARS if busy else 1]


def cards(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `queries.rows_of` for pieces/proposal_card.html."""
    return [
        {
            "url": f"/proposals/{row['pk']}/",
            "title": row["title"],
            "lang": row["language"],
            "summary": row["summary"],
            "area": queries.told(row, "area__name"),
            "category": queries.told(row, "category__name"),
            "cost": row["cost"] or row["rough_cost"],
            "currency": row["cycle__currency"],
            "supports": row["support_count"],
            "comments": row["comments"],
            "picture": f"/media/{row['picture']}" if row["picture"] else "",
            "picture_alt": row["picture_alt"],
            "state": row["state"],
            "state_label": State(row["state"]).label,
        }
        for row in rows
    ]


def _drawn(rows: Any, number: int) -> list[dict[str, Any]]:
    """Cards of today's lot out of `rows`: nobody is always first. Three queries."""
    drawn, names = queries.ordered(rows, Order.LOT)
    chosen = list(queries.rows_of(drawn).order_by(*names)[:number])
    queries.add_counts_and_pictures(chosen)
    return cards(chosen)


def last_result() -> dict[str, Any] | None:
    """The newest year of the town with a public result, and whether the council has decided on it. Two queries."""
    election = elections_with_results().filter(cycle__is_imported=False).first()
    if election is None:
        return None
    decided = election.council_sessions.filter(state=SessionState.CONFIRMED).exists()
    return {"cycle": election.cycle, "decided": decided}


def front(request: HttpRequest) -> HttpResponse:
    """The front page. Constant number of queries."""
    years = years_on_the_way()
    listed = Proposal.objects.listed()
    current = listed.filter(cycle__in=[year.cycle for year in years])
    done = listed.filter(state__in=[State.UNDER_WAY, State.DONE], cycle__is_imported=False)
    context = {
        "years": years,
        "proposals": _drawn(current.exclude(state=State.NOT_FEASIBLE), CARDS),
        "results": _drawn(done, CARDS // 2),
        "last": last_result(),
        "proposals_url": _address("proposals:list"),
        "results_url": _address("voting:results"),
    }
    return render(request, "front.html", context)
