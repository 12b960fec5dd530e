"""Counting by four things at once without telling of small groups; a reader with a solver of equations tries."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import linprog  # type: ignore[import-untyped]

from hearings.domain.report.crossing import LEAST, REST, Cell, Cube, cube, put_together

KEYS = (("a", "b"), ("works", "works_not", "idea"), ("Kuvala", "Tyynelä", "Alhola"), ("phone", "sticky"))


def drawn(seed: int, notes: int) -> Counter[Cell]:
    rng = random.Random(seed)
    weights = [[rng.choice((1, 4, 12)) for _key in keys] for keys in KEYS]
    cells = (
        tuple(rng.choices(keys, some)[0] for keys, some in zip(KEYS, weights, strict=True))
        for _n in range(notes)
    )
    return Counter((one[0], one[1], one[2], one[3]) for one in cells)


class Reader:
    """Somebody who knows every number that is told, and solves for the ones that are not."""

    def __init__(self, found: Cube) -> None:
        self.cells = list(itertools.product(*found.keys))
        self.rows: list[list[float]] = []
        self.sums: list[float] = []
        for down, across in itertools.combinations(range(4), 2):
            table = found.crossed(down, across)
            for row, cells, total in zip(table.rows, table.cells, table.row_sums, strict=True):
                self.learn({down: row}, total)
                for column, cell in zip(table.columns, cells, strict=True):
                    self.learn({down: row, across: column}, cell)
            for column, total_of in zip(table.columns, table.column_sums, strict=True):
                self.learn({across: column}, total_of)
        for whole, number in found.largest().items():
            self.learn(dict(enumerate(whole)), number)

    def learn(self, keys: dict[int, str], number: int | None) -> None:
        if number is not None:
            self.rows.append(
                [float(all(cell[axis] == key for axis, key in keys.items())) for cell in self.cells]
            )
            self.sums.append(number)

    def range_of(self, keys: dict[int, str]) -> tuple[float, float]:
        wanted = np.array(
            [float(all(cell[axis] == key for axis, key in keys.items())) for cell in self.cells]
        )
        ends: list[float] = []
        for sign in (1, -1):
            solved = linprog(
                sign * wanted, A_eq=np.array(self.rows), b_eq=np.array(self.sums), method="highs"
            )
            ends.append(sign * solved.fun)
        return ends[0], ends[1]


@pytest.mark.parametrize(("seed", "notes"), [(1, 60), (2, 90), (3, 200), (4, 40)])
def test_no_small_number_follows_from_all_that_is_told(seed: int, notes: int) -> None:
    found = cube(drawn(seed, notes), KEYS, frozenset("b"))
    reader = Reader(found)
    small = 0
    for size in (2, 4):
        for axes in itertools.combinations(range(4), size):
            for keys, number in found.sums(*axes).items():
                if 0 < number < LEAST:
                    small += 1
                    low, high = reader.range_of(dict(zip(axes, keys, strict=True)))
                    assert high - low > 0.5, (axes, keys, number)
    assert small


def test_what_is_told_is_true_and_never_small() -> None:
    found = cube(drawn(7, 300), KEYS, frozenset("b"))
    told = found.largest()

    assert told
    assert all(
        number == found.counts[cell] and number >= found.least[cell[0]] for cell, number in told.items()
    )
    for down, across in itertools.permutations(range(4), 2):
        table = found.crossed(down, across)
        sums = found.sums(down, across)
        for row, cells in zip(table.rows, table.cells, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                assert cell is None or (cell == sums[row, column] and not 0 < cell < LEAST)


@pytest.mark.parametrize(
    ("sums", "rest"),
    [
        ((50, 40, 0), ()),
        ((50, 40, 3), (1, 2)),
        ((50, 4, 3), (1, 2)),
        ((50, 2, 1), (0, 1, 2)),
        ((3,), (0,)),
        ((0, 0), ()),
    ],
)
def test_small_ones_are_put_together_until_they_are_not_small(
    sums: Sequence[int], rest: Sequence[int]
) -> None:
    keys = [str(place) for place in range(len(sums))]
    found = put_together(dict(zip(keys, sums, strict=True)), dict.fromkeys(keys, 5))

    assert [int(key) for key, put in found.items() if put == REST] == list(rest)
