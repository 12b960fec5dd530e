"""phragmen: sequential Phragmén, for ballots that approve (approval and choose-1).

The cost of what is funded is spread as evenly as may be over those who support it. Candidates are the projects
with support whose cost c(p) is at most the budget B. Every ballot begins with the load 0. Repeat while there
are candidates:

1. For each candidate p with the supporters N(p): ℓ(p) = (c(p) + Σ load of i in N(p)) / |N(p)|, the load that
   each of them would have if p were funded and all of them had the same.
2. T is the set of the candidates with the least ℓ. If one of them costs more than the money left, counting
   ends: nothing is skipped.
3. Of T, the project with the lowest cost, then the higher support, then the earlier lot is funded. Its
   supporters have the load ℓ(p) from now on.

**Exact.** The load of a ballot is the ℓ of the last funded project that it supports, so Σ load of N(p) is
Σ_k ℓ_k·n_k(p), where n_k(p) counts the supporters of p who were last loaded by the k-th funding: whole numbers
times exact rationals ℓ_k. A float sum of r such terms, all at or above zero, is wrong by a factor within
1 ± (r+6)·2⁻⁵³·1.01; so candidates whose float ℓ is farther than twice that from the least cannot be the least.
The others are compared as fractions of whole numbers.

Source: Brill, Freeman, Janson, Lackner: Phragmén's Voting Methods and Justified Representation (2017); for
budgets Los, Christoff, Grossi: Proportional Budget Allocations (2022).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

import numpy as np

from voting.counting import greedy
from voting.counting.lots import decisive
from voting.counting.outcome import ProjectResult, Tie, rounded
from voting.counting.shares.market import Market, market, spread
from voting.counting.tally import Tally

EPSILON = 2.0**-53


@dataclass
class Loads:
    """A whole run: positions of projects in order, the load each brought, ties that only the lot settled.

    `stopped` is the project that did not fit and so ended the count.
    """

    bought: list[int] = field(default_factory=list)
    loads: list[Fraction] = field(default_factory=list)
    tied: list[tuple[int, ...]] = field(default_factory=list)
    left_before: dict[int, int] = field(default_factory=dict)
    stopped: int | None = None


class Run:
    """Sequential Phragmén on groups of identical ballots."""

    def __init__(self, place: Market) -> None:
        self.market = place
        tally = place.tally
        self.projects = len(tally.ids)
        self.open = [p for p, s in enumerate(tally.support) if s > 0 and tally.costs[p] <= tally.budget]
        self.last = np.full(len(place.multiplicity), -1, dtype=np.int64)
        # voters[k, p]: how many supporters of p the k-th funding loaded last.
        self.voters = np.zeros((len(self.open), self.projects))
        # Exact loads as numerators over one common denominator.
        self.tops: list[int] = []
        self.bottom = 1
        self.result = Loads()

    def complete(self, tick: Callable[[int], None] | None = None) -> Loads:
        """Fund until nothing is left or something does not fit."""
        tally, result = self.market.tally, self.result
        left = tally.budget
        while self.open:
            least = self._least()
            too_dear = [p for p in least if tally.costs[p] > left]
            if too_dear:
                result.stopped = min(too_dear, key=self._chain)
                break
            least.sort(key=self._chain)
            tied = [p for p in least if self._chain(p)[:2] == self._chain(least[0])[:2]]
            if len(tied) > 1:
                result.tied.append(tuple(tied))
            result.left_before[least[0]] = left
            left -= tally.costs[least[0]]
            self._fund(least[0])
            if tick:
                tick(len(result.bought))
        return result

    def _chain(self, project: int) -> tuple[int, int, int]:
        tally = self.market.tally
        return tally.costs[project], -tally.support[project], tally.lot[project]

    def _least(self) -> list[int]:
        """The candidates with the least ℓ: floats leave a few, whole numbers decide."""
        costs, payers = self.market.costs, self.market.payers
        rounds = len(self.tops)
        carried = np.array([top / self.bottom for top in self.tops]) @ self.voters[:rounds]
        rough = [(costs[p] + carried[p]) / payers[p].total for p in self.open]
        bar = min(rough) * (1 + 4 * (rounds + 6) * EPSILON)
        near = [p for p, value in zip(self.open, rough, strict=True) if value <= bar]
        exact = {p: (self._top(p), payers[p].total) for p in near}
        best = near[0]
        for p in near[1:]:
            if exact[p][0] * exact[best][1] < exact[best][0] * exact[p][1]:
                best = p
        return [p for p in near if exact[p][0] * exact[best][1] == exact[best][0] * exact[p][1]]

    def _top(self, project: int) -> int:
        """ℓ(p)·|N(p)| times the common denominator."""
        volumes = self.voters[: len(self.tops), project]
        top = self.market.costs[project] * self.bottom
        for k in np.flatnonzero(volumes).tolist():
            top += self.tops[k] * int(volumes[k])
        return top

    def _fund(self, project: int) -> None:
        place, number = self.market, len(self.tops)
        top, many = self._top(project), place.payers[project].total
        common = gcd(top, many)
        top, many = top // common, many // common
        self.tops = [t * many for t in self.tops]
        self.tops.append(top)
        self.bottom *= many
        groups = place.payers[project].groups
        starts = place.indptr[groups]
        sizes = place.indptr[groups + 1] - starts
        supported = place.project[spread(starts, sizes)]
        ballots = np.repeat(place.multiplicity[groups], sizes).astype(np.float64)
        before = np.repeat(self.last[groups], sizes)
        loaded = before >= 0
        np.subtract.at(self.voters, (before[loaded], supported[loaded]), ballots[loaded])
        self.voters[number] += np.bincount(supported, weights=ballots, minlength=self.projects)
        self.last[groups] = number
        self.open.remove(project)
        self.result.bought.append(project)
        self.result.loads.append(Fraction(top, self.bottom))


def allot(tally: Tally, tick: Callable[[int], None] | None = None) -> Loads:
    """Run the rule."""
    return allot_in(market(tally, "cost"), tick)


def allot_in(place: Market, tick: Callable[[int], None] | None = None) -> Loads:
    """The same for ballots already grouped."""
    return Run(place).complete(tick)


def results(tally: Tally, run: Loads) -> tuple[ProjectResult, ...]:
    """Every project with what happened to it, in file order."""
    ranks = greedy.ranks(tally)
    turns = {p: turn for turn, p in enumerate(run.bought, start=1)}
    rest = tally.budget - sum(tally.costs[p] for p in run.bought)
    shown = []
    for project, ident in enumerate(tally.ids):
        status = _status(tally, run, project)
        left = run.left_before.get(project, rest if status == "after_stop_load" else None)
        lacking = None if left is None or status == "funded_load" else max(tally.costs[project] - left, 0)
        shown.append(
            ProjectResult(
                id=ident,
                cost=tally.money(tally.costs[project]),
                support=tally.points(tally.support[project]),
                status=status,
                rank=ranks.get(project),
                turn=turns.get(project),
                money_left=None if left is None else tally.money(left),
                missing_money=None if lacking is None else tally.money(lacking),
            )
        )
    return tuple(shown)


def _status(tally: Tally, run: Loads, project: int) -> str:
    if project in run.left_before:
        return "funded_load"
    if tally.support[project] <= 0:
        return "no_support"
    return "over_budget" if tally.costs[project] > tally.budget else "after_stop_load"


def details(tally: Tally, run: Loads) -> dict[str, object]:
    """The load that each funded project brought its supporters (at most six decimals), and where counting
    ended."""
    unit = 10**tally.money_decimals
    loads = {tally.ids[p]: rounded(load / unit) for p, load in zip(run.bought, run.loads, strict=True)}
    return {"loads": loads, "stopped_at": None if run.stopped is None else tally.ids[run.stopped]}


def ties(tally: Tally, run: Loads, by: str) -> tuple[Tie, ...]:
    """Ties that only the lot settled."""
    groups: list[tuple[int, ...]] = []
    for tied in run.tied:
        if not any(set(tied) <= set(group) for group in groups):
            groups.append(tied)
    return tuple(
        Tie(
            tuple(tally.ids[p] for p in group),
            by,
            decisive(tally, group, run.bought, lambda other: allot(other).bought),
        )
        for group in groups
    )
