"""The survey of statements: answer without an account, see the public numbers beside those of the notes."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from hearings import browser
from hearings.domain import queries, survey
from hearings.domain.report import publishing
from hearings.models import Agreement, Hearing
from hearings.pages.public import reached

FIELD = "statement-"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The statements, with what this browser answered before."""
    hearing = reached(request, slug)
    if request.method != "POST":
        return _page(request, hearing)
    try:
        survey.answer(actor=browser.writer_of(request), hearing=hearing, values=_chosen(request))
    except Refusal as refusal:
        return _page(request, hearing, refusal)
    after = HttpResponseRedirect(reverse("hearings:survey_results", args=[slug]) + "?sent=1")
    return browser.with_device(request, after)


def _chosen(request: HttpRequest) -> dict[int, int]:
    """Numbers of statements → steps; what is no number is left to the verb to refuse."""
    found: dict[int, int] = {}
    for name, value in request.POST.items():
        pk = name.removeprefix(FIELD)
        if name.startswith(FIELD) and pk.isascii() and pk.isdigit() and len(pk) < 19:
            found[int(pk)] = int(value) if value in ("0", "1", "2", "3", "4", "5") else -1
    return found


def _page(request: HttpRequest, hearing: Hearing, refusal: Refusal | None = None) -> HttpResponse:
    writer = browser.writer_of(request)
    chosen = survey.own(hearing, survey.respondent_of(hearing, writer.device)) | _chosen(request)
    rows = list(hearing.statements.select_related("service_area"))
    areas: dict[int, dict[str, Any]] = {}
    for row in rows:
        area = areas.setdefault(row.service_area_id, {"area": row.service_area, "statements": []})
        area["statements"].append({"statement": row, "chosen": chosen.get(row.pk)})
    content = {
        "hearing": hearing,
        "taking": queries.is_taking(hearing),
        "areas": list(areas.values()),
        "steps": [(step, Agreement(step).label) for step in survey.STEPS],
        "refusal": refusal,
    }
    response = render(request, "hearings/survey.html", content, status=refusal.status if refusal else 200)
    return browser.with_device(request, response)


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Bars and tables by service, beside what the notes say."""
    hearing = reached(request, slug)
    topic = f"hearing-survey:{hearing.slug}"
    since = live_since(topic)
    content = {
        "hearing": hearing,
        "topic": topic,
        "since": since,
        "taking": queries.is_taking(hearing),
        "sent": "sent" in request.GET,
        "areas": [_area(row) for row in survey.results(hearing)],
        "steps": [{"code": step, "label": Agreement(step).label} for step in survey.STEPS],
        "report": publishing.is_readable(hearing, request.user),
    }
    return render(request, "hearings/survey_results.html", content)


def _area(row: survey.AreaResult) -> dict[str, Any]:
    """One service for the page: bars of the notes and of each statement."""
    notes = row.notes
    most = max(notes.works, notes.works_not, 1)
    return {
        "area": notes.area,
        "notes": notes,
        "most": most,
        "statements": [
            {"row": one, "parts": _parts(one.counts) if one.counts else []} for one in row.statements
        ],
    }


def _parts(counts: list[int]) -> list[dict[str, Any]]:
    """The pieces of a bar: where each begins and how long it is, of all answers."""
    start, found = 0, []
    for step, number in zip(survey.STEPS, counts, strict=True):
        found.append({"step": step, "start": start, "n": number, "label": Agreement(step).label})
        start += number
    return found
