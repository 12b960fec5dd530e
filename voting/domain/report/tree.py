"""What a report is made of: plain frozen values in one language. Every format writes this same tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TEXT, NUMBER, MONEY, SHARE, DAY = "text", "number", "money", "share", "day"
"""Kinds of a column: words; a number; a sum in the year's currency, as decimal text; percent; a day in ISO form."""

Cell = str | int | float | None
"""None: left out, or nothing to tell. Money is text, so that no cent is lost."""


@dataclass(frozen=True)
class Row:
    """A line of a table. `url`: path of what is behind it, empty where there is nothing to see."""

    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table of figures. `key`: its place in every format. `kinds`: of `columns`, one each. `url`: where its rows come
    from. `chart`: the column (from 0) that is drawn as bars, or None.
    """

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    url: str = ""
    chart: int | None = None


@dataclass(frozen=True)
class Fact:
    """One figure with its name. `kind`: as of a column."""

    key: str
    label: str
    value: Cell
    kind: str = NUMBER
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the report: sentences, facts, tables."""

    key: str
    title: str
    words: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Report:
    """The report of a year in one language. `summary`: what one page tells; `sections`: the evidence."""

    language: str
    slug: str
    title: str
    area: str
    year: int
    currency: str
    words: tuple[str, ...]
    summary: tuple[Fact, ...]
    sections: tuple[Section, ...]

    def every_table(self) -> Iterator[Table]:
        """All tables, in order."""
        for section in self.sections:
            yield from section.tables


def plain(value: Any) -> Any:
    """The tree as JSON has it. Same report, same data in the same order."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


def read(data: dict[str, Any]) -> Report:
    """The tree back from its JSON."""
    return Report(
        **{
            **data,
            "words": tuple(data["words"]),
            "summary": tuple(Fact(**one) for one in data["summary"]),
            "sections": tuple(_section(one) for one in data["sections"]),
        }
    )


def _section(data: dict[str, Any]) -> Section:
    return Section(
        **{
            **data,
            "words": tuple(data["words"]),
            "facts": tuple(Fact(**one) for one in data["facts"]),
            "tables": tuple(_table(one) for one in data["tables"]),
        }
    )


def _table(data: dict[str, Any]) -> Table:
    rows = tuple(Row(**{**row, "cells": tuple(row["cells"])}) for row in data["rows"])
    return Table(**{**data, "columns": tuple(data["columns"]), "kinds": tuple(data["kinds"]), "rows": rows})
