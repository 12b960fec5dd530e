"""The identity service as a way in: out to it, and back to the ballot. An account plays no part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.accounts import identity as service
from commons.http.errors import Refusal
from voting.domain import identity
from voting.domain.errors import NotFoundOnRoll
from voting.pages import visits


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("voting:identity_back"))


@never_cache
@require_safe
def out(request: HttpRequest, slug: str) -> HttpResponse:
    """To the service; the way back is kept in this browser's session."""
    election = visits.found(request, slug)
    try:
        return redirect(service.ask(request.session, about=slug, back=_back(request)))
    except Refusal as refusal:
        return _told(request, election, refusal)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the service: to the ballot, or what to do for whoever is not on the roll."""
    try:
        told = service.answer(request.session, request.GET.dict(), back=_back(request))
    except Refusal as refusal:
        return _told(request, None, refusal)
    election = visits.found(request, told.about)
    try:
        voter = identity.enter(claim=told.claim, election=election)
    except Refusal as refusal:
        return _told(request, election, refusal)
    visits.begin(request, voter)
    return redirect("voting:vote", told.about)


def _told(request: HttpRequest, election: object, refusal: Refusal) -> HttpResponse:
    content = {
        "election": election,
        "cycle": getattr(election, "cycle", None),
        "refusal": refusal,
        "not_on_roll": isinstance(refusal, NotFoundOnRoll),
        "service": service.service_name(),
    }
    return render(request, "voting/vote_identity.html", content, status=refusal.status)
