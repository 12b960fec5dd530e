"""max-support: the affordable set of projects with the most support in all, exact.

Candidates are the projects with support. Of all sets of candidates whose cost together is at most the budget,
the one that counts is found by this chain:

1. the greatest sum of support;
2. then the least sum of cost;
3. then the lot: the candidates are gone through in the order of the lot, and of the sets that remain those
   without the project are dropped wherever one with it remains.

Projects that are in some but not in all of the sets that steps 1 and 2 leave are reported as a tie.

**How.** Candidates are decided one by one, those with the most support per cost first. A *state* is (cost,
support) of what was taken so far. A state with at least the cost and at most the support of another one is
dropped, unless both are equal: it can lead to nothing better. So is a state from which even a part of a project
could not reach the best sum known so far (that bound fills the money left with the candidates to come in their
order, the last one in part). What remains is a graph of states with every set that steps 1 and 2 leave as a
path, and step 3 picks one. All numbers are whole.

Source: Nemhauser, Ullmann: Discrete Dynamic Programming and Capital Allocation (1969); Dantzig (1957) for the
bound.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting import greedy
from voting.counting.outcome import ProjectResult, Tie
from voting.counting.tally import Tally

Numbers = npt.NDArray[Any]
"""64-bit whole numbers, or Python's own where sums could be larger."""
_SAFE = 2**62


@dataclass(frozen=True)
class Items:
    """What can be taken: parallel, most support per cost first; `project` is the position in the tally."""

    project: tuple[int, ...]
    cost: Numbers
    support: Numbers

    @classmethod
    def of(cls, tally: Tally) -> "Items":
        able = [p for p, s in enumerate(tally.support) if s > 0 and tally.costs[p] <= tally.budget]
        able.sort(key=lambda p: (-_ratio(tally, p), tally.costs[p], tally.lot[p]))
        costs, supports = [tally.costs[p] for p in able], [tally.support[p] for p in able]
        # Sums stay in 64 bits, and so does the product in the bound; else Python's own whole numbers.
        largest = max(sum(costs) + tally.budget, 1) * max(sum(supports), 1)
        kind = np.int64 if largest < _SAFE else object
        return cls(tuple(able), np.array(costs, dtype=kind), np.array(supports, dtype=kind))


class _Ratio:
    """Support per cost, compared without dividing."""

    __slots__ = ("bottom", "top")

    def __init__(self, top: int, bottom: int) -> None:
        self.top, self.bottom = top, bottom

    def __lt__(self, other: "_Ratio") -> bool:
        return self.top * other.bottom < other.top * self.bottom

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ratio) and self.top * other.bottom == other.top * self.bottom

    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> "_Ratio":
        return _Ratio(-self.top, self.bottom)


def _ratio(tally: Tally, project: int) -> _Ratio:
    return _Ratio(tally.support[project], tally.costs[project])


@dataclass(frozen=True)
class Stage:
    """The states after one decision; `skipped` and `taken` are the places of the states before it that led
    here, -1 where none did."""

    cost: Numbers
    support: Numbers
    skipped: npt.NDArray[np.int64]
    taken: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Optimum:
    """The set that counts (positions), its support, and the projects in which the best sets differ."""

    chosen: tuple[int, ...]
    support: int
    open: tuple[int, ...]


def solve(tally: Tally, tick: Callable[[int], None] | None = None) -> Optimum:
    """The best set by the whole chain."""
    items = Items.of(tally)
    stages = _stages(items, tally.budget, tick)
    # Support rises with cost along the states, so the last one has the most support, and no other as much.
    layers = _layers(stages)
    chosen, doubtful = _pick(items, layers, tally)
    return Optimum(chosen, int(stages[-1].support[-1]), doubtful)


def _stages(items: Items, budget: int, tick: Callable[[int], None] | None) -> list[Stage]:
    number = len(items.project)
    kind = items.cost.dtype
    zero = np.zeros(1, dtype=kind)
    ahead_cost = np.concatenate((zero, np.cumsum(items.cost)))
    ahead_support = np.concatenate((zero, np.cumsum(items.support)))
    none = np.full(1, -1, dtype=np.int64)
    stages = [Stage(zero, zero, none, none)]
    known = 0
    for at in range(number):
        if tick:
            tick(at)
        before = stages[-1]
        places = np.arange(len(before.cost), dtype=np.int64)
        can = before.cost <= budget - items.cost[at]
        stage = _merge(
            (before.cost, before.support, places),
            (before.cost[can] + items.cost[at], before.support[can] + items.support[at], places[can]),
        )
        bound, reached = _bounds(items, stage, at + 1, budget, (ahead_cost, ahead_support))
        known = max(known, reached)
        kept = bound >= known
        stages.append(Stage(stage.cost[kept], stage.support[kept], stage.skipped[kept], stage.taken[kept]))
    return stages


_States = tuple[Numbers, Numbers, npt.NDArray[np.int64]]


