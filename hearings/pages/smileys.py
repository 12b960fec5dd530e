"""Smileys: the tablet in a waiting room, and what the days that are over said."""

import datetime as dt
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.errors import Refusal
from hearings import browser
from hearings.domain import codes, queries, smileys
from hearings.models import Face, Station
from hearings.pages.hall import enter_page
from hearings.pages.public import reached
from hearings.pages.typed import number_of, uuid_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tablet(request: HttpRequest, code: str) -> HttpResponse:
    """One question at a time; after the third a thank-you that goes away by itself."""
    try:
        station = codes.station_of(code)
    except Refusal as refusal:
        return enter_page(request, typed=code[:40], refusal=refusal)
    if request.method != "POST":
        return _page(request, station)
    sent = request.POST
    try:
        smileys.press(
            actor=browser.writer_of(request),
            station=station,
            uuid=uuid_of(sent.get("uuid", "")),
            question=number_of(sent.get("question", "")),
            value=number_of(sent.get("value", "")),
        )
    except Refusal as refusal:
        return _page(request, station, refusal)
    after = (number_of(sent.get("place", "")) or 0) + 1
    address = reverse("hearings:tablet", args=[station.code])
    return browser.with_device(request, HttpResponseRedirect(f"{address}?place={min(after, 9)}"))


def _page(request: HttpRequest, station: Station, refusal: Refusal | None = None) -> HttpResponse:
    hearing = station.hearing
    questions = list(hearing.smiley_questions.all())
    place = number_of(request.POST.get("place", "") or request.GET.get("place", "")) or 1
    content = {
        "hearing": hearing,
        "station": station,
        "taking": queries.is_taking(hearing),
        "questions": questions,
        "place": place,
        "question": questions[place - 1] if 1 <= place <= len(questions) else None,
        "thanks": bool(questions) and place > len(questions),
        "faces": [{"value": face.value, "label": face.label} for face in Face],
        "uuid": uuid4(),
        "refusal": refusal,
    }
    response = render(request, "hearings/tablet.html", content, status=refusal.status if refusal else 200)
    if content["thanks"]:  # back to the first question without JavaScript too
        response.headers["Refresh"] = f"5;url={reverse('hearings:tablet', args=[station.code])}"
    return browser.with_device(request, response)


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """By day and service; a line with too few presses says so."""
    hearing = reached(request, slug)
    days: dict[dt.date, list[smileys.SmileyLine]] = {}
    for line in smileys.results(hearing):
        days.setdefault(line.day, []).append(line)
    content = {
        "hearing": hearing,
        "days": list(days.items()),
        "faces": [{"value": face.value, "label": face.label} for face in Face],
        "seconds": smileys.SLOT_SECONDS,
        "has_questions": hearing.smiley_questions.exists(),
    }
    return render(request, "hearings/smileys.html", content)
