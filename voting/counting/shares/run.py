"""One run of equal shares with a fixed endowment, exact, with floats doing the searching.

Notation of the module: a payer with weight w and money b pays `min(b, t·w)` for a project, where the *rate*
t is the smallest number at which the payments add up to the cost. The rule's ρ is t divided by the project's
factor.

**Why the result is exact.** Let ε = 2⁻⁵³, and δ a bound on how far the float money of any payer is from the
true one (0 at the start; who has spent all has exactly 0.0, and only they).

1. *Lower bounds.* For any set C whatsoever, `Σ min(b, t·w) ≤ Σ_C b + t·(weight of the rest)`. Hence `(c -
   Σ_C b)/U` never exceeds the rate. With float money, less |C|·δ and the error of summation (at most
   (|C|+2)·ε·Σ_C b times 1.01), it is a bound that no rounding can make wrong. As money only shrinks, rates
   only grow, and an old bound stays a bound.
2. *Sure purchases.* Let C be the payers of p with float money below t·w, for the float rate t = (c - Σ_C b)/U,
   and τ the error of t from the same sources. If every payer's money is farther than δ + τ·w + 8ε·t·w from
   t·w, then C is the true set of the capped, so that the true rate lies within τ of t. If the lower bound of
   every other project is above the ρ of t + τ, p is bought: the exact run would do the same, without a tie.
   All who are not capped pay t·w, so δ grows by τ·w + 4ε·e for the heaviest w.
3. *Else exact.* Then the exact rates of all purchases are worked out (`exact.py`), and money is set anew from
   their correctly rounded values, which makes δ = 4kε·e after k purchases. The project with the least float
   estimate is settled exactly; every other whose lower bound does not exceed that exact ρ is settled exactly
   too; the least exact ρ wins, ties by cost, support, lot. Who is capped is decided by floats where |b - t·w|
   is beyond the errors, else by comparing exact numbers. The same is done where δ has grown beyond 2⁻¹⁶·e.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from voting.counting.shares.exact import Exact, Ledger, Mask
from voting.counting.shares.market import Floats, Market, Payers

EPSILON: Final = 2.0**-53
_LOOSE: Final = 2.0**-16
_TRIES: Final = 64
_TINY: Final = 2.0**-1000
"""Stands for the money of a payer who has paid a full share with all there was: 0.0 is for the capped."""


@dataclass(frozen=True)
class Estimate:
    """A float view of a project's rate: `low` is a proven lower bound of ρ, `rate` the estimate of t.

    `affordable` False is proven; `rate` is then infinite.
    """

    low: float
    rate: float
    affordable: bool = True


@dataclass(frozen=True)
class Purchase:
    """A project bought: `rate` is within `error` of the true one; `money` is what its payers have left.

    `tied` are projects that only the lot told apart from it.
    """

    project: int
    rate: float
    error: float
    capped: Mask
    money: Floats
    tied: tuple[int, ...] = ()


class _Side:
    """The payers of one project who may still have money: those without are left out now and then."""

    __slots__ = ("ballots", "count", "groups", "looks", "rate", "share", "weight")

    def __init__(self, payers: Payers, rate: float) -> None:
        self.groups, self.count = payers.groups, payers.count
        self.weight, self.share = payers.weight, payers.share
        self.ballots = float(payers.ballots)
        self.rate = rate
        self.looks = 0

    def have(self, money: Floats) -> Floats:
        """The money of each."""
        mine: Floats = money.take(self.groups)  # much quicker than an index; so is `compress` below
        self.looks += 1
        if self.looks & 7 or len(mine) < 64:
            return mine
        kept = mine != 0.0
        if np.count_nonzero(kept) * 4 > 3 * len(mine):
            return mine
        self.groups, self.count = self.groups.compress(kept), self.count.compress(kept)
        self.share = self.share.compress(kept)
        self.weight = None if self.weight is None else self.weight.compress(kept)
        self.ballots = float(self.count.sum())
        left: Floats = mine.compress(kept)
        return left


class Run:
    """Equal shares with the endowment `endowment` (smallest money unit per ballot).

    `hint` is an order of purchase that may well be this one's too (that of a run with almost the same endowment):
    what is looked at first, never what is bought.
    """

    def __init__(self, market: Market, endowment: int, hint: Sequence[int] = ()) -> None:
        self.market = market
        self.endowment = endowment
        self.hint = hint
        self.ledger = Ledger(market, endowment)
        self.money: Floats = np.full(len(market.multiplicity), float(endowment))
        self.error = 0.0
        self.purchases: list[Purchase] = []
        self.sides: list[_Side] = []
        # Bounds of ρ; of a project's entries in the queue only the one with its present bound counts.
        self.lows = [inf] * len(market.costs)
        self.queue: list[tuple[float, int]] = []

    @property
    def bought(self) -> list[int]:
        """Positions of the projects bought, in order."""
        return self.ledger.bought

    @property
    def ties(self) -> list[frozenset[int]]:
        """Projects that only the lot told apart, in the order in which it happened."""
        return [frozenset((bought.project, *bought.tied)) for bought in self.purchases if bought.tied]

    def complete(self) -> list[int]:
        """Buy until nothing is affordable; positions of projects in the order of purchase."""
        market = self.market
        self.sides = [_Side(payers, 0.0) for payers in market.payers]
        for project in market.candidates:
            rate = market.costs[project] / market.payers[project].total
            self.sides[project].rate = rate * (1 - 4 * EPSILON)
            self._push(project, rate / market.factor[project] * (1 - 8 * EPSILON))
        while self.queue:
            bought = self._next()
            if bought is None:
                break
            self._buy(bought)
        self.sides = []
        return self.bought

    # -- choice ---------------------------------------------------------------------------------

    def _push(self, project: int, low: float) -> None:
        self.lows[project] = low
        heapq.heappush(self.queue, (low, project))

    def _next(self) -> Purchase | None:
        """Choose what to buy next; unaffordable projects are dropped on the way."""
        looked: dict[int, Estimate] = {}
        factor = self.market.factor
        self._look(looked)
        if not looked:
            return None
        project = min(looked, key=lambda p: looked[p].rate / factor[p])
        bought = self._sure(project, looked[project].rate)
        if bought is not None:
            bar = (bought.rate + bought.error) / factor[project] * (1 + 4 * EPSILON)
            self._look_to(looked, bar)
            if any(estimate.low <= bar for p, estimate in looked.items() if p != project):
                bought = None
        if bought is None:
            bought = self._exactly(looked)
        for project, estimate in looked.items():
            if bought is None or project != bought.project:
                self._push(project, estimate.low)
        return bought

    def _look(self, looked: dict[int, Estimate]) -> None:
        """Estimate projects, the least bound first, until no bound is below the least estimate."""
        bar, k = inf, len(self.bought)
        if k < len(self.hint) and self.lows[self.hint[k]] < inf:
            bar = self._see(self.hint[k], looked, bar)
        while self.queue and self.queue[0][0] <= bar:
            low, project = heapq.heappop(self.queue)
            if low == self.lows[project]:
                bar = self._see(project, looked, bar)

    def _look_to(self, looked: dict[int, Estimate], bar: float) -> None:
        """Estimate all projects whose bound is at most `bar`."""
        while self.queue and self.queue[0][0] <= bar:
            low, project = heapq.heappop(self.queue)
            if low == self.lows[project]:
                self._see(project, looked, bar)

    def _see(self, project: int, looked: dict[int, Estimate], bar: float) -> float:
        """Estimate one project, taking it off the queue; the bar, lowered where its estimate is lower."""
        estimate = self._estimate(project, bar)
        self.lows[project] = inf
        if not estimate.affordable:
            return bar
        looked[project] = estimate
        return min(bar, estimate.rate / self.market.factor[project])

    def _exactly(self, looked: dict[int, Estimate]) -> Purchase | None:
        """The choice where floats do not tell: whole numbers do. None where nothing is affordable."""
        self._refresh()
        best: Exact | None = None
        tied: tuple[int, ...] = ()
        settled: set[int] = set()
        bar = inf
        while True:
            self._look_to(looked, bar)
            open_ones = [p for p, seen in looked.items() if p not in settled and seen.low <= bar]
            if not open_ones:
                break
            project = min(open_ones, key=lambda p: looked[p].rate / self.market.factor[p])
            exact = self._settle(project, looked[project].low)
            settled.add(project)
            if exact is None:
                del looked[project]
                continue
            if best is None or self._before(exact, best):
                tied = (*tied, best.project) if best is not None and self._tie(exact, best) else ()
                best = exact
            elif self._tie(exact, best):
                tied = (*tied, exact.project)
            bar = best.top / best.bottom / self.market.factor[best.project] * (1 + 4 * EPSILON)
        return None if best is None else self._purchase(best, tied)

    def _purchase(self, exact: Exact, tied: tuple[int, ...]) -> Purchase:
        payers = self.market.payers[exact.project]
        rate = exact.top / exact.bottom
        money = self.money[payers.groups] - (rate if payers.weight is None else rate * payers.weight)
        money[money == 0.0] = _TINY
        return Purchase(exact.project, rate, 0.0, exact.capped, money, tied)

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
        """The rate in floats, searched upwards from the last one known; given up once ρ is proven above `bar`.

        The first look is at `bar` itself: one bound from there is all that most projects need.
        """
        side, factor, cost = self.sides[project], self.market.factor[project], self.market.costs[project]
        money = side.have(self.money)
        count, weight, share = side.count, side.weight, side.share
        doubt = side.ballots * self.error
        rounding = 1.01 * EPSILON * (len(money) + 2)
        rate, low, before = side.rate, 0.0, inf
        at_bar = rate < bar * factor < inf
        if at_bar:
            rate = bar * factor
        while True:
            asked = rate if weight is None else rate * weight
            # All that is paid at this rate, and the weight of those who can pay in full.
            paid = float(count @ np.minimum(money, asked))
            rest = float(share @ (money >= asked))
            if not at_bar and rest >= before:
                break
            slack = doubt + rounding * (paid + 2 * doubt) + 4 * EPSILON * rate * rest
            if rest <= 0:
                if paid + slack < cost:
                    return Estimate(inf, inf, affordable=False)
                if not at_bar:
                    return Estimate(low, max(rate, low * factor))
                at_bar, rate = False, side.rate
                continue
            # (cost - Σ_C)/rest, as Σ_C is paid less rate·rest.
            low = max(low, (rate + (cost - paid - slack) / rest) / factor * (1 - 8 * EPSILON))
            if low > bar:
                rate = max(rate, low * factor)
                break
            if at_bar:
                at_bar, rate = False, max(side.rate, low * factor * (1 - 4 * EPSILON))
                continue
            before = rest
            rate = max(rate, rate + (cost - paid) / rest)
        side.rate = max(side.rate, low * factor * (1 - 4 * EPSILON))
        return Estimate(low, rate)

    def _sure(self, project: int, rate: float) -> Purchase | None:
        """The project bought at the float rate, where that is beyond doubt; see (2) above."""
        payers, cost = self.market.payers[project], self.market.costs[project]
        if self.error > _LOOSE * self.endowment or rate == inf:
            return None
        weight = 1.0 if payers.weight is None else payers.weight
        money = self.money.take(payers.groups)
        capped = money < rate * weight
        for _ in range(_TRIES):
            poor, many = money.compress(capped), payers.count.compress(capped)
            share = many if payers.share is payers.count else payers.share.compress(capped)
            rest = payers.total - float(share.sum())
            if rest <= 0:
                return None
            paid = float(many @ poor)
            doubt = float(many @ (poor != 0.0)) * self.error if self.error else 0.0
            rate = (cost - paid) / rest
            slack = doubt + 1.01 * EPSILON * (len(poor) + 2) * (abs(paid) + 2 * doubt)
            error = slack / rest * (1 + 8 * EPSILON) + 4 * EPSILON * rate
            left = money - rate * weight
            below = left < 0
            if np.count_nonzero(below) == len(poor):
                margin = (self.error + (error + 8 * EPSILON * rate) * weight) * (1 + 4 * EPSILON)
                distance = np.abs(left)
                sure = distance.min() > margin if payers.weight is None else (distance > margin).all()
                sure = bool(sure) and not (below ^ capped).any()
                return Purchase(project, rate, error, capped, left) if sure else None
            capped = below
        return None

    def _buy(self, purchase: Purchase) -> None:
        """Let everybody pay."""
        payers = self.market.payers[purchase.project]
        money = purchase.money
        np.putmask(money, purchase.capped, 0.0)
        self.money.put(payers.groups, money)
        heaviest = 1.0 if payers.weight is None else float(payers.weight.max())
        self.error += purchase.error * heaviest + 4 * EPSILON * self.endowment
        self.ledger.record(purchase.project, purchase.capped)
        self.purchases.append(purchase)

    # -- exact ----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Set money anew from the exact rates, where it is not as near as that already."""
        exacts = self.ledger.exacts
        error = 4 * len(exacts) * EPSILON * self.endowment
        if self.error <= error * (1 + 2.0**-20):
            return
        self.money.fill(float(self.endowment))
        for exact in exacts:
            payers = self.market.payers[exact.project]
            rate = exact.top / exact.bottom
            money = self.money[payers.groups] - (rate if payers.weight is None else rate * payers.weight)
            money[money == 0.0] = _TINY
            money[exact.capped] = 0.0
            self.money[payers.groups] = money
        self.error = error

    def _settle(self, project: int, low: float) -> Exact | None:
        """The exact rate; None where the project is not affordable. `low` is a proven bound of ρ."""
        payers, weight = self.market.payers[project], self.market.payers[project].weight
        money, error = self.money[payers.groups], self.error
        least = low * self.market.factor[project] * (1 - 8 * EPSILON)
        asked = np.full(len(money), least) if weight is None else least * weight
        capped = (money + error < asked * (1 - 4 * EPSILON)) | (money == 0.0)
        while True:
            if payers.total - int(payers.share[capped].sum()) <= 0:
                return None
            exact = self.ledger.rate(project, capped)
            rate = exact.top / exact.bottom
            asked = np.full(len(money), rate) if weight is None else rate * weight
            near = ~capped & (money - error < asked * (1 + 4 * EPSILON))
            if not near.any():
                return exact
            more = near & (money + error < asked * (1 - 4 * EPSILON))
            doubtful = np.flatnonzero(near & ~more)
            if len(doubtful):
                poorer = self.ledger.cannot_pay(project, doubtful.tolist(), exact)
                more[doubtful[np.array(poorer, dtype=bool)]] = True
            if not more.any():
                return exact
            capped = capped | more
