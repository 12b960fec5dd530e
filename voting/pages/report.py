"""The report of a year as a page, a PDF and a workbook."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from commons.texts.translated import LANGUAGES
from voting.domain.report import files, stored
from voting.domain.report.stored import BeingMade, Kept
from voting.domain.report.texts import shown
from voting.domain.report.tree import TEXT, Fact, Section, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def language_of(request: HttpRequest) -> str:
    """The language that was asked for, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "fi")[:2]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The report to read and to print; or how far it is, with a button (POST) that makes it at once."""
    language = (get_language() or "fi")[:2]
    if request.method == "POST":
        stored.make_now(slug, language)
        return redirect("voting:report", slug)
    try:
        kept = stored.kept(slug, language)
    except BeingMade as making:
        return _wait(request, slug, making)
    return render(request, "voting/report/page.html", _content(kept))


def _wait(request: HttpRequest, slug: str, making: BeingMade) -> HttpResponse:
    content = {"slug": slug, "making": making}
    answer = render(request, "voting/report/making.html", content, status=making.status)
    answer["Retry-After"], answer["Cache-Control"] = "5", "no-store"
    return answer


def _content(kept: Kept) -> dict[str, Any]:
    report = kept.report
    return {
        "report": report,
        "summary": [_fact(fact, report.currency) for fact in report.summary],
        "sections": [_section(section, report.currency, kept.charts) for section in report.sections],
        "languages": LANGUAGES,
    }


def _section(section: Section, currency: str, charts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "section": section,
        "facts": [_fact(fact, currency) for fact in section.facts],
        "tables": [_table(table, currency, charts.get(table.key, "")) for table in section.tables],
    }


def _fact(fact: Fact, currency: str) -> dict[str, str]:
    return {
        "label": fact.label,
        "value": shown(fact.value, fact.kind, currency),
        "url": fact.url,
        "kind": fact.kind,
    }


def _table(table: Table, currency: str, svg: str) -> dict[str, Any]:
    return {
        "table": table,
        # The chart is made by us of numbers and names that its maker escapes.
        "svg": mark_safe(svg),
        "head": [
            {"word": word, "is_text": kind == TEXT}
            for word, kind in zip(table.columns, table.kinds, strict=True)
        ],
        "rows": [
            {
                "row": row,
                "cells": [
                    {"text": shown(cell, kind, currency), "is_text": kind == TEXT}
                    for cell, kind in zip(row.cells, table.kinds, strict=True)
                ],
            }
            for row in table.rows
        ],
    }


def _file(ending: str, kind: str) -> Callable[..., HttpResponseBase]:
    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponseBase:
        language = language_of(request)
        try:
            made = files.file_of(stored.kept(slug, language), ending)
        except BeingMade as making:
            return _wait(request, slug, making)
        headers = {
            "Content-Disposition": f'attachment; filename="report-{slug}-{language}.{ending}"',
            "ETag": (etag := f'"{made.digest}"'),
        }
        whole = HttpResponse(bytes(made.content), content_type=kind, headers=headers)
        return get_conditional_response(request, etag=etag, response=whole) or whole

    return view


pdf = _file("pdf", "application/pdf")
xlsx = _file("xlsx", XLSX)
