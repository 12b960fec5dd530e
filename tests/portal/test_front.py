"""The front page says where each year stands and what one can do now."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from commons.process.models import PhaseKind
from portal.pages.front import years_on_the_way
from proposals.models import State
from tests.factories.process import (
    CycleFactory,
    EnvelopeFactory,
    closed_phase,
    coming_phase,
    open_phase,
    set_phase,
)
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db

QUERIES = 7


def page(client: Client) -> str:
    """The front page in English."""
    client.cookies["django_language"] = "en"
    return client.get("/").content.decode()


def test_without_a_year_the_page_says_what_will_be_here(client: Client) -> None:
    assert "No budget year is open yet" in page(client)


def test_each_step_is_done_now_or_next() -> None:
    cycle = CycleFactory()
    closed_phase(cycle, PhaseKind.PROPOSE)
    open_phase(cycle, PhaseKind.VOTE)
    coming_phase(cycle, PhaseKind.CARRY_OUT)
    (year,) = years_on_the_way()
    assert [(phase["kind"], phase["state"]) for phase in year.phases] == [
        (PhaseKind.PROPOSE, "done"),
        (PhaseKind.VOTE, "now"),
        (PhaseKind.CARRY_OUT, "next"),
    ]


def test_the_year_in_which_one_votes_stands_before_the_one_that_takes_proposals(client: Client) -> None:
    proposing, voting = CycleFactory(year=2027), CycleFactory(year=2026)
    open_phase(proposing, PhaseKind.PROPOSE)
    open_phase(voting, PhaseKind.VOTE)
    EnvelopeFactory(cycle=voting, source=Decimal(480_000))
    EnvelopeFactory(cycle=voting, source=Decimal(20_000))
    assert [(year.cycle, year.amount) for year in years_on_the_way()] == [
        (voting, Decimal(500_000)),
        (proposing, Decimal(0)),
    ]
    html = page(client)
    assert re.findall(r"<h2>(Now we [^<]+)</h2>", html) == ["Now we vote", "Now we collect proposals"]
    assert "500\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€" in html


def test_the_quiet_steps_are_left_out_until_they_are_open() -> None:
    cycle = CycleFactory()
    set_phase(cycle, PhaseKind.ANNOUNCE, opens=dt.timedelta(days=-30), closes=dt.timedelta(days=-8))
    open_phase(cycle, PhaseKind.COUNT)
    (year,) = years_on_the_way()
    assert [phase["kind"] for phase in year.phases] == [PhaseKind.COUNT]


def test_a_year_that_is_over_is_shown_only_when_nothing_is_open() -> None:
    over = CycleFactory(year=2024)
    closed_phase(over, PhaseKind.VOTE)
    assert [year.cycle for year in years_on_the_way()] == [over]
    current = CycleFactory(year=2025)
    open_phase(current, PhaseKind.PROPOSE)
    assert [year.cycle for year in years_on_the_way()] == [current]


@pytest.mark.parametrize("hidden", [{"is_published": False}, {"is_imported": True}])
def test_unpublished_years_and_other_towns_elections_are_not_shown(hidden: dict[str, Any]) -> None:
    open_phase(CycleFactory(**hidden), PhaseKind.VOTE)
    assert years_on_the_way() == []


def test_drafts_and_refused_proposals_are_not_on_the_front_page(client: Client) -> None:
    cycle = CycleFactory()
    open_phase(cycle, PhaseKind.PROPOSE)
    ProposalFactory(cycle=cycle, title="A bench for everybody")
    ProposalFactory(cycle=cycle, title="Somebody's draft", state=State.DRAFT)
    html = page(client)
    assert "A bench for everybody" in html
    assert "Somebody&#x27;s draft" not in html


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    cycle = CycleFactory()
    open_phase(cycle, PhaseKind.PROPOSE)
    ProposalFactory.create_batch(number, cycle=cycle)
    with translation.override("fi"), django_assert_num_queries(QUERIES):
        client.get("/")
