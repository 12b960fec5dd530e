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
from commons.places.domain.small_groups import LEAST, suppressed
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


@dataclass(frozen=True)
class Cell:
    """People of an age in a town: who have come (None: so few that they are not told) and who would be expected if
    those who came were like the population (None: the population is not known)."""

    came: int | None
    expected: int | None
    is_gap: bool


@dataclass(frozen=True)
class AgeLine:
    """One age in each town, in the order of `Missing.towns`."""

    code: str
    label: str | Promise
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Gap:
    """Some of whom far fewer came than live there. `came`: None for fewer than `Missing.least`."""

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
    least: int = LEAST

    @cached_property
    def gaps(self) -> list[Gap]:
        """The largest ones first."""
        found = [
            Gap(line.code, line.label, town, cell.came, cell.expected or 0, SUGGESTIONS[line.code])
            for line in self.lines
            for town, cell in zip(self.towns, line.cells, strict=True)
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
    shown = suppressed(counts, least=LEAST)
    expected = _expected(total, towns, people)
    lines = tuple(
        AgeLine(
            age.value,
            age.label,
            tuple(
                Cell(came, among, _is_gap(came, counts[row][column], among))
                for column, (came, among) in enumerate(zip(shown[row], expected[row], strict=True))
            ),
        )
        for row, age in enumerate(AgeBand)
    )
    return Missing(total, coverage.people, coverage.counted_at, towns, lines, unknown)


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
