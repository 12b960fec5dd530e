"""Area by age by way of voting: whoever takes the published numbers from each other learns nothing of few people."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

from tests.factories.places import AreaFactory, PopulationFactory
from tests.factories.process import CycleFactory
from tests.factories.voting import ElectionFactory, frozen
from voting.domain.participation import Participation, participation
from voting.domain.report.people import section
from voting.models import Election, RollEntry

pytestmark = pytest.mark.django_db

YEARS, WAYS, LEAST = (2012, 2000, 1990, 1970, 1955, None), ("web", "desk", "paper"), 5
PRIME = 2**61 - 1
Cell = tuple[int, int, int]
Equation = tuple[frozenset[Cell], int]


def town(seed: int, most: int = 40) -> tuple[Election, Counter[Cell]]:
    """A roll with many small groups, drawn by lot; and how many voted, by area, age and way."""
    rng, place = random.Random(seed), AreaFactory()
    election = ElectionFactory(cycle=CycleFactory(area=place, year=2026))
    voted: Counter[Cell] = Counter()
    rows = []
    areas = [AreaFactory(parent=place, position=at) for at in range(rng.randint(2, 4))]
    for (row, area), (column, year), (way, channel) in product(
        enumerate(areas), enumerate(YEARS[: rng.randint(3, 6)]), enumerate((*WAYS, ""))
    ):
        size = rng.choice([0, 1, 2, 4, 7, 12, most]) + (not channel)  # somebody of each age lives everywhere
        if channel:
            voted[row, column, way] = size
        rows += [
            RollEntry(
                election=election,
                person_hash=f"{row}-{column}-{way}-{number}",
                birth_year=year,
                area=area,
                voted_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC) if channel else None,
                channel=channel,
            )
            for number in range(size)
        ]
    RollEntry.objects.bulk_create(rows)
    return frozen(election), voted


def told_of(found: Participation) -> list[Equation]:
    """Each published number as the sum of the cells that it counts."""
    rows, columns, ways = range(len(found.table)), range(len(found.bands)), range(len(found.ways))
    everyone = frozenset(product(rows, columns, ways))

    def where(row: int | None = None, column: int | None = None, way: int | None = None) -> frozenset[Cell]:
        wanted = (row, column, way)
        return frozenset(
            cell
            for cell in everyone
            if all(want in (None, at) for want, at in zip(wanted, cell, strict=True))
        )

    told: list[tuple[frozenset[Cell], int | None]] = [(everyone, found.voted)]
    told += [(where(row), group.voted) for row, group in enumerate(found.by_area)]
    told += [(where(column=column), group.voted) for column, group in enumerate(found.by_age)]
    told += [(where(way=way), group.voted) for way, group in enumerate(found.by_way)]
    for row in rows:
        told += [(where(row, column), found.table[row][1][column]) for column in columns]
        told += [(where(row, way=way), found.by_area_way[row][1][way]) for way in ways]
        told += [
            (where(row, column, way), found.by_all[row][1][column][way])
            for column, way in product(columns, ways)
        ]
    return [(part, number) for part, number in told if number is not None]


class Attack:
    """Everything that follows from sums by adding and taking away (elimination in a field of a large prime)."""

    def __init__(self, told: Iterable[Equation]) -> None:
        self.basis: dict[Cell, dict[Any, int]] = {}
        for part, number in told:
            line = self._reduced({**dict.fromkeys(part, 1), None: number})
            pivot = min((cell for cell in line if cell is not None), default=None)
            if pivot is not None:
                turned = pow(line[pivot], -1, PRIME)
                self.basis[pivot] = {cell: value * turned % PRIME for cell, value in line.items()}

    def _reduced(self, line: dict[Any, int]) -> dict[Any, int]:
        while pivot := min((cell for cell in line if cell is not None and cell in self.basis), default=None):
            factor = line[pivot]
            for cell, value in self.basis[pivot].items():
                left = (line.get(cell, 0) - factor * value) % PRIME
                if left or cell is None:
                    line[cell] = left
                else:
                    line.pop(cell, None)
        return line

    def sum_of(self, part: Iterable[Cell]) -> int | None:
        """The sum over these cells where it follows; else None."""
        rest = self._reduced({**dict.fromkeys(part, 1), None: 0})
        return None if set(rest) - {None} else -rest[None] % PRIME


@pytest.mark.parametrize("seed", range(8))
def test_no_small_group_follows_from_totals_and_tables_of_two_and_three(seed: int) -> None:
    election, voted = town(seed)
    found = participation(election)
    attack = Attack(told_of(found))
    rows, columns, ways = range(len(found.table)), range(len(found.bands)), range(len(found.ways))
    # Columns of the tables are by age and by how often a way was used; numbers follow the lot's order of areas.
    order = [WAYS.index(way) for way in sorted(WAYS, key=lambda way: (-_sum(voted, way), way))]
    groups = [[(row, column, way)] for row, column, way in product(rows, columns, ways)]
    groups += [[(row, column, way) for way in ways] for row, column in product(rows, columns)]
    groups += [[(row, column, way) for column in columns] for row, way in product(rows, ways)]

    learnt = {tuple(group): number for group in groups if (number := attack.sum_of(group)) is not None}

    assert [(group, number) for group, number in learnt.items() if 0 < number < LEAST] == []
    assert all(
        number == sum(voted[row, column, order[way]] for row, column, way in group)
        for group, number in learnt.items()
    )


def _sum(voted: Counter[Cell], way: str) -> int:
    return sum(number for (_row, _column, place), number in voted.items() if WAYS[place] == way)


def test_the_attack_finds_what_a_careless_table_gives_away() -> None:
    everyone = frozenset(product(range(2), range(2), range(2)))
    first = frozenset(cell for cell in everyone if cell[0] == 0)
    attack = Attack([(everyone, 40), (first, 13), *((frozenset([cell]), 3) for cell in sorted(first)[:3])])

    assert attack.sum_of([sorted(first)[3]]) == 4
    assert attack.sum_of(everyone - first) == 27
    assert attack.sum_of([(1, 0, 0)]) is None


def test_the_report_sets_each_age_of_an_area_beside_its_population() -> None:
    election, _voted = town(1)
    area = RollEntry.objects.filter(election=election).order_by("area__position").first().area
    for low, persons in ((0, 90), (20, 500), (40, 400), (60, 3)):
        PopulationFactory(area=area, age_min=low, age_max=low + 19, persons=persons)

    (table,) = (
        one for one in section(election, participation(election)).tables if one.key == "by-area-age-way"
    )
    rows = {row.label: row.cells for row in table.rows if row.label.startswith(str(area))}

    assert len(table.columns) == 6
    assert rows[f"{area}: 18–29"][0] == round(90 * 2 / 20 + 500 * 10 / 20)
    assert rows[f"{area}: –17"][0] == round(90 * 4 / 20), "from fourteen, the youngest on the roll"
    for people, voted, share, *_ways in rows.values():
        assert (share is None) == (voted is None or people is None)
    told = [way for row in table.rows for way in row.cells[3:]]
    assert any(way is not None for way in told), "large groups are told"
