"""What became of the money: the list and map of everything funded, and one page per project in plain words."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commons.live.templatetags.live import live_since
from proposals.domain import queries
from proposals.domain.carrying_out import GOING, STATES
from proposals.domain.delegates import reading as delegates
from proposals.domain.delegates.noting import VISITED
from proposals.domain.execution import evaluation, funded, money, plan, purchases
from proposals.domain.history import reached_at
from proposals.models import Proposal, State, WorkPlan
from proposals.pages.detail import map_of
from proposals.pages.execution.evaluating import has_answered
from proposals.pages.track import track

SAID = {
    State.CONFIRMED: _("The council said yes. The work has not begun yet."),
    State.PLANNED: _("People at the town are planning how to do it."),
    State.UNDER_WAY: _("It is being made right now."),
    State.DONE: _("It is ready. You can go and see it!"),
    State.CANCELLED: _("It will not be made after all."),
}
"""How far it is, in words for a child."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that was funded, by year, state and area; the map beside it."""
    wish = funded.read(request.GET)
    found = funded.funded(wish)
    words = {name: value for name, value in vars(wish).items() if value and name != "number"}

    def way(number: int) -> str:
        return f"?{urlencode(words | {'page': number})}" if 1 <= number <= found.pages else ""

    rows = [row | {"state_label": State(row["state"]).label} for row in found.rows]
    context = {
        "rows": rows,
        "found": found,
        "wish": wish,
        "years": funded.years(),
        "groups": delegates.groups(),
        "areas": funded.areas(),
        "states": [(str(state), state.label) for state in STATES],
        "points_url": f"{reverse('proposals:funded_points')}?{urlencode(words)}",
        "previous_url": way(found.number - 1),
        "next_url": way(found.number + 1),
    }
    return render(request, "proposals/funded.html", context)


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The same for the map."""
    response = JsonResponse(funded.points(funded.read(request.GET)), content_type="application/geo+json")
    response["Cache-Control"] = "max-age=60"
    return response


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: what, where, how far, for how much, what is late and why."""
    try:
        proposal = queries.one(pk, request.user)
    except (Proposal.DoesNotExist, OverflowError):
        raise Http404 from None
    if proposal.state not in STATES:
        raise Http404
    since = live_since(f"proposal:{pk}")  # before anything is read that the page keeps true
    dates = reached_at(proposal.pk)
    planned = plan.plan_of(proposal)
    context = _followed_up(request, proposal) | {
        "proposal": proposal,
        "topic": f"proposal:{pk}",
        "since": since,
        "state_label": State(proposal.state).label,
        "said": SAID[State(proposal.state)],
        "steps": track(proposal, {str(state): at for state, at in dates.items()}),
        "plan": planned,
        "late": late(proposal, planned),
        "is_going": proposal.state in GOING,
        "ended": dates.get(State.DONE),
        "money": money.money_of(proposal),
        "bought": purchases.purchases_of(proposal),
        "pair": plan.pair(proposal),
        "is_asked": evaluation.is_asked(proposal, dates.get(State.DONE)),
        "has_answered": has_answered(request, pk),
        "result": evaluation.result(proposal) if proposal.state == State.DONE else None,
        "map": map_of(proposal) if proposal.latitude is not None else "",
    }
    return render(request, "proposals/progress.html", context)


def _followed_up(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What the follow-up group found, also in the timeline; and whether the reader may note something."""
    findings = delegates.findings_at(proposal)
    mine = delegates.membership(request.user, proposal.cycle_id)
    return {
        "findings": findings,
        "milestones": delegates.timeline(proposal, findings),
        "mine": mine,
        "may_note": mine is not None and mine.is_in_term() and proposal.state in VISITED,
        "has_group": bool(findings) or delegates.has_group(proposal.cycle_id),
    }


def late(proposal: Proposal, planned: WorkPlan) -> dict[str, Any] | None:
    """That it is late, by when it is expected now and why; None where it is not."""
    if proposal.state not in GOING or planned.expected_end is None:
        return None
    is_past = planned.expected_end < timezone.localdate()
    if not planned.delay_reason and not is_past:
        return None
    return {
        "promised": planned.planned_end,
        "expected": None if is_past else planned.expected_end,
        "reason": planned.get_delay_reason_display() if planned.delay_reason else "",
        "text": str(planned.delay_text),
    }
