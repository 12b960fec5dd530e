"""Tables about people without telling about single ones: small numbers are left out, and so are the others from which
they could be worked out."""

from collections.abc import Sequence
from itertools import chain

LEAST = 5
"""Smallest group that is shown (10 for sensitive matters)."""

Table = Sequence[Sequence[int]]
Shown = list[list[int | None]]
Cell = tuple[int, int]


def suppressed(counts: Table, sizes: Table | None = None, *, least: int | Sequence[int] = LEAST) -> Shown:
    """`counts` with None for every cell that must not be shown; row and column sums may be shown beside it.

    `counts`: rows × columns of persons. `sizes`: the groups they were counted from, where those are known to readers
    (persons on the roll). `least`: one number, or one for each row (a larger one for what is sensitive). A cell is
    left out when it holds 1 to `least` - 1 persons, or is counted from fewer than `least` persons. Then as many others
    are left out as are needed so that in no row and in no column the ones left out are alone, or sum up to fewer than
    `least`, or are all small (whoever knows this rule reads 4 and 4 in a sum of 8), and no small one follows from
    several sums taken together.
    """
    rows, columns = len(counts), len(counts[0]) if counts else 0
    leasts = [least] * rows if isinstance(least, int) else list(least)
    small = {
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if 0 < counts[row][column] < leasts[row]
        or (sizes is not None and 0 < sizes[row][column] < leasts[row])
    }
    hidden = set(small)
    lines = [[(row, column) for column in range(columns)] for row in range(rows)]
    lines += [[(row, column) for row in range(rows)] for column in range(columns)]
    lines = [line for line in lines if len(line) > 1]  # a line of one cell has no sum beside it
    while _hide_in_lines(hidden, small, lines, counts, leasts) or (
        rows > 1 and columns > 1 and _hide_in_cycles(hidden, small, counts)
    ):
        pass
    return [
        [None if (row, column) in hidden else counts[row][column] for column in range(columns)]
        for row in range(rows)
    ]


def _hide_in_lines(
    hidden: set[Cell], small: set[Cell], lines: list[list[Cell]], counts: Table, leasts: Sequence[int]
) -> bool:
    """Leave out more where the ones left out of a line could be guessed from their sum; whether anything changed."""
    changed = False
    for line in lines:
        out = [cell for cell in line if cell in hidden]
        total = sum(counts[row][column] for row, column in out)
        least = max((leasts[row] for row, _column in out), default=0)
        if not out or (len(out) > 1 and total >= least and not small.issuperset(out)):
            continue
        rest = [cell for cell in line if cell not in hidden]
        if rest:
            hidden.add(min(rest, key=lambda cell: _told_by(counts, cell)))
            changed = True
    return changed


def _hide_in_cycles(hidden: set[Cell], small: set[Cell], counts: Table) -> bool:
    """Leave out one more where a small number follows from several rows and columns together.

    Rows and columns are the nodes of a graph, the cells left out its edges. A cell can be worked out exactly if it is
    the only edge between two parts of the graph: one more edge between the two hides it.
    """
    for cell in sorted(small):
        part = _part_without(hidden, cell)
        if ("column", cell[1]) in part:
            continue
        crossing = [
            (row, column)
            for row in range(len(counts))
            for column in range(len(counts[0]))
            if (("row", row) in part) != (("column", column) in part) and (row, column) not in hidden
        ]
        if crossing:
            hidden.add(min(crossing, key=lambda other: _told_by(counts, other)))
            return True
    return False


def _part_without(hidden: set[Cell], cell: Cell) -> set[tuple[str, int]]:
    """Rows and columns that hang together with the row of `cell` over other cells left out."""
    edges = [((("row", row), ("column", column))) for row, column in hidden if (row, column) != cell]
    part = {("row", cell[0])}
    grown = True
    while grown:
        more = {end for edge in edges if part & set(edge) for end in edge} - part
        part |= more
        grown = bool(more)
    return part


def _told_by(counts: Table, cell: Cell) -> tuple[bool, int, Cell]:
    """What leaving out a cell costs readers: the smallest number tells least; a zero helps only if nothing is left."""
    number = counts[cell[0]][cell[1]]
    return number == 0, number, cell


def suppressed_line(
    counts: Sequence[int], sizes: Sequence[int] | None = None, *, least: int = LEAST
) -> list[int | None]:
    """The same for one row of numbers whose sum may be shown."""
    shown = suppressed(
        [[count] for count in counts], None if sizes is None else [[size] for size in sizes], least=least
    )
    return list(chain.from_iterable(shown))
