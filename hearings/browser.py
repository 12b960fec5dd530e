"""What a browser holds in a hall without an account: a random word, and the receipts of what was written without
JavaScript. Both are cookies: the server keeps neither beside a note."""

from collections.abc import Sequence

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from commons.accounts.adapters import address_of
from commons.moderation.pages.browser import effort_in
from commons.moderation.proof import Effort
from hearings.domain.doors import Writer

DEVICE = "raati_hall"
NOTES = "raati_notes"
MOST_NOTES = 40
SECONDS = 60 * 60 * 24 * 30


def writer_of(request: HttpRequest, effort: Effort | None = None) -> Writer:
    """Who writes: the browser's word and the network, both only for limits. A browser without a word is given one.
    `effort`: trap and proof of work of a request through the API; a form carries its own."""
    known = request.COOKIES.get(DEVICE, "")[:64]
    return Writer(
        device=known or _new_word(request),
        network=address_of(request),
        is_new=not known,
        effort=effort_in(request) if effort is None else effort,
    )


def _new_word(request: HttpRequest) -> str:
    """A word for this browser, the same for the whole request."""
    if DEVICE not in request.META:
        request.META[DEVICE] = get_random_string(32)
    return str(request.META[DEVICE])


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, with a word for a browser that has none."""
    if not request.COOKIES.get(DEVICE):
        response.set_cookie(
            DEVICE,
            _new_word(request),
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def receipts_in(request: HttpRequest) -> list[str]:
    """The receipts that this browser holds, oldest first; a changed cookie holds none."""
    try:
        kept = signing.loads(request.COOKIES.get(NOTES, ""), salt=NOTES)
    except signing.BadSignature:
        return []
    return [str(one) for one in kept] if isinstance(kept, list) else []


def with_receipt(request: HttpRequest, response: HttpResponse, receipt: str) -> HttpResponse:
    """The response, with one more receipt for the browser to hold."""
    kept: Sequence[str] = list(dict.fromkeys([*receipts_in(request), receipt]))[-MOST_NOTES:]
    response.set_cookie(
        NOTES,
        signing.dumps(kept, salt=NOTES),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
