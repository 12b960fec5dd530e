"""The coordinator's desk of merging: plan it, see the answers, carry it out, call it off, undo it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import require
from commons.http.errors import Refusal
from proposals.domain.merging import carrying, plans, reading
from proposals.domain.similar import similar
from proposals.models import MergePlan, Proposal
from proposals.pages.merging_forms import PlanForm
from proposals.pages.plan_buttons import buttons
from proposals.rules import MERGE


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All plans."""
    return render(request, "proposals/desk/merging.html", {"plans": reading.plans(actor=request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a merging into `?lead=`: like ones are offered, others can be written."""
    lead = _lead(request)
    form, status = PlanForm(request.POST or None, initial={"days": "14"}), 200
    if request.method == "POST":
        try:
            plan = _plan(request, lead, form)
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, str(_("The authors are asked by mail.")))
            return redirect("proposals:desk_merge", plan.pk)
    picked = set(request.POST.getlist("pick"))
    like = [
        {"proposal": one.proposal, "picked": str(one.proposal.pk) in picked}
        for one in similar(actor=request.user, cycle=lead.cycle, text=lead.title, without=lead, limit=8)
    ]
    context = {"lead": lead, "form": form, "like": like}
    return render(request, "proposals/desk/merge_new.html", context, status=status)


def _lead(request: HttpRequest) -> Proposal:
    require(request.user, MERGE)
    word = request.GET.get("lead", "")
    found = reading.named([int(word)]) if word.isascii() and word.isdigit() and len(word) < 16 else []
    if not found:
        raise Http404
    require(request.user, MERGE, found[0])
    return found[0]


def _plan(request: HttpRequest, lead: Proposal, form: PlanForm) -> MergePlan:
    others = reading.named(form.numbers())
    reason = form.typed().get("reason", "")
    return plans.propose(actor=request.user, lead=lead, others=others, reason=reason, days=form.days_given())


def _seen(request: HttpRequest, plan: int) -> reading.Seen:
    try:
        return reading.plan(actor=request.user, pk=plan)
    except MergePlan.DoesNotExist:
        raise Http404 from None


@never_cache
@require_safe
def one(request: HttpRequest, plan: int) -> HttpResponse:
    """A plan with the answers."""
    return render(request, "proposals/desk/merge.html", {"seen": _seen(request, plan)})


_button = buttons(_seen, "proposals:desk_merge")
carry_out = _button(carrying.carry_out, _("The proposals are merged. Their old addresses lead on."))
call_off = _button(plans.call_off, _("The plan is called off. All proposals stay as they are."))
undo = _button(carrying.undo, _("The merging is undone. Each proposal is back where it was."))
