"""The plenary for everybody: what is on the screen, the vote from a phone, the minutes as a page and as a file."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from hearings import browser
from hearings.domain import codes, queries
from hearings.domain.errors import EmptyBallot, VoteClosed
from hearings.domain.plenary import minutes, minutes_file, reading, votes
from hearings.domain.plenary.ground import topic_of
from hearings.models import Plenary, PlenaryState, RoundKind
from hearings.pages.grouping import number
from hearings.pages.hall import picture_of
from hearings.pages.public import reached
from hearings.rules import SEE_DESK


def plenary_of(request: HttpRequest, slug: str, pk: int) -> Plenary:
    """A plenary of a hearing that the reader may see, or 404."""
    hearing = reached(request, slug)
    try:
        found = reading.reached(pk)
    except Plenary.DoesNotExist:
        raise Http404 from None
    if found.hearing_id != hearing.pk:
        raise Http404
    return found


@never_cache
@require_safe
def screen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the room sees, on a projector or on one's own phone."""
    found = plenary_of(request, slug, pk)
    topic = topic_of(found)
    since = live_since(topic)
    content = {
        "plenary": found,
        "hearing": found.hearing,
        "topic": topic,
        "since": since,
        "code": queries.main_code(found.hearing),
        "may_see_desk": may(request.user, SEE_DESK, found.hearing),
        **shown(found),
    }
    return render(request, "hearings/plenary.html", content)


def shown(plenary: Plenary) -> dict[str, Any]:
    """What is on the screen now. At most seven queries."""
    return {
        "items": reading.agenda(plenary),
        "proposals": reading.written(plenary),
        "vote": reading.on_screen(plenary),
        "spoken": reading.spoken(plenary),
        "sections": minutes.sections(plenary) if plenary.screen == "minutes" else [],
    }


@never_cache
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """From the code on the wall to the vote of the plenary that goes on."""
    hearing = codes.station_of(code).hearing
    found = reading.running_of(hearing)
    if found is None:
        return redirect("hearings:hearing", hearing.slug)
    return redirect("hearings:vote", hearing.slug, found.pk)


@require_safe
def vote_qr(_request: HttpRequest, code: str) -> HttpResponse:
    """That address as a picture, beside the code on the screen."""
    return picture_of("hearings:vote_by_code", codes.station_of(code).code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The vote from one's own phone: a plain form, which the live region brings when the vote opens."""
    found = plenary_of(request, slug, pk)
    if request.method != "POST":
        return _vote_page(request, found)
    try:
        _cast(request, found)
    except Refusal as refusal:
        return _vote_page(request, found, refusal)
    return redirect(f"{request.path}?cast={request.POST.get('vote', '')[:19]}")


def _cast(request: HttpRequest, plenary: Plenary) -> None:
    chosen = plenary.rounds.filter(pk=number(request.POST.get("vote", "")) or 0).first()
    if chosen is None:
        raise VoteClosed
    dots = chosen.kind == RoundKind.DOTS
    choices = {
        option: (number(typed) if number(typed) is not None else -1) if dots else typed
        for option in chosen.options
        if (typed := request.POST.get(f"option-{option}", ""))
    }
    writer = browser.writer_of(request)
    uuid = uuid5(NAMESPACE_URL, f"{chosen.pk}/{writer.device}")
    is_empty = request.POST.get("empty") == "1"
    votes.cast(actor=writer, vote=chosen, uuid=uuid, choices=choices, is_empty=is_empty)


def _vote_page(request: HttpRequest, found: Plenary, refusal: Refusal | None = None) -> HttpResponse:
    topic = topic_of(found)
    since = live_since(topic)
    told = reading.on_screen(found)
    going_on = told if told and told.is_open else None
    content = {
        "plenary": found,
        "hearing": found.hearing,
        "topic": topic,
        "since": since,
        "told": told,
        "vote": going_on,
        "options": reading.options_of(going_on.vote, request.POST) if going_on else [],
        "steps": range(going_on.vote.cap + 1) if going_on else [],
        "cast": bool(going_on) and request.GET.get("cast") == str(going_on.vote.pk if going_on else ""),
        "refusal": refusal,
        "chose_nothing": isinstance(refusal, EmptyBallot),
    }
    status = refusal.status if refusal else 200
    response = render(request, "hearings/plenary_vote.html", content, status=status)
    return browser.with_device(request, response)


@require_safe
def minutes_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The minutes: a draft until two officials have approved them."""
    found = _with_minutes(request, slug, pk)
    content = {"plenary": found, "hearing": found.hearing, "minutes": minutes.minutes_of(found)}
    return render(request, "hearings/minutes.html", content)


@require_safe
def minutes_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same as an accessible file in the reader's language."""
    found = _with_minutes(request, slug, pk)
    pdf = minutes_file.pdf(minutes.minutes_of(found), language=(get_language() or "fi")[:2])
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="minutes-{found.hearing.slug}-{found.pk}.pdf"'
    return response


def _with_minutes(request: HttpRequest, slug: str, pk: int) -> Plenary:
    found = plenary_of(request, slug, pk)
    if found.state == PlenaryState.PLANNED:
        raise Http404
    return found
