"""The greedy rules: most support first.

Projects are sorted by support (more first), then cost (less first), then the lot (the published seed, or
file order where none is given). Only projects with support above zero take part. The list is gone through
once.

greedy            a project is funded if its cost is at most the money left; else it is skipped and the list
goes on. greedy-threshold  the same, after projects with less support than `min_project_score_threshold` are
dropped. greedy-no-skip    the same threshold where there is one; counting ends at the first project that
does not fit (a
                  withdrawn one, with the cost 999999999, is passed over).

Source: Rey, Maly: The (Computational) Social Choice Take on Indivisible Participatory Budgeting (2023),
"greedy welfare"; the variants are those in use in Polish cities.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voting.counting.outcome import ProjectResult, Tie
from voting.counting.tally import Tally


@dataclass(frozen=True)
class GreedyKind:
    """Which of the greedy rules: go on after a project that does not fit? drop those below the threshold?"""

    skip: bool = True
    threshold: bool = False


GREEDY = GreedyKind()
GREEDY_THRESHOLD = GreedyKind(threshold=True)
GREEDY_NO_SKIP = GreedyKind(skip=False, threshold=True)


@dataclass
class Pass:
    """One way through the list: positions of projects, scaled money."""

    order: list[int]
    chosen: list[int] = field(default_factory=list)
    left_before: dict[int, int] = field(default_factory=dict)
    after_stop: set[int] = field(default_factory=set)
    left: int = 0


def sort_key(tally: Tally, project: int) -> tuple[int, int, int]:
    """Ascending: the project to be looked at first has the least key."""
    return (-tally.support[project], tally.costs[project], tally.lot[project])


def walk(tally: Tally, kind: GreedyKind, *, money: int | None = None, without: Iterable[int] = ()) -> Pass:
    """Go through the list once, with `money` (default: the budget) and without the projects already
    chosen."""
    gone = set(without)
    floor = (tally.threshold or 0) if kind.threshold else 0
    order = sorted(
        (p for p, s in enumerate(tally.support) if s > 0 and s >= floor and p not in gone),
        key=lambda p: sort_key(tally, p),
    )
    result = Pass(order, left=tally.budget if money is None else money)
    stopped = False
    for project in order:
        if stopped:
            result.after_stop.add(project)
            continue
        result.left_before[project] = result.left
        if tally.costs[project] <= result.left:
            result.chosen.append(project)
            result.left -= tally.costs[project]
        elif not kind.skip and project not in tally.withdrawn:
            stopped = True
    return result


def ties(tally: Tally, order: Sequence[int], chosen: Iterable[int], by: str) -> tuple[Tie, ...]:
    """Neighbours in the order with equal support and equal cost, which only the lot could tell apart.

    Having one cost, as many of them are funded in any order; so the lot decided something exactly where some
    of them are funded and some are not.
    """
    funded = set(chosen)
    groups: dict[tuple[int, int], list[int]] = {}
    for project in order:
        groups.setdefault((tally.support[project], tally.costs[project]), []).append(project)
    return tuple(
        Tie(tuple(tally.ids[p] for p in group), by, 0 < sum(p in funded for p in group) < len(group))
        for group in groups.values()
        if len(group) > 1
    )


def ranks(tally: Tally) -> dict[int, int]:
    """Place by support, from 1, of every project with support."""
    order = sorted((p for p, s in enumerate(tally.support) if s > 0), key=lambda p: sort_key(tally, p))
    return {project: place for place, project in enumerate(order, start=1)}


def results(tally: Tally, kind: GreedyKind, result: Pass) -> tuple[ProjectResult, ...]:
    """Every project with what happened to it, in file order."""
    chosen = set(result.chosen)
    turns = {project: turn for turn, project in enumerate(result.order, start=1)}
    places = ranks(tally)
    shown = []
    for project, ident in enumerate(tally.ids):
        left = result.left_before.get(project)
        shown.append(
            ProjectResult(
                id=ident,
                cost=tally.money(tally.costs[project]),
                support=tally.points(tally.support[project]),
                status=_status(tally, kind, project, chosen, result),
                rank=places.get(project),
                turn=turns.get(project) if left is not None else None,
                money_left=None if left is None else tally.money(left),
                missing_money=(
                    None if left is None or project in chosen else tally.money(tally.costs[project] - left)
                ),
            )
        )
    return tuple(shown)


def _status(tally: Tally, kind: GreedyKind, project: int, chosen: set[int], result: Pass) -> str:
    if project in chosen:
        return "funded"
    if tally.support[project] <= 0:
        return "no_support"
    if tally.costs[project] > tally.budget:
        return "over_budget"
    if kind.threshold and tally.threshold is not None and tally.support[project] < tally.threshold:
        return "below_threshold"
    return "after_stop" if project in result.after_stop else "no_money_left"
