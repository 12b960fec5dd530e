"""Who is missing, measured against the population, named while there is time to do something about it.

Expected of a group is its share of the people of voting age, times everybody who has voted so far: where the vote is as
the town is, every group has as many voters as expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text
from commons.places.domain.small_groups import LEAST, suppressed_line
from commons.places.models import Area, Population
from voting.domain.crossing import table_beside_sums
from voting.domain.participation import band_label
from voting.domain.reach.funnel import AreaLine
from voting.domain.reach.roll import AGES, UNKNOWN, Roll
from voting.models import Election, PollingStation, PrintRun

FEW = 0.7
"""A group is missing where it has fewer than this part of the voters expected."""
WORTH = 20
"""Smallest number expected of which it is told: below it chance decides."""
MOST = 8


@dataclass(frozen=True)
class Share:
    """An age band of the town: its part of the population of voting age and of those who voted, in percent. `voted`:
    None where it is not told."""

    label: Text
    population: int
    population_percent: float | None
    voted: int | None
    voted_percent: float | None


@dataclass(frozen=True)
class Hint:
    """Something to do about it: in words, and the station where it could be (0: the tool finds its own place)."""

    kind: str
    words: Text
    station: int = 0
    station_name: str = ""


@dataclass(frozen=True)
class Gap:
    """A group of an area that is missing. `voted`: None where there are so few that it is not told."""

    area: str
    path: str
    ages: Text
    voted: int | None
    expected: int
    hints: list[Hint]


@dataclass(frozen=True)
class Representation:
    """By age in the whole town, and what is missing. `by_register`: False where the population is not known and the
    roll stands for it."""

    shares: list[Share]
    gaps: list[Gap]
    by_register: bool
    year: int | None


def label(place: int) -> Text:
    """An age band in figures, or that the age is not known."""
    return _("Age not known") if place == UNKNOWN else band_label(*AGES[place])


def representation(election: Election, roll: Roll, lines: Sequence[AreaLine]) -> Representation:
    """Who votes beside who lives there. Three queries. `lines`: the areas as they may be told."""
    youngest = min((group.age for group in roll.groups if group.age is not None), default=None)
    by_register, year = register(roll.areas, election.cycle.year, youngest)
    base = by_register or [row[:UNKNOWN] for row in roll.table("people")]
    voted, size = roll.table("voted"), roll.table("people")
    by_age = suppressed_line([sum(column) for column in zip(*voted, strict=True)] if voted else [])
    told = [line.voted is not None for line in lines]
    shown = table_beside_sums(voted, size, told, [number is not None for number in by_age]) if voted else []
    return Representation(
        shares=_shares(base, by_age, roll.total("voted")),
        gaps=_gaps(roll, base, voted, shown, _stations(election)),
        by_register=bool(by_register),
        year=year,
    )


def register(areas: Sequence[Area], until: int, youngest: int | None) -> tuple[list[list[int]], int | None]:
    """People of voting age by area and band, from the newest figures up to the year `until`, and their year.

    Empty where an area has none. A band of the register that crosses one of ours is cut by years of age. `youngest`:
    on the roll. One query.
    """
    if youngest is None:
        return [], None
    rows = list(
        Population.objects.filter(area__in=[area.pk for area in areas], year__lte=until)
        .order_by("-year")
        .values_list("area", "year", "age_min", "age_max", "persons")
    )
    year = rows[0][1] if rows else None
    found = {area.pk: [0.0] * UNKNOWN for area in areas}
    for area, of_year, low, high, persons in rows:
        if of_year == year:
            for place, (first, last) in enumerate(AGES):
                years = min(high, last) - max(low, first, youngest) + 1
                found[area][place] += persons * max(years, 0) / (high - low + 1)
    if not all(any(row) for row in found.values()):
        return [], None
    return [[round(number) for number in found[area.pk]] for area in areas], year


def expected_of(all_voted: int, persons: int, base: Sequence[Sequence[int]]) -> int:
    """How many voters a group of so many people would have if the vote were as the town is. `base`: all groups."""
    total = sum(map(sum, base))
    return round(all_voted * persons / total) if total else 0


def _shares(base: list[list[int]], by_age: Sequence[int | None], voted: int) -> list[Share]:
    sums = [sum(column) for column in zip(*base, strict=True)] if base else [0] * UNKNOWN
    total = sum(sums)
    return [
        Share(
            label(place),
            sums[place],
            round(100 * sums[place] / total, 1) if total else None,
            number := by_age[place] if place < len(by_age) else None,
            None if number is None or not voted else round(100 * number / voted, 1),
        )
        for place in range(UNKNOWN)
    ]


def _gaps(
    roll: Roll,
    base: list[list[int]],
    voted: list[list[int]],
    shown: Sequence[Sequence[int | None]],
    stations: dict[int, list[PollingStation]],
) -> list[Gap]:
    all_voted = roll.total("voted")
    letters = roll.table("sent")
    people = roll.table("people")
    found: list[tuple[float, Gap]] = []
    for row, area in enumerate(roll.areas):
        for place in range(UNKNOWN):
            expected = expected_of(all_voted, base[row][place], base)
            if expected < WORTH or voted[row][place] >= FEW * expected:
                continue
            without = people[row][place] - letters[row][place]
            at = stations.get(area.pk) or stations.get(0, [])
            hints = _hints(place, without, at)
            gap = Gap(str(area), area.path, label(place), shown[row][place], expected, hints)
            found.append((expected - voted[row][place], gap))
    found.sort(key=lambda one: -one[0])
    return [gap for _size, gap in found[:MOST]]


def _hints(place: int, without: int, stations: Sequence[PollingStation]) -> list[Hint]:
    visits = (
        _("Visit schools and youth centres there with the booth."),
        _("Be at shops, day care and clubs there in the evening."),
        _("Visit the service centre and homes for the elderly there with ballots on paper."),
    )
    hints = [Hint("visit", visits[place])]
    if without >= LEAST:
        hints.append(Hint("letter", _("Send letters: some there have none.")))
    if stations:
        hints.append(Hint("shift", _("Add a shift at a station there"), stations[0].pk, str(stations[0])))
    else:
        hints.append(Hint("station", _("Open a station there.")))
    return hints


def _stations(election: Election) -> dict[int, list[PollingStation]]:
    """Stations by the areas whose ballots they have; under 0 all of them, for areas that have none."""
    stations = {one.pk: one for one in PollingStation.objects.filter(election=election)}
    found: dict[int, list[PollingStation]] = {}
    for area, station in PrintRun.objects.filter(election=election).values_list("area", "station").distinct():
        found.setdefault(area, []).append(stations[station])
    return found
