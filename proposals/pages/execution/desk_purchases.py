"""Purchases of one project at the desk: what is ordered, delivered, cancelled, and what is still to be paid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from proposals.domain.execution import ledger_files, money, purchases
from proposals.models import Proposal, Purchase
from proposals.pages.desk_forms import take
from proposals.pages.desk_work import reached_project
from proposals.pages.execution.forms import CancelForm, PurchaseForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """All purchases of a project, and the form for a new one."""
    proposal = reached_project(request, pk)
    form, status = PurchaseForm(request.POST or None, proposal=proposal), 200
    if request.method == "POST":
        status = _saved(request, proposal, form, None)
        if status == DONE:
            return redirect("proposals:desk_purchases", pk)
    context = {
        "proposal": proposal,
        "form": form,
        "purchases": purchases.purchases_of(proposal),
        "money": money.money_of(proposal),
    }
    return render(request, "proposals/desk/execution/purchases.html", context, status=status)


DONE = 302


def _saved(request: HttpRequest, proposal: Proposal, form: PurchaseForm, purchase: Purchase | None) -> int:
    if not form.is_valid():
        return 400
    try:
        kept = purchases.save(actor=request.user, proposal=proposal, purchase=purchase, **form.told())
    except Refusal as refusal:
        take(form, refusal)
        return refusal.status
    messages.success(request, _("The purchase is saved. Its sum is public, its supplier is not."))
    if purchases.looks_like_a_person(kept.supplier):
        messages.warning(
            request, _("The supplier looks like the name of a person. Write “private person” instead.")
        )
    return DONE


def _purchase(proposal: Proposal, pk: int) -> Any:
    found = Purchase.objects.filter(proposal=proposal, pk=pk).with_sums().first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, purchase: int) -> HttpResponse:
    """One purchase: correct it, note that it was delivered, cancel it; the bookings on it."""
    proposal = reached_project(request, pk)
    found, do = _purchase(proposal, purchase), request.POST.get("do", "")
    form = PurchaseForm(request.POST if do == "save" else None, proposal=proposal, purchase=found)
    cancel = CancelForm(request.POST if do == "cancel" else None, auto_id="cancel-%s")
    status = 200
    if request.method == "POST":
        status = _done(request, proposal, found, {"save": form, "cancel": cancel, "deliver": None}, do)
        if status == DONE:
            return redirect("proposals:desk_purchase", pk, purchase)
    bookings = list(found.bookings.all())
    context = {
        "proposal": proposal,
        "purchase": found,
        "form": form,
        "cancel_form": cancel,
        "bookings": bookings,
        "readable": ledger_files.readable(actor=request.user, bookings=bookings),
    }
    return render(request, "proposals/desk/execution/purchase.html", context, status=status)


def _done(request: HttpRequest, proposal: Proposal, found: Purchase, forms: Any, do: str) -> int:
    """Run the act whose button was pressed: the status, `DONE` where it worked."""
    if do not in forms:
        return 400
    form = forms[do]
    if do == "save":
        return _saved(request, proposal, form, found)
    if form is not None and not form.is_valid():
        return 400
    try:
        if do == "deliver":
            purchases.deliver(actor=request.user, purchase=found)
        else:
            purchases.cancel(actor=request.user, purchase=found, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        take(form, refusal) if form is not None else messages.error(request, str(refusal))
        return refusal.status
    messages.success(request, _("Noted. The page of the project shows it."))
    return DONE
