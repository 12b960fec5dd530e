"""The follow-up group at the desk: who is in it, what they found, and answering it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import require
from commons.http.errors import Refusal
from commons.process.models import Cycle
from proposals.domain.delegates import answering, reading
from proposals.domain.delegates import group as verbs
from proposals.models import WAITING, Delegate, Finding, FindingState, ReplyKind
from proposals.pages.delegates.forms import AnswerForm, EndForm, InviteForm
from proposals.pages.desk_forms import take
from proposals.rules import ANSWER, FORM_GROUP

PAGE = 100
SHOWN = {
    "waiting": pgettext_lazy("findings", "Not settled yet"),
    "late": gettext_lazy("Overdue"),
    "escalated": gettext_lazy("Told to the coordinators"),
    "all": gettext_lazy("All"),
}


def _year(request: HttpRequest, years: list[Cycle]) -> Cycle | None:
    slug = request.GET.get("cycle", "")
    return next((year for year in years if year.slug == slug), years[0] if years and not slug else None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest) -> HttpResponse:
    """The group of a year (`?cycle=`) of the reader's, the newest unless told. Posting invites somebody."""
    years = reading.years_formed(actor=request.user)
    year = _year(request, years)
    if year is None and (years or request.GET.get("cycle")):
        raise Http404
    form, status = InviteForm(request.POST or None), 200
    if request.method == "POST" and year is not None:
        status = 400
        try:
            if form.is_valid():
                verbs.invite(actor=request.user, cycle=year, **form.cleaned_data)
                messages.success(request, _("The invitation is on its way by mail."))
                return redirect(f"{reverse('proposals:desk_group')}?cycle={year.slug}")
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    return _group(request, years, year, form, status=status)


def _group(
    request: HttpRequest,
    years: list[Cycle],
    year: Cycle | None,
    form: InviteForm,
    *,
    status: int = 200,
    ended: int = 0,
    end: EndForm | None = None,
) -> HttpResponse:
    found = reading.members(actor=request.user, cycle=year) if year else []
    context = {
        "years": years,
        "year": year,
        "form": form,
        "held": [one for one in found if one.state in verbs.HELD],
        "former": [one for one in found if one.state not in verbs.HELD],
        "ended": ended,
        "end": end or EndForm(),
    }
    return render(request, "proposals/delegates/desk/group.html", context, status=status)


@never_cache
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership, or take an invitation back, for a reason."""
    found = get_object_or_404(Delegate.objects.select_related("cycle__area"), pk=min(pk, 2**63 - 1))
    require(request.user, FORM_GROUP, found.cycle)
    form = EndForm(request.POST)
    try:
        if form.is_valid():
            verbs.end(actor=request.user, delegate=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("It is ended. Who was in the group is told by mail."))
            return redirect(f"{reverse('proposals:desk_group')}?cycle={found.cycle.slug}")
    except Refusal as refusal:
        take(form, refusal)
    return _group(
        request,
        reading.years_formed(actor=request.user),
        found.cycle,
        InviteForm(),
        status=400,
        ended=found.pk,
        end=form,
    )


@never_cache
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What the follow-up groups found where the reader answers: what waits, what is overdue, or all."""
    wanted = request.GET.get("show", "")
    show = wanted if wanted in SHOWN else "waiting"
    everything = answering.to_answer(actor=request.user)
    rows = {
        "waiting": everything.filter(state__in=(*WAITING, FindingState.PROMISED)),
        "late": everything.late(),
        "escalated": everything.escalated(),
        "all": everything,
    }
    context = {
        "tabs": [(value, label, rows[value].count()) for value, label in SHOWN.items()],
        "show": show,
        "findings": list(rows[show][:PAGE]),
    }
    return render(request, "proposals/delegates/desk/findings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding, what was answered so far, and the next answer."""
    found = next(
        iter(reading.whole(answering.to_answer(actor=request.user).filter(pk=min(pk, 2**63 - 1)))),
        None,
    )
    if found is None:
        raise Http404
    require(request.user, ANSWER, found)
    form = AnswerForm(request.POST or None, initial={"seen": len(found.replies.all())})
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                _answer(request, found, form)
                messages.success(request, _("The answer is public. The delegate gets a mail."))
                return redirect("proposals:desk_finding", pk)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    return render(request, "proposals/delegates/desk/answer.html", _context(found, form), status=status)


def _answer(request: HttpRequest, found: Finding, form: AnswerForm) -> None:
    said = form.cleaned_data
    answering.answer(
        actor=request.user,
        finding=found,
        kind=ReplyKind(said["kind"]),
        text=form.texts(),
        promised_on=said["promised_on"],
        seen=said["seen"],
    )


def _context(found: Finding, form: AnswerForm) -> dict[str, Any]:
    return {
        "finding": found,
        "proposal": found.proposal,
        "form": form,
        "is_answerable": found.state in answering.ANSWERABLE,
        "seen_now": len(found.replies.all()),
    }
