"""A tablet at a station that many use: a note, a thank-you, and then nothing is left of it, not behind Back either."""

from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from hearings import browser
from hearings.domain import codes, queries
from hearings.domain.notes import Received, receive
from hearings.domain.receipts import grouped
from hearings.models import NOTE_LENGTH, Channel, Station
from hearings.pages.hall import enter_page, wording_of
from hearings.pages.show import LANGUAGES_OF_NOTES
from hearings.pages.typed import reader_language

STAYS = 30
"""Seconds that the thank-you with the receipt stays."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tablet(request: HttpRequest, code: str) -> HttpResponse:
    """Write a note. The receipt stands in the answer itself, in no address and no cookie; sent again it is not told."""
    try:
        station = codes.station_of(code)
    except Refusal as refusal:
        return enter_page(request, typed=code[:40], refusal=refusal)
    if request.method != "POST":
        return _page(request, station)
    wording = replace(wording_of(request), channel=Channel.TABLET, background={})
    try:
        got = receive(
            actor=browser.writer_of(request), hearing=station.hearing, wording=wording, station=station
        )
    except Refusal as refusal:
        return _page(request, station, refusal)
    return _thanks(request, station, got)


def _thanks(request: HttpRequest, station: Station, got: Received) -> HttpResponse:
    address = reverse("hearings:shared", args=[station.code])
    if not got.is_new:  # somebody went back and sent the page again: it may be another person
        return HttpResponseRedirect(address)
    content = {"hearing": station.hearing, "station": station, "receipt": grouped(got.receipt)}
    response = render(request, "hearings/shared_thanks.html", content)
    response.headers["Refresh"] = f"{STAYS};url={address}"
    return browser.with_device(request, response)


def _page(request: HttpRequest, station: Station, refusal: Refusal | None = None) -> HttpResponse:
    hearing, sent = station.hearing, request.POST
    content = {
        "hearing": hearing,
        "station": station,
        "taking": queries.is_taking(hearing),
        "questions": hearing.questions.all(),
        "service_areas": [] if station.service_area else hearing.service_areas.all(),
        "uuid": sent.get("uuid") or uuid4(),
        "chosen": {name: sent.get(name, "") for name in ("question", "service_area")},
        "text": sent.get("text", ""),
        "language": sent.get("language") or reader_language(),
        "languages": LANGUAGES_OF_NOTES,
        "most": NOTE_LENGTH,
        "refusal": refusal,
    }
    response = render(request, "hearings/shared.html", content, status=refusal.status if refusal else 200)
    return browser.with_device(request, response)
