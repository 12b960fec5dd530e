"""Who is at which wall in which round, and what the clock says. Computed alike by the server and by each device."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hearings.models import Hearing, ServiceArea, Walk

ROUND, MOVE = "round", "move"


@dataclass(frozen=True)
class Phase:
    """A time at the walls, or between them. `round`: from 0; of a move, the round that it leads to."""

    kind: str
    round: int
    seconds: int


@dataclass(frozen=True)
class Clock:
    """Where a walk is. `state`: waiting, running, paused or over. `phase`: its place, None before and after.
    `left`: seconds to the end of the phase."""

    state: str
    phase: int | None
    left: int


def phases(walk: Walk) -> list[Phase]:
    """All phases in their order; no move before the first round or after the last."""
    found: list[Phase] = []
    for number in range(walk.rounds):
        if number and walk.move_minutes:
            found.append(Phase(MOVE, number, walk.move_minutes * 60))
        minutes = walk.later_minutes if number else walk.first_minutes
        found.append(Phase(ROUND, number, minutes * 60))
    added = [*walk.added, *[0] * len(found)]
    return [Phase(one.kind, one.round, one.seconds + more) for one, more in zip(found, added, strict=False)]


def routes(groups: int, rounds: int, walls: int) -> list[list[int]]:
    """For each group the place of its wall in each round. Groups start as far apart as they can and all move on by
    one, so that two meet only where there are more groups than walls."""
    if not walls:
        return [[] for _group in range(groups)]
    starts = [group * walls // groups if groups <= walls else group % walls for group in range(groups)]
    return [[(start + number) % walls for number in range(rounds)] for start in starts]


def clock(walk: Walk, now: dt.datetime | None = None) -> Clock:
    """Where the walk is at `now`."""
    if walk.began_at is None:
        return Clock("waiting", None, 0)
    gone = ((walk.paused_at or now or timezone.now()) - walk.began_at).total_seconds()
    for place, phase in enumerate(phases(walk)):
        if gone < phase.seconds:
            return Clock("paused" if walk.paused_at else "running", place, int(phase.seconds - max(gone, 0)))
        gone -= phase.seconds
    return Clock("over", None, 0)


def walls_of(hearing: Hearing) -> Sequence[ServiceArea]:
    """The walls, in the order in which groups go. One query."""
    return list(hearing.service_areas.all())


def told(walk: Walk, walls: Sequence[ServiceArea]) -> dict[str, Any]:
    """What every device needs to run the clock by itself; times in milliseconds since 1970."""
    return {
        "began": _milliseconds(walk.began_at),
        "paused": _milliseconds(walk.paused_at),
        "phases": [{"kind": one.kind, "round": one.round, "seconds": one.seconds} for one in phases(walk)],
        "routes": routes(walk.groups, walk.rounds, len(walls)),
    }


def _milliseconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


@dataclass(frozen=True)
class RoundTimes:
    """A round with when it begins and ends, and the wall of each group."""

    number: int
    begins: dt.datetime
    ends: dt.datetime
    walls: list[ServiceArea | None]


def timetable(walk: Walk, walls: Sequence[ServiceArea]) -> list[RoundTimes]:
    """The rounds with their times: as they are once it has begun, before that counted from the event's beginning."""
    moment = walk.began_at or walk.event.starts_at
    if walk.began_at and walk.paused_at:
        moment += timezone.now() - walk.paused_at
    there = routes(walk.groups, walk.rounds, len(walls))
    found = []
    for phase in phases(walk):
        ends = moment + dt.timedelta(seconds=phase.seconds)
        if phase.kind == ROUND:
            at = [walls[route[phase.round]] if route else None for route in there]
            found.append(RoundTimes(phase.round + 1, moment, ends, at))
        moment = ends
    return found
