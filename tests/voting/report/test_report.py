"""The report of a year: one tree of figures, the same on the page, in the PDF, in the workbook and over the API."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from commons.accounts.models import Role
from commons.followup.models import Milestone
from commons.process.models import PhaseKind
from proposals.domain import outcome
from tests.factories.accounts import official
from tests.factories.council import decided
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory
from tests.voting.report.making import cells, part, published, same_everywhere, year
from voting.domain import count
from voting.domain.report import stored
from voting.models import FreedUse, StoredReport, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


def test_every_figure_is_the_same_everywhere(client: Client) -> None:
    election, projects = published()
    decided(election, {projects[1]: (Verdict.DROPPED, "The site is sold.")}, use=FreedUse.NEXT)

    report = same_everywhere(client)

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
        "late": 0,
        "unexplained": 2,  # twenty are marked as having voted, and only three ballots lie in the box
        "findings": 0,
    }


def test_each_figure_leads_to_its_rows() -> None:
    election, _projects = published()
    decided(election, {})
    report = stored.report("kuvala", "en")

    facts = [*report.summary, *(fact for section in report.sections for fact in section.facts)]
    assert [fact.key for fact in facts if not fact.url] == []
    assert [
        one.key for one in report.every_table() if not (one.url or all(row.url for row in one.rows))
    ] == []


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
    with django_assert_max_num_queries(21):
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
    people, by_age = part(report, "participation"), cells(report, "by-age")
    assert by_age["45–64"][0] is None or by_age["45–64"][1] is None
    missing = [row.label for table in people.tables if table.key == "missing" for row in table.rows]
    assert "45–64" not in missing


def test_the_decision_and_the_report_are_reached_from_front_year_and_result(client: Client) -> None:
    election, _projects = published()
    report, council = 'href="/reports/kuvala/"', 'href="/council/kuvala/"'
    front = client.get("/").content.decode()
    assert (report in front, council in front) == (True, False)
    closed_phase(election.cycle, PhaseKind.REPORT)

    decided(election, {})

    places = {path: client.get(path).content.decode() for path in ("/", "/years/kuvala/", "/results/kuvala/")}
    assert [path for path, page in places.items() if report not in page or council not in page] == []
    # Also the steps of the timeline lead there.
    steps = places["/years/kuvala/"].split('class="year__phases"')[1].split("</ol>")[0]
    assert (report in steps, council in steps) == (True, True)
