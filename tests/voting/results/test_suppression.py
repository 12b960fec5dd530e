"""Nobody works out from everything that is published together how few people of one group voted."""

import datetime as dt
import random
import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.paper import accepted_batch
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase
from tests.factories.voting import (
    BallotProjectFactory,
    ElectionFactory,
    RollEntryFactory,
    ballot_of,
    cast_ballot,
    frozen,
    made_public,
)
from voting.counting import read
from voting.domain import count
from voting.domain.participation import Participation, participation
from voting.domain.pb_export import as_pb
from voting.domain.turnout import snapshot
from voting.models import Channel, Election, RollEntry

pytestmark = pytest.mark.django_db

YEARS = (2012, 2000, 1990, 1970, 1955, 1940, None)
LEAST = 5
Equation = tuple[set[Any], int]


def town(seed: int) -> tuple[Election, dict[tuple[int, int], int]]:
    """A roll of some areas and ages drawn by lot, with many small groups; and how many voted in each cell."""
    rng = random.Random(seed)
    place = AreaFactory()
    election = ElectionFactory(cycle=CycleFactory(area=place, year=2026))
    voted: dict[tuple[int, int], int] = {}
    rows = []
    areas = [AreaFactory(parent=place, position=at) for at in range(rng.randint(2, 5))]
    for row, area in enumerate(areas):
        for column, year in enumerate(YEARS[: rng.randint(3, 7)]):
            size = rng.choice([0, 1, 3, 6, 12, 30])
            voted[row, column] = rng.randint(0, size)
            rows += [
                RollEntry(
                    election=election,
                    person_hash=f"{row}-{column}-{number}",
                    birth_year=year,
                    area=area,
                    voted_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC) if number < voted[row, column] else None,
                    channel="web" if number < voted[row, column] else "",
                )
                for number in range(size)
            ]
    RollEntry.objects.bulk_create(rows)
    return election, voted


def published(found: Participation, live: dict[str, Any]) -> list[Equation]:
    """All that readers may put together: each published number as the sum of the cells that it counts."""
    rows, columns = range(len(found.table)), range(len(found.bands))
    told: list[Equation] = [({(row, column) for row in rows for column in columns}, live["voted"])]
    for row, (_name, line) in enumerate(found.table):
        told += [({(row, column)}, number) for column, number in enumerate(line) if number is not None]
    told += [
        ({(row, column) for column in columns}, number)
        for source in ([group.voted for group in found.by_area], [area["voted"] for area in live["areas"]])
        for row, number in enumerate(source)
        if number is not None
    ]
    told += [
        ({(row, column) for row in rows}, group.voted)
        for column, group in enumerate(found.by_age)
        if group.voted is not None
    ]
    return told


def worked_out(told: Iterable[Equation], wanted: set[Any]) -> Fraction | None:
    """The sum over the cells in `wanted`, where it follows from the equations (Gauss, exact); else None."""
    told = list(told)
    cells = sorted({cell for part, _number in told for cell in part})
    basis: list[tuple[int, list[Fraction]]] = []

    def reduced(line: list[Fraction]) -> list[Fraction]:
        for pivot, row in basis:
            if line[pivot]:
                factor = line[pivot]
                line = [a - factor * b for a, b in zip(line, row, strict=True)]
        return line

    for part, number in told:
        line = reduced([Fraction(cell in part) for cell in cells] + [Fraction(number)])
        pivot = next((at for at, value in enumerate(line[:-1]) if value), None)
        if pivot is not None:
            basis.append((pivot, [value / line[pivot] for value in line]))
    rest = reduced([Fraction(cell in wanted) for cell in cells] + [Fraction(0)])
    return None if any(rest[:-1]) else -rest[-1]


@pytest.mark.parametrize("seed", range(12))
def test_no_small_group_follows_from_tables_sums_and_the_live_turnout_together(seed: int) -> None:
    election, _voted = town(seed)
    frozen(election)
    found = participation(election)
    told = published(found, snapshot(election))
    rows, columns = range(len(found.table)), range(len(found.bands))

    truth = {
        **{((row, column),): None for row in rows for column in columns},
        **{tuple((row, column) for column in columns): None for row in rows},
        **{tuple((row, column) for row in rows): None for column in columns},
    }
    small = [
        (group, number)
        for group in truth
        if (number := worked_out(told, set(group))) is not None and 0 < number < LEAST
    ]
    # A town in which fewer than five voted at all tells so by its total; nothing smaller.
    assert small == [] or snapshot(election)["voted"] < LEAST


