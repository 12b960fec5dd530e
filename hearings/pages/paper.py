"""What became of a card, for whoever holds it: by the number and letters on it, without an account."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.accounts.adapters import address_of
from commons.http import rate
from commons.http.errors import Refusal
from hearings.domain import queries
from hearings.domain.paper import cards
from hearings.pages.show import fate_row

LOOKS = (60, 60.0)
"""So many looks at cards from one network, refilled within so many seconds: nobody tries letters one by one."""


@never_cache
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Where a card is; once it is a note, what became of that."""
    try:
        rate.take(f"hearing card {address_of(request)}", *LOOKS)
        found = cards.fate_of(code[:60])
    except Refusal as refusal:
        content = {"typed": "", "receipt": code[:40], "refusal": refusal}
        return render(request, "hearings/enter.html", content, status=refusal.status)
    if code != found.code:
        return HttpResponseRedirect(reverse("hearings:card", args=[found.code]))
    return render(request, "hearings/card.html", _content(found))


def _content(found: cards.CardFate) -> dict[str, object]:
    run = found.card.run
    return {
        "code": found.code,
        "state": found.card.state,
        "hearing": run.hearing,
        "area": run.service_area,
        "question": run.question,
        "taking": queries.is_taking(run.hearing),
        "main_code": queries.main_code(run.hearing),
        "note": fate_row(found.fate) if found.fate else None,
    }
