"""One run of equal shares with a fixed endowment, exact, with floats doing the searching.

Notation of the module: a payer with weight w and money b pays `min(b, t·w)` for a project, where the *rate*
t is the smallest number at which the payments add up to the cost. The rule's ρ is t divided by the project's
factor.

**Why the result is exact.** Every purchase is settled by an exact rational rate (`Purchase`). Let ε = 2⁻⁵³.

1. *Exact rates.* A payer who ever paid all its money has none for good. All others paid their full share at
   every purchase, so their money is `e - Σ t_k w_k` over the purchases k that they took part in. If C are the
   payers of project p that cannot pay in full (the capped ones) and U is the weight of the others, then
   `t = (c - Σ_C b)/U = (c - |C|·e + Σ_k t_k V_k)/U`, with the whole numbers `V_k = Σ_C w_k`. So an exact
   rate needs one sum over the earlier rates, with whole coefficients that NumPy counts.
2. *Money as floats.* The float of an exact rate is correctly rounded. One purchase changes a payer's float
   money with an error of at most 2ε·t·w + ε·e + (products of these) ≤ 4ε·e, as t·w ≤ b ≤ e. After k
   purchases every float money is within δ = 4kε·e of the true one; of those who are capped it is exactly 0.
3. *Lower bounds.* For any set C whatsoever, `Σ min(b, t·w) ≤ Σ_C b + t·(weight of the rest)`. Hence `(c -
   Σ_C b)/U` never exceeds the rate. With float money, less the errors of (2) and of summation (at most
   |C|·ε·Σ_C b times
   1.01), it is a bound that no rounding can make wrong. As money only shrinks, rates only grow, and an old
   bound stays a bound.
4. *Choice.* The project with the least float estimate is settled exactly; every other whose lower bound does
   not exceed that exact ρ is settled exactly too; the least exact ρ wins, ties by cost, support, lot.
5. *Who is capped* is decided by floats where |b - t·w| is beyond the errors above, else by comparing exact
numbers.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd, inf
from typing import Final

import numpy as np
import numpy.typing as npt

from voting.counting.election import Ints
from voting.counting.shares.market import Floats, Market, spread

EPSILON: Final = 2.0**-53
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A float view of a project's rate: `low` is a proven lower bound of ρ, `rate` the estimate of t.

    `affordable` False is proven; `rate` is then infinite.
    """

    low: float
    rate: float
    affordable: bool = True


@dataclass(frozen=True)
class Exact:
    """An exact rate `top / bottom` of a project, and which of its payers are capped (parallel to them).

    It is `(c - many·e + Σ t_k volumes_k) / rest`, as under (1) above.
    """

    project: int
    top: int
    bottom: int
    capped: Mask
    many: int
    volumes: tuple[tuple[int, int], ...]
    rest: int


@dataclass(frozen=True)
class Purchase:
    """A project bought, at the exact rate; `tied` are others that only the lot told apart from it."""

    project: int
    exact: Exact
    tied: tuple[int, ...] = ()


