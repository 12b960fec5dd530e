"""Whole waves by one decision, and the rules of a year."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.asking import require
from commons.http.errors import Refusal
from commons.moderation.domain import looking, settings, waves
from commons.moderation.kinds import ruled_kinds
from commons.moderation.models import Case, Reason, Wave
from commons.moderation.rules import SET_RULES
from commons.process.models import Cycle


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over what is like this one, then hide it all by one decision."""
    seed = _case(request, pk)
    sent = request.POST if request.method == "POST" else request.GET
    criteria = waves.Criteria(
        alike=sent.get("alike", "1") == "1",
        hours=_number(sent.get("hours", "24")),
        account_days=_number(sent.get("account_days", "7")),
    )
    refusal: Refusal | None = None
    try:
        if request.method == "POST":
            reason = request.POST.get("reason", "")
            made = waves.hide(actor=request.user, seed=seed, criteria=criteria, reason=reason)
            messages.success(
                request, ngettext("%(n)d was hidden.", "%(n)d were hidden.", made.count) % {"n": made.count}
            )
            return redirect("moderation:desk_waves")
        found = waves.preview(actor=request.user, seed=seed, criteria=criteria)
    except Refusal as refused:
        refusal = refused
        found = waves.preview(actor=request.user, seed=seed, criteria=waves.Criteria())
    context = {
        "seed": seed,
        "criteria": criteria,
        "found": found,
        "reasons": Reason.choices,
        "refusal": refusal,
    }
    return render(request, "moderation/desk/wave.html", context, status=refusal.status if refusal else 200)


@never_cache
@require_safe
def wave_list(request: HttpRequest) -> HttpResponse:
    """Waves that were hidden; each can be taken back."""
    rows = [{"wave": one, "reason": Reason(one.reason).label} for one in waves.newest(actor=request.user)]
    return render(request, "moderation/desk/waves.html", {"rows": rows})


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wave's hiding back."""
    waves.newest(actor=request.user, most=1)
    found = get_object_or_404(Wave, pk=pk)
    try:
        count = waves.undo(actor=request.user, wave=found)
        messages.success(
            request, ngettext("%(n)d is as before.", "%(n)d are as before.", count) % {"n": count}
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("moderation:desk_waves")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str = "") -> HttpResponse:
    """How a year moderates: each kind before or after it is shown, and who is trusted. Without a year: the newest."""
    require(request.user, SET_RULES)
    cycles = Cycle.objects.select_related("area")
    cycle = get_object_or_404(cycles, slug=slug) if slug else cycles.first()
    if cycle is None:
        raise Http404
    require(request.user, SET_RULES, cycle)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _set_all(request, cycle)
            messages.success(request, _("The rules are set. They hold for what is written from now on."))
            return redirect("moderation:desk_rules", cycle.slug)
        except Refusal as refused:
            refusal = refused
    rows = [
        {"rule": rule, "kind": kind}
        for rule, kind in zip(settings.rules_of(cycle), ruled_kinds(), strict=True)
    ]
    context = {"cycle": cycle, "cycles": Cycle.objects.all()[:8], "rows": rows, "refusal": refusal}
    return render(request, "moderation/desk/rules.html", context, status=refusal.status if refusal else 200)


def _set_all(request: HttpRequest, cycle: Cycle) -> None:
    for kind in ruled_kinds():
        settings.set_rule(
            actor=request.user,
            cycle=cycle,
            kind=kind.code,
            is_before=request.POST.get(f"before-{kind.code}") == "1",
            trusted_after=_number(request.POST.get(f"trusted-{kind.code}", "5"), wrong=-1),
        )


def _case(request: HttpRequest, pk: int) -> Case:
    try:
        return looking.one(actor=request.user, pk=pk)
    except Case.DoesNotExist:
        raise Http404 from None


def _number(word: str, wrong: int = -1) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else wrong
