"""The report of a year: one tree of figures, the same on the page, in the PDF, in the workbook and over the API."""

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pypdf import PdfReader

from commons.accounts.models import Role
from commons.followup.models import Milestone
from commons.process.models import PhaseKind
from proposals.domain import outcome
from tests.factories.accounts import official
from tests.factories.council import decided
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.domain.report import stored
from voting.domain.report.texts import address, shown
from voting.domain.report.tree import MONEY, NUMBER, SHARE, Report
from voting.models import BallotProject, Election, FreedUse, StoredReport, Verdict

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


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
    election, projects = year()
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election, projects


def flat(text: str) -> str:
    """Without any spaces: lines are broken differently everywhere."""
    return re.sub(r"\s+", "", text)


def figures(report: Report) -> list[str]:
    """Every figure as pages and the PDF write it."""
    found = [shown(fact.value, fact.kind, report.currency) for fact in report.summary]
    for section in report.sections:
        found += [shown(fact.value, fact.kind, report.currency) for fact in section.facts]
        for table in section.tables:
            for row in table.rows:
                cells = zip(row.cells, table.kinds, strict=True)
                found += [shown(cell, kind, report.currency) for cell, kind in cells]
    return found


def test_every_figure_is_the_same_everywhere(client: Client) -> None:
    election, projects = published()
    decided(election, {projects[1]: (Verdict.DROPPED, "The site is sold.")}, use=FreedUse.NEXT)
    report = stored.report("kuvala", "en")

    page = flat(strip_tags(client.get("/reports/kuvala/").content.decode().replace("&#x27;", "'")))
    file = client.get("/reports/kuvala/report.pdf?language=en").content
    reader = PdfReader(io.BytesIO(file))
    pages = flat("".join(page.extract_text() for page in reader.pages)).replace(flat("Page"), "")
    answer = client.get("/api/v1/results/kuvala/report/?language=en").json()
    book = load_workbook(io.BytesIO(client.get("/reports/kuvala/report.xlsx?language=en").content))

    wanted = figures(report)
    assert [figure for figure in wanted if flat(figure) not in page] == []
    # A long fingerprint or sentence goes over lines and pages, where the footer stands between.
    assert [figure for figure in wanted if len(figure) < 30 and flat(figure) not in pages] == []
    assert [fact["value"] for fact in answer["summary"]] == [fact.value for fact in report.summary]
    for section, told in zip(report.sections, answer["sections"], strict=True):
        assert [table["rows"] for table in told["tables"]] == [
            [
                {
                    "label": row.label,
                    "cells": list(row.cells),
                    "language": row.language,
                    "url": address(row.url),
                }
                for row in table.rows
            ]
            for table in section.tables
        ]
    sheets = iter(book.worksheets)
    assert _figures_of(next(sheets), 1) == [_number(fact.value, fact.kind, report) for fact in report.summary]
    for section in report.sections:
        if section.facts:
            kept = _figures_of(next(sheets), 1)
            assert kept == [_number(fact.value, fact.kind, report) for fact in section.facts]
        for table in section.tables:
            sheet = next(sheets)
            for place, kind in enumerate(table.kinds):
                expected = [_number(row.cells[place], kind, report) for row in table.rows]
                assert _figures_of(sheet, place + 1) == expected, table.key
    assert next(sheets, None) is None
    assert {fact.key: fact.value for fact in report.summary} == {
        "budget": "50000.00",
        "counted": "50000.00",
        "council": "45000.00",
        "projects": 3,
        "funded": 2,
        "after-council": 2,
        "ballots": 3,
        "entitled": 40,
        "turnout": 50.0,
        "proposals": 3,
        "done": 0,
        "findings": 0,
    }


def _figures_of(sheet: Any, column: int) -> list[Any]:
    return [row[column] for row in sheet.iter_rows(min_row=5, values_only=True)]


def _number(cell: Any, kind: str, report: Report) -> Any:
    if cell is None:
        return "–"
    return float(cell) if kind in (MONEY, NUMBER, SHARE) else shown(cell, kind, report.currency)


def test_the_same_report_is_the_same_bytes_and_the_pdf_is_tagged(client: Client) -> None:
    published()
    for name in ("report.pdf", "report.xlsx"):
        for language in ("fi", "sv", "en"):
            address = f"/reports/kuvala/{name}?language={language}"
            assert client.get(address).content == client.get(address).content
    reader = PdfReader(io.BytesIO(client.get("/reports/kuvala/report.pdf?language=sv").content))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_a_year_that_is_still_counted_has_no_report_and_says_so(client: Client) -> None:
    election, _projects = year()
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    page = client.get("/reports/kuvala/")
    assert page.status_code == 409
    assert "There is no report of this year yet" in page.content.decode()
    assert [client.get(f"/reports/kuvala/report.{kind}").status_code for kind in ("pdf", "xlsx")] == [
        409,
        409,
    ]
    answer = client.get("/api/v1/results/kuvala/report/")
    assert (answer.status_code, answer.json()["code"]) == (409, "still-counting")
    assert client.get("/reports/ei-ole/").status_code == 404
    assert client.get("/reports/kuvala/?language=xx").status_code == 409


def test_stored_figures_are_read_until_something_changes(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    election, projects = published()
    stored.refresh(election)
    first = {one.language: one.stamp for one in StoredReport.objects.all()}
    assert set(first) == {"fi", "sv", "en"}
    with django_assert_max_num_queries(16):
        client.get("/reports/kuvala/")
    assert {one.language: one.stamp for one in StoredReport.objects.all()} == first

    decided(election, {})
    outcome.start(actor=official(Role.COORDINATOR), proposal=projects[0].proposal)
    Milestone.objects.create(
        track=projects[0].proposal.track,
        date=dt.date(2027, 5, 3),
        title_en="Delayed: frost",
        spent=Decimal(1_200),
    )
    page = client.get("/reports/kuvala/").content.decode()
    assert "Delayed: frost" in page
    assert "1,200" in page.replace("\u00a0", ",")


def test_small_groups_are_left_out_of_who_took_part_and_who_was_missing() -> None:
    election, _projects = published()
    RollEntryFactory.create_batch(3, election=election, area=election.cycle.area, birth_year=1970)
    report = stored.report("kuvala", "en")
    (people,) = (section for section in report.sections if section.key == "participation")
    by_age = {row.label: row.cells for row in next(one for one in people.tables if one.key == "by-age").rows}
    assert by_age["45–64"][0] is None or by_age["45–64"][1] is None
    missing = [row.label for table in people.tables if table.key == "missing" for row in table.rows]
    assert "45–64" not in missing


def test_a_reports_page_is_reached_from_the_result(client: Client) -> None:
    published()
    assert 'href="/reports/kuvala/"' in client.get("/results/kuvala/").content.decode()
    assert 'href="/reports/kuvala/"' in client.get("/years/kuvala/").content.decode()
