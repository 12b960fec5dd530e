"""Tables about people without telling about single ones: small numbers are left out, and so are the others from which
they could be worked out."""

from collections.abc import Sequence
from itertools import chain

LEAST = 5
"""Smallest group that is shown (10 for sensitive matters)."""

Table = Sequence[Sequence[int]]
Shown = list[list[int | None]]


def suppressed(counts: Table, sizes: Table | None = None, *, least: int = LEAST) -> Shown:
    """`counts` with None for every cell that must not be shown; row and column sums may be shown beside it.

    `counts`: rows × columns of persons. `sizes`: the groups they were counted from, where those are known to readers
    (persons on the roll). A cell is left out when it holds 1 to `least` - 1 persons, or is counted from fewer than
    `least` persons. Then as many others are left out as are needed so that in no row and in no column the ones left
    out are alone or sum up to fewer than `least`: the sums would give them away.
    """
    rows, columns = len(counts), len(counts[0]) if counts else 0
    hidden = {
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if 0 < counts[row][column] < least or (sizes is not None and 0 < sizes[row][column] < least)
    }
    lines = [[(row, column) for column in range(columns)] for row in range(rows)]
    lines += [[(row, column) for row in range(rows)] for column in range(columns)]
    lines = [line for line in lines if len(line) > 1]  # a line of one cell has no sum beside it
    changed = True
    while changed:
        changed = False
        for line in lines:
            out = [cell for cell in line if cell in hidden]
            if not out or (len(out) > 1 and sum(counts[row][column] for row, column in out) >= least):
                continue
            rest = [cell for cell in line if cell not in hidden]
            if not rest:
                continue
            # The smallest number above zero tells readers least; a zero helps only where nothing else is left.
            hidden.add(
                min(rest, key=lambda cell: (counts[cell[0]][cell[1]] == 0, counts[cell[0]][cell[1]], cell))
            )
            changed = True
    return [
        [None if (row, column) in hidden else counts[row][column] for column in range(columns)]
        for row in range(rows)
    ]


def suppressed_line(
    counts: Sequence[int], sizes: Sequence[int] | None = None, *, least: int = LEAST
) -> list[int | None]:
    """The same for one row of numbers whose sum may be shown."""
    shown = suppressed(
        [[count] for count in counts], None if sizes is None else [[size] for size in sizes], least=least
    )
    return list(chain.from_iterable(shown))
