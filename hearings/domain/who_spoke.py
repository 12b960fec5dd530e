"""Who spoke, by background, without telling of single people.

People, not notes, are counted: whoever writes thirty notes is one. Each line (one service × one kind of answer) stands
alone: a reader gets its sum and the numbers of at least `least` people, and where a number is left out at least one
other is left out with it (secondary suppression). No sums across lines are given, so that no line can be worked out
from another; no filters are taken, so that there is nothing to combine; and nothing is told before answering begins,
when nobody can be added any more, so that two looks at different times are the same look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.models import AgeBand, Background, Gender, Hearing, HearingState, ServiceArea

LEAST = 5
LEAST_SENSITIVE = 10
TOLD_IN = (HearingState.ANSWERING, HearingState.ARCHIVED)


@dataclass(frozen=True)
class Line:
    """One service: how many people answered, and how many in each column. None: left out. All None where even the sum
    is too small to tell; then `people` is None too."""

    service_area: ServiceArea
    people: int | None
    cells: list[int | None]
    least: int


@dataclass(frozen=True)
class BackgroundTable:
    """`columns`: code and label of each possible answer, the last one for no answer."""

    name: str
    title: str | Promise
    columns: list[tuple[str, str | Promise]]
    lines: list[Line]


def tables(hearing: Hearing) -> list[BackgroundTable]:
    """Age, gender and home town of those who told something, by service. Empty until answering begins. Two queries."""
    if hearing.state not in TOLD_IN:
        return []
    areas = list(hearing.service_areas.all())
    rows: list[tuple[Any, ...]] = list(
        Background.objects.filter(service_area__hearing=hearing).values_list(
            "service_area", "age_band", "gender", "home_town"
        )
    )
    none = ("", _("Did not say"))
    towns: list[tuple[str, str | Promise]] = [(town, town) for town in hearing.home_towns]
    kinds: list[tuple[str, str | Promise, list[tuple[str, str | Promise]], int]] = [
        ("age_band", _("Age"), [(band.value, band.label) for band in AgeBand], 1),
        ("gender", _("Gender"), [(gender.value, gender.label) for gender in Gender], 2),
        ("home_town", _("Home town"), towns, 3),
    ]
    return [
        BackgroundTable(
            name,
            title,
            [*columns, none],
            [
                line_of(
                    area,
                    [row[at] for row in rows if row[0] == area.pk],
                    [code for code, _l in (*columns, none)],
                )
                for area in areas
            ],
        )
        for name, title, columns, at in kinds
    ]


def line_of(area: ServiceArea, answers: Sequence[str], codes: Sequence[str]) -> Line:
    """One line, suppressed. `answers`: one for each person."""
    least = LEAST_SENSITIVE if area.is_sensitive else LEAST
    counted = [sum(1 for answer in answers if answer == code) for code in codes]
    if sum(counted) < least:
        return Line(area, None, [None] * len(codes), least)
    return Line(area, sum(counted), without_small(counted, least), least)


def without_small(counts: Sequence[int], least: int) -> list[int | None]:
    """`counts` with None for every group of 1 to `least` - 1 people, and for the smallest larger ones.

    A larger one is always left out too: two small groups alone could be pinned down by somebody who knows this rule
    (eight people in two groups below five are four and four). Without a larger one everything is left out.
    """
    if not any(0 < count < least for count in counts):
        return list(counts)
    larger = [count for count in counts if count >= least]
    if not larger:
        return [None] * len(counts)
    # All that are as large as the smallest larger one: which of equals is left out would tell where the small one is.
    return [None if 0 < count <= min(larger) else count for count in counts]
