"""The roll of a vote in groups: one query, from which the whole page is reckoned."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from commons.places.models import Area
from voting.models import Election

OLDEST = 200
AGES = ((0, 29), (30, 64), (65, OLDEST))
"""Age bands, full years at the end of the year, both ends included: wide enough to be told by area."""
UNKNOWN = len(AGES)
"""The place of those whose age is not known, after the bands."""

_GROUPS = """
SELECT r.area_id, %(year)s - r.birth_year, r.channel,
    date_trunc('week', r.voted_at AT TIME ZONE 'Europe/Helsinki')::date,
    count(*), count(r.voted_at),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM voting_lettercode c WHERE c.entry_id = r.id AND c.batch_id IS NOT NULL)),
    count(*) FILTER (WHERE r.channel = 'web' AND EXISTS (
        SELECT FROM voting_lettercode c WHERE c.entry_id = r.id AND c.batch_id IS NOT NULL)),
    count(d.entry_id)
FROM voting_rollentry r LEFT JOIN voting_ballotdraft d ON d.entry_id = r.id
WHERE r.election_id = %(election)s GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Group:
    """People of one area, age and way of voting, and of one week in which they voted. `week`: its Monday, None for
    those who have not voted. `sent`: with a letter; `used`: of these, voted on the web; `chosen`: saved a ballot
    and did not cast it."""

    area: int
    age: int | None
    way: str
    week: dt.date | None
    people: int
    voted: int
    sent: int
    used: int
    chosen: int

    @property
    def band(self) -> int:
        """The place of the age in `AGES`."""
        if self.age is None:
            return UNKNOWN
        return next((place for place, (low, high) in enumerate(AGES) if low <= self.age <= high), UNKNOWN)


@dataclass(frozen=True)
class Roll:
    """All groups, and the areas in the order of the town."""

    groups: Sequence[Group]
    areas: Sequence[Area]

    def total(self, name: str, fits: Callable[[Group], bool] = lambda _group: True) -> int:
        """A number summed over the groups that fit."""
        return sum(int(getattr(group, name)) for group in self.groups if fits(group))

    def table(self, name: str) -> list[list[int]]:
        """A number by area and age band, the unknown age last."""
        place = {area.pk: row for row, area in enumerate(self.areas)}
        found = [[0] * (UNKNOWN + 1) for _area in self.areas]
        for group in self.groups:
            found[place[group.area]][group.band] += int(getattr(group, name))
        return found

    def by_area(self, name: str) -> list[int]:
        """A number by area."""
        return [sum(row) for row in self.table(name)]


def roll_of(election: Election) -> Roll:
    """The roll in groups. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"year": election.cycle.year, "election": election.pk})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    groups = [Group(*row) for row in rows]
    return Roll(groups, _in_order({group.area for group in groups}))


def _in_order(pks: Iterable[int]) -> list[Area]:
    return sorted(
        Area.objects.filter(pk__in=set(pks)).defer("outline"), key=lambda area: (area.position, area.path)
    )
