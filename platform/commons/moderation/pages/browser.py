"""Who reports without an account: the browser's word and the network, both only for limits."""

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from commons.accounts.adapters import address_of
from commons.moderation.domain.reporting import Browser
from commons.moderation.proof import Effort

COOKIE = "raati_report"
SECONDS = 60 * 60 * 24 * 30


def effort_in(request: HttpRequest) -> Effort:
    """What a form that carries `moderation/_proof.html` says of who sent it."""
    sent = request.POST
    return Effort(
        trap=sent.get("website", ""),
        challenge=sent.get("challenge", "")[:200],
        answer=sent.get("answer", "")[:12],
    )


def browser_of(request: HttpRequest) -> Browser:
    """As the form sent it."""
    return Browser(
        word=request.COOKIES.get(COOKIE, "")[:64],
        network=address_of(request),
        trap=request.POST.get("website", ""),
        challenge=request.POST.get("challenge", "")[:200],
        answer=request.POST.get("answer", ""),
    )


def remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, with a word for a browser that has none and nobody signed in."""
    if not request.user.is_authenticated and not request.COOKIES.get(COOKIE):
        word = get_random_string(32)
        response.set_cookie(
            COOKIE, word, max_age=SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response
