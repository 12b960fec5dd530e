"""Who took part, in groups that are large enough to be told of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text
from commons.places.domain.small_groups import Shown, suppressed, suppressed_line
from voting.domain.turnout import turnout_of
from voting.models import Ballot, Election

BANDS = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, 200))
"""Age bands, full years at the end of the cycle's year, both ends included."""
Band = tuple[int, int] | None
"""None: the age is not known."""


def band_label(low: int, high: int) -> str:
    """An age band in figures."""
    if low == 0:
        return f"–{high}"
    return f"{low}+" if high >= 200 else f"{low}–{high}"


@dataclass(frozen=True)
class Group:
    """A group: how many voted (None: too few to tell), and how many could have (None: not known)."""

    label: Text
    voted: int | None
    entitled: int | None = None

    @property
    def percent(self) -> float | None:
        """Share that voted, 0 to 100, one decimal; None where it is not told or not known."""
        if self.voted is None or not self.entitled:
            return None
        return round(100 * self.voted / self.entitled, 1)


@dataclass(frozen=True)
class Participation:
    """How many ballots lie in the box and what groups cast them; where there is a roll, `table` tells of areas by age
    and `by_area_way` of areas by `ways` of voting. `voted`: people, once however many pots they voted in.
    """

    ballots: int
    voted: int
    entitled: int | None
    by_age: list[Group]
    by_area: list[Group]
    by_way: list[Group]
    bands: list[Text]
    table: list[tuple[str, list[int | None]]]
    ways: list[Text]
    by_area_way: list[tuple[str, list[int | None]]]


def participation(election: Election) -> Participation:
    """The figures of one election; five queries at most. Small groups are left out with what would give them away."""
    ballots = Ballot.objects.filter(election=election).counting().count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area_id, %s - birth_year, count(*), count(voted_at) FROM voting_rollentry"
            " WHERE election_id = %s GROUP BY 1, 2",
            [election.cycle.year, election.pk],
        )
        roll: list[tuple[int, int | None, int, int]] = cursor.fetchall()
    if not roll:
        return _imported(election, ballots)
    found = turnout_of(election)
    places = [line.area.pk for line in found.areas]
    used = [band for band in BANDS if any(_in(age, band) for _area, age, _size, _voted in roll)]
    labels: list[Text] = [band_label(*band) for band in used]
    known: list[Band] = [*used]
    if any(age is None for _area, age, _size, _voted in roll):
        known.append(None)
        labels.append(_("Age not known"))
    voted = [
        [sum(row[3] for row in roll if row[0] == pk and _in(row[1], band)) for band in known] for pk in places
    ]
    size = [
        [sum(row[2] for row in roll if row[0] == pk and _in(row[1], band)) for band in known] for pk in places
    ]
    by_age = _groups(labels, _column_sums(voted, len(known)), _column_sums(size, len(known)))
    told = [line.voted is not None for line in found.areas]
    shown = table_beside_sums(voted, size, told, [group.voted is not None for group in by_age])
    names = [str(line.area) for line in found.areas]
    by_area_way = _voted_by_way(election)
    by_way = _ways(by_area_way)
    return Participation(
        ballots=ballots,
        voted=found.voted,
        entitled=found.eligible,
        by_age=by_age,
        by_area=[Group(str(line.area), line.voted, line.eligible) for line in found.areas],
        by_way=[group for _way, group in by_way],
        bands=labels,
        table=list(zip(names, shown, strict=True)),
        ways=[group.label for _way, group in by_way],
        by_area_way=list(zip(names, _area_ways(by_area_way, places, told, by_way), strict=True)),
    )


def _column_sums(table: list[list[int]], width: int) -> list[int]:
    return [sum(row[column] for row in table) for column in range(width)]


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


def _in(age: int | None, band: Band) -> bool:
    if age is None or band is None:
        return age is None and band is None
    return band[0] <= age <= band[1]


def _groups(labels: Sequence[Text], voted: list[int], sizes: list[int] | None = None) -> list[Group]:
    shown = suppressed_line(voted, sizes)
    entitled: Sequence[int | None] = [None] * len(shown) if sizes is None else suppressed_line(sizes)
    return [Group(*cells) for cells in zip(labels, shown, entitled, strict=True)]


def _voted_by_way(election: Election) -> dict[tuple[int, str], int]:
    """Voters by area and way of voting. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area_id, channel, count(*) FROM voting_rollentry"
            " WHERE election_id = %s AND voted_at IS NOT NULL GROUP BY 1, 2",
            [election.pk],
        )
        return {(area, way): number for area, way, number in cursor.fetchall()}


def _ways(voted: dict[tuple[int, str], int]) -> list[tuple[str, Group]]:
    """Ways of voting, the most used first."""
    sums: dict[str, int] = {}
    for (_area, way), number in voted.items():
        sums[way] = sums.get(way, 0) + number
    ways = sorted(sums, key=lambda way: (-sums[way], way))
    groups = _groups([WAYS.get(way, way) for way in ways], [sums[way] for way in ways])
    return list(zip(ways, groups, strict=True))


def _area_ways(
    found: dict[tuple[int, str], int], places: list[int], told: list[bool], ways: list[tuple[str, Group]]
) -> Shown:
    """Voters of areas by way of voting, beside the sums of both."""
    if not ways:
        return [[] for _pk in places]
    voted = [[found.get((pk, way), 0) for way, _group in ways] for pk in places]
    return table_beside_sums(voted, voted, told, [group.voted is not None for _way, group in ways])


def _imported(election: Election, ballots: int) -> Participation:
    """Figures that a file gives: age, sex is left to the open data, way of voting and the voter's district."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.age, coalesce(v.extra->>'voting_method', ''), coalesce(v.extra->>'district', ''), count(*)"
            " FROM voting_importedvoter v JOIN voting_ballot b ON b.id = v.ballot_id"
            " WHERE b.election_id = %s GROUP BY 1, 2, 3",
            [election.pk],
        )
        rows: list[tuple[int | None, str, str, int]] = cursor.fetchall()
    known_ages = any(row[0] is not None for row in rows)
    used = [band for band in BANDS if any(_in(row[0], band) for row in rows)] if known_ages else []
    labels: list[Text] = [band_label(*band) for band in used]
    counts = [sum(row[3] for row in rows if _in(row[0], band)) for band in used]
    if known_ages and (unknown := sum(row[3] for row in rows if row[0] is None)):
        labels.append(_("Age not known"))
        counts.append(unknown)
    return Participation(
        ballots=ballots,
        voted=ballots,
        entitled=None,
        by_age=_groups(labels, counts),
        by_area=_by_text([(row[2], row[3]) for row in rows], {}),
        by_way=_by_text([(row[1], row[3]) for row in rows], WAYS),
        bands=[],
        table=[],
        ways=[],
        by_area_way=[],
    )


def _by_text(pairs: list[tuple[str, int]], names: dict[str, Text]) -> list[Group]:
    totals: dict[str, int] = {}
    for text, count in pairs:
        totals[text] = totals.get(text, 0) + count
    if set(totals) <= {""}:
        return []
    order = sorted(totals, key=lambda text: -totals[text])
    labels = [names.get(text, text) or _("Not known") for text in order]
    return _groups(labels, [totals[text] for text in order])


WAYS: dict[str, Text] = {
    "web": _("On the web"),
    "internet": _("On the web"),
    "desk": _("At an officer's desk"),
    "paper": _("On paper"),
}
