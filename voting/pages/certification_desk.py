"""The desk between the count and publishing: names under the result, and counting again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import require
from voting.domain import certification, counting_runs, lot, results, sealing
from voting.domain.certification import Standing, Step
from voting.models import Election
from voting.pages.result_forms import CertifyForm, LotForm, RecountForm, SealForm
from voting.pages.sending import DONE, tried
from voting.rules import CERTIFY, COUNT, READ_LOT, SEAL, SEE_DESK


def election_at(request: HttpRequest, slug: str) -> Election:
    """The election of a year for its officials; Http404 or `NotAllowed`."""
    election = Election.objects.select_related("cycle", "cycle__area").filter(cycle__slug=slug).first()
    if election is None:
        raise Http404
    require(request.user, SEE_DESK, election)
    return election


def steps(standing: Standing) -> list[dict[str, Any]]:
    """Where a vote stands, as the piece `steps` draws it."""
    order = list(Step)
    here = order.index(standing.step)
    labels = {
        Step.COUNT: _("Count"),
        Step.CERTIFY: _("Two people certify"),
        Step.PUBLISH: _("Publish"),
        Step.SEAL: _("Two people seal"),
        Step.SEALED: _("Sealed"),
    }
    return [
        {"label": labels[step], "state": "done" if at < here else "now" if at == here else "next"}
        for at, step in enumerate(order)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def certify(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at the result once more, and put one's name under it."""
    election = election_at(request, slug)
    require(request.user, CERTIFY, election)
    form, status = CertifyForm(request.POST or None), 200
    if request.method == "POST":
        seen = request.POST.get("seen")
        status = tried(form, lambda: certification.certify(actor=request.user, election=election, seen=seen))
        if status == DONE:
            messages.success(request, _("Your name is under the result."))
            return redirect("voting:desk_result", slug)
    content = {
        "form": form,
        "election": election,
        "cycle": election.cycle,
        "results": results.envelope_results(election),
        "standing": certification.standing(actor=request.user, election=election),
    }
    return render(request, "voting/desk_certify.html", content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def recount(request: HttpRequest, slug: str) -> HttpResponse:
    """Count again, with the reason."""
    election = election_at(request, slug)
    require(request.user, COUNT, election)
    form, status = RecountForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: counting_runs.begin(
                actor=request.user, election=election, reason=form.cleaned_data["reason"]
            ),
        )
        if status == DONE:
            messages.success(request, _("The votes are counted again. The result is certified anew."))
            return redirect("voting:desk_result", slug)
    content = {
        "form": form,
        "cycle": election.cycle,
        "standing": certification.standing(actor=request.user, election=election),
    }
    return render(request, "voting/desk_recount.html", content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def read_lot(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter what was drawn in public; two people do, each for themselves."""
    election = election_at(request, slug)
    require(request.user, READ_LOT, election)
    form, status = LotForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(form, lambda: lot.read_off(actor=request.user, election=election, **form.cleaned_data))
        if status == DONE:
            messages.success(request, _("It is entered."))
            return redirect("voting:desk_result", slug)
    content = {"form": form, "cycle": election.cycle, "lot": lot.lot_of(election)}
    return render(request, "voting/desk_lot.html", content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the box to be sealed, take that back, or seal it as the second person."""
    election = election_at(request, slug)
    require(request.user, SEAL, election)
    if request.POST.get("do") == "withdraw":
        sealing.withdraw(actor=request.user, election=election)
        messages.success(request, _("The box stays as it is."))
        return redirect("voting:desk_result", slug)
    form, status = SealForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(form, lambda: sealing.seal(actor=request.user, election=election))
        if status == DONE:
            messages.success(request, _("It is noted."))
            return redirect("voting:desk_result", slug)
    state = sealing.state_of(actor=request.user, election=election)
    content = {"form": form, "cycle": election.cycle, "sealing": state}
    return render(request, "voting/desk_seal.html", content, status=status)
