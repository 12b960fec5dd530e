"""The scribe's page: by keyboard alone, word by word, on somebody's behalf."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from hearings.domain import codes, notes, queries
from hearings.domain.errors import UnknownCode
from hearings.domain.receipts import grouped
from hearings.models import NOTE_LENGTH, Contribution, Hearing, Station
from hearings.pages.desk import on_desk
from hearings.pages.forms import SCRIBED
from hearings.pages.show import LANGUAGES_OF_NOTES, note_row
from hearings.rules import SCRIBE

KEPT = ("service_area", "question", "language", "channel", "code")
"""Stays chosen for the next note."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """One note after the other; what was chosen stays, the last one is read back in large type."""
    hearing = on_desk(request, slug, SCRIBE)
    if request.method != "POST":
        return _page(request, hearing)
    try:
        got = notes.write_for(
            actor=request.user, hearing=hearing, wording=_wording(request), station=_station(request, hearing)
        )
    except Refusal as refusal:
        return _page(request, hearing, refusal)
    kept = {name: request.POST.get(name, "")[:40] for name in (*KEPT, "uuid")}
    return redirect(
        f"{reverse('hearings:scribe', args=[slug])}?{urlencode(kept | {'last': grouped(got.receipt)})}"
    )


def _station(request: HttpRequest, hearing: Hearing) -> Station | None:
    """Where it was said; a code of another hearing is refused like a wrong one."""
    typed = request.POST.get("code", "")[:40]
    if not typed.strip():
        return None
    station = codes.station_of(typed)
    if station.hearing_id != hearing.pk:
        raise UnknownCode
    return station


def _wording(request: HttpRequest) -> notes.Wording:
    sent = request.POST
    try:
        uuid = UUID(sent.get("uuid", ""))
    except ValueError:
        uuid = uuid4()
    return notes.Wording(
        uuid=uuid,
        question=_number(sent.get("question", "")),
        service_area=_number(sent.get("service_area", "")),
        text=sent.get("text", ""),
        language=sent.get("language", "fi"),
        channel=sent.get("channel", "scribe"),
    )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _page(request: HttpRequest, hearing: Hearing, refusal: Refusal | None = None) -> HttpResponse:
    typed = request.POST or request.GET
    last = None
    if "last" in request.GET and not refusal:
        found = queries.fates_of([request.GET["last"][:40]])
        last = found[0] if found and found[0].note.hearing_id == hearing.pk else None
    content = {
        "hearing": hearing,
        "questions": hearing.questions.all(),
        "service_areas": hearing.service_areas.all(),
        "languages": LANGUAGES_OF_NOTES,
        "channels": SCRIBED,
        "chosen": {name: typed.get(name, "") for name in KEPT},
        "language": typed.get("language") or (get_language() or "fi")[:2],
        "text": request.POST.get("text", ""),
        "uuid": request.POST.get("uuid") or uuid4(),
        "done": request.GET.get("uuid", "")[:40],
        "last": {**note_row(last.note), "receipt": grouped(last.receipt)} if last else None,
        "mine": Contribution.objects.filter(hearing=hearing, entered_by=request.user.pk).count(),
        "most": NOTE_LENGTH,
        "refusal": refusal,
    }
    return render(request, "hearings/desk/scribe.html", content, status=refusal.status if refusal else 200)
