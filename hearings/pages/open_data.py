"""The open data of a hearing: what can be taken away, and as which file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.texts.translated import LANGUAGES
from hearings.domain import queries, tables
from hearings.domain.report import publishing
from hearings.pages.public import reached


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """All files, with what stands in them and what is left out."""
    hearing = reached(request, slug)
    content = {
        "hearing": hearing,
        "ways": queries.ways(hearing),
        "report": publishing.is_readable(hearing, request.user),
        "languages": LANGUAGES,
    }
    return render(request, "hearings/open_data.html", content)


@require_safe
def table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One table as CSV."""
    hearing = reached(request, slug)
    if kind not in tables.TABLES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{slug}-{kind}.csv"'}
    return HttpResponse(tables.TABLES[kind](hearing), content_type="text/csv; charset=utf-8", headers=headers)
