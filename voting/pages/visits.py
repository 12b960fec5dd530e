"""The voter's visit to this browser: entering a code, being asked for it again, and being forgotten."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from commons.accounts.adapters import address_of
from commons.http.errors import Refusal
from voting.domain import codes, queries, voters
from voting.domain.errors import CodeEnded, VoterNeeded
from voting.domain.voters import Voter
from voting.models import Election
from voting.pages.vote_forms import CodeForm

View = Callable[..., Any]


def found(request: HttpRequest, slug: str) -> Election:
    """The election of this year, or 404 where there is none that this reader may see."""
    election = queries.election_of(request.user, slug)
    if election is None:
        raise Http404
    return election


def for_voters(view: View | None = None, *, keep: View | None = None) -> Any:
    """`view(request, election, voter, …)`: whoever has not entered a code is asked for it, and comes back.

    `keep(request, election, …)` saves what was sent when only the half hour is over.
    """
    if view is None:
        return partial(for_voters, keep=keep)

    @wraps(view)
    @never_cache
    def asked(request: HttpRequest, slug: str, **rest: Any) -> HttpResponse:
        election = found(request, slug)
        try:
            voter = voters.voter_of(request.session, election)
            if request.method == "POST":
                voter.require_mark(request.POST.get("voter", ""))
            answer: HttpResponse = view(request, election, voter, **rest)
            return answer
        except CodeEnded as ended:
            return _told(request, ended, slug)
        except VoterNeeded:
            if keep and request.method == "POST":
                with suppress(VoterNeeded):
                    keep(request, election, **rest)
            query = urlencode({"next": request.path, "again": "1"})
            return redirect(f"{reverse('voting:vote', args=[slug])}?{query}")

    return asked


def _told(request: HttpRequest, ended: CodeEnded, slug: str) -> HttpResponse:
    voters.forget(request.session)
    messages.warning(request, str(ended))
    return redirect("voting:vote", slug)


def visitor_of(request: HttpRequest, election: Election) -> Voter | None:
    """The voter of this browser whose code still works, else None: one whose code has ended is forgotten and told."""
    voter = voters.may_be_voter(request.session, election)
    try:
        return voter if voter and voters.entry_of(voter, election) else None
    except CodeEnded as ended:
        _told(request, ended, election.cycle.slug)
    except VoterNeeded:
        voters.forget(request.session)
    return None


def enter(request: HttpRequest, typed: str, election: Election | None) -> Voter:
    """Let this browser vote with the code; the session gets a new key, so that nobody else holds it."""
    voter = codes.enter(typed=typed, network=address_of(request), election=election)
    begin(request, voter)
    return voter


def begin(request: HttpRequest, voter: Voter) -> None:
    """Begin a visit in this browser with a new session key."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    request.session.cycle_key()
    voters.remember(request.session, voter)


def by_code(request: HttpRequest, election: Election | None) -> tuple[CodeForm, int, Voter | None]:
    """The form for the code with what is wrong and its status, or the voter who has entered it just now."""
    if request.method != "POST":
        return CodeForm(), 200, None
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form, 400, None
    try:
        return form, 200, enter(request, form.cleaned_data["code"], election)
    except Refusal as refusal:
        form.refuse(refusal)
        return form, refusal.status, None


def leave(request: HttpRequest) -> None:
    """Forget the voter; somebody who is also signed in stays signed in."""
    if request.user.is_authenticated:
        voters.forget(request.session)
        request.session.cycle_key()
    else:
        request.session.flush()


def way_back(request: HttpRequest, slug: str) -> str:
    """The page of this vote that asked for the code, else the first."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    first = reverse("voting:vote", args=[slug])
    is_ours = wanted.startswith(first) and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours and not wanted.endswith("/save/") else first
