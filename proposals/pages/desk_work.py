"""Carrying out: the list of confirmed projects, and for each the moves and what is told about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import require
from commons.followup.domain import milestones
from commons.followup.domain.queries import follower_count
from commons.http.errors import Refusal
from proposals.domain import carrying_out, outcome, queries, review_queue
from proposals.domain.execution import money, plan
from proposals.domain.queries import told
from proposals.models import Proposal, State
from proposals.pages.desk_forms import CancelForm, MilestoneForm, take
from proposals.rules import CARRY_OUT

MOVE_WORDS = {
    State.PLANNED: gettext_lazy("Planning has begun"),
    State.UNDER_WAY: gettext_lazy("The work has begun"),
    State.DONE: gettext_lazy("It is done"),
}
MOVES = {State.PLANNED: outcome.plan, State.UNDER_WAY: outcome.start, State.DONE: outcome.finish}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All projects that are carried out here, with what was planned and spent."""
    cycle, state = request.GET.get("cycle", "")[:80].replace("\x00", ""), request.GET.get("state", "")
    state = state if state in carrying_out.STATES else ""
    warn = request.GET.get("warn", "")
    warn = warn if warn in carrying_out.Warn.values else ""
    found = carrying_out.work(actor=request.user, cycle=cycle, state=state, warn=warn)
    rows = [
        {
            **row,
            "area": told(row, "area__name"),
            "envelope": told(row, "envelope__name"),
            "service": told(row, "plan__service__name"),
            "state_label": State(row["state"]).label,
            "over": carrying_out.Warn.OVER in row["warnings"],
        }
        for row in found.rows
    ]
    context = {
        "rows": rows,
        "work": found,
        "currencies": {row["cycle__currency"] for row in found.rows},
        "years": review_queue.years(),
        "cycle": cycle,
        "state": state,
        "warn": warn,
        "warnings": [(one.value, one.label, found.by_warning[one]) for one in carrying_out.Warn],
        "quiet_days": carrying_out.QUIET_DAYS,
        "states": [(one.value, one.label, found.by_state[one]) for one in carrying_out.STATES],
    }
    return render(request, "proposals/desk/works.html", context)


def reached_project(request: HttpRequest, pk: int) -> Proposal:
    """The project that is carried out, or 404. Raises `SignInNeeded`, `NotAllowed`."""
    try:
        proposal = queries.one(pk, request.user)
    except Proposal.DoesNotExist:
        raise Http404 from None
    require(request.user, CARRY_OUT, proposal)
    if proposal.state not in carrying_out.STATES:
        raise Http404
    return proposal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: move it on, cancel it, tell what happened."""
    proposal, do = reached_project(request, pk), request.POST.get("do", "")
    cancel = CancelForm(request.POST if do == "cancel" else None, auto_id="cancel-%s")
    tell = MilestoneForm(
        request.POST if do == "tell" else None, request.FILES if do == "tell" else None, auto_id="tell-%s"
    )
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if message := _do(request, proposal, do, cancel, tell):
                messages.success(request, message)
                return redirect("proposals:desk_project", pk)
        except Refusal as refusal:
            if do in ("cancel", "tell"):
                take(cancel if do == "cancel" else tell, refusal)
            else:
                messages.error(request, str(refusal))
            status = refusal.status
    context = _context(request, proposal) | {"cancel": cancel, "tell": tell}
    return render(request, "proposals/desk/work.html", context, status=status)


def _do(request: HttpRequest, proposal: Proposal, do: str, cancel: CancelForm, tell: MilestoneForm) -> str:
    """What was asked for; the words to say when it is done, empty where a form does not fit."""
    if do in MOVES:
        MOVES[State(do)](actor=request.user, proposal=proposal)
        if do == State.PLANNED:
            return _("The new state is public. Tell below what happened, so that followers hear of it.")
        return _("The new state is public, and everybody who follows the project gets a mail.")
    if do == "cancel" and cancel.is_valid():
        outcome.cancel(actor=request.user, proposal=proposal, reason=cancel.cleaned_data["reason"])
        return _("The project is cancelled; the reason is public.")
    if do == "tell" and tell.is_valid():
        _tell(request, proposal, tell)
        return _("It is told. Everybody who follows the project gets a mail.")
    return ""


def _tell(request: HttpRequest, proposal: Proposal, form: MilestoneForm) -> None:
    said = form.cleaned_data
    milestones.add(
        actor=request.user,
        track=proposal.track,
        permission=CARRY_OUT,
        target=proposal,
        date=said["date"],
        title=form.texts("title"),
        text=form.texts("text"),
        picture=said["picture"].file if said["picture"] else None,
        picture_alt=form.texts("picture_alt"),
        spent=said["spent"],
        key=said["key"],
        not_before=plan.decided_on(proposal),
    )


def _context(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    found = queries.milestones_of(proposal)
    open_moves = outcome.open_moves(proposal)
    return {
        "proposal": proposal,
        "state_label": State(proposal.state).label,
        "milestones": found,
        "correct_base": reverse("proposals:desk_project", args=[proposal.pk]) + "milestones/",
        "money": money.money_of(proposal),
        "plan": plan.plan_of(proposal),
        "followers": follower_count(proposal.track),
        "moves": [
            {"value": state.value, "label": MOVE_WORDS[state]} for state in MOVES if state in open_moves
        ],
        "may_cancel": State.CANCELLED in open_moves,
    }
