"""A report as a workbook. Written line by line, so that memory stays small; with a fixed date, so that the same report
is the same file."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from hearings.domain.report.facts import synthesis_facts
from hearings.domain.report.plain import address
from hearings.domain.report.tree import Figure, Report

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (a file's date without a zone, the same in every file)
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LEFT_OUT = "–"
LONGEST_NAME = 31
LONGEST_CELL = 32_000
WIDTHS = (36, 16, 16, 16, 16)


def workbook(report: Report) -> bytes:
    """An XLSX file: what it is, each figure on a sheet of its own, the combinations, themes and quotes."""
    kept = io.BytesIO()
    # Text is text: what somebody wrote never becomes a formula or a link.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with override(report.language), xlsxwriter.Workbook(kept, options) as book:
        book.set_properties(
            {
                "title": report.title,
                "subject": _("Report of a hearing"),
                "language": report.language,
                "created": MADE,
            }
        )
        _Writing(book).write(report)
    return kept.getvalue()


class _Writing:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: set[str] = set()
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0", "valign": "top"})

    def write(self, report: Report) -> None:
        self._about(report)
        for figure in report.every_figure():
            self._figure(figure)
        self._sheet(
            _("Combinations"),
            report.combinations_caution,
            (
                _("Service"),
                _("What it says"),
                pgettext("home town", "Town"),
                _("How it came"),
                _("Notes"),
                _("The notes behind it"),
            ),
            (
                (one.service, one.kind, one.town, one.channel, one.notes, address(one.url))
                for one in report.combinations
            ),
        )
        self._themes(report)
        self._quotes(report)
        self._stories(report)
        self._comments(report)

    def _about(self, report: Report) -> None:
        rows: list[tuple[Any, ...]] = [
            (_("Organisers"), report.hosts),
            (_("Period"), f"{report.opens_on.isoformat()} – {report.closes_on.isoformat()}"),
            (pgettext("stage", "State"), report.state),
            (_("Notes"), report.n),
            *((tally.label, tally.number) for tally in report.tallies),
            *((tally.label, tally.number) for tally in report.answers),
            (_("Purpose"), report.purpose),
            (_("How to read it"), report.caution),
        ]
        self._sheet(
            report.title,
            report.caution,
            (_("What"), _("How much")),
            rows,
            name=pgettext("introduction", "About"),
        )

    def _figure(self, figure: Figure) -> None:
        rows = ((row.label, *row.cells, address(row.url)) for row in figure.rows)
        head = (figure.head, *figure.columns, _("The notes behind it"))
        self._sheet(figure.title, figure.caution, head, rows)

    def _themes(self, report: Report) -> None:
        head = (
            _("Theme"), _("Notes"), _("What the notes say"), _("What could be done"), _("Who answers"),
            _("Who decides"), _("Promised by"), _("Answer"), _("Changed by"), _("Answer in words"),
            _("Who answered"), _("Answered on"), _("What was told later"), _("Address"),
        )  # fmt: skip
        rows = []
        for theme in report.themes:
            answer = theme.answer
            later = "\n".join(
                f"{one.date.isoformat()} {one.title} {one.text}".strip() for one in theme.follow_ups
            )
            rows.append(
                (
                    theme.title, theme.notes, theme.summary, "\n".join(one.title for one in theme.developments),
                    theme.responsible, theme.level, _day(theme.due), answer.label if answer else "",
                    _day(answer.by_date) if answer else "", answer.text if answer else "",
                    answer.answered_by if answer else "", _day(answer.answered_on) if answer else "",
                    later, address(theme.url),
                )
            )  # fmt: skip
        self._sheet(_("Themes and answers"), report.caution, head, rows)

    def _quotes(self, report: Report) -> None:
        head = (
            _("Theme"),
            _("Service"),
            _("What it says"),
            _("Language"),
            pgettext("of a resident", "Note"),
            _("Address"),
        )
        rows = (
            (theme.title, quote.service, quote.kind, quote.language, quote.text, address(quote.url))
            for theme in report.themes
            for quote in theme.quotes
        )
        self._sheet(_("Quotes"), report.caution, head, rows)

    def _stories(self, report: Report) -> None:
        if not report.stories:
            return
        head = (_("Form"), _("Service"), _("Language"), _("Story"), _("Address"))
        rows = (
            (one.label, one.service, one.language, piece, address(one.url))
            for one in report.stories
            for piece in _pieces(one.text)
        )
        words = _("Published as far as their tellers allow.")
        self._sheet(_("Stories"), f"{words} {report.caution}", head, rows)

    def _comments(self, report: Report) -> None:
        part = report.synthesis
        if part is None:
            return
        head = (
            _("Theme"),
            _("Language"),
            _("Comment"),
            _("Changed because of this"),
            pgettext("what was answered", "Reply"),
            _("Address"),
        )
        rows = (
            (one.about or _("The whole"), one.language, one.text, _("yes") if one.has_changed else "", one.reply,
             address(part.url))
            for one in part.comments
        )  # fmt: skip
        facts = " · ".join(f"{name}: {value}" for name, value in synthesis_facts(part))
        self._sheet(_("What was commented on the themes"), facts, head, rows)

    def _sheet(
        self, title: str, caution: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str = ""
    ) -> None:
        sheet = self.book.add_worksheet(self._name(name or title))
        for place in range(len(head)):
            sheet.set_column(place, place, WIDTHS[min(place, len(WIDTHS) - 1)])
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, caution)
        for place, word in enumerate(head):
            sheet.write_string(3, place, word, self.head)
        for number, row in enumerate(rows, start=4):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell, self.number)
                else:
                    sheet.write_string(number, place, LEFT_OUT if cell is None else cell, self.text)
        sheet.freeze_panes(4, 1)

    def _name(self, title: str) -> str:
        """A name that a sheet may have and that no other has."""
        plain = " ".join(title.translate(FORBIDDEN).split())[:LONGEST_NAME] or "-"
        name, number = plain, 1
        while name.casefold() in self.names:
            number += 1
            end = f" {number}"
            name = plain[: LONGEST_NAME - len(end)] + end
        self.names.add(name.casefold())
        return name


def _pieces(text: str) -> list[str]:
    """A long text in pieces that a cell can hold."""
    return [text[start : start + LONGEST_CELL] for start in range(0, len(text), LONGEST_CELL)]


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
