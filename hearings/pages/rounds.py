"""The link of an organisation: who has it writes in the hearing, as everywhere else. Nobody is asked who they are."""

from io import BytesIO

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.errors import Refusal
from hearings import browser
from hearings.domain import codes, notes, queries
from hearings.domain.rounds import organisations, sending
from hearings.domain.rounds.errors import UnknownRound
from hearings.models import Organisation
from hearings.pages import hall
from hearings.pages.paper_desk import pdf_answer


def _reached(token: str) -> Organisation | None:
    """The organisation; None where it is unknown or was withdrawn."""
    try:
        found = organisations.by_token(token)
    except UnknownRound:
        return None
    return None if found.withdrawn_at else found


def _elsewhere(request: HttpRequest, token: str) -> HttpResponse:
    """A link that was withdrawn goes on to the hearing; an unknown one to where codes are typed. Nothing is lost."""
    try:
        found = organisations.by_token(token)
    except UnknownRound as refusal:
        content = {"typed": "", "receipt": "", "refusal": refusal}
        return render(request, "hearings/enter.html", content, status=refusal.status)
    code = queries.main_code(found.hearing)
    return redirect("hearings:station", code) if code else redirect(found.hearing)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Write a note through an organisation's link, by phone or by the plain form."""
    found = _reached(token)
    code = queries.main_code(found.hearing) if found else ""
    if found is None or not code:
        return _elsewhere(request, token)
    station = codes.station_of(code)
    if request.method != "POST":
        organisations.opened(found)
        return hall.station_page(request, station, through=found)
    try:
        got = notes.receive(
            actor=browser.writer_of(request),
            hearing=found.hearing,
            wording=hall.wording_of(request),
            station=station,
            through=found,
        )
    except Refusal as refusal:
        return hall.station_page(request, station, refusal, through=found)
    after = HttpResponseRedirect(reverse("hearings:round", args=[token]) + "?sent=1#own")
    return browser.with_receipt(request, after, got.receipt)


@require_safe
def qr(request: HttpRequest, token: str) -> HttpResponse:
    """The link as a picture."""
    found = _reached(token)
    if found is None:
        raise Http404
    picture = BytesIO()
    segno.make(sending.link_of(found), error="m").save(picture, kind="svg", scale=8, border=2, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@never_cache
@require_safe
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The organisation's own cards, to print."""
    found = _reached(token)
    run = found.card_runs.select_related("hearing__area").order_by("first").first() if found else None
    if run is None:
        raise Http404
    return pdf_answer(run)


# The word in the link is the permission, and mail programs send the form without a cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks (mail programs open links ahead of their readers), POST stops."""
    try:
        posted = request.method == "POST"
        found = organisations.stop(token=token) if posted else organisations.by_stop_token(token)
    except UnknownRound as refusal:
        content = {"typed": "", "receipt": "", "refusal": refusal}
        return render(request, "hearings/enter.html", content, status=refusal.status)
    if posted and "List-Unsubscribe" not in request.POST:
        return redirect("hearings:round_stop", token=token)
    return render(request, "hearings/round_stop.html", {"organisation": found, "hearing": found.hearing})
