"""Reporting, the public log, and what became of one's own words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.asking import may
from commons.http.errors import Refusal
from commons.moderation import proof
from commons.moderation.domain import appealing, log, redacting, reporting
from commons.moderation.domain.errors import NothingThere
from commons.moderation.kinds import kind_of, things_of
from commons.moderation.models import Case, Moderation, Reason
from commons.moderation.models.case import APPEAL_LENGTH
from commons.moderation.pages.browser import browser_of, remembered
from commons.moderation.rules import MODERATE
from commons.moderation.told import TOLD_WRITER


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """Ask a moderator to look at something. Works without an account and without JavaScript."""
    try:
        owner, thing = reporting.reported_thing(request.user, kind, target)
    except NothingThere:
        raise Http404 from None
    context = {
        "kind": owner,
        "thing": thing,
        "reasons": Reason.choices,
        "target": target,
        "may_decide": may(request.user, MODERATE),
    }
    refusal: Refusal | None = None
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            reporting.report(
                actor=request.user, kind=kind, target=target, reason=reason, browser=browser_of(request)
            )
        except Refusal as refused:
            refusal = refused
            context |= {"refusal": refused, "chosen": reason}
        else:
            return render(request, "moderation/reported.html", context)
    sent = request.POST.get("challenge", "") if refusal is not None else ""
    context |= {"challenge": sent[:200] or proof.challenge()}
    page = render(request, "moderation/report.html", context, status=refusal.status if refusal else 200)
    return remembered(request, page)


@require_safe
def public_log(request: HttpRequest) -> HttpResponse:
    """What was decided, by day; `?page=`."""
    number = _number(request.GET.get("page", ""))
    found = log.entries(start=(number - 1) * log.PAGE, most=log.PAGE + 1)
    context = {
        "entries": found[: log.PAGE],
        "sums": log.sums(),
        "elsewhere": log.elsewhere() if number == 1 else [],
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if len(found) > log.PAGE else "",
        "page_number": number,
    }
    return render(request, "moderation/log.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own words that a moderator decided on; POST appeals."""
    try:
        case = appealing.own(pk, request.user)
    except Case.DoesNotExist:
        raise Http404 from None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            appealing.appeal(actor=request.user, case=case, text=request.POST.get("text", ""))
            return redirect("moderation:own", pk)
        except Refusal as refused:
            refusal = refused
    context = {
        "case": case,
        "kind": kind_of(case.kind),
        "thing": things_of([(case.kind, case.target)]).get((case.kind, case.target)),
        "told": TOLD_WRITER.get(case.reason, ""),
        "appeal": getattr(case, "appeal", None),
        "is_hidden": case.state == Moderation.HIDDEN,
        "redacted": redacting.why(case),
        "typed": request.POST.get("text", ""),
        "most": APPEAL_LENGTH,
        "refusal": refusal,
    }
    return render(request, "moderation/own.html", context, status=refusal.status if refusal else 200)


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and 0 < len(word) < 6 and int(word) else 1
