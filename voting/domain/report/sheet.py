"""A report as a workbook. Written line by line, so that memory stays small; with a fixed date, so that the same report
is the same file."""

import datetime as dt
import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from voting.domain.report.texts import LEFT_OUT, address, shown
from voting.domain.report.tree import MONEY, NUMBER, SHARE, Cell, Fact, Report, Table

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (a file's date without a zone, the same in every file)
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
LONGEST_CELL = 32_000
FIGURES = (MONEY, NUMBER, SHARE)


def workbook(report: Report) -> bytes:
    """An XLSX file: the summary, then each table on a sheet of its own, with an address for every row that has one."""
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
                "subject": _("Report of a budget year"),
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
        self.formats = {
            MONEY: book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            NUMBER: book.add_format({"num_format": "#,##0.##", "valign": "top"}),
            SHARE: book.add_format({"num_format": "0.0", "valign": "top"}),
        }

    def write(self, report: Report) -> None:
        self._facts(
            report.title, " ".join(report.words), report.summary, report, pgettext("short text", "Summary")
        )
        for section in report.sections:
            if section.facts:
                self._facts(section.title, " ".join(section.words), section.facts, report, section.title)
            words = "" if section.facts else " ".join(section.words)
            for table in section.tables:
                self._table(section.title, table, words, report.currency)
                words = ""

    def _facts(self, title: str, words: str, facts: tuple[Fact, ...], report: Report, name: str) -> None:
        sheet = self._sheet(name, title, words, (_("What"), _("How much"), _("Address")))
        for number, fact in enumerate(facts, start=4):
            sheet.write_string(number, 0, fact.label, self.text)
            self._cell(sheet, number, 1, fact.value, fact.kind, report.currency)
            sheet.write_string(number, 2, address(fact.url))

    def _table(self, section: str, table: Table, words: str, currency: str) -> None:
        """`words`: what the section says, where no sheet before it does."""
        head = (table.head, *table.columns, _("Address"))
        said = " ".join(filter(None, (words, table.note)))
        sheet = self._sheet(table.title, f"{section}: {table.title}", said, head)
        for number, row in enumerate(table.rows, start=4):
            sheet.write_string(number, 0, row.label[:LONGEST_CELL], self.text)
            for place, (cell, kind) in enumerate(zip(row.cells, table.kinds, strict=True), start=1):
                self._cell(sheet, number, place, cell, kind, currency)
            sheet.write_string(number, len(table.kinds) + 1, address(row.url or table.url))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, kind: str, currency: str) -> None:
        if cell is None:
            sheet.write_string(row, column, LEFT_OUT, self.text)
        elif kind in FIGURES:
            sheet.write_number(row, column, float(cell), self.formats[kind])
        else:
            sheet.write_string(row, column, shown(cell, kind, currency)[:LONGEST_CELL], self.text)

    def _sheet(self, name: str, title: str, words: str, head: tuple[str, ...]) -> Any:
        sheet = self.book.add_worksheet(self._name(name))
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, len(head) - 1, 18)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, words)
        for place, word in enumerate(head):
            sheet.write_string(3, place, word, self.head)
        sheet.freeze_panes(4, 1)
        return sheet

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
