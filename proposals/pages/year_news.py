"""Hearing by mail how the funded projects of a year go: asking, confirming, stopping. No account is needed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from commons.accounts.adapters import address_of
from commons.http.errors import Refusal
from commons.moderation.pages.browser import effort_in
from commons.process.domain.queries import published
from commons.process.models import Cycle
from proposals.domain import year_news
from proposals.domain.errors import UnknownNewsLink


def _year(slug: str) -> Cycle:
    found = published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@sensitive_post_parameters("address")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told. The page knows nothing of votes, and nothing of this is kept before the mail's link is opened."""
    cycle = _year(slug)
    if request.method != "POST":
        return _form(request, cycle)
    sent = request.POST
    areas = [int(one) for one in sent.getlist("area") if one.isascii() and one.isdigit() and len(one) < 19]
    try:
        year_news.ask(
            network=address_of(request),
            cycle=cycle,
            address=sent.get("address", ""),
            language=(get_language() or "fi")[:2],
            areas=areas,
            effort=effort_in(request),
        )
    except Refusal as refusal:
        return _form(request, cycle, refusal)
    return render(request, "proposals/year_news/asked.html", {"cycle": cycle})


def _form(request: HttpRequest, cycle: Cycle, refusal: Refusal | None = None) -> HttpResponse:
    chosen = request.POST.getlist("area")
    content = {
        "cycle": cycle,
        "areas": [
            {"pk": area.pk, "name": area, "chosen": str(area.pk) in chosen}
            for area in year_news.areas_of(cycle)
        ],
        "address": request.POST.get("address", ""),
        "sent_word": request.POST.get("challenge", "") if refusal is not None and refusal.fields else "",
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "proposals/year_news/ask.html", content, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, word: str) -> HttpResponse:
    """GET asks (mail programs open links ahead of their readers), POST confirms."""
    try:
        if request.method == "POST":
            # No way on to the page that stops it: its word must not stand in a log beside this moment.
            kept = year_news.confirm(word=word)
            return render(request, "proposals/year_news/confirmed.html", {"cycle": kept.cycle})
        cycle, address = year_news.asked_with(word)
    except UnknownNewsLink as refusal:
        context: dict[str, Any] = {"refusal": refusal}
        return render(request, "proposals/year_news/unknown.html", context, status=refusal.status)
    return render(request, "proposals/year_news/confirm.html", {"cycle": cycle, "address": address})


# The word in the link is the permission, and mail programs send the form without a cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, word: str) -> HttpResponse:
    """GET tells what is sent, POST stops it and deletes the address."""
    if request.method == "POST":
        year_news.stop(word=word)
        if "List-Unsubscribe" not in request.POST:
            return redirect("proposals:year_news_stop", word)
    found = year_news.by_stop_word(word)
    return render(request, "proposals/year_news/stop.html", {"reader": found})
