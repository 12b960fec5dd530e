"""Splitting for residents: what the old address of a split proposal shows, and the author's answer to a plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal, SignInNeeded
from proposals.domain.splitting import plans, reading
from proposals.models import Answer, Proposal, SplitPlan, State
from proposals.pages.cards import drawn
from proposals.pages.merging_forms import AnswerForm


def chooser(request: HttpRequest, whole: Proposal) -> HttpResponse:
    """What became of a split proposal, and the way to each of its parts."""
    found = reading.became(whole)
    context = {
        "proposal": whole,
        "state_label": State.SPLIT.label,
        "cards": drawn(found.rows),
        "reason": found.reason,
        "comments": found.comments,
    }
    return render(request, "proposals/splitting/chooser.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, plan: int) -> HttpResponse:
    """What is planned, and the author's answer."""
    try:
        seen = reading.asked(actor=request.user, pk=plan)
    except SplitPlan.DoesNotExist:
        raise Http404 from None
    form, status = AnswerForm(request.POST or None, initial={"reason": seen.plan.answer_reason}), 200
    if request.method == "POST":
        agrees = request.POST.get("answer") == "agree"
        try:
            reason = form.typed().get("reason", "")
            plans.answer(actor=request.user, plan=seen.plan, agrees=agrees, reason=reason)
        except SignInNeeded:
            raise
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your answer is kept. You can change it until the deadline."))
            return redirect("proposals:splitting", plan)
    answer = seen.plan.get_answer_display() if seen.plan.answer != Answer.WAITING else ""
    context = {"seen": seen, "form": form, "answer": answer}
    return render(request, "proposals/splitting/asked.html", context, status=status)
