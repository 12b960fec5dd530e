"""The desk of findings: what stands out in a box, and what two people decide about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from voting.domain import anomalies, finding_words
from voting.models import AnomalyCase, CaseState
from voting.pages.certification_desk import election_at
from voting.pages.result_forms import CaseForm
from voting.pages.sending import DONE, tried
from voting.rules import DECIDE_CASES


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest, slug: str) -> HttpResponse:
    """All findings of a vote, open ones first; POST looks for more."""
    election = election_at(request, slug)
    if request.method == "POST":
        try:
            new = anomalies.search(actor=request.user, election=election)
            messages.success(request, _("Looked through. New findings: %(n)s.") % {"n": new})
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return _list(request, slug, status=refusal.status)
        return redirect("voting:desk_cases", slug)
    return _list(request, slug)


def _list(request: HttpRequest, slug: str, *, status: int = 200) -> HttpResponse:
    election = election_at(request, slug)
    found = anomalies.cases(actor=request.user, election=election)
    content = {
        "cycle": election.cycle,
        "cases": [{"case": case, "where": finding_words.where(case)} for case in found],
        "may_decide": may(request.user, DECIDE_CASES, election) and not anomalies.is_public(election),
    }
    return render(request, "voting/desk_cases.html", content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One finding: what stands out, the result with and without, the decision."""
    election = election_at(request, slug)
    found = anomalies.case_of(actor=request.user, election=election, pk=pk)
    if request.POST.get("do") in ("agree", "back"):
        return _answer(request, found)
    form, status = CaseForm(request.POST or None, kind=found.kind), 200
    if request.method == "POST":
        status = tried(form, lambda: anomalies.propose(actor=request.user, case=found, **form.decision()))
        if status == DONE:
            messages.success(request, _("Your decision is written. Somebody else has to agree."))
            return redirect("voting:desk_case", slug, pk)
    return render(request, "voting/desk_case.html", _content(request, found, form), status=status)


def _content(request: HttpRequest, found: AnomalyCase, form: CaseForm) -> dict[str, Any]:
    is_open = found.state == CaseState.OPEN and not anomalies.is_public(found.election)
    return {
        "cycle": found.election.cycle,
        "case": found,
        "where": finding_words.where(found),
        "sentence": finding_words.sentence(found),
        "form": form,
        "mine": found.first_person == request.user.pk,
        "compared": anomalies.compared(found) if found.ballots else [],
        "may_decide": is_open and may(request.user, DECIDE_CASES, found.election),
        "proposed": CaseState(found.proposed).label if found.proposed else "",
    }


def _answer(request: HttpRequest, found: AnomalyCase) -> HttpResponse:
    verb = anomalies.agree if request.POST["do"] == "agree" else anomalies.send_back
    try:
        verb(actor=request.user, case=found)
        messages.success(request, _("It is noted."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        form = CaseForm(kind=found.kind)
        content = _content(request, found, form)
        return render(request, "voting/desk_case.html", content, status=refusal.status)
    return redirect("voting:desk_case", found.election.cycle.slug, found.pk)
