"""Hearing of the answers by mail: asking for it, confirming it, stopping it. No account is needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from hearings import browser
from hearings.domain import subscribing
from hearings.models import Hearing
from hearings.pages.public import reached


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told of the answers of a hearing, or of some of its services."""
    hearing = reached(request, slug)
    if request.method != "POST":
        return _form(request, hearing)
    sent = request.POST
    services = [
        int(one) for one in sent.getlist("service") if one.isascii() and one.isdigit() and len(one) < 19
    ]
    language = (get_language() or "fi")[:2]
    writer, address = browser.writer_of(request), sent.get("address", "")
    try:
        subscribing.subscribe(
            actor=writer, hearing=hearing, address=address, language=language, services=services
        )
    except Refusal as refusal:
        return _form(request, hearing, refusal)
    return render(request, "hearings/subscribed.html", {"hearing": hearing})


def _form(request: HttpRequest, hearing: Hearing, refusal: Refusal | None = None) -> HttpResponse:
    chosen: Any = request.POST.getlist("service")
    content = {
        "hearing": hearing,
        "service_areas": [
            {"area": area, "chosen": str(area.pk) in chosen} for area in hearing.service_areas.all()
        ],
        "address": request.POST.get("address", ""),
        "sent_word": request.POST.get("challenge", "") if refusal is not None and refusal.fields else "",
        "refusal": refusal,
    }
    return render(request, "hearings/subscribe.html", content, status=refusal.status if refusal else 200)


# The word in the link is the permission, and mail programs send the form without a cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks (mail programs open links ahead of their readers), POST confirms or stops."""
    if request.method == "POST":
        if request.POST.get("act") == "confirm":
            subscribing.confirm(token=token)
        else:
            subscribing.stop(token=token)
        if "List-Unsubscribe" not in request.POST:
            return redirect("hearings:mails", token=token)
    found = subscribing.by_token(token)
    return render(
        request, "hearings/mails.html", {"subscriber": found, "hearing": found.hearing if found else None}
    )
