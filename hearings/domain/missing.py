"""Who is missing: those who took part so far beside the population, by age and home town, while there is still time to
go and ask. For officials.

Nobody can be singled out by it: people are counted anew only when ten more have come, so that a note that has just
arrived cannot be laid beside a number that has just grown; small groups are left out together with others
(`small_groups.suppressed`); and it knows nothing of notes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.live import publish
from commons.places.domain import queries as places
from commons.places.domain.queries import AgeBand as People
from commons.places.domain.queries import without_outlines
from commons.places.domain.small_groups import LEAST, suppressed, suppressed_line
from commons.texts.translated import LANGUAGES
from hearings.models import AgeBand, Background, Coverage, Hearing, HearingState

TOGETHER = 10
"""So many more people must have come before they are counted anew."""
EXPECTED = 5
"""Smallest expected number from which a gap is spoken of."""
MOST_GAPS = 8
SHARE = 0.5
"""A gap: at most this share of those expected have come."""
YEARS: dict[str, tuple[int, int]] = {
    AgeBand.UNDER_18: (7, 17),  # small children are not expected to write
    AgeBand.FROM_18: (18, 29),
    AgeBand.FROM_30: (30, 44),
    AgeBand.FROM_45: (45, 64),
    AgeBand.FROM_65: (65, 79),
    AgeBand.FROM_80: (80, 110),
}
OLDEST = 110

SUGGESTIONS: dict[str, Promise] = {
    AgeBand.UNDER_18: _(
        "Go to a school or a youth house, and let an adult of theirs write down what they say."
    ),
    AgeBand.FROM_18: _(
        "Go where they are: college, gym, library in the evening. Show the code on their screens."
    ),
    AgeBand.FROM_30: _(
        "Put the code up in day care and come to a parents’ evening; somebody minds the children."
    ),
    AgeBand.FROM_45: _("Ask employers and unions to pass on the code, and leave cards in the health centre."),
    AgeBand.FROM_65: _("Ask pensioners’ clubs to hand out cards, and come to their meeting with a scribe."),
    AgeBand.FROM_80: _("Ask home care to take cards along, and send a scribe to the service house."),
}

GO_THERE = _("Hold an event there, or send a scribe with cards to the shop and the library.")


@dataclass(frozen=True)
class Cell:
    """People of an age in a town: who have come (None: so few that they are not told) and who would be expected if
    those who came were like the population (None: the population is not known)."""

    came: int | None
    expected: int | None
    is_gap: bool


@dataclass(frozen=True)
class AgeLine:
    """One age in each town, in the order of `Missing.towns`, and in all of them together."""

    code: str
    label: str | Promise
    cells: tuple[Cell, ...]
    together: Cell


@dataclass(frozen=True)
class Gap:
    """Some of whom far fewer came than live there. `town` empty: of this age everywhere; `age` empty: of the whole
    town. `came`: None for fewer than `Missing.least`."""

    age: str
    age_label: str | Promise
    town: str
    came: int | None
    expected: int
    suggestion: Promise


@dataclass(frozen=True)
class Missing:
    """The comparison. `people`: who told age and home town; None: nobody is counted yet. `unknown_towns`: without a
    population in the register."""

    people: int | None
    everybody: int | None
    counted_at: datetime | None
    towns: tuple[str, ...]
    lines: tuple[AgeLine, ...]
    unknown_towns: tuple[str, ...]
    together: tuple[Cell, ...] = ()
    least: int = LEAST

    @property
    def left_out(self) -> int:
        """How many numbers are left out: among them there may be gaps that cannot be told."""
        return sum(cell.came is None for line in self.lines for cell in line.cells)

    @property
    def by_town(self) -> list[tuple[str, Cell]]:
        """Each town with its people of all ages; empty while nobody is counted."""
        return list(zip(self.towns, self.together, strict=True)) if self.together else []

    @cached_property
    def gaps(self) -> list[Gap]:
        """The largest ones first."""
        found = [
            Gap(line.code, line.label, town, cell.came, cell.expected or 0, SUGGESTIONS[line.code])
            for line in self.lines
            for town, cell in zip(self.towns, line.cells, strict=True)
            if cell.is_gap
        ]
        found += [
            Gap(
                line.code,
                line.label,
                "",
                line.together.came,
                line.together.expected or 0,
                SUGGESTIONS[line.code],
            )
            for line in self.lines
            if line.together.is_gap
        ]
        found += [
            Gap("", "", town, cell.came, cell.expected or 0, GO_THERE)
            for town, cell in self.by_town
            if cell.is_gap
        ]
        found.sort(key=lambda gap: (gap.came or 0) - gap.expected)
        return found[:MOST_GAPS]


def missing(hearing: Hearing) -> Missing:
    """The comparison as it was counted last. Three queries."""
    coverage = Coverage.objects.filter(hearing=hearing).first()
    people = _population(hearing.home_towns)
    towns = tuple(town for town in hearing.home_towns if town in people)
    unknown = tuple(town for town in hearing.home_towns if town not in people)
    if coverage is None:
        return Missing(None, None, None, towns, (), unknown)
    counts = [[coverage.cells.get(key(age, town), 0) for town in towns] for age in AgeBand.values]
    total = sum(map(sum, counts))
    if total < TOGETHER:
        return Missing(None, coverage.people, coverage.counted_at, towns, (), unknown)
    shown, by_age, by_town = _without_small(counts)
    expected = _expected(total, towns, people)
    ages = [(sum(row), sum(among)) for row, among in zip(counts, expected, strict=True)]
    columns = [(sum(row[at] for row in counts), sum(row[at] for row in expected)) for at in range(len(towns))]
    lines = tuple(
        AgeLine(
            age.value,
            age.label,
            tuple(
                Cell(came, among, _is_gap(came, counts[row][column], among))
                for column, (came, among) in enumerate(zip(shown[row], expected[row], strict=True))
            ),
            Cell(by_age[row], ages[row][1], _is_gap(by_age[row], *ages[row])),
        )
        for row, age in enumerate(AgeBand)
    )
    together = tuple(
        Cell(came, among, _is_gap(came, number, among))
        for came, (number, among) in zip(by_town, columns, strict=True)
    )
    return Missing(total, coverage.people, coverage.counted_at, towns, lines, unknown, together)


def _without_small(
    counts: list[list[int]],
) -> tuple[list[list[int | None]], list[int | None], list[int | None]]:
    """The table, its sums by row and by column, without small groups. Of a row or column whose sum is left out nothing
    is told, so that the sum cannot be added up from its parts."""
    by_row = suppressed_line([sum(row) for row in counts])
    by_column = suppressed_line([sum(row[at] for row in counts) for at in range(len(counts[0]))])
    shown = [
        [None if by_row[row] is None or by_column[at] is None else cell for at, cell in enumerate(cells)]
        for row, cells in enumerate(suppressed(counts, least=LEAST))
    ]
    return shown, by_row, by_column


def look_again() -> int:
    """Count those who took part in the open hearings anew where enough more have come; how many were."""
    counted = 0
    for hearing in Hearing.objects.filter(state=HearingState.OPEN).select_related("coverage"):
        people = (
            Background.objects.filter(service_area__hearing=hearing).values("respondent").distinct().count()
        )
        known = getattr(hearing, "coverage", None)
        if people < (known.people if known else 0) + TOGETHER:
            continue
        Coverage.objects.update_or_create(
            hearing=hearing,
            defaults={"people": people, "cells": _cells(hearing), "counted_at": timezone.now()},
        )
        publish(f"hearing-people:{hearing.slug}")
        counted += 1
    return counted


def key(age: str, town: str) -> str:
    """How a cell is stored."""
    return f"{age}|{town}"


def _cells(hearing: Hearing) -> dict[str, int]:
    rows = Background.objects.filter(service_area__hearing=hearing).values_list(
        "respondent", "age_band", "home_town"
    )
    told: dict[str, str] = {}
    for respondent, age, town in rows.order_by("respondent", "age_band", "home_town"):
        told[respondent] = key(age, town)  # what was told of age and town about another service counts once
    return dict(sorted(Counter(told.values()).items()))


def _population(towns: Sequence[str]) -> dict[str, list[People]]:
    """People by age of the towns that are in the register, by their name in any language."""
    wanted = {town.casefold(): town for town in towns}
    areas = {}
    for area in without_outlines().order_by("-path") if towns else []:
        for language in LANGUAGES:
            name = str(getattr(area, f"name_{language}"))
            if name and name.casefold() in wanted:
                areas[wanted[name.casefold()]] = area  # the largest of one name: its path comes last
    found = places.populations(list(areas.values()))
    return {town: found[area.pk] for town, area in areas.items() if area.pk in found}


def _expected(total: int, towns: Sequence[str], people: Mapping[str, Sequence[People]]) -> list[list[int]]:
    living = [[_living(people[town], *YEARS[age]) for town in towns] for age in AgeBand.values]
    everybody = sum(map(sum, living)) or 1.0
    return [[round(total * number / everybody) for number in row] for row in living]


def _living(bands: Sequence[People], first: int, last: int) -> float:
    """People of these full years; a band of the register that reaches over is taken in part."""
    found = 0.0
    for band in bands:
        end = min(band.age_max, OLDEST)
        common = min(last, end) - max(first, band.age_min) + 1
        if common > 0:
            found += band.persons * common / (end - band.age_min + 1)
    return found


def _is_gap(shown: int | None, came: int, expected: int) -> bool:
    """Whether far fewer came. Of those that are left out only that they are few is told: a large one that is left out
    to hide another is no gap, and a small one is one only where many more were expected."""
    if shown is None:
        return came < LEAST and expected * SHARE >= LEAST
    return expected >= EXPECTED and shown <= expected * SHARE