def _merge(skipped: _States, taken: _States) -> Stage:
    """Both lists as one by ascending cost; equal states become one, worse ones go."""
    cost = np.concatenate((skipped[0], taken[0]))
    support = np.concatenate((skipped[1], taken[1]))
    source = np.concatenate((skipped[2], taken[2]))
    is_taken = np.arange(len(cost)) >= len(skipped[0])
    order = _order(cost, support, is_taken)
    cost, support, source, is_taken = cost[order], support[order], source[order], is_taken[order]
    same = np.zeros(len(cost), dtype=bool)
    same[1:] = (cost[1:] == cost[:-1]) & (support[1:] == support[:-1])
    first = np.where(is_taken, -1, source)
    second = np.where(is_taken, source, -1)
    # An equal pair is one skipped and one taken state: each list has no two equal ones.
    pair = np.flatnonzero(same)
    second[pair - 1] = source[pair]
    best = np.maximum.accumulate(support)
    kept = ~same
    kept[1:] &= support[1:] > best[:-1]
    return Stage(cost[kept], support[kept], first[kept], second[kept])


def _order(cost: Numbers, support: Numbers, is_taken: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Places by cost, then support (more first), then skipped before taken."""
    if cost.dtype != object:
        return np.lexsort((is_taken, -support, cost)).astype(np.int64)
    places = sorted(range(len(cost)), key=lambda at: (cost[at], -support[at], is_taken[at]))
    return np.array(places, dtype=np.int64)


def _bounds(
    items: Items, stage: Stage, upcoming: int, budget: int, ahead: tuple[Numbers, Numbers]
) -> tuple[Numbers, int]:
    """Per state what it could reach at most, and what one of them surely reaches."""
    ahead_cost, ahead_support = ahead
    left = budget - stage.cost
    stop = np.searchsorted(ahead_cost, ahead_cost[upcoming] + left, side="right") - 1
    reached = stage.support + ahead_support[stop] - ahead_support[upcoming]
    rest = left - (ahead_cost[stop] - ahead_cost[upcoming])
    inside = stop < len(items.project)
    part = np.zeros(len(left), dtype=left.dtype)
    next_one = stop[inside]
    part[inside] = rest[inside] * items.support[next_one] // items.cost[next_one]
    return reached + part, int(max(reached))


@dataclass(frozen=True)
class Layer:
    """The states before or after a decision that lie on a way to the best one, as in `Stage`."""

    skipped: npt.NDArray[np.int64]
    taken: npt.NDArray[np.int64]


def _layers(stages: list[Stage]) -> list[Layer]:
    """Only what leads to the last state of the last stage; one layer per decision."""
    layers: list[Layer] = []
    alive = np.array([len(stages[-1].cost) - 1])
    for stage in reversed(stages[1:]):
        skipped, taken = stage.skipped[alive], stage.taken[alive]
        alive = np.unique(np.concatenate((skipped[skipped >= 0], taken[taken >= 0])))
        layers.append(
            Layer(
                np.where(skipped >= 0, np.searchsorted(alive, skipped), -1),
                np.where(taken >= 0, np.searchsorted(alive, taken), -1),
            )
        )
    return layers[::-1]


def _pick(items: Items, layers: list[Layer], tally: Tally) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of all paths the one that the lot prefers; and the projects that are on some of them only."""
    takes = [bool((layer.taken >= 0).any()) for layer in layers]
    skips = [bool((layer.skipped >= 0).any()) for layer in layers]
    doubtful = [at for at in range(len(layers)) if takes[at] and skips[at]]
    doubtful.sort(key=lambda at: tally.lot[items.project[at]])
    chosen: dict[int, bool] = {}
    for at in doubtful:
        chosen[at] = _passable(layers, {**chosen, at: True})
    taken = [at for at in range(len(layers)) if takes[at] and chosen.get(at, True)]
    return tuple(items.project[at] for at in taken), tuple(items.project[at] for at in doubtful)


def _passable(layers: list[Layer], chosen: dict[int, bool]) -> bool:
    """Whether some path takes and skips as `chosen` says."""
    reached = np.ones(1, dtype=bool)
    for at, layer in enumerate(layers):
        ways = []
        for source, wanted in ((layer.taken, True), (layer.skipped, False)):
            if chosen.get(at, wanted) is wanted:
                ways.append((source >= 0) & reached[source])
        reached = ways[0] if len(ways) == 1 else ways[0] | ways[1]
    return bool(reached.any())


def results(tally: Tally, optimum: Optimum) -> tuple[ProjectResult, ...]:
    """Every project with what happened to it, in file order."""
    ranks = greedy.ranks(tally)
    chosen = set(optimum.chosen)
    left = tally.budget - sum(tally.costs[p] for p in chosen)
    shown = []
    for project, ident in enumerate(tally.ids):
        status = _status(tally, project, chosen)
        open_ = status == "not_optimal"
        shown.append(
            ProjectResult(
                id=ident,
                cost=tally.money(tally.costs[project]),
                support=tally.points(tally.support[project]),
                status=status,
                rank=ranks.get(project),
                money_left=tally.money(left) if open_ else None,
                missing_money=tally.money(max(tally.costs[project] - left, 0)) if open_ else None,
            )
        )
    return tuple(shown)


def _status(tally: Tally, project: int, chosen: set[int]) -> str:
    if project in chosen:
        return "funded_optimal"
    if tally.support[project] <= 0:
        return "no_support"
    return "over_budget" if tally.costs[project] > tally.budget else "not_optimal"


def ties(tally: Tally, optimum: Optimum, by: str) -> tuple[Tie, ...]:
    """The one tie that there can be, which always decides."""
    if not optimum.open:
        return ()
    return (Tie(tuple(tally.ids[p] for p in optimum.open), by, decisive=True),)
