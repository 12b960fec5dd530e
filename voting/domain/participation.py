"""Who took part, in groups that are large enough to be told of."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text
from commons.places.domain.small_groups import Shown, suppressed_line
from voting.domain.crossing import table_beside_sums, three_ways
from voting.domain.turnout import turnout_of
from voting.models import Ballot, Election

BANDS = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, 200))
"""Age bands, full years at the end of the cycle's year, both ends included."""
Band = tuple[int, int] | None
"""None: the age is not known."""
Cells = defaultdict[tuple[int, Band], Counter[str]]
"""People of an area and band, by way of voting; the empty way has not voted."""


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
    """How many ballots lie in the box and what groups cast them; where there is a roll, `table` tells of areas by age,
    `by_area_way` of areas by `ways` of voting, and `by_all` of all three (an area's bands, each by way). `voted`:
    people, once however many pots they voted in. `limits`: the ages of `bands`. `youngest`: age of the youngest on the
    roll, where it is known.
    """

    ballots: int
    voted: int
    entitled: int | None
    by_age: list[Group]
    by_area: list[Group]
    by_way: list[Group]
    bands: list[Text]
    limits: list[Band]
    table: list[tuple[str, list[int | None]]]
    ways: list[Text]
    by_area_way: list[tuple[str, list[int | None]]]
    by_all: list[tuple[str, Shown]]
    youngest: int | None


def participation(election: Election) -> Participation:
    """The figures of one election; five queries at most. Small groups are left out with what would give them away."""
    ballots = Ballot.objects.filter(election=election).counting().count()
    roll = _roll(election)
    if not roll:
        return _imported(election, ballots)
    found = turnout_of(election)
    places = [line.area.pk for line in found.areas]
    ages = {age for _area, age, _way in roll}
    known: list[Band] = [band for band in BANDS if any(_in(age, band) for age in ages)]
    if None in ages:
        known.append(None)
    cells = _cells(roll, known)
    voted = [[sum(cells[pk, band].values()) - cells[pk, band][""] for band in known] for pk in places]
    size = [[sum(cells[pk, band].values()) for band in known] for pk in places]
    labels: list[Text] = [band_label(*band) if band else _("Age not known") for band in known]
    by_age = _groups(labels, _column_sums(voted, len(known)), _column_sums(size, len(known)))
    told = [line.voted is not None for line in found.areas]
    shown = table_beside_sums(voted, size, told, [group.voted is not None for group in by_age])
    names = [str(line.area) for line in found.areas]
    by_way = _ways(cells)
    ways = [[sum(cells[pk, band][way] for band in known) for way, _group in by_way] for pk in places]
    area_ways = _area_ways(ways, told, by_way)
    cube = [[[cells[pk, band][way] for way, _group in by_way] for band in known] for pk in places]
    return Participation(
        ballots=ballots,
        voted=found.voted,
        entitled=found.eligible,
        by_age=by_age,
        by_area=[Group(str(line.area), line.voted, line.eligible) for line in found.areas],
        by_way=[group for _way, group in by_way],
        bands=labels,
        limits=known,
        table=list(zip(names, shown, strict=True)),
        ways=[group.label for _way, group in by_way],
        by_area_way=list(zip(names, area_ways, strict=True)),
        by_all=list(zip(names, three_ways(cube, shown, area_ways), strict=True)),
        youngest=min((age for age in ages if age is not None), default=None),
    )


def _roll(election: Election) -> dict[tuple[int, int | None, str], int]:
    """People on the roll by area, age and way of voting (empty: has not voted). One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area_id, %s - birth_year, CASE WHEN voted_at IS NULL THEN '' ELSE channel END, count(*)"
            " FROM voting_rollentry WHERE election_id = %s GROUP BY 1, 2, 3",
            [election.cycle.year, election.pk],
        )
        return {(area, age, way): number for area, age, way, number in cursor.fetchall()}


def _cells(roll: Mapping[tuple[int, int | None, str], int], bands: Sequence[Band]) -> Cells:
    """The same by area and band, each by way."""
    of_age = {age: next((band for band in bands if _in(age, band)), None) for _area, age, _way in roll}
    cells: Cells = defaultdict(Counter)
    for (area, age, way), number in roll.items():
        cells[area, of_age[age]][way] += number
    return cells


def _column_sums(table: list[list[int]], width: int) -> list[int]:
    return [sum(row[column] for row in table) for column in range(width)]


def _in(age: int | None, band: Band) -> bool:
    if age is None or band is None:
        return age is None and band is None
    return band[0] <= age <= band[1]


def _groups(labels: Sequence[Text], voted: list[int], sizes: list[int] | None = None) -> list[Group]:
    shown = suppressed_line(voted, sizes)
    entitled: Sequence[int | None] = [None] * len(shown) if sizes is None else suppressed_line(sizes)
    return [Group(*cells) for cells in zip(labels, shown, entitled, strict=True)]


def _ways(cells: Cells) -> list[tuple[str, Group]]:
    """Ways of voting, the most used first."""
    sums: Counter[str] = sum(cells.values(), Counter())
    del sums[""]
    ways = sorted(sums, key=lambda way: (-sums[way], way))
    groups = _groups([WAYS.get(way, way) for way in ways], [sums[way] for way in ways])
    return list(zip(ways, groups, strict=True))


def _area_ways(voted: list[list[int]], told: list[bool], ways: list[tuple[str, Group]]) -> Shown:
    """Voters of areas by way of voting, beside the sums of both."""
    if not ways:
        return [[] for _area in told]
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
        limits=[],
        table=[],
        ways=[],
        by_area_way=[],
        by_all=[],
        youngest=None,
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
