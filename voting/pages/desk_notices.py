"""Changes after the vote was opened: asked for by one official, confirmed by another, public from then on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import may, require
from commons.process.models import Envelope
from voting import rules
from voting.domain import desk_votes, notices
from voting.models import BallotProject, Election
from voting.pages.desk_forms import NoticeForm, RefuseForm
from voting.pages.sending import DONE, tried


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked for and what is in force, and everything that a change can be asked for."""
    election = desk_votes.election_at_desk(request.user, slug)
    content = {
        "cycle": election.cycle,
        "election": election,
        "notices": notices.at_desk(request.user, election),
        "rows": desk_votes.ballot_rows(election),
        "pots": Envelope.objects.filter(cycle=election.cycle_id).order_by("position", "pk"),
        "may_ask": may(request.user, rules.ASK_NOTICE, election) and election.frozen_at is not None,
    }
    return render(request, "voting/desk_vote_notices.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, slug: str, project: int) -> HttpResponse:
    """Asking for other words of a project, or saying that it cannot be carried out."""
    election = desk_votes.election_at_desk(request.user, slug)
    rows = BallotProject.objects.select_related("proposal")
    return _ask(request, election, get_object_or_404(rows, pk=project, election=election))


@require_http_methods(["GET", "HEAD", "POST"])
def envelope(request: HttpRequest, slug: str, envelope: str) -> HttpResponse:
    """Asking for another name of a pot of money."""
    election = desk_votes.election_at_desk(request.user, slug)
    return _ask(request, election, get_object_or_404(Envelope, cycle=election.cycle_id, slug=envelope))


def _ask(request: HttpRequest, election: Election, thing: notices.Thing) -> HttpResponse:
    require(request.user, rules.ASK_NOTICE, election)
    form = NoticeForm(request.POST or None, thing=thing)
    status = 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: notices.ask(actor=request.user, election=election, thing=thing, **form.asked()),
        )
        if status == DONE:
            messages.success(
                request, _("Asked for. Nothing changes until another official has confirmed it.")
            )
            return redirect("voting:desk_vote_notices", election.cycle.slug)
    is_project = isinstance(thing, BallotProject)
    content = {
        "cycle": election.cycle,
        "election": election,
        "form": form,
        "title": thing.proposal.title if isinstance(thing, BallotProject) else str(thing),
        "language": thing.proposal.language if isinstance(thing, BallotProject) else "",
        "is_project": is_project,
    }
    return render(request, "voting/desk_vote_notice_ask.html", content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """One request: before and after; confirming or refusing it. `do` says which button was pressed."""
    election = desk_votes.election_at_desk(request.user, slug)
    told = notices.one_at_desk(request.user, election, notice)
    form = RefuseForm(request.POST if request.POST.get("do") == "refuse" else None)
    status = 200
    if request.method == "POST":
        status = _decide(request, told, form)
        if status == DONE:
            return redirect("voting:desk_vote_notices", slug)
    content: dict[str, Any] = {
        "cycle": election.cycle,
        "election": election,
        "told": told,
        "form": form,
        "may_confirm": notices.may_decide(request.user, told),
        "may_refuse": told.notice.state == "asked" and told.notice.asked_by == request.user.pk,
    }
    return render(request, "voting/desk_vote_notice.html", content, status=status)


def _decide(request: HttpRequest, told: notices.Told, form: RefuseForm) -> int:
    if request.POST.get("do") == "refuse":
        status = tried(
            form,
            lambda: notices.refuse(
                actor=request.user, notice=told.notice, reason=form.cleaned_data["reason"]
            ),
        )
        if status == DONE:
            messages.success(request, _("Refused. The text stays as it was."))
        return status
    notices.confirm(actor=request.user, notice=told.notice)
    messages.success(request, _("In force, and public on the ballot and on the page of the rules."))
    return DONE
