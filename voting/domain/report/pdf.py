"""A report as an accessible PDF (PDF/UA-1), written by Typst. Same report, same bytes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from voting.domain.report.charts import printed
from voting.domain.report.texts import address, shown
from voting.domain.report.tree import TEXT, Fact, Report, Section, Table

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "voting" / "report" / "report.typ"
INK = "#1d1d1b"
LAST_DRAWN = "\u052f"
"""Up to here (Latin, Greek, Cyrillic) the fonts in Typst have letters; other scripts stand on the project's page."""
LONG, WORD = 120, 32
"""Letters of a text and of a word beyond which a column gets no wider."""
CROWDED, NUMBER = 84, 9
"""Letters of the heads of numbers, in all, beyond which they wrap; and of a sum, which never does."""
SIGNS = "–—−‘’“”„…€•→\u00a0\u202f"


def pdf(report: Report, charts: Mapping[str, str]) -> bytes:
    """The document in the report's language, with its title, tags and texts for pictures. `charts`: SVG by the key of
    the table."""
    with override(report.language):
        data = json.dumps(_data(report, charts), ensure_ascii=False)
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return bytes(made)


def _data(report: Report, charts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "language": report.language,
        "title": drawn(report.title),
        "subtitle": _("Report of the budget year for councillors"),
        "author": drawn(report.area),
        "page-words": _("Page"),
        "words": [drawn(words) for words in report.words],
        "summary": [_fact(fact, report.currency) for fact in report.summary],
        "summary-head": [_("What"), _("How much")],
        "sections": [_section(section, report.currency, charts) for section in report.sections],
        "rows-words": _("The rows behind this"),
    }


def _section(section: Section, currency: str, charts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": drawn(section.title),
        "words": [drawn(words) for words in section.words],
        "facts": [_fact(fact, currency) for fact in section.facts],
        "tables": [_table(table, currency, charts.get(table.key, "")) for table in section.tables],
    }


def _fact(fact: Fact, currency: str) -> dict[str, str]:
    return {
        "label": drawn(fact.label),
        "value": drawn(shown(fact.value, fact.kind, currency)),
        "url": address(fact.url),
    }


def _table(table: Table, currency: str, svg: str) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": drawn(table.title),
        "head": [drawn(word) for word in (table.head, *table.columns)],
        "left": [True, *(kind == TEXT for kind in table.kinds)],
        "widths": _widths(table),
        "rows": [
            {
                "label": drawn(row.label),
                "language": row.language.partition("-")[0],
                "url": address(row.url),
                "cells": [
                    drawn(shown(cell, kind, currency))
                    for cell, kind in zip(row.cells, table.kinds, strict=True)
                ],
            }
            for row in table.rows
        ],
        "note": drawn(table.note),
        "url": address(table.url),
        "svg": printed(svg, ink=INK, font="Libertinus Serif"),
        "alt": _("%(title)s: bars of the numbers in the table below") % {"title": drawn(table.title)},
    }


def _widths(table: Table) -> list[float]:
    """Parts of the width of the columns with words: more for longer texts, and enough for the longest word. 0: as wide
    as its numbers. Where the heads of the numbers would fill the page, they have parts too, and their words wrap."""
    found: list[float] = []
    heads = [head for head, kind in zip(table.columns, table.kinds, strict=True) if kind != TEXT]
    crowded = sum(len(head) for head in heads) > CROWDED
    for place, (head, kind) in enumerate(
        zip((table.head, *table.columns), (TEXT, *table.kinds), strict=True)
    ):
        if kind != TEXT:
            word = max((len(word) for word in head.split()), default=0)
            found.append(round(1.3 * max(word, NUMBER) + 2, 1) if crowded else 0)
            continue
        texts = [row.label if place == 0 else str(row.cells[place - 1] or "") for row in table.rows]
        longest = min(max((len(text) for text in texts), default=0), LONG)
        word = min(max((len(word) for text in (head, *texts) for word in text.split()), default=0), WORD)
        found.append(round(max(1.3 * word + 2, longest**0.75), 1))
    return found


def drawn(text: str) -> str:
    """A text with a mark for each letter that the fonts do not have."""
    return "".join(sign if sign <= LAST_DRAWN or sign in SIGNS else "□" for sign in text)
