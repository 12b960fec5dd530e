"""The officer's desk: who stands before it is found on the roll and given a one-time code or a ballot on paper."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.http.idempotency import once
from voting import rules
from voting.domain import desk_people, desk_votes, letters, paper_voters
from voting.domain.desk_people import PersonAtDesk
from voting.domain.letter_code import grouped
from voting.domain.paper_voters import Back
from voting.models import DeskDeed, Election
from voting.pages.desk_people_forms import CorrectForm, DeclareForm, FindForm
from voting.pages.sending import DONE, add_refusal, tried

_PERSON, _STATION = "desk-person", "desk-station"


def _page(
    request: HttpRequest,
    election: Election,
    form: Form,
    *,
    person: PersonAtDesk | None = None,
    status: int = 200,
) -> HttpResponse:
    content = {
        "cycle": election.cycle,
        "election": election,
        "form": form,
        "declaring": isinstance(form, DeclareForm),
        "person": person,
        "station": request.session.get(_STATION, ""),
        "papers": paper_voters.papers(election),
        "key": uuid4().hex,
    }
    return render(request, "voting/desk_people.html", content, status=status)


def _election(request: HttpRequest, slug: str) -> Election:
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.TICK_OFF, election)
    return election


def _here(request: HttpRequest, election: Election) -> PersonAtDesk | None:
    """Whom the last lookup found, as they are now; None after a quarter of an hour."""
    token = request.session.get(_PERSON, "")
    if not token:
        return None
    try:
        entry = desk_people.of_token(actor=request.user, election=election, token=token)
    except Refusal:
        request.session.pop(_PERSON)
        return None
    return desk_people.seen(request.user, entry)


@sensitive_post_parameters("person")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Looking somebody up; then what can be done for them. The person id is never part of an address."""
    election = _election(request, slug)
    if desk_people.declared(request.user, election) is None:
        return _page(request, election, DeclareForm())
    if request.method != "POST":
        form = FindForm(initial={"station": request.session.get(_STATION, "")})
        return _page(request, election, form, person=_here(request, election))
    form = FindForm(request.POST)
    request.session.pop(_PERSON, None)
    if not form.is_valid():
        return _page(request, election, form, status=400)
    typed, station = form.cleaned_data["person"], form.cleaned_data["station"]
    request.session[_STATION] = station
    try:
        found = desk_people.find(actor=request.user, election=election, typed=typed, station=station)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, election, form, status=refusal.status)
    request.session[_PERSON] = found.token
    return redirect("voting:desk_people", slug)


@sensitive_post_parameters("person")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """The coordinator undoes a mistaken “in the box”."""
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.CORRECT_ROLL, election)
    if desk_people.declared(request.user, election) is None:
        return _correct_page(request, election, DeclareForm())
    form, status = CorrectForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: desk_people.correct(
                actor=request.user,
                election=election,
                typed=form.cleaned_data["person"],
                reason=form.cleaned_data["reason"],
            ),
        )
        if status == DONE:
            messages.success(
                request, _("Corrected: the person holds a ballot on paper that is not in the box.")
            )
            return redirect("voting:desk_vote", slug)
    return _correct_page(request, election, form, status)


def _correct_page(request: HttpRequest, election: Election, form: Form, status: int = 200) -> HttpResponse:
    content = {
        "cycle": election.cycle,
        "election": election,
        "form": form,
        "declaring": isinstance(form, DeclareForm),
    }
    return render(request, "voting/desk_people_correct.html", content, status=status)


@sensitive_post_parameters("person")
@require_POST
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    """The official says where they stand on the roll themselves; then on to their work."""
    election = desk_votes.election_at_desk(request.user, slug)
    desk_people.require_desk(request.user, election)
    form = DeclareForm(request.POST)
    corrects = not may(request.user, rules.TICK_OFF, election)
    status = tried(
        form,
        lambda: desk_people.declare(
            actor=request.user,
            election=election,
            typed=form.cleaned_data["person"],
            not_on_roll=form.cleaned_data["not_on_roll"],
        ),
    )
    if status == DONE:
        return redirect("voting:desk_people_correct" if corrects else "voting:desk_people", slug)
    page = _correct_page if corrects else _page
    return page(request, election, form, status=status)


@never_cache
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """What is done for the person on the desk: the button pressed says which."""
    election = _election(request, slug)
    do, station = request.POST.get("do", ""), request.session.get(_STATION, "")
    if do == "done":
        request.session.pop(_PERSON, None)
        return redirect("voting:desk_people", slug)
    try:
        entry = desk_people.of_token(
            actor=request.user, election=election, token=request.POST.get("person", "")
        )
        if do == "code":
            return _code(request, election, entry, station)
        _paper(request, do, entry, station)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_people", slug)


def _paper(request: HttpRequest, do: str, entry: Any, station: str) -> None:
    if do == "paper":
        paper_voters.take_paper(actor=request.user, entry=entry, station=station)
        messages.success(request, _("Ticked off. Give the person one ballot on paper."))
    elif do == "in-box":
        paper_voters.put_in_box(actor=request.user, entry=entry, station=station)
        messages.success(request, _("Noted: the ballot is in the box, and the person has voted."))
    elif do in ("spoilt", "returned"):
        how: Back = DeskDeed.PAPER_SPOILT if do == "spoilt" else DeskDeed.PAPER_RETURNED
        paper_voters.give_back(actor=request.user, entry=entry, how=how, station=station)
        messages.success(request, _("Noted: the ballot came back. The person may vote in any way again."))


def _code(request: HttpRequest, election: Election, entry: Any, station: str) -> HttpResponse:
    """The code, shown this once; the same form sent twice makes no second code that voids the first."""
    made: list[str] = []

    def produce() -> tuple[int, Any]:
        made.append(desk_people.give_code(actor=request.user, entry=entry, station=station))
        return 201, {}

    key = request.POST.get("key", "")[:100] or uuid4().hex
    once(scope=f"user:{request.user.pk}", key=f"desk code:{key}", fingerprint=str(entry.pk), produce=produce)
    if not made:
        messages.error(
            request, _("This code was shown already, and it is shown once. Give a new one if it is lost.")
        )
        return redirect("voting:desk_people", election.cycle.slug)
    content = {
        "cycle": election.cycle,
        "election": election,
        "code": grouped(made[0]),
        "address": letters.vote_address(),
        "picture": letters.code_picture(made[0]),
        "languages": ["fi", "sv", "en"],
    }
    return render(request, "voting/desk_people_code.html", content)
