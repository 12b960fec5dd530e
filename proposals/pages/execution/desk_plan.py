"""Plan, money and pictures of one project at the desk; and correcting what was told."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import Actor
from commons.followup.domain import milestones
from commons.followup.models import Milestone
from commons.http.errors import Refusal
from commons.texts.translated import LANGUAGES
from proposals.domain.carrying_out import GOING
from proposals.domain.execution import evaluation, ledger_files, money, plan
from proposals.domain.history import reached_at
from proposals.models import DelayReason, Moment, Proposal, State
from proposals.pages.desk_forms import take
from proposals.pages.desk_work import reached_project
from proposals.pages.execution import forms as own
from proposals.rules import CARRY_OUT

FORMS: Mapping[str, type[forms.Form]] = {
    "plan": own.PlanForm,
    "delay": own.DelayForm,
    "line": own.LineForm,
    "picture": own.PictureForm,
}


def _settle(request: HttpRequest, proposal: Proposal, form: Any) -> None:
    plan.settle(actor=request.user, proposal=proposal, **form.cleaned_data)


def _delay(request: HttpRequest, proposal: Proposal, form: Any) -> None:
    said = form.cleaned_data
    plan.delay(
        actor=request.user,
        proposal=proposal,
        reason=DelayReason(said["reason"]),
        expected_end=said["expected_end"],
        text=form.texts("delay_text"),
    )


def _line(request: HttpRequest, proposal: Proposal, form: Any) -> None:
    money.add_line(actor=request.user, proposal=proposal, **form.cleaned_data)


def _picture(request: HttpRequest, proposal: Proposal, form: Any) -> None:
    said = form.cleaned_data
    plan.show(
        actor=request.user,
        proposal=proposal,
        moment=Moment(said["moment"]),
        picture=said["picture"].file,
        alt=form.texts("alt"),
    )


Do = Callable[[HttpRequest, Proposal, Any], None]
DOES: Mapping[str, tuple[Do, str | Promise]] = {
    "plan": (_settle, gettext_lazy("The plan is saved and public.")),
    "delay": (_delay, gettext_lazy("The delay is public. Everybody who follows the project gets a mail.")),
    "line": (_line, gettext_lazy("The line is added.")),
    "picture": (_picture, gettext_lazy("The picture is public.")),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is planned for one project, each part with its own form."""
    proposal, do = reached_project(request, pk), request.POST.get("do", "")
    if request.method == "POST" and do == "remove":
        line = request.POST.get("line", "")
        if line.isascii() and line.isdigit() and len(line) < 18:
            money.remove_line(actor=request.user, proposal=proposal, line=int(line))
        return redirect("proposals:desk_work_plan", pk)
    shown = _forms(request, proposal, do)
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if do in DOES and shown[do].is_valid():
                DOES[do][0](request, proposal, shown[do])
                messages.success(request, str(DOES[do][1]))
                return redirect("proposals:desk_work_plan", pk)
        except Refusal as refusal:
            take(shown[do], refusal)
            status = refusal.status
    context = _context(request.user, proposal) | {f"{name}_form": form for name, form in shown.items()}
    return render(request, "proposals/desk/execution/plan.html", context, status=status)


def _forms(request: HttpRequest, proposal: Proposal, do: str) -> dict[str, forms.Form]:
    stored = plan.plan_of(proposal)
    first = {
        "service": stored.service_id,
        "planned_start": stored.planned_start,
        "planned_end": stored.planned_end,
    }
    return {
        name: form(
            request.POST if do == name else None,
            request.FILES if do == name else None,
            auto_id=f"{name}-%s",
            initial=first if name == "plan" else None,
        )
        for name, form in FORMS.items()
    }


def _context(actor: Actor, proposal: Proposal) -> dict[str, Any]:
    dates = reached_at(proposal.pk)
    bookings = money.bookings_of(proposal)
    return {
        "proposal": proposal,
        "state_label": State(proposal.state).label,
        "plan": plan.plan_of(proposal),
        "money": money.money_of(proposal),
        "lines": list(proposal.budget_lines.all()),
        "bookings": bookings,
        "readable": ledger_files.readable(actor=actor, bookings=bookings),
        "pair": plan.pair(proposal),
        "said": evaluation.texts(actor=actor, proposal=proposal),
        "started": dates.get(State.UNDER_WAY),
        "ended": dates.get(State.DONE),
        "is_going": proposal.state in GOING,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """Correct something that was told."""
    proposal = reached_project(request, pk)
    told = (
        Milestone.objects.filter(track=proposal.track_id, pk=milestone).first() if milestone < 2**63 else None
    )
    if told is None:
        raise Http404
    names = ["date", "spent", *(f"{name}_{language}" for name in ("title", "text") for language in LANGUAGES)]
    form = own.CorrectForm(request.POST or None, initial={name: getattr(told, name) for name in names})
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                _correct(request, proposal, told, form)
                messages.success(
                    request, _("It is corrected. The history of the project tells what was changed.")
                )
                return redirect("proposals:desk_project", pk)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    context = {"proposal": proposal, "form": form, "milestone": told}
    return render(request, "proposals/desk/execution/correct.html", context, status=status)


def _correct(request: HttpRequest, proposal: Proposal, told: Milestone, form: own.CorrectForm) -> None:
    milestones.correct(
        actor=request.user,
        milestone=told,
        permission=CARRY_OUT,
        target=proposal,
        reason=form.cleaned_data["reason"],
        date=form.cleaned_data["date"],
        title=form.texts("title"),
        text=form.texts("text"),
        spent=form.cleaned_data["spent"],
        not_before=plan.decided_on(proposal),
    )
