"""Who took part, in groups that are large enough to be told of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text
from commons.places.domain.small_groups import suppressed, suppressed_line
from commons.places.models import Area
from voting.models import Election

BANDS = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, 200))
"""Age bands, full years at the end of the cycle's year, both ends included."""


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
    """How many ballots lie in the box and what groups cast them; a table of areas by age where there is a roll."""

    ballots: int
    entitled: int | None
    by_age: list[Group]
    by_area: list[Group]
    by_way: list[Group]
    bands: list[str]
    table: list[tuple[str, list[int | None]]]


def participation(election: Election) -> Participation:
    """The figures of one election; three to five queries. Small groups are left out with what would give them away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM voting_ballot WHERE election_id = %s AND NOT superseded", [election.pk]
        )
        ballots: int = cursor.fetchone()[0]
        cursor.execute(
            "SELECT area_id, %s - birth_year, count(*), count(voted_at) FROM voting_rollentry"
            " WHERE election_id = %s GROUP BY 1, 2",
            [election.cycle.year, election.pk],
        )
        roll: list[tuple[int, int | None, int, int]] = cursor.fetchall()
    if not roll:
        return _imported(election, ballots)
    areas = {area.pk: area for area in Area.objects.filter(pk__in={row[0] for row in roll})}
    order = sorted(areas, key=lambda pk: (areas[pk].position, areas[pk].path))
    used = [band for band in BANDS if any(_in(age, band) for _area, age, _size, _voted in roll)]
    voted = [
        [sum(row[3] for row in roll if row[0] == pk and _in(row[1], band)) for band in used] for pk in order
    ]
    size = [
        [sum(row[2] for row in roll if row[0] == pk and _in(row[1], band)) for band in used] for pk in order
    ]
    shown = suppressed(voted, size)
    by_age = [(sum(line[i] for line in voted), sum(line[i] for line in size)) for i in range(len(used))]
    by_area = [(sum(voted_line), sum(size_line)) for voted_line, size_line in zip(voted, size, strict=True)]
    labels = [band_label(*band) for band in used]
    return Participation(
        ballots=ballots,
        entitled=sum(row[2] for row in roll),
        by_age=_groups(labels, [pair[0] for pair in by_age], [pair[1] for pair in by_age]),
        by_area=_groups(
            [str(areas[pk]) for pk in order], [pair[0] for pair in by_area], [pair[1] for pair in by_area]
        ),
        by_way=_ways(election),
        bands=labels,
        table=[(str(areas[pk]), line) for pk, line in zip(order, shown, strict=True)],
    )


def _in(age: int | None, band: tuple[int, int]) -> bool:
    return age is not None and band[0] <= age <= band[1]


def _groups(labels: Sequence[Text], voted: list[int], sizes: list[int] | None = None) -> list[Group]:
    shown = suppressed_line(voted, sizes)
    return [
        Group(label, count, None if sizes is None else sizes[place])
        for place, (label, count) in enumerate(zip(labels, shown, strict=True))
    ]


def _ways(election: Election) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT channel, count(*) FROM voting_rollentry WHERE election_id = %s AND voted_at IS NOT NULL"
            " GROUP BY 1 ORDER BY 2 DESC",
            [election.pk],
        )
        rows: list[tuple[str, int]] = cursor.fetchall()
    return _groups([WAYS.get(way, way) for way, _count in rows], [count for _way, count in rows])


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
        entitled=None,
        by_age=_groups(labels, counts),
        by_area=_by_text([(row[2], row[3]) for row in rows], {}),
        by_way=_by_text([(row[1], row[3]) for row in rows], WAYS),
        bands=[],
        table=[],
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
