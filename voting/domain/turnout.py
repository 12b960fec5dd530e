"""How many have voted, by area, without telling of single people; and votes per project where the rules show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Sum

from commons.places.models import Area
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Phase, PhaseKind
from voting.domain.ballot_form import form_of
from voting.models import Ballot, BallotChoice, BallotDraft, BallotKind, Channel, Election, RollEntry

Group = TypeVar("Group")
SMALLEST = 5
"""Groups with fewer voters, or fewer people, are not shown."""
STEPS = (5, 10, 20, 40)
"""Percents at which the next step of the map's shades begins: the same for every vote, so that years compare."""


@dataclass(frozen=True)
class AreaTurnout:
    """`voted` and `eligible` people of one area; both None where the group is too small to show."""

    area: Area
    voted: int | None
    eligible: int | None


@dataclass(frozen=True)
class Turnout:
    """`voted` of `eligible` people in all. `areas`: in the order of the town. `ways`: people by way of voting, None
    where it is not shown; on the web counts with whatever code and on whichever device, booths too: no more is kept.
    """

    voted: int
    eligible: int
    areas: Sequence[AreaTurnout]
    ways: Mapping[Channel, int | None]


WAYS = (Channel.WEB, Channel.DESK, Channel.PAPER)
"""The ways of which a vote tells how many have gone them."""


def turnout_of(election: Election) -> Turnout:
    """Turnout by area and by way, each with small groups hidden. Two queries.

    The sum over all areas is shown, so one larger group, the smallest of them, is hidden with the small ones: two
    small ones alone could be read from their sum (eight are four and four). Areas where nobody has voted are hidden
    too, since whoever watches would see the first ballot of such an area. Ways of voting follow the same rule.
    """
    eligible: Counter[int] = Counter()
    voted: Counter[int] = Counter()
    ways: Counter[str] = Counter(dict.fromkeys(WAYS, 0))
    rows = RollEntry.objects.filter(election=election).order_by().values("area", "channel")
    for row in rows.annotate(people=Count("pk")):
        eligible[row["area"]] += row["people"]
        if row["channel"]:
            voted[row["area"]] += row["people"]
            ways[row["channel"]] += row["people"]
    hidden = _too_small({area: (voted[area], number) for area, number in eligible.items()})
    areas = Area.objects.in_bulk(list(eligible))
    lines = [
        AreaTurnout(
            area=areas[area],
            voted=None if area in hidden else voted[area],
            eligible=None if area in hidden else number,
        )
        for area, number in eligible.items()
    ]
    lines.sort(key=lambda line: (line.area.position, line.area.path))
    told = {way: ways[way] for way in WAYS}
    small = _too_small({way: (number, number) for way, number in told.items()})
    return Turnout(
        voted=voted.total(),
        eligible=eligible.total(),
        areas=lines,
        ways={way: None if way in small else number for way, number in told.items()},
    )


def _too_small(groups: Mapping[Group, tuple[int, int]]) -> set[Group]:
    """The groups (`voted`, `eligible`) that are not shown beside their sum."""
    small = {group for group, numbers in groups.items() if min(numbers) < SMALLEST}
    larger = [group for group in groups if group not in small]
    if small and larger:
        small.add(min(larger, key=lambda group: groups[group][0]))
    return small


def drafts_never_cast(election: Election) -> int:
    """People who have chosen something and not cast it: for officials, a number only."""
    return BallotDraft.objects.filter(entry__election=election).count()


def totals_are_public(election: Election) -> bool:
    """Whether votes per project may be shown now: live where the rules say so, else after the vote has closed."""
    if election.frozen_at is None:
        return False
    if election.totals_live:
        return True
    return not Phase.objects.filter(
        cycle=election.cycle_id, kind=PhaseKind.VOTE, closes_at__gt=StatementTimestamp()
    ).exists()


def closes_at(election: Election) -> datetime | None:
    """When the voting phase ends, if it has dates."""
    phase = Phase.objects.filter(cycle=election.cycle_id, kind=PhaseKind.VOTE).first()
    return phase.closes_at if phase else None


def live_totals(election: Election) -> dict[int, int]:
    """Votes (in a points ballot points, in a ranking Borda points) by `BallotProject.pk`; one query.

    A ranking of L projects of one envelope gives L, L-1, …, 1 points.
    """
    current = BallotChoice.objects.filter(
        ballot__in=Ballot.objects.filter(election=election).counting()
    ).order_by()
    if election.ballot_kind == BallotKind.POINTS:
        return _summed(current.values("project").annotate(total=Sum("points")))
    if election.ballot_kind == BallotKind.RANKING:
        return _borda(election)
    return _summed(current.values("project").annotate(total=Count("pk")))


def _summed(rows: Any) -> dict[int, int]:
    return {row["project"]: row["total"] for row in rows}


def _borda(election: Election) -> dict[int, int]:
    pots = {pk: pot for pk, (pot, _cost) in form_of(election).projects.items()}
    by_ballot: dict[tuple[Any, int], list[int]] = {}
    rows: Any = (
        BallotChoice.objects.filter(ballot__in=Ballot.objects.filter(election=election).counting())
        .order_by("ballot", "rank")
        .values_list("ballot", "project")
    )
    for ballot, project in rows.iterator():
        by_ballot.setdefault((ballot, pots[project]), []).append(project)
    totals: dict[int, int] = {}
    for ranked in by_ballot.values():
        for points, project in enumerate(reversed(ranked), start=1):
            totals[project] = totals.get(project, 0) + points
    return totals


def snapshot(election: Election) -> dict[str, Any]:
    """What everybody may see now, for the live topic and the API. `totals`: by `BallotProject.pk` as text."""
    turnout = turnout_of(election)
    shown = totals_are_public(election)
    totals = live_totals(election) if shown else {}
    return {
        "voted": turnout.voted,
        "eligible": turnout.eligible,
        "share": _share(turnout.voted, turnout.eligible),
        "ballots": Ballot.objects.filter(election=election).counting().count(),
        "areas": [
            {
                "path": line.area.path,
                "name": _names(line.area),
                "voted": line.voted,
                "eligible": line.eligible,
                "share": (share := _share(line.voted, line.eligible)),
                "step": step_of(share),
            }
            for line in turnout.areas
        ],
        "ways": [{"way": way.value, "voted": number} for way, number in turnout.ways.items()],
        "totals": {str(project): totals.get(project, 0) for project in form_of(election).projects}
        if shown
        else None,
    }


def _share(voted: int | None, eligible: int | None) -> float | None:
    """Percent with one decimal, or None where there is nothing to tell."""
    return None if voted is None or not eligible else round(100 * voted / eligible, 1)


def step_of(share: float | None) -> int:
    """The step of a turnout in percent on the map: 1 to 5; 0 where it is not told."""
    return 0 if share is None else 1 + sum(share >= begins for begins in STEPS)


def _names(area: Area) -> dict[str, str]:
    return {language: getattr(area, f"name_{language}") for language in ("fi", "sv", "en")}
