"""The report as a page, a PDF and a workbook; and making it public."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from commons.texts.translated import LANGUAGES
from hearings.domain.report import pdf as pdf_file
from hearings.domain.report import publishing
from hearings.domain.report.charts import bars, is_drawn
from hearings.domain.report.facts import synthesis_facts
from hearings.domain.report.sheet import workbook
from hearings.domain.report.tree import Figure, Report
from hearings.pages.desk import on_desk
from hearings.pages.public import reached
from hearings.pages.show import ICONS
from hearings.rules import SET_UP

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def language_of(request: HttpRequest) -> str:
    """The language that was asked for, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "fi")[:2]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The report to read and to print."""
    hearing = reached(request, slug)
    found = publishing.read(actor=request.user, hearing=hearing, language=(get_language() or "fi")[:2])
    content = {
        "hearing": hearing,
        "report": found,
        "figures": [_figure(one) for one in (*found.figures, *found.people)],
        "voices": [_figure(one) for one in found.voices],
        "plenaries": [
            {"part": one, "votes": [_figure(vote) for vote in one.votes]} for one in found.plenaries
        ],
        "synthesis_facts": synthesis_facts(found.synthesis) if found.synthesis else (),
        "icons": ICONS,
        "languages": LANGUAGES,
        "is_public": publishing.is_public(hearing),
        "may_publish": may(request.user, SET_UP, hearing) and hearing.state in publishing.REPORTED,
    }
    return render(request, "hearings/report.html", content)


def _figure(figure: Figure) -> dict[str, Any]:
    # The chart is made by us of numbers and names that its maker escapes.
    svg = mark_safe(bars(figure)) if is_drawn(figure) else ""
    return {"figure": figure, "svg": svg, "links": any(row.url for row in figure.rows)}


def _file(write: Callable[[Report], bytes], ending: str, kind: str) -> Callable[..., HttpResponse]:
    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        hearing, language = reached(request, slug), language_of(request)
        found = publishing.read(actor=request.user, hearing=hearing, language=language)
        name = f"{slug}-{language}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write(found), content_type=kind, headers=headers)

    return view


pdf = _file(pdf_file.pdf, "pdf", "application/pdf")
xlsx = _file(workbook, "xlsx", XLSX)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Make it public, or take it back."""
    hearing, is_public = on_desk(request, slug, SET_UP), request.POST.get("act") != "withdraw"
    try:
        publishing.publish(actor=request.user, hearing=hearing, is_public=is_public)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail or refusal))
        return redirect("hearings:desk_hearing", slug)
    messages.success(
        request,
        _("Everybody can read the report now.")
        if is_public
        else _("Only officials can read the report now."),
    )
    return redirect("hearings:report", slug)
