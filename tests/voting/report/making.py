"""A year with a public result, and its report in every form."""

import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pypdf import PdfReader

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.domain.report import stored
from voting.domain.report.texts import address, shown
from voting.domain.report.tree import MONEY, NUMBER, SHARE, Report, Section, Table
from voting.models import BallotProject, Election

NOON = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
ADDRESS, API = "/reports/kuvala/", "/api/v1/results/kuvala/report/"


def year() -> tuple[Election, list[BallotProject]]:
    """50 000 € for 30 000 (3 votes), 20 000 (2), 15 000 (1); 40 people could vote, 20 did."""
    envelope = EnvelopeFactory(
        source=Decimal(50_000), slug="pot", name_en="The whole town", cycle__slug="kuvala"
    )
    election, projects = ballot_of([envelope], (30_000, 20_000, 15_000))
    for chosen in ((0, 1), (0, 1), (0, 2)):
        cast_ballot(election, [projects[place] for place in chosen])
    for born, voted in ((1950, 12), (2000, 8)):
        people = RollEntryFactory.create_batch(
            20, election=election, area=election.cycle.area, birth_year=born
        )
        for person in people[:voted]:
            type(person).objects.filter(pk=person.pk).update(voted_at=NOON, channel="web")
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    return election, projects


def published() -> tuple[Election, list[BallotProject]]:
    """The same with its result public."""
    election, projects = year()
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election, projects


def part(report: Report, key: str) -> Section:
    """One section of a report."""
    (found,) = (section for section in report.sections if section.key == key)
    return found


def table(report: Report, key: str) -> Table:
    """One table of a report."""
    (found,) = (one for one in report.every_table() if one.key == key)
    return found


def cells(report: Report, key: str) -> dict[str, tuple[Any, ...]]:
    """The cells of a table by the label of their row."""
    return {row.label: row.cells for row in table(report, key).rows}


def figures(report: Report) -> list[str]:
    """Every figure as pages and the PDF write it."""
    found = [shown(fact.value, fact.kind, report.currency) for fact in report.summary]
    for section in report.sections:
        found += [shown(fact.value, fact.kind, report.currency) for fact in section.facts]
        for one in section.tables:
            for row in one.rows:
                pairs = zip(row.cells, one.kinds, strict=True)
                found += [shown(cell, kind, report.currency) for cell, kind in pairs]
    return found


def flat(text: str) -> str:
    """Without any spaces: lines are broken differently everywhere."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Forms:
    """The report as its readers get it: words of page and PDF without spaces, JSON, workbook."""

    page: str
    pdf: str
    json: dict[str, Any]
    book: Any


def forms(client: Client) -> Forms:
    """All four, in English."""
    page = client.get(ADDRESS).content.decode()
    for entity, sign in (("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&")):
        page = page.replace(entity, sign)
    reader = PdfReader(io.BytesIO(client.get(f"{ADDRESS}report.pdf?language=en").content))
    pages = "".join(flat(page.extract_text()) for page in reader.pages)
    return Forms(
        page=flat(strip_tags(page)),
        pdf=re.sub(r"Page\d+/\d+", "", pages),
        json=client.get(f"{API}?language=en").json(),
        book=load_workbook(io.BytesIO(client.get(f"{ADDRESS}report.xlsx?language=en").content)),
    )


def same_everywhere(client: Client) -> Report:
    """The stored report; every figure of it stands on the page, in the PDF, in the workbook and in the JSON."""
    report, found = stored.report("kuvala", "en"), forms(client)
    wanted = figures(report)
    assert [figure for figure in wanted if flat(figure) not in found.page] == []
    # A long fingerprint or sentence goes over the lines of a narrow column.
    assert [figure for figure in wanted if len(figure) < 30 and flat(figure) not in found.pdf] == []
    assert [fact["value"] for fact in found.json["summary"]] == [fact.value for fact in report.summary]
    for section, told in zip(report.sections, found.json["sections"], strict=True):
        assert [fact["value"] for fact in told["facts"]] == [fact.value for fact in section.facts]
        assert [one["rows"] for one in told["tables"]] == [
            [
                {
                    "label": row.label,
                    "cells": list(row.cells),
                    "language": row.language,
                    "url": address(row.url),
                }
                for row in one.rows
            ]
            for one in section.tables
        ]
    sheets = iter(found.book.worksheets)
    assert _column(next(sheets), 1) == [_number(fact.value, fact.kind, report) for fact in report.summary]
    for section in report.sections:
        if section.facts:
            kept = _column(next(sheets), 1)
            assert kept == [_number(fact.value, fact.kind, report) for fact in section.facts]
        for one in section.tables:
            sheet = next(sheets)
            for place, kind in enumerate(one.kinds):
                expected = [_number(row.cells[place], kind, report) for row in one.rows]
                assert _column(sheet, place + 1) == expected, one.key
    assert next(sheets, None) is None
    return report


def _column(sheet: Any, column: int) -> list[Any]:
    return [row[column] for row in sheet.iter_rows(min_row=5, values_only=True)]


def _number(cell: Any, kind: str, report: Report) -> Any:
    if cell is None:
        return "–"
    return float(cell) if kind in (MONEY, NUMBER, SHARE) else shown(cell, kind, report.currency)