def test_the_attack_itself_finds_what_a_careless_table_gives_away() -> None:
    cells = {(row, column) for row in range(2) for column in range(2)}
    told: list[Equation] = [(cells, 40), ({(0, 0), (0, 1)}, 13), ({(0, 1)}, 10)]

    assert worked_out(told, {(0, 0)}) == 3
    assert worked_out(told, {(1, 0), (1, 1)}) == 27
    assert worked_out(told, {(1, 0)}) is None


def test_whoever_watches_the_turnout_cannot_tell_where_one_more_has_voted() -> None:
    election, _voted = town(3)
    frozen(election)
    entries = list(RollEntry.objects.filter(election=election, voted_at=None).order_by("area", "pk"))
    seen = [snapshot(election)]
    for entry in entries[:40]:
        RollEntry.objects.filter(pk=entry.pk).update(
            voted_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC), channel="web"
        )
        seen.append(snapshot(election))

    for state in seen:
        hidden = [area for area in state["areas"] if area["voted"] is None]
        assert len(hidden) != 1
        assert all(area["voted"] >= LEAST for area in state["areas"] if area["voted"] is not None)
    assert all(after["voted"] == before["voted"] + 1 for before, after in pairwise(seen))


def vote_with_paper(paper: int, *, alone: int = 0) -> Election:
    """`alone`: so many of those on paper came in a batch of their own."""
    pot = EnvelopeFactory()
    election = ElectionFactory(cycle=pot.cycle)
    project = BallotProjectFactory(election=election, envelope=pot)
    frozen(election)
    batches = [accepted_batch(election), accepted_batch(election)]
    for number in range(paper + 9):
        of = {"channel": Channel.PAPER, "paper_batch": batches[int(number < alone)]} if number < paper else {}
        cast_ballot(election, [project], **of)
        RollEntryFactory(
            election=election,
            area=pot.cycle.area,
            voted_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
            channel="paper" if number < paper else "web",
        )
    return election


def test_the_few_who_voted_on_paper_do_not_stand_out_in_the_published_ballots() -> None:
    few, many, split = vote_with_paper(2), vote_with_paper(6), vote_with_paper(8, alone=2)

    columns = [read(as_pb(one, one.cycle.envelopes.get())).ballots.columns for one in (few, many, split)]

    assert "voting_method" not in columns[0]
    assert "voting_method" not in columns[2], "after sealing the two alone could be told by elimination"
    assert sorted(set(columns[1]["voting_method"])) == ["internet", "paper"]
    assert [group.voted for group in participation(few).by_way] == [None, None]


def test_filters_in_the_address_open_no_other_view_of_small_groups() -> None:
    election = vote_with_paper(2)
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    address, client = f"/api/v1/results/{election.cycle.slug}/", Client()
    area = election.cycle.area

    answers = [
        client.get(address, query).json()["participation"]
        for query in (
            {},
            {"area": area.pk},
            {"age": "45-64"},
            {"channel": "paper"},
            {"by_way": "paper", "least": "1"},
        )
    ]

    assert all(answer == answers[0] for answer in answers)
    assert all(group["voted"] is None for group in answers[0]["by_way"])


@pytest.mark.parametrize(
    ("voted", "shown"),
    [
        ({"web": 40, "desk": 12, "paper": 9}, [40, 12, 9]),
        ({"web": 40, "desk": 12, "paper": 4}, [40, None, None]),
        ({"web": 40, "desk": 3, "paper": 4}, [None, None, None]),
        ({"web": 40, "desk": 12}, [40, None, None]),
        ({"web": 3}, [None, None, None]),
        ({}, [None, None, None]),
    ],
)
def test_ways_of_voting_are_told_live_but_for_small_ones_and_what_would_give_them_away(
    voted: dict[str, int], shown: list[int | None]
) -> None:
    election, _projects = ballot_of([EnvelopeFactory()])
    area = election.cycle.area
    RollEntryFactory.create_batch(3, election=election, area=area)
    for way, number in voted.items():
        RollEntryFactory.create_batch(
            number,
            election=election,
            area=area,
            voted_at=dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC),
            channel=way,
        )

    told = snapshot(election)
    slug = election.cycle.slug
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/vote/{slug}/turnout/").content.decode()

    assert told["ways"] == [
        {"way": way, "voted": number} for way, number in zip(("web", "desk", "paper"), shown, strict=True)
    ]
    assert (told["voted"], told["eligible"]) == (sum(voted.values()), sum(voted.values()) + 3)
    assert Client().get(f"/api/v1/vote/{slug}/turnout/").json()["ways"] == told["ways"]
    cells = re.findall(r'data-live="ways\.\d\.voted">([^<]+)<', page)
    assert cells == ["–" if number is None else str(number) for number in shown]
