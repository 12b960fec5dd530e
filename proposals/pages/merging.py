"""The page on which an author is asked whether their proposal may go on in another one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal, SignInNeeded
from proposals.domain.merging import plans, reading
from proposals.models import Answer, MergePlan, PlanState
from proposals.pages.merging_forms import AnswerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, plan: int) -> HttpResponse:
    """What is planned, and the author's answer."""
    try:
        seen, mine = reading.asked(actor=request.user, pk=plan)
    except MergePlan.DoesNotExist:
        raise Http404 from None
    form, status = AnswerForm(request.POST or None, initial={"reason": mine[0].reason}), 200
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
            return redirect("proposals:merging", plan)
    context = {
        "seen": seen,
        "mine": mine,
        "form": form,
        "is_open": seen.plan.state == PlanState.ASKING and not seen.is_late,
        "answer": mine[0] if mine[0].answer != Answer.WAITING else None,
    }
    return render(request, "proposals/merging/asked.html", context, status=status)
