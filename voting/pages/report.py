"""The report of a year as a page, a PDF and a workbook."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commons.texts.translated import LANGUAGES
from voting.domain.report import pdf as pdf_file
from voting.domain.report import stored
from voting.domain.report.charts import bars, is_drawn
from voting.domain.report.sheet import workbook
from voting.domain.report.texts import shown
from voting.domain.report.tree import TEXT, Fact, Report, Section, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def language_of(request: HttpRequest) -> str:
    """The language that was asked for, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "fi")[:2]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The report to read and to print."""
    report = stored.report(slug, (get_language() or "fi")[:2])
    content = {
        "report": report,
        "summary": [_fact(fact, report.currency) for fact in report.summary],
        "sections": [_section(section, report.currency) for section in report.sections],
        "languages": LANGUAGES,
    }
    return render(request, "voting/report/page.html", content)


def _section(section: Section, currency: str) -> dict[str, Any]:
    return {
        "section": section,
        "facts": [_fact(fact, currency) for fact in section.facts],
        "tables": [_table(table, currency) for table in section.tables],
    }


def _fact(fact: Fact, currency: str) -> dict[str, str]:
    return {
        "label": fact.label,
        "value": shown(fact.value, fact.kind, currency),
        "url": fact.url,
        "kind": fact.kind,
    }


def _table(table: Table, currency: str) -> dict[str, Any]:
    return {
        "table": table,
        # The chart is made by us of numbers and names that its maker escapes.
        "svg": mark_safe(bars(table)) if is_drawn(table) else "",
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


def _file(write: Callable[[Report], bytes], ending: str, kind: str) -> Callable[..., HttpResponse]:
    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        language = language_of(request)
        content = write(stored.report(slug, language))
        headers = {"Content-Disposition": f'attachment; filename="report-{slug}-{language}.{ending}"'}
        return HttpResponse(content, content_type=kind, headers=headers)

    return view


pdf = _file(pdf_file.pdf, "pdf", "application/pdf")
xlsx = _file(workbook, "xlsx", XLSX)
