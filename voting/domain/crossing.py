"""Voters by area, age and way of voting, two and three at once, so that nothing about a small group follows from it.

Pure: no database.
"""

from collections.abc import Sequence

from commons.places.domain.small_groups import Shown, suppressed

Cube = Sequence[Sequence[Sequence[int]]]
"""Voters by area, age band and way."""


def table_beside_sums(
    voted: list[list[int]], size: list[list[int]], rows_told: list[bool], columns_told: list[bool]
) -> Shown:
    """Areas by ages, where the sums of some rows and columns are themselves left out beside it.

    Whatever lies in such a row or column is left out, and taken together counts as one row and one column of its own:
    readers know the sum of what is left out, so that sum must not give anybody away either.
    """
    rows, columns = _kept_and_merged(rows_told), _kept_and_merged(columns_told)

    def merged(table: list[list[int]]) -> list[list[int]]:
        return [[sum(table[i][j] for i in row for j in column) for column in columns] for row in rows]

    told = suppressed(merged(voted), merged(size))
    shown: Shown = [[None] * len(columns_told) for _row in rows_told]
    for at_row, row in enumerate(rows):
        for at_column, column in enumerate(columns):
            if rows_told[row[0]] and columns_told[column[0]]:
                shown[row[0]][column[0]] = told[at_row][at_column]
    return shown


def _kept_and_merged(told: list[bool]) -> list[list[int]]:
    """Each place that is told of by itself, then all others together."""
    others = [place for place, is_told in enumerate(told) if not is_told]
    return [[place] for place, is_told in enumerate(told) if is_told] + ([others] if others else [])


def three_ways(voted: Cube, by_age: Shown, by_way: Shown) -> list[Shown]:
    """`voted` with None for what may not be told: of each area its bands, each by way. `by_age`, `by_way`: what is told
    elsewhere of each area's bands and ways (None: left out).

    Each area is a table of its own whose sums are exactly what is told elsewhere. A band or way whose sum is left out
    is left out whole, and what is left out together counts as one band and one way, since readers know its sum. Nowhere
    are areas added up by band and way, so nothing but those sums joins their tables.
    """
    return [
        table_beside_sums(
            [list(row) for row in of_area],
            [list(row) for row in of_area],
            [number is not None for number in bands],
            [number is not None for number in ways],
        )
        for of_area, bands, ways in zip(voted, by_age, by_way, strict=True)
    ]
