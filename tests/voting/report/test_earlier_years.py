"""What became of earlier years' projects, in the report: plan and spending, days and delays, what looks stuck."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role
from commons.followup.models import Milestone
from commons.process.models import Cycle
from proposals.domain import outcome
from proposals.domain.execution import ledger, plan
from proposals.models import DelayReason, Finding, Proposal, State
from tests.factories.accounts import official
from tests.factories.council import decided
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory
from tests.voting.report.making import cells, part, published, same_everywhere
from voting.domain.report import stored
from voting.domain.report.execution import execution

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


def day(ahead: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=ahead)


def earlier(year: Cycle, **fields: Any) -> Proposal:
    """A project of the year before that is carried out."""
    before = Cycle.objects.filter(year=year.year - 1).first() or CycleFactory(
        area=year.area, year=year.year - 1, slug="kuvala-before", name_en="The year before"
    )
    made: Proposal = BallotProposalFactory(
        **{"cycle": before, "state": State.UNDER_WAY, "cost": Decimal(9_000), "area": year.area} | fields
    )
    return made


def booked(project: Proposal, *amounts: str, kind: str = "paid") -> None:
    actor = official(Role.COORDINATOR)
    rows = "".join(
        f"{project.pk};{day(-1).isoformat()};4300;{amount};{kind}{place};{kind}\n"
        for place, amount in enumerate(amounts)
    )
    text = f"hanke;päivä;tili;summa;tosite;laji\n{rows}"
    file = ledger.look_at(actor=actor, data=text.encode(), file_name="kirjat.csv", source=f"s{project.pk}")
    assert file.report["errors"] == []
    ledger.take_in(actor=actor, file=file)


def test_money_days_delays_and_what_is_stuck_are_the_same_everywhere(client: Client) -> None:
    election, projects = published()
    decided(election, {})
    coordinator, cycle = official(Role.COORDINATOR), election.cycle
    over, quiet = earlier(cycle, title="A pier"), earlier(cycle, title="A slide", state=State.PLANNED)
    booked(over, "9000.50", "1000.00")
    booked(over, "2500.00", kind="ordered")
    plan.settle(actor=coordinator, proposal=over, planned_end=day(-400))
    plan.delay(
        actor=coordinator,
        proposal=over,
        reason=DelayReason.PERMIT,
        expected_end=day(30),
        text={"en": "It was appealed."},
    )
    Milestone.objects.create(track=quiet.track, date=day(-200), title_en="Planned", spent=Decimal(300))
    plan.settle(actor=coordinator, proposal=quiet, planned_end=day(-10))
    done = projects[0].proposal
    outcome.start(actor=coordinator, proposal=done)
    outcome.finish(actor=coordinator, proposal=done)

    report = same_everywhere(client)

    assert {fact.key: fact.value for fact in part(report, "execution").facts} == {
        "done": 1,
        "planned-sum": "68000.00",
        "spent-sum": "10300.50",
        "late": 1,
        "stuck": 1,
        "over": 1,
    }
    assert cells(report, "execution-years") == {
        str(cycle): (2, 1, "50000.00", "0.00", 0, 0, 0),
        "The year before": (2, 0, "18000.00", "10300.50", 1, 1, 1),
    }
    money = cells(report, "execution-money")
    year = str(cycle.year - 1)
    assert money["A pier"] == (year, "9000.00", "2500.00", "10000.50", "-1000.50", "From the ledger")
    assert money["A slide"] == (year, "9000.00", None, "300.00", "8700.00", "As told")
    assert money[done.title][2:] == (None, None, None, None)
    days = cells(report, "execution-days")
    assert days["A pier"] == (
        "Under way",
        day(-400).isoformat(),
        day(30).isoformat(),
        None,
        "A permit or an appeal takes longer. It was appealed.",
        "Above the budget",
    )
    assert days["A slide"][3:] == (None, None, "Nothing heard for long, Past its day")
    assert days[done.title][3] == day(0).isoformat()


def test_what_the_follow_up_group_found_is_the_same_everywhere(client: Client) -> None:
    election, projects = published()
    decided(election, {})
    delegate = DelegateFactory(cycle=election.cycle)
    seen, other = projects[0].proposal, earlier(election.cycle)
    stored.report("kuvala", "en")
    for kind in ("as_planned", "safety", "missing"):
        state = "noted" if kind == "as_planned" else "open"
        FindingFactory(delegate=delegate, proposal=seen, kind=kind, state=state, visited_on=day(-1))
    FindingFactory(delegate=DelegateFactory(cycle=other.cycle), proposal=other)

    report = same_everywhere(client)

    assert cells(report, "execution-findings") == {seen.title: (3, 1, 2, 0, 0, 0, day(-1).isoformat())}
    Finding.objects.filter(kind="safety").update(hidden_at=timezone.now(), hidden_reason="insult")
    assert cells(stored.report("kuvala", "en"), "execution-findings")[seen.title][0] == 2


def test_a_booking_makes_the_report_anew(client: Client) -> None:
    election, _projects = published()
    decided(election, {})
    project = earlier(election.cycle)
    before = cells(stored.report("kuvala", "en"), "execution-money")[project.title]

    booked(project, "250.00")

    after = cells(stored.report("kuvala", "en"), "execution-money")[project.title]
    assert (before[3], after[3]) == (None, "250.00")


def test_years_of_other_towns_in_other_money_or_not_shown_are_left_out() -> None:
    election, _projects = published()
    decided(election, {})
    for fields in (
        {"cycle": CycleFactory(year=2020)},
        {"cycle": CycleFactory(year=2020, area=election.cycle.area, currency="SEK")},
        {"cycle": CycleFactory(year=2020, area=election.cycle.area, is_published=False)},
        {"cycle": CycleFactory(year=2030, area=election.cycle.area)},
    ):
        earlier(election.cycle, **fields)

    assert [row.label for row in execution(election.cycle).tables[0].rows] == [str(election.cycle)]


def test_thirty_projects_cost_as_many_queries_as_one() -> None:
    election, _projects = published()
    decided(election, {})
    counts = []
    for more in (1, 29):
        for _project in range(more):
            made = earlier(election.cycle, state=State.DONE)
            Milestone.objects.create(track=made.track, date=day(0), title_fi="Osa", spent=10)
        with CaptureQueriesContext(connection) as seen:
            execution(election.cycle)
        counts.append(len(seen))
    assert counts == [4, 4]
