"""Notes counted by service, kind, town and way in, so that no small group can be read out. Pure: no database.

Services, towns and ways in with few notes are put together first, so that the sums of the others can be told. Then
every table of two of them leaves out its small numbers with as many others as needed (`small_groups.suppressed`). Of
the whole, by all four, only large groups are told, and never so many that a sum of two gives the last one away.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from commons.places.domain.small_groups import suppressed, suppressed_line

LEAST = 5
LEAST_SENSITIVE = 10
REST = "rest"
"""The key of what was put together because it is small."""
NOWHERE = "nowhere"
"""The key of the town of notes that came from no event."""

SERVICE, KIND, TOWN, CHANNEL = range(4)
Cell = tuple[str, str, str, str]
"""Keys of a service, a kind, a town and a way in."""


@dataclass(frozen=True)
class Crossed:
    """A table of two: its rows and columns by key, numbers (None: left out), and their sums (a sum of a column may be
    left out too)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int, ...]
    column_sums: tuple[int | None, ...]

    @property
    def left_out(self) -> int:
        """How many numbers are left out."""
        return sum(cell is None for row in self.cells for cell in row)


@dataclass(frozen=True)
class Cube:
    """All notes by four keys. `keys`: of each of the four, in their order. `least`: smallest group told, by service."""

    keys: tuple[tuple[str, ...], ...]
    counts: Mapping[Cell, int]
    least: Mapping[str, int]
    hidden_kinds: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def strictest(self) -> int:
        """The smallest group told where services are not kept apart."""
        return max(self.least.values(), default=LEAST)

    def sums(self, *axes: int) -> Counter[tuple[str, ...]]:
        """Numbers by some of the four."""
        found: Counter[tuple[str, ...]] = Counter()
        for cell, number in self.counts.items():
            found[tuple(cell[axis] for axis in axes)] += number
        return found

    def crossed(self, down: int, across: int) -> Crossed:
        """One by another, without small groups."""
        sums = self.sums(down, across)
        rows, columns = self.keys[down], self.keys[across]
        counts = [[sums[row, column] for column in columns] for row in rows]
        least = [self.least[row] if down == SERVICE else self.strictest for row in rows]
        return crossed(rows, columns, counts, least, self.hidden_kinds)

    def largest(self) -> dict[Cell, int]:
        """The combinations of all four that are large enough to tell, by their keys."""
        told = {
            cell: number
            for cell, number in self.counts.items()
            if number >= self.least[cell[SERVICE]] and cell[KIND] not in self.hidden_kinds
        }
        changed = True
        while changed:
            changed = False
            for line in self._lines():
                shown = [cell for cell in line if cell in told]
                if shown and len(line) - len(shown) == 1 and self._rest(line, told):
                    del told[min(shown, key=lambda cell: (told[cell], cell))]
                    changed = True
        return told

    def _rest(self, line: Sequence[Cell], told: Mapping[Cell, int]) -> int:
        return sum(self.counts.get(cell, 0) for cell in line if cell not in told)

    def _lines(self) -> Iterator[list[Cell]]:
        """The combinations behind each number of each table of two."""
        for first, second in combinations(range(4), 2):
            others = [axis for axis in range(4) if axis not in (first, second)]
            for one, two in product(self.keys[first], self.keys[second]):
                line = []
                for rest in product(*(self.keys[axis] for axis in others)):
                    cell = dict(zip(others, rest, strict=True)) | {first: one, second: two}
                    line.append((cell[0], cell[1], cell[2], cell[3]))
                yield line


def cube(
    counts: Mapping[Cell, int], keys: Sequence[Sequence[str]], sensitive: frozenset[str] = frozenset()
) -> Cube:
    """Put small services, towns and ways in together. `sensitive`: keys of services that need larger groups."""
    least = {key: LEAST_SENSITIVE if key in sensitive else LEAST for key in keys[SERVICE]}
    strictest = max(least.values(), default=LEAST)
    plain = Cube(tuple(tuple(some) for some in keys), counts, least)
    put: dict[int, dict[str, str]] = {}
    for axis in (SERVICE, TOWN, CHANNEL):
        needed = least if axis == SERVICE else dict.fromkeys(keys[axis], strictest)
        sums = plain.sums(axis)
        put[axis] = put_together({key: sums[key,] for key in keys[axis]}, needed)
    joined: Counter[Cell] = Counter()
    for (service, kind, town, channel), number in counts.items():
        joined[put[SERVICE][service], kind, put[TOWN][town], put[CHANNEL][channel]] += number
    new_keys = tuple(
        tuple(dict.fromkeys(put[axis][key] for key in keys[axis])) if axis in put else tuple(keys[axis])
        for axis in range(4)
    )
    ends = tuple(
        (*(key for key in some if key != REST), *(key for key in some if key == REST)) for some in new_keys
    )
    new_least = {key: least.get(key, strictest) for key in ends[SERVICE]}
    made = Cube(ends, joined, new_least)
    return Cube(ends, joined, new_least, hidden_kinds(made))


def hidden_kinds(found: Cube) -> frozenset[str]:
    """Kinds of which there are so few that no number of them is told."""
    sums = found.sums(KIND)
    shown = suppressed_line([sums[key,] for key in found.keys[KIND]], least=found.strictest)
    return frozenset(key for key, number in zip(found.keys[KIND], shown, strict=True) if number is None)


def put_together(sums: Mapping[str, int], least: Mapping[str, int]) -> dict[str, str]:
    """Each key, or `REST` for those that are too small, and for the next larger ones until the rest is not small."""
    rest = {key for key, number in sums.items() if 0 < number < least[key]}
    larger = [key for key, number in sums.items() if number and key not in rest]
    larger.sort(key=lambda key: (sums[key], key))
    while (
        rest
        and larger
        and (len(rest) < 2 or sum(sums[key] for key in rest) < max(least[key] for key in rest))
    ):
        rest.add(larger.pop(0))
    return {key: REST if key in rest else key for key in sums}


def crossed(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    least: Sequence[int],
    hidden_columns: frozenset[str] = frozenset(),
) -> Crossed:
    """The table of `counts` without small groups; nothing is told of `hidden_columns`."""
    shown = suppressed(counts, least=least)
    cells = tuple(
        tuple(None if column in hidden_columns else cell for column, cell in zip(columns, row, strict=True))
        for row in shown
    )
    sums = [sum(row[place] for row in counts) for place in range(len(columns))]
    return Crossed(
        tuple(rows),
        tuple(columns),
        cells,
        tuple(sum(row) for row in counts),
        tuple(None if column in hidden_columns else one for column, one in zip(columns, sums, strict=True)),
    )
