"""A report as an accessible PDF (PDF/UA-1), written by Typst. Same report, same bytes."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from commons.texts.amounts import number_text
from hearings.domain.report.charts import bars, is_drawn
from hearings.domain.report.facts import synthesis_facts
from hearings.domain.report.plain import address, day_text
from hearings.domain.report.tree import Figure, Quote, Report, StoryPart, SynthesisPart, Tally, ThemePart

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "hearings" / "report.typ"
INK = "#1d1d1b"
LEFT_OUT = "–"
LAST_DRAWN = "\u052f"
"""Up to here (Latin, Greek, Cyrillic) the fonts in Typst have letters; other scripts stand on the page of the note."""
SIGNS = "–—‘’“”„…€•\u00a0\u202f"


def pdf(report: Report) -> bytes:
    """The document in the report's language, with its title, tags and texts for pictures."""
    with override(report.language):
        data = json.dumps(_data(report), ensure_ascii=False)
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return bytes(made)


def _data(report: Report) -> dict[str, Any]:
    return {
        "language": report.language,
        "title": drawn(report.title),
        "subtitle": _("Report of a hearing"),
        "author": drawn(report.hosts or report.area),
        "page-words": _("Page"),
        "facts": [
            [_("Organisers"), drawn(report.hosts or report.area)],
            [_("Period"), f"{day_text(report.opens_on)} – {day_text(report.closes_on)}"],
            [pgettext("stage", "State"), report.state],
            [_("Notes"), number_text(report.n)],
        ],
        "purpose": drawn(report.purpose),
        "caution": report.caution,
        "summary-title": _("What came of it"),
        "tallies": [_tally(one) for one in report.tallies],
        "answers": [_tally(one) for one in report.answers],
        "tally-heads": [[_("What became of the notes"), _("Notes")], [_("Themes by answer"), _("Themes")]],
        "became": _("This became a budget proposal"),
        "themes-title": _("Themes and answers"),
        "themes": [_theme(one) for one in report.themes],
        "figures-title": _("What was said, in numbers"),
        "figures": [_figure(one) for one in (*report.figures, *report.people)],
        "voices-title": _("Survey, smileys and organisations"),
        "voices": [_figure(one) for one in report.voices],
        "stories-title": _("Stories"),
        "stories-words": _("Published as far as their tellers allow."),
        "stories": [_story(one) for one in report.stories],
        "synthesis-title": _("What was commented on the themes"),
        "synthesis": _synthesis(report.synthesis) if report.synthesis else None,
        "plenaries-title": _("Closing plenary"),
        "plenaries": [
            {
                "title": f"{drawn(one.title)}, {day_text(one.held_on)}",
                "state": one.state,
                "url": address(one.minutes_url or one.url),
                "votes": [_figure(vote) for vote in one.votes],
            }
            for one in report.plenaries
        ],
        "combinations-title": _("By service, kind, town and the way it came"),
        "combinations-head": [
            _("Service"),
            _("What it says"),
            pgettext("home town", "Town"),
            _("How it came"),
            _("Notes"),
        ],
        "combinations": [
            [drawn(one.service), one.kind, drawn(one.town), one.channel, number_text(one.notes)]
            for one in report.combinations
        ],
        "combinations-caution": report.combinations_caution,
        "notes-behind": _("The notes behind it"),
    }


def _tally(tally: Tally) -> list[str]:
    return [tally.label, number_text(tally.number)]


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "title": drawn(figure.title),
        "head": [figure.head, *(drawn(column) for column in figure.columns)],
        "rows": [
            {
                "label": drawn(row.label),
                "url": address(row.url),
                "cells": [LEFT_OUT if cell is None else number_text(cell) for cell in row.cells],
            }
            for row in figure.rows
        ],
        "caution": drawn(figure.caution),
        "svg": bars(figure, ink=INK, font="Libertinus Serif", width=420) if is_drawn(figure) else "",
        "alt": _("%(title)s: bars of the numbers in the table below") % {"title": figure.title},
    }


def _theme(theme: ThemePart) -> dict[str, Any]:
    answer = theme.answer
    by = day_text(answer.by_date) if answer else ""
    return {
        "anchor": theme.anchor,
        "title": drawn(theme.title),
        "count": _("Notes: %(number)s") % {"number": number_text(theme.notes)},
        "url": address(theme.url),
        "summary": drawn(theme.summary),
        "said": _("What was said"),
        "quotes": [_quote(quote) for quote in theme.quotes],
        "could": _("What could be done"),
        "developments": [
            [drawn(one.title), drawn(one.text), address(one.proposal_url)] for one in theme.developments
        ],
        "answer-title": _("The answer"),
        "answer": (
            {
                "label": f"{answer.label} · {by}" if by else answer.label,
                "text": drawn(answer.text),
                "by": f"{drawn(answer.answered_by)}, {day_text(answer.answered_on)}",
            }
            if answer
            else None
        ),
        "waits": _waits(theme),
        "later": _("What was told later"),
        "follow-ups": [[day_text(one.date), drawn(one.title), drawn(one.text)] for one in theme.follow_ups],
    }


def _waits(theme: ThemePart) -> str:
    words = _("The answer is late") if theme.is_late else _("Not answered yet")
    promised = _("promised by %(day)s") % {"day": day_text(theme.due)} if theme.due else ""
    return " · ".join(part for part in (words, promised, drawn(theme.responsible)) if part)


def _quote(quote: Quote) -> dict[str, Any]:
    return _said(quote.text, quote.language, (quote.kind, quote.service), quote.url)


def _story(story: StoryPart) -> dict[str, Any]:
    return _said(story.text, story.language, (story.label, story.service), story.url)


def _said(text: str, language: str, about: tuple[str, ...], url: str) -> dict[str, Any]:
    return {
        "text": _or_its_page(text),
        "language": language.partition("-")[0],
        "about": " · ".join(drawn(part) for part in about if part),
        "url": address(url),
    }


def _or_its_page(text: str) -> str:
    return text if is_drawn_text(text) else _("In a script that this document cannot show: see its page.")


def _synthesis(part: SynthesisPart) -> dict[str, Any]:
    return {
        "facts": synthesis_facts(part),
        "url": address(part.url),
        "page": _("All comments, and what was changed word by word"),
        "comments": [
            {
                "text": _or_its_page(one.text),
                "language": one.language.partition("-")[0],
                "about": drawn(one.about) or _("The whole"),
                "reply": drawn(one.reply),
                "changed": _("Changed because of this") if one.has_changed else "",
            }
            for one in part.comments
        ],
    }


def is_drawn_text(text: str) -> bool:
    """Whether the fonts have all its letters."""
    return all(sign <= LAST_DRAWN or sign in SIGNS for sign in text)


def drawn(text: str) -> str:
    """A text with a mark for each letter that the fonts do not have."""
    return "".join(sign if sign <= LAST_DRAWN or sign in SIGNS else "□" for sign in text)
