"""Hall mode: a code from the wall, a note in seconds, one's own notes with what became of them. No account."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from commons.moderation.proof import BITS_OF_ID
from hearings import browser
from hearings.domain import appeals, codes, flags, queries, receipts, stories, synthesis
from hearings.domain.bridge import budget_proposals_of
from hearings.domain.errors import UnknownReceipt
from hearings.domain.notes import Wording, receive
from hearings.domain.paper.codes import looks_like_one
from hearings.domain.receipts import grouped
from hearings.domain.walks import steering
from hearings.models import NOTE_LENGTH, AgeBand, Channel, Gender, Organisation, Station
from hearings.pages.show import LANGUAGES_OF_NOTES, fate_row, is_over

BACKGROUND = ("age_band", "gender", "home_town")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the wall, or for the receipt of a note."""
    typed = request.POST.get("code", request.GET.get("code", ""))[:40]
    if not typed:
        return enter_page(request)
    try:
        station = codes.station_of(typed)
    except Refusal as refusal:
        return enter_page(request, typed=typed, refusal=refusal)
    return HttpResponseRedirect(reverse("hearings:station", args=[station.code]))


def _story_of(typed: str) -> HttpResponse | None:
    """The way to a story where the receipt is a story's and not a note's."""
    try:
        stories.story_of(typed)
    except Refusal:
        return None
    return HttpResponseRedirect(reverse("hearings:own_story", args=[grouped(receipts.read(typed))]))


def enter_page(
    request: HttpRequest, *, typed: str = "", receipt: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    """The page that asks for a code or a receipt, with what was typed and why it was refused."""
    content = {"typed": typed, "receipt": receipt, "refusal": refusal}
    return render(request, "hearings/enter.html", content, status=refusal.status if refusal else 200)


@never_cache
@require_safe
def note(request: HttpRequest, receipt: str = "") -> HttpResponse:
    """What became of a note, or of a card."""
    typed = receipt or request.GET.get("receipt", "")[:40]
    if looks_like_one(typed):
        return HttpResponseRedirect(reverse("hearings:card", args=[typed.strip()]))
    try:
        fate = queries.fate_of(typed)
    except Refusal as refusal:
        if (comment := synthesis.receipt_in(typed)) is not None:
            return HttpResponseRedirect(reverse("hearings:comment", args=[grouped(comment)]))
        if flags.is_there(typed):
            return HttpResponseRedirect(reverse("hearings:flag_state", args=[grouped(receipts.read(typed))]))
        return _story_of(typed) or enter_page(request, receipt=typed, refusal=refusal)
    if receipt != grouped(fate.receipt):
        return HttpResponseRedirect(reverse("hearings:note", args=[grouped(fate.receipt)]))
    return _note_page(request, fate)


@never_cache
@require_POST
def ask_again(request: HttpRequest, receipt: str) -> HttpResponse:
    """Ask to have a hidden note looked at again."""
    try:
        appeals.appeal(actor=browser.writer_of(request), receipt=receipt, text=request.POST.get("text", ""))
    except UnknownReceipt as refusal:
        return enter_page(request, receipt=receipt[:40], refusal=refusal)
    except Refusal as refusal:
        return _note_page(request, queries.fate_of(receipt), refusal)
    return HttpResponseRedirect(reverse("hearings:note", args=[receipt]))


def _note_page(request: HttpRequest, fate: queries.Fate, refusal: Refusal | None = None) -> HttpResponse:
    content = {
        "fate": fate,
        **fate_row(fate),
        "appeal": getattr(fate.note, "appeal", None),
        "later": queries.later_of(fate.theme),
        "budget_proposals": budget_proposals_of(fate.theme),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "hearings/note.html", content, status=refusal.status if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def station(request: HttpRequest, code: str) -> HttpResponse:
    """Write a note at a station. POST is the way without JavaScript; the outbox uses the API."""
    try:
        found = codes.station_of(code)
    except Refusal as refusal:
        return enter_page(request, typed=code[:40], refusal=refusal)
    if request.method != "POST":
        if code != found.code:
            return HttpResponseRedirect(reverse("hearings:station", args=[found.code]))
        return station_page(request, found)
    try:
        got = receive(
            actor=browser.writer_of(request),
            hearing=found.hearing,
            wording=wording_of(request),
            station=found,
        )
    except Refusal as refusal:
        return station_page(request, found, refusal)
    after = HttpResponseRedirect(reverse("hearings:station", args=[found.code]) + "?sent=1#own")
    return browser.with_receipt(request, after, got.receipt)


def wording_of(request: HttpRequest) -> Wording:
    """The note in a form; what cannot be read is left to the verb to refuse."""
    sent = request.POST
    try:
        uuid = UUID(sent.get("uuid", ""))
    except ValueError:
        uuid = uuid4()
    return Wording(
        uuid=uuid,
        question=_number(sent.get("question", "")),
        service_area=_number(sent.get("service_area", "")),
        text=sent.get("text", ""),
        language=sent.get("language", "") or (get_language() or "fi")[:2],
        channel=Channel.PHONE,
        background={name: sent.get(name, "") for name in BACKGROUND},
    )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def station_page(
    request: HttpRequest,
    found: Station,
    refusal: Refusal | None = None,
    *,
    through: Organisation | None = None,
) -> HttpResponse:
    """The page to write on. `through`: the organisation whose link led here."""
    hearing, sent = found.hearing, request.POST
    taking, over = queries.is_taking(hearing), found.event is not None and is_over(found.event)
    chosen: dict[str, Any] = {
        name: sent.get(name, request.GET.get(name, "")) for name in ("question", "service_area")
    }
    content = {
        "hearing": hearing,
        "station": found,
        "through": through,
        "has_walk": found.event is not None and steering.walk_of(found.event) is not None,
        "round_cards": through.card_runs.exists() if through else False,
        "taking": taking,
        "over": over,
        "writes": refusal is not None or (taking and not over),
        "main_code": queries.main_code(hearing) if found.event else found.code,
        "questions": hearing.questions.all(),
        "service_areas": [] if found.service_area else hearing.service_areas.all(),
        "uuid": sent.get("uuid") or uuid4(),
        "chosen": chosen,
        "text": sent.get("text", ""),
        "language": sent.get("language") or (get_language() or "fi")[:2],
        "languages": LANGUAGES_OF_NOTES,
        "ages": AgeBand.choices,
        "genders": Gender.choices,
        "background": {name: sent.get(name, "") for name in BACKGROUND},
        "most": NOTE_LENGTH,
        "proof_bits": BITS_OF_ID,
        "refusal": refusal,
        "own": [fate_row(fate) for fate in reversed(queries.fates_of(browser.receipts_in(request)))],
        "sent": "sent" in request.GET,
        "now": timezone.now(),
    }
    response = render(request, "hearings/station.html", content, status=refusal.status if refusal else 200)
    return browser.with_device(request, response)


@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The code as a picture for the wall."""
    return picture_of("hearings:station", codes.station_of(code).code)


def picture_of(name: str, code: str) -> HttpResponse:
    """The address of a page, by its name and a station's code, as a picture code."""
    picture = BytesIO()
    address = settings.SITE_URL + reverse(name, args=[code])
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=2, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
