"""The way to a ballot, step by step: from a draft to the ballot, from a letter to a vote; by week and by area."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.http.errors import Text
from commons.places.domain.small_groups import LEAST, Shown, suppressed, suppressed_line
from proposals.models import Proposal, State
from voting.domain.participation import WAYS
from voting.domain.reach.roll import Roll
from voting.models import Election


@dataclass(frozen=True)
class Step:
    """A step of a funnel: how many came so far."""

    label: Text
    number: int


@dataclass(frozen=True)
class Written:
    """Proposals of a week or an area: begun, of these submitted, of these put on the ballot."""

    begun: int
    submitted: int
    on_ballot: int


@dataclass(frozen=True)
class AreaLine:
    """An area: people on the roll and with a letter; those who voted, and who have chosen something and not cast it.
    None: too few to tell, or a number that would give such a group away."""

    name: str
    path: str
    people: int
    sent: int
    voted: int | None
    chosen: int | None

    @property
    def percent(self) -> float | None:
        """Turnout, one decimal; None where it is not told."""
        return None if self.voted is None or not self.people else round(100 * self.voted / self.people, 1)


@dataclass(frozen=True)
class WeekLine:
    """A week, by its Monday: votes by each way, None where it is not told, and proposals."""

    monday: dt.date
    votes: tuple[int | None, ...]
    written: Written


@dataclass(frozen=True)
class Funnel:
    """Both ways to the ballot. `ways`: labels of the ways of voting, in the order of `WeekLine.votes`."""

    proposals: list[Step]
    votes: list[Step]
    ways: list[Text]
    weeks: list[WeekLine]
    areas: list[AreaLine]
    written: list[tuple[str, Written]]


def funnel_of(election: Election, roll: Roll) -> Funnel:
    """Both funnels. Two queries beside those of the roll."""
    of_year = Proposal.objects.filter(cycle=election.cycle_id).order_by()
    by_area = {row["area__path"] or "": _written(row) for row in _counted(of_year.values("area__path"))}
    by_week = {
        row["week"].date(): _written(row)
        for row in _counted(of_year.annotate(week=TruncWeek("created_at")).values("week"))
    }
    whole = Written(
        sum(one.begun for one in by_area.values()),
        sum(one.submitted for one in by_area.values()),
        sum(one.on_ballot for one in by_area.values()),
    )
    used = {group.way for group in roll.groups if group.voted}
    ways = [way for way in WAYS if way in used]
    names = {area.path: str(area) for area in roll.areas}
    return Funnel(
        proposals=[
            Step(_("Drafts begun"), whole.begun),
            Step(pgettext_lazy("how many", "Submitted"), whole.submitted),
            Step(pgettext_lazy("how many", "On the ballot"), whole.on_ballot),
        ],
        votes=[
            Step(_("On the roll"), roll.total("people")),
            Step(_("Letters sent"), roll.total("sent")),
            Step(_("Voted with the letter"), roll.total("used")),
            Step(_("Voted in any way"), roll.total("voted")),
        ],
        ways=[WAYS[way] for way in ways],
        weeks=_weeks(roll, ways, by_week),
        areas=_areas(roll),
        written=[
            (names.get(path, path), by_area[path])
            for path in sorted(by_area, key=lambda path: (path == "", path))
        ],
    )


def _counted(grouped: Any) -> Any:
    return grouped.annotate(
        begun=Count("pk"),
        submitted=Count("pk", filter=~Q(state=State.DRAFT)),
        on_ballot=Count("pk", filter=Q(ballot_projects__isnull=False)),
    )


def _written(row: dict[str, Any]) -> Written:
    return Written(row["begun"], row["submitted"], row["on_ballot"])


def _areas(roll: Roll) -> list[AreaLine]:
    """Voted and not voted are one table, because the people of an area are the sum of both. An area where nobody has
    voted is left out too, or its first vote would show."""
    people, voted = roll.by_area("people"), roll.by_area("voted")
    counts = [[number, whole - number] for whole, number in zip(people, voted, strict=True)]
    shown: Shown = suppressed(counts, [[1 if number == 0 else LEAST, LEAST] for number in voted])
    chosen = suppressed_line(roll.by_area("chosen"))
    rows = zip(roll.areas, people, roll.by_area("sent"), shown, chosen, strict=True)
    return [
        AreaLine(str(area), area.path, whole, sent, row[0], waits) for area, whole, sent, row, waits in rows
    ]


def _weeks(roll: Roll, ways: Sequence[str], written: dict[dt.date, Written]) -> list[WeekLine]:
    voted = {group.week for group in roll.groups if group.week is not None}
    weeks = sorted(voted)
    counts = [
        [sum(group.voted for group in roll.groups if (group.week, group.way) == (week, way)) for way in ways]
        for week in weeks
    ]
    shown = dict(zip(weeks, suppressed(counts), strict=True)) if weeks and ways else {}
    return [
        WeekLine(monday, tuple(shown.get(monday, [0] * len(ways))), written.get(monday, Written(0, 0, 0)))
        for monday in sorted(voted | set(written))
    ]
