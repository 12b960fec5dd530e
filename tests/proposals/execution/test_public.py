"""What everybody reads: the list and map of everything funded, a project in plain words, the newsletter."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import User
from commons.followup.models import Milestone
from proposals.domain.execution import newsletter
from proposals.domain.execution.newsletter import Quarter
from proposals.models import Booking, LedgerFile, Proposal, State, WorkPlan
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(town: Town) -> Proposal:
    made: Proposal = BallotProposalFactory(
        title="Laituri", cycle=town.cycle, area=town.harjula, category=town.category, state=State.UNDER_WAY
    )
    return made


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en"})


def book(project: Proposal, amount: str, supplier: str = "Virtanen Maija") -> None:
    file = LedgerFile.objects.create(source="ledger", file_name="k.csv", state="taken")
    Booking.objects.create(
        proposal=project,
        file=file,
        source="ledger",
        voucher="V1",
        date="2026-03-09",
        account="4300",
        supplier=supplier,
        amount=amount,
    )


def test_everything_funded_is_found_by_year_state_and_area(
    town: Town, reader: Client, project: Proposal
) -> None:
    older = BallotProposalFactory(
        cycle=CycleFactory(area=town.area, slug="kuvala-2020", year=2020), area=town.ranta, state=State.DONE
    )
    BallotProposalFactory(cycle=town.cycle, area=town.ranta, category=town.category)
    BallotProposalFactory(cycle=CycleFactory(area=town.area, is_published=False), state=State.DONE)

    def found(query: str = "") -> list[int]:
        return [row["pk"] for row in reader.get(f"/funded/{query}").context["rows"]]

    assert found() == [project.pk, older.pk]
    assert found("?cycle=kuvala-2020") == found("?state=done") == [older.pk]
    assert found(f"?area={town.harjula.path}") == [project.pk]
    assert found("?state=junk&page=%00") == [project.pk, older.pk]
    assert found("?cycle=nothing") == []
    points = reader.get("/api/v1/funded.geojson?state=done").json()
    assert [one["id"] for one in points["features"]] == [older.pk]
    assert reader.get("/api/v1/funded/").json()["found"] == 2


def test_thirty_projects_cost_as_many_queries_as_one(town: Town, reader: Client, project: Proposal) -> None:
    counts = []
    for more in (0, 29):
        for _ in range(more):
            BallotProposalFactory(
                cycle=town.cycle, area=town.harjula, category=town.category, state=State.PLANNED
            )
        reader.get("/funded/")
        with CaptureQueriesContext(connection) as found:
            assert len(reader.get("/funded/").context["rows"]) == 1 + more
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_late_project_says_so_and_why(reader: Client, project: Proposal) -> None:
    today = timezone.localdate()
    plan = WorkPlan.objects.create(
        proposal=project,
        planned_end=today - dt.timedelta(days=9),
        expected_end=today + dt.timedelta(days=9),
        delay_reason="permit",
        delay_text_fi="Lupa viipyi.",
    )
    page = reader.get(f"/proposals/{project.pk}/progress/")
    assert page.context["late"] == {
        "promised": plan.planned_end,
        "expected": plan.expected_end,
        "reason": "A permit or an appeal takes longer",
        "text": "Lupa viipyi.",
    }
    WorkPlan.objects.update(delay_reason="", expected_end=plan.planned_end, delay_text_fi="")
    silent = reader.get(f"/proposals/{project.pk}/progress/").context["late"]
    assert (silent["expected"], silent["reason"]) == (None, "")


def test_money_above_the_budget_is_said_and_no_supplier_is_named(reader: Client, project: Proposal) -> None:
    book(project, "1250.00")
    page = reader.get(f"/proposals/{project.pk}/progress/")
    data = reader.get(f"/api/v1/proposals/{project.pk}/money/")

    assert (page.context["money"].over, page.context["money"].from_ledger) == (Decimal(250), True)
    assert "more than was decided" in page.content.decode()
    assert (data.json()["over"], data.json()["bookings"][0]["amount"]) == ("250.00", "1250.00")
    assert "Virtanen" not in page.content.decode() + data.content.decode()


def test_what_is_not_carried_out_has_no_such_page(town: Town, reader: Client) -> None:
    voted = BallotProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    assert reader.get(f"/proposals/{voted.pk}/progress/").status_code == 404
    assert reader.get("/proposals/99999999999999999999999/progress/").status_code == 404


def test_quarters_begin_and_end_where_they_should() -> None:
    found = [(str(one), one.first, one.last) for one in (Quarter(2026, 1), Quarter(2026, 4))]
    assert found == [
        ("2026-1", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2026-4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
    ]
    assert newsletter.quarter("2025-2") == Quarter(2025, 2)
    assert newsletter.quarter("9999999-9") == newsletter.quarter("x") == newsletter.latest()[0]


def test_the_newsletter_has_what_was_told_in_the_quarter(
    client: Client, reviewer: User, project: Proposal
) -> None:
    for day, title in (("2026-02-01", "Paalut & kansi"), ("2026-05-01", "Maalattu")):
        Milestone.objects.create(track=project.track, date=day, title_fi=title)
    client.force_login(reviewer)
    page = client.get("/desk/carrying-out/newsletter/?quarter=2026-1")

    assert [one.title_fi for item in page.context["items"] for one in item.milestones] == ["Paalut & kansi"]
    assert "Paalut &amp; kansi" in page.context["html"]
    assert "Paalut & kansi" in page.context["text"]
    assert client.get("/desk/carrying-out/newsletter/?quarter=%00").status_code == 200