class Run:
    """Equal shares with the endowment `endowment` (smallest money unit per ballot)."""

    def __init__(self, market: Market, endowment: int) -> None:
        self.market = market
        self.endowment = endowment
        self.money: Floats = np.full(len(market.multiplicity), float(endowment))
        self.alive: Mask = np.ones(len(market.multiplicity), dtype=bool)
        # The purchase at which each group spent its last money.
        self.ruined = np.full(len(market.multiplicity), np.iinfo(np.int64).max)
        self.purchases: list[Purchase] = []
        # Exact rates of the purchases as numerators over one common denominator.
        self.tops: list[int] = []
        self.bottom = 1
        self.round_of = np.full(len(market.costs), -1, dtype=np.int64)
        self.groups = [payers.groups for payers in market.payers]
        self.counts = [payers.count for payers in market.payers]
        self.weights = [payers.weight for payers in market.payers]
        self.shares = [payers.share for payers in market.payers]
        self.totals = [float(payers.total) for payers in market.payers]
        self.rates = [0.0] * len(market.costs)

    def complete(self) -> list[int]:
        """Buy until nothing is affordable; positions of projects in the order of purchase."""
        market = self.market
        queue = []
        for project in market.candidates:
            cost, total = market.costs[project], self.totals[project]
            low = cost / total / market.factor[project] * (1 - 8 * EPSILON)
            self.rates[project] = cost / total * (1 - 4 * EPSILON)
            queue.append((low, project))
        heapq.heapify(queue)
        while queue:
            bought = self._next(queue)
            if bought is None:
                break
            self._buy(bought)
        return [purchase.project for purchase in self.purchases]

    # -- choice ---------------------------------------------------------------------------------

    def _next(self, queue: list[tuple[float, int]]) -> Purchase | None:
        """Take the project to buy next off the queue; unaffordable ones are dropped on the way."""
        looked: dict[int, Estimate] = {}
        best: Exact | None = None
        bar = inf
        tied: tuple[int, ...] = ()
        settled: set[int] = set()
        while True:
            while queue and queue[0][0] <= bar:
                _, project = heapq.heappop(queue)
                estimate = self._estimate(project, bar)
                if not estimate.affordable:
                    continue
                looked[project] = estimate
                if best is None:
                    bar = min(bar, estimate.rate / self.market.factor[project])
            open_ones = [
                p for p, est in looked.items() if p not in settled and (best is None or est.low <= bar)
            ]
            if not open_ones:
                break
            project = min(open_ones, key=lambda p: looked[p].rate / self.market.factor[p])
            exact = self._settle(project, looked[project])
            settled.add(project)
            if exact is None:
                del looked[project]
                bar = bar if best is not None else self._bar(looked, settled)
                continue
            if best is None or self._before(exact, best):
                tied = (*tied, best.project) if best is not None and self._tie(exact, best) else ()
                best = exact
            elif self._tie(exact, best):
                tied = (*tied, exact.project)
            bar = best.top / best.bottom / self.market.factor[best.project] * (1 + 4 * EPSILON)
        for project, estimate in looked.items():
            if best is None or project != best.project:
                heapq.heappush(queue, (estimate.low, project))
        return None if best is None else Purchase(best.project, best, tied)

    def _bar(self, looked: dict[int, Estimate], settled: set[int]) -> float:
        rho = (est.rate / self.market.factor[p] for p, est in looked.items() if p not in settled)
        return min(rho, default=inf)

    def _rho(self, exact: Exact) -> tuple[int, int]:
        return exact.top, exact.bottom * self.market.factor[exact.project]

    def _before(self, one: Exact, other: Exact) -> bool:
        """Whether `one` is bought before `other`: lower ρ, then lower cost, higher support, the lot."""
        top, bottom = self._rho(one)
        other_top, other_bottom = self._rho(other)
        left, right = top * other_bottom, other_top * bottom
        return left < right or (left == right and self._chain(one.project) < self._chain(other.project))

    def _tie(self, one: Exact, other: Exact) -> bool:
        """Whether only the lot tells them apart."""
        top, bottom = self._rho(one)
        other_top, other_bottom = self._rho(other)
        same = top * other_bottom == other_top * bottom
        return same and self._chain(one.project)[:2] == self._chain(other.project)[:2]

    def _chain(self, project: int) -> tuple[int, int, int]:
        tally = self.market.tally
        return tally.costs[project], -tally.support[project], tally.lot[project]

    # -- floats ---------------------------------------------------------------------------------

    def _estimate(self, project: int, bar: float) -> Estimate:
        """The rate in floats, searched upwards from the last one known; given up once ρ is proven above
        `bar`."""
        groups = self.groups[project]
        money = self.money[groups]
        weight, share, count = self.weights[project], self.shares[project], self.counts[project]
        cost, factor = self.market.costs[project], self.market.factor[project]
        rate, low, before = self.rates[project], 0.0, -1
        error = self.error
        total = self.totals[project]
        while True:
            capped = money < rate if weight is None else money < rate * weight
            number = int(np.count_nonzero(capped))
            if number <= before:
                break
            before = number
            if number == 0:
                paid = slack = 0.0
                rest = total
            else:
                poor, many = money[capped], count[capped]
                paid = float(many @ poor)
                rest = total - float((many if weight is None else share[capped]).sum())
                slack = float(many.sum()) * error + 1.01 * EPSILON * (number + 2) * abs(paid)
            if rest <= 0:
                if paid + slack < cost:
                    return Estimate(inf, inf, affordable=False)
                return Estimate(low, max(rate, low * factor))
            rate = max(rate, (cost - paid) / rest)
            low = max(low, (cost - paid - slack) / rest / factor * (1 - 8 * EPSILON))
            if low > bar:
                break
        self.rates[project] = max(self.rates[project], low * factor * (1 - 4 * EPSILON))
        return Estimate(low, rate)

    @property
    def error(self) -> float:
        """δ: how far any float money can be from the true one."""
        return 4 * len(self.purchases) * EPSILON * self.endowment

    # -- exact ----------------------------------------------------------------------------------

    def _settle(self, project: int, estimate: Estimate) -> Exact | None:
        """The exact rate; None where the project is not affordable."""
        groups, weight = self.groups[project], self.weights[project]
        money, error = self.money[groups], self.error
        low = estimate.low * self.market.factor[project] * (1 - 8 * EPSILON)
        asked = np.full(len(groups), low) if weight is None else low * weight
        capped = money + error < asked * (1 - 4 * EPSILON)
        while True:
            rest = self.market.payers[project].total - int(self.shares[project][capped].sum())
            if rest <= 0:
                return None
            exact = self._rate(project, capped, rest)
            rate = exact.top / exact.bottom
            asked = np.full(len(groups), rate) if weight is None else rate * weight
            near = ~capped & (money - error < asked * (1 + 4 * EPSILON))
            if not near.any():
                return exact
            sure = near & (money + error < asked * (1 - 4 * EPSILON))
            more = sure.copy()
            doubtful = np.flatnonzero(near & ~sure)
            if len(doubtful):
                more[doubtful[self._cannot_pay(project, doubtful, exact.top, exact.bottom)]] = True
            if not more.any():
                return exact
            capped = capped | more

    def _rate(self, project: int, capped: Mask, rest: int) -> Exact:
        """The formula over the common denominator, in lowest terms with it."""
        members = self.groups[project][capped]
        members = members[self.alive[members]]
        many = int(self.market.multiplicity[members].sum())
        volumes = tuple(self._volumes(members))
        top = (self.market.costs[project] - many * self.endowment) * self.bottom
        for purchase, volume in volumes:
            top += self.tops[purchase] * volume
        common = gcd(top, rest)
        bottom = self.bottom * (rest // common)
        return Exact(project, top // common, bottom, capped, many, volumes, rest)

    def _volumes(self, groups: npt.NDArray[np.int32]) -> Iterable[tuple[int, int]]:
        """(k, V_k): the weight of these payers in every earlier purchase that they took part in."""
        if not len(groups) or not self.purchases:
            return ()
        market = self.market
        starts = market.indptr[groups]
        sizes = market.indptr[groups + 1] - starts
        entries = spread(starts, sizes)
        rounds = self.round_of[market.project[entries]]
        taken = rounds >= 0
        many = np.repeat(market.multiplicity[groups], sizes)[taken].astype(np.float64)
        if market.weight is not None:
            many *= market.weight[entries][taken]
        volumes = np.bincount(rounds[taken], weights=many, minlength=len(self.purchases))
        return [(k, int(volumes[k])) for k in np.flatnonzero(volumes).tolist()]

    def _cannot_pay(self, project: int, places: Ints, top: int, bottom: int) -> Mask:
        """For payers that floats cannot decide: whether b < t·w, exactly. One comparison per history."""
        market = self.market
        groups, weight = self.groups[project], self.weights[project]
        # Over the denominator `bottom`, a multiple of the common one.
        scale = bottom // self.bottom
        known: dict[tuple[int, ...], bool] = {}
        found = np.zeros(len(places), dtype=bool)
        for at, place in enumerate(places.tolist()):
            group = int(groups[place])
            mine = slice(int(market.indptr[group]), int(market.indptr[group + 1]))
            rounds = self.round_of[market.project[mine]].tolist()
            points = [1] * len(rounds) if market.weight is None else market.weight[mine].tolist()
            history = [number for pair in zip(rounds, points, strict=True) if pair[0] >= 0 for number in pair]
            own = 1 if weight is None else int(weight[place])
            key = (own, int(self.alive[group]), *history)
            if key not in known:
                money = self.endowment * self.bottom if self.alive[group] else 0
                if self.alive[group]:
                    money -= sum(self.tops[history[i]] * history[i + 1] for i in range(0, len(history), 2))
                known[key] = money * scale < top * own
            found[at] = known[key]
        return found

    def _buy(self, purchase: Purchase) -> None:
        """Let everybody pay."""
        exact, project = purchase.exact, purchase.project
        groups, weight = self.groups[project], self.weights[project]
        rate = exact.top / exact.bottom
        self.money[groups] -= rate if weight is None else rate * weight
        ruined = groups[exact.capped]
        self.money[ruined] = 0.0
        self.ruined[ruined[self.alive[ruined]]] = len(self.purchases)
        self.alive[ruined] = False
        factor = exact.bottom // self.bottom
        if factor != 1:
            self.tops = [top * factor for top in self.tops]
        self.tops.append(exact.top)
        self.bottom = exact.bottom
        self.round_of[project] = len(self.purchases)
        self.purchases.append(purchase)

    @property
    def bought(self) -> list[int]:
        """Positions of the projects bought, in order."""
        return [purchase.project for purchase in self.purchases]
