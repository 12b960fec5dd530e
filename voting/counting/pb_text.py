"""The text level of `.pb`: bytes to sections, sections to rows of cells, with line numbers.

UTF-8, three titled sections, in each a header line and rows of cells separated by `;`, with `"` as quote.
Sections are found first, so that one broken cell cannot swallow the sections after it.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from voting.counting.problems import Problem

SECTIONS: Final = ("META", "PROJECTS", "VOTES")
SPACES: Final = " \t\r\n\v\f"
"""White space that is trimmed. Others (no-break, zero-width) may be part of a name and stay."""

_TITLE = re.compile(r"^[ \t]*(META|PROJECTS|VOTES)[ \t]*(;[; \t]*)?\r?$", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(r"[ \t;]*")


@dataclass(frozen=True)
class Section:
    """A section's text after its title; `line` is the number of the line where that text begins."""

    name: str
    line: int
    text: str


@dataclass(frozen=True)
class Row:
    """Trimmed cells and the number of the (first) line they stand in."""

    line: int
    cells: list[str]


class Report(list[Problem]):
    """A list of problems with a shorthand to add one."""

    def add(
        self,
        code: str,
        line: int | None = None,
        section: str | None = None,
        field: str | None = None,
        **params: str | int,
    ) -> None:
        self.append(Problem(code, line, section, field, params))


def decode(data: bytes, report: Report) -> str:
    """Text with LF line ends; a byte order mark is dropped."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add("not_utf8", line=data.count(b"\n", 0, error.start) + 1)
        text = data.decode("utf-8-sig", errors="replace")
    if "\r" in text:
        pairs = text.count("\r\n")
        lonely = text.count("\n") - pairs
        if pairs and lonely:
            report.add("mixed_line_ends")
        # A lonely CR is a line end only where the file knows no other.
        text = text.replace("\r\n", "\n") if pairs or lonely else text.replace("\r", "\n")
    return text


def sections(text: str, report: Report) -> dict[str, Section]:
    """The sections by name. A repeated one is reported and ignored."""
    titles = _titles(text)
    found: dict[str, Section] = {}
    if not text.strip():
        report.add("empty_file")
        return found
    before = text[: titles[0].start()] if titles else ""
    if before.strip(SPACES + ";"):
        report.add("text_before_sections", line=1)
    order: list[str] = []
    for place, title in enumerate(titles):
        name = title[1].upper()
        line = text.count("\n", 0, title.start()) + 1
        if name in found:
            report.add("section_repeated", line=line, section=name)
            continue
        order.append(name)
        end = titles[place + 1].start() if place + 1 < len(titles) else len(text)
        found[name] = Section(name, line + 1, text[title.end() + 1 : end])
    if len(order) > 1 and order != [name for name in SECTIONS if name in found]:
        report.add("section_order", found=", ".join(order))
    for name in SECTIONS:
        if name not in found:
            report.add("section_missing", section=name)
    return found


def _titles(text: str) -> list[re.Match[str]]:
    """The title lines. Their usual spellings are found by plain search, which a file of a million lines needs."""
    found: dict[int, re.Match[str]] = {}
    for name in SECTIONS:
        for word in (name, name.lower(), name.capitalize()):
            at = text.find(word)
            while at >= 0:
                begin = text.rfind("\n", 0, at) + 1
                end = text.find("\n", at)
                title = _TITLE.match(text, begin, len(text) if end < 0 else end)
                if title:
                    found[begin] = title
                at = text.find(word, at + len(word))
    if {title[1].upper() for title in found.values()} != set(SECTIONS):
        return list(_TITLE.finditer(text))
    return [found[begin] for begin in sorted(found)]


def rows(section: Section, report: Report) -> Iterator[Row]:
    """The rows of a section through the csv reader; blank lines are skipped and reported."""
    lines = section.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    # With their ends, as these may be part of a quoted cell.
    reader = csv.reader((line + "\n" for line in lines), delimiter=";", quotechar='"', doublequote=True)
    before = 0
    while True:
        line = section.line + before
        try:
            cells = next(reader, None)
        except csv.Error:
            report.add("quote_unclosed", line=line, section=section.name)
            return
        if cells is None:
            return
        raw, before = lines[before : reader.line_num], reader.line_num
        if reader.line_num == len(lines) and _unclosed(raw):
            report.add("quote_unclosed", line=line, section=section.name)
        elif len(raw) > 1:
            report.add("cell_multiline", line=line, section=section.name)
        elif _BLANK.fullmatch(lines[reader.line_num - 1]):
            report.add("blank_line", line=line, section=section.name)
            continue
        yield Row(line, [_trim(cell, line, section.name, report) for cell in cells])


def _unclosed(raw: list[str]) -> bool:
    """Whether these lines, the last of a section, end inside a quoted cell."""
    if not any('"' in line for line in raw):
        return False
    try:
        list(csv.reader(raw, delimiter=";", quotechar='"', doublequote=True, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _trim(cell: str, line: int, section: str, report: Report) -> str:
    trimmed = cell.strip(SPACES)
    if trimmed != cell:
        report.add("cell_spaces", line=line, section=section, value=cell[:40])
    return trimmed


def header(row: Row | None, section: str, needed: tuple[str, ...], report: Report) -> dict[str, int]:
    """Position of each column by its name in lower case; reports what is repeated, unnamed or missing."""
    if row is None:
        report.add("header_missing", section=section)
        return {}
    columns: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = cell.lower()
        if not name:
            report.add("column_unnamed", line=row.line, section=section, number=place + 1)
        elif name in columns:
            report.add("column_repeated", line=row.line, section=section, column=name)
        else:
            columns[name] = place
    for name in needed:
        if name not in columns:
            report.add("column_missing", line=row.line, section=section, column=name)
    return columns


def fit(row: Row, width: int, section: str, report: Report) -> list[str]:
    """The row's cells, exactly `width` of them."""
    found = len(row.cells)
    if found < width:
        report.add("row_short", line=row.line, section=section, found=found, expected=width)
        return row.cells + [""] * (width - found)
    if found > width:
        if any(row.cells[width:]):
            report.add("row_long", line=row.line, section=section, found=found, expected=width)
        return row.cells[:width]
    return row.cells


def quote(cell: str) -> str:
    """A cell as written: quoted only where it must be, so that what is read is what was meant."""
    if '"' in cell or ";" in cell or "\n" in cell or "\r" in cell or cell != cell.strip(SPACES):
        return '"' + cell.replace('"', '""') + '"'
    return cell
