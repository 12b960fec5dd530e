"""The voting desk: all votes, one vote with its steps, its rules, its ballot, and opening it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from proposals.models import Proposal
from voting import rules
from voting.domain import desk_votes, elections, lot, roll_requests
from voting.domain.desk_votes import DeskVote, Stage
from voting.domain.explaining import rule_name
from voting.domain.readiness import checks
from voting.domain.turnout import drafts_never_cast, turnout_of
from voting.models import BallotProject, Election
from voting.pages import desk_steps
from voting.pages.desk_forms import OpenForm, RulesForm
from voting.pages.desk_steps import steps
from voting.pages.sending import DONE, tried


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The votes of all years."""
    votes = desk_votes.desk_votes(request.user)
    return render(
        request,
        "voting/desk_votes.html",
        {"votes": votes, "may_import": may(request.user, rules.IMPORT_ELECTION)},
    )


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One vote: its steps, and while it is open how many have voted."""
    vote = desk_votes.desk_vote(request.user, slug)
    content: dict[str, Any] = _content(request, vote)
    if vote.election is not None and may(request.user, rules.MANAGE_ROLL, vote.cycle):
        content["requests"] = roll_requests.waiting(vote.election)
    if vote.election is not None and vote.election.frozen_at is not None:
        content["lot"] = lot.lot_of(vote.election)
    if vote.election is not None and vote.stage not in (Stage.PREPARING, Stage.WAITING):
        turnout = turnout_of(vote.election)
        content |= {
            "turnout": turnout,
            "drafts": drafts_never_cast(vote.election),
            "live": vote.stage == Stage.OPEN and vote.cycle.is_published,
            "may_correct": bool(vote.election and vote.election.frozen_at)
            and vote.stage in (Stage.OPEN, Stage.CLOSED)
            and may(request.user, rules.CORRECT_ROLL, vote.cycle),
            "may_tick_off": vote.stage == Stage.OPEN and may(request.user, rules.TICK_OFF, vote.cycle),
        }
    return render(request, "voting/desk_vote.html", content)


def _content(request: HttpRequest, vote: DeskVote, now: str = "") -> dict[str, Any]:
    return {
        "vote": vote,
        "cycle": vote.cycle,
        "election": vote.election,
        "steps": steps(vote, now),
        "now": now,
        "rule_name": rule_name(vote.election.rule) if vote.election else "",
        "may_set_up": may(request.user, rules.SET_UP, vote.cycle) and vote.may_change,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rules_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Deciding the rules; once the vote is opened they are only shown."""
    vote = desk_votes.desk_vote(request.user, slug)
    form = RulesForm(request.POST or None, initial=RulesForm.of(vote.election))
    status = 200
    if request.method == "POST":
        status = tried(
            form, lambda: elections.set_up(actor=request.user, cycle=vote.cycle, ballot_rules=form.chosen())
        )
        if status == DONE:
            messages.success(request, _("The rules are saved. Next: what stands on the ballot."))
            return redirect("voting:desk_vote_ballot", slug)
    return render(
        request,
        "voting/desk_vote_rules.html",
        {**_content(request, vote, "rules"), "form": form},
        status=status,
    )


@require_safe
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands on the ballot, and what could."""
    vote = desk_votes.desk_vote(request.user, slug)
    if vote.election is None:
        return redirect("voting:desk_vote_rules", slug)
    rows = desk_votes.ballot_rows(vote.election)
    content = {"rows": rows, "left_off": desk_votes.left_off_ballot(vote.election)}
    return render(request, "voting/desk_vote_ballot.html", _content(request, vote, "ballot") | content)


@require_POST
def change_ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill the ballot anew, put one on, take one off, or move one: the button pressed says which."""
    election = desk_votes.election_at_desk(request.user, slug)
    do, _colon, key = request.POST.get("do", "").partition(":")
    actor, pk = request.user, int(key) if key.isdecimal() and len(key) < 18 else 0
    try:
        if do == "fill":
            filled = elections.fill_ballot(actor=actor, election=election)
            messages.success(request, _("Projects on the ballot: %(number)s.") % {"number": len(filled)})
        elif do == "put":
            proposal = get_object_or_404(Proposal.objects.without_texts(), pk=pk)
            elections.put_on_ballot(actor=actor, election=election, proposal=proposal)
        elif do in ("off", "up", "down"):
            _touch(request, do, get_object_or_404(BallotProject, pk=pk, election=election))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_vote_ballot", slug)


def _touch(request: HttpRequest, do: str, project: BallotProject) -> None:
    if do == "off":
        elections.take_off_ballot(actor=request.user, project=project)
    else:
        elections.move(actor=request.user, project=project, by=-1 if do == "up" else 1)


def _open(request: HttpRequest, election: Election, form: OpenForm) -> None:
    elections.open_vote(actor=request.user, election=election, reason=form.cleaned_data.get("reason", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def open_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """The list to look at before opening, and opening."""
    election = desk_votes.election_at_desk(request.user, slug)
    found = checks(election)
    form = OpenForm(request.POST or None, warned=any(check.todo and not check.is_error for check in found))
    status = 200
    if request.method == "POST":
        require(request.user, rules.OPEN, election)
        status = tried(form, lambda: _open(request, election, form))
        if status == DONE:
            messages.success(request, _("The vote is opened: its rules are published and cannot change."))
            return redirect("voting:desk_vote", slug)
    content = {
        "checks": [(check, desk_steps.place_of(check, slug)) for check in found],
        "errors": sum(check.is_error for check in found),
        "form": form,
        "may_open": may(request.user, rules.OPEN, election) and election.frozen_at is None,
    }
    vote = desk_votes.desk_vote(request.user, slug)
    return render(
        request, "voting/desk_vote_open.html", _content(request, vote, "open") | content, status=status
    )
