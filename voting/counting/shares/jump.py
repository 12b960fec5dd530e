"""Which larger endowments surely have the same outcome: from one run to the end of its stretch at once.

Budgets counted in small units (forints, cents) need hundreds of thousands of steps of one unit, almost all
of which change nothing. This module computes how far they change nothing, and proves it, so that Add1 can go
there directly.

**The structure of a run** is the order of purchases p_1, p_2, … and, for each, which of its payers are
capped (pay all that they have). Given the structure, everything is linear in the endowment e: the money of a
payer who has never been capped is `b(e) = e - Σ t_k(e) w_k`, and the rate is `t_k(e) = (c - Σ_C b(e)) / U`
with fixed C and U. So with the structure of the run at e, the rates at any other endowment E follow by the
same sums, without searching.

**Claim.** The runs at all endowments between e and E have the structure of the run at e if, computed with
this structure, at E

(a) every capped payer of p_k has at most t_k·w, every other payer at least that, and t_k ≥ 0;
(b) before purchase k, for every project q not yet bought, `Σ_C b + t·(weight of the rest) ≤ c_q`, where t is
    the rate at which q would be exactly as good as p_k (t = ρ_k · factor of q) and C are its payers that are
    capped at t at endowment e; strictly less where q would win a tie against p_k, and where C is all payers
    of q;
(c) after the last purchase, for every project left, `Σ b < c_q` over its payers.

*Proof.* Each of these inequalities is between functions that are linear on [e, E]; (a) and (c) hold at e
because that run took place, (b) because there the left side is what q's payers would give at t, which is at
most c_q, as q was not bought. Strictly less, where q would have won the tie, or where all are capped: they
would pay c_q at a lower rate than t. A linear inequality that holds at both ends holds between them; one
that is strict at one end and holds at the other is strict between. Take an endowment x between, and suppose
the run at x has followed the structure up to purchase k. By (b) q's payers at t, `Σ min(b, t·w)`, give at
most the left side, whatever C is, since every min is at most either of its arguments, and at a rate below t
less than c_q (if C is not all, the left side falls with the rate; else it is below c_q already); hence no q
is better than p_k, none equally good wins the tie, and by (a) p_k is paid for at exactly t_k by the payers
of the structure. So the run at x buys p_k next, at t_k(x). After the last purchase nothing is affordable by
(c). ∎

So W is the same at all these endowments, and so are the ties that only the lot settles: a linear inequality
with equality between e and E has it everywhere, and equality at E alone is not accepted. W is not exhaustive
and does not overspend there if it did not at e. The condition is checked at E in floats with the error bounds
of `run.py`, and exactly where those cannot decide. E itself is a guess from float slopes (the nearest zero of
any of the inequalities), which needs no proof.
"""

from dataclasses import dataclass, field
from math import inf

import numpy as np

from voting.counting.election import Indices, Ints
from voting.counting.shares.exact import Mask
from voting.counting.shares.market import Floats, Market
from voting.counting.shares.run import EPSILON, Run


@dataclass
class Pairs:
    """All (payer, project) pairs of a market, sorted by project: parallel arrays."""

    group: Indices
    project: Ints
    count: Floats
    weight: Floats
    factor: Floats
    cost: Floats
    number: Floats
    """Ballots that support each project."""
    order: list[tuple[int, int, int]] = field(default_factory=list)
    """Each project's place in a tie: cost, support (negative), lot."""

    @classmethod
    def of(cls, market: Market) -> "Pairs":
        sizes = [len(payers.groups) for payers in market.payers]
        group = np.concatenate([payers.groups for payers in market.payers])
        count = np.concatenate([payers.count for payers in market.payers])
        ones = [np.ones(len(p.groups)) if p.weight is None else p.weight for p in market.payers]
        project = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        tally = market.tally
        return cls(
            group=group,
            project=project,
            count=count,
            weight=np.concatenate(ones),
            factor=np.array(market.factor, dtype=np.float64),
            cost=np.array(market.costs, dtype=np.float64),
            number=np.bincount(project, weights=count, minlength=len(sizes)).astype(np.float64),
            order=[(tally.costs[p], -tally.support[p], tally.lot[p]) for p in range(len(sizes))],
        )

    def sums(self, values: Floats) -> Floats:
        """Sum over each project's payers."""
        return np.bincount(self.project, weights=values, minlength=len(self.cost)).astype(np.float64)


class Rates:
    """The exact rates of a run's structure at another endowment, over one common denominator, and as floats."""

    def __init__(self, run: Run, endowment: int) -> None:
        self.endowment = endowment
        self.tops: list[int] = []
        self.bottom = 1
        for exact in run.ledger.exacts:
            top = (run.market.costs[exact.project] - exact.many * endowment) * self.bottom
            for k, volume in exact.volumes:
                top += self.tops[k] * volume
            self.bottom *= exact.rest
            self.tops = [t * exact.rest for t in self.tops]
            self.tops.append(top)
        self.floats = [top / self.bottom for top in self.tops]


class Jumper:
    """Finds, for a finished run, the largest endowment it can prove to have the same structure."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.pairs = Pairs.of(market)

    def reach(self, run: Run, limit: int) -> int:
        """An endowment, at least the run's own and at most `limit`, up to which nothing changes (whole
        units)."""
        unit = self.market.unit
        distance = self._distance(run)
        most = limit - run.endowment
        units = int(min(distance, float(most)) // unit) if distance < inf else most // unit
        if units < 2:
            return run.endowment
        target = run.endowment + units * unit
        if self._holds(run, target):
            return target
        # The guess may be a rounding too far, or end exactly on a change.
        target -= unit
        return target if units > 2 and self._holds(run, target) else run.endowment

    def _distance(self, run: Run) -> float:
        """How far the endowment can grow until some inequality is an equation, in floats, by its slopes.

        Only roughly where it is less than two units: then no jump comes of it.
        """
        pairs, market = self.pairs, self.market
        money = np.full(len(market.multiplicity), float(run.endowment))
        slope = np.ones(len(money))
        open_ = np.zeros(len(market.costs), dtype=bool)
        open_[list(market.candidates)] = True
        slopes: list[float] = []
        nearest = inf
        noise = 2.0**-40
        for exact in run.ledger.each():
            project = exact.project
            rate = exact.top / exact.bottom
            steep = (sum(slopes[k] * volume for k, volume in exact.volumes) - exact.many) / exact.rest
            slopes.append(steep)
            open_[project] = False
            own = market.payers[project]
            weight = 1.0 if own.weight is None else own.weight
            have, asked = money[own.groups], rate * weight
            gap = np.abs(have - asked)
            closing = np.where(
                exact.capped, slope[own.groups] - steep * weight, steep * weight - slope[own.groups]
            )
            nearest = min(nearest, _nearest(gap, closing, noise, rate))
            if nearest < 2 * market.unit:
                break  # No jump will come of it.
            per, steep_per = rate / market.factor[project], steep / market.factor[project]
            asks = (per * pairs.factor)[pairs.project] * pairs.weight
            has = money[pairs.group]
            capped = has < asks
            gives = np.where(capped, has, asks) * pairs.count
            more = np.where(
                capped, slope[pairs.group], (steep_per * pairs.factor)[pairs.project] * pairs.weight
            )
            total = pairs.sums(gives)
            rise = pairs.sums(more * pairs.count)
            nearest = min(
                nearest,
                _nearest((pairs.cost - total)[open_], rise[open_], noise, float(market.costs[project])),
            )
            if nearest < 2 * market.unit:
                break
            money[own.groups] = np.where(exact.capped, 0.0, have - asked)
            slope[own.groups] = np.where(exact.capped, 0.0, slope[own.groups] - steep * weight)
        total = pairs.sums(money[pairs.group] * pairs.count)
        rise = pairs.sums(slope[pairs.group] * pairs.count)
        return min(nearest, _nearest((pairs.cost - total)[open_], rise[open_], noise, 1.0))

    def _holds(self, run: Run, endowment: int) -> bool:
        """Whether (a), (b) and (c) hold at this endowment."""
        pairs, market = self.pairs, self.market
        rates = Rates(run, endowment)
        if any(top < 0 for top in rates.tops):
            return False
        here = np.full(len(market.multiplicity), float(run.endowment))
        there = np.full(len(market.multiplicity), float(endowment))
        open_ = np.zeros(len(market.costs), dtype=bool)
        open_[list(market.candidates)] = True
        for k, exact in enumerate(run.ledger.exacts):
            project = exact.project
            error = 4 * k * EPSILON * endowment
            own = market.payers[project]
            weight = 1.0 if own.weight is None else own.weight
            asked = rates.floats[k] * weight
            have = there[own.groups]
            excess = np.where(exact.capped, have - asked, asked - have)
            if (excess > error + 8 * EPSILON * endowment).any():
                return False
            doubtful = np.flatnonzero(excess > -(error + 8 * EPSILON * endowment))
            if len(doubtful) and not self._payers_hold(run, k, rates, doubtful, exact.capped):
                return False
            open_[project] = False
            rate = exact.top / exact.bottom
            asks = (rate / market.factor[project] * pairs.factor)[pairs.project] * pairs.weight
            capped = here[pairs.group] < asks
            asks_there = (rates.floats[k] / market.factor[project] * pairs.factor)[
                pairs.project
            ] * pairs.weight
            gives = np.where(capped, there[pairs.group], asks_there) * pairs.count
            total = pairs.sums(gives)
            gives_here = np.where(capped, here[pairs.group], asks) * pairs.count
            total_here = pairs.sums(gives_here)
            if not self._others_hold(run, k, rates, capped, open_, (total_here, total)):
                return False
            self._pay(here, own.groups, rate * weight, exact.capped)
            self._pay(there, own.groups, asked, exact.capped)
        total = pairs.sums(there[pairs.group] * pairs.count)
        margin = self._margin(len(run.purchases), endowment, total)
        return bool((total + margin < pairs.cost)[open_].all())

    @staticmethod
    def _pay(money: Floats, groups: Indices, asked: Floats | float, capped: Mask) -> None:
        money[groups] = np.where(capped, 0.0, money[groups] - asked)

    def _margin(self, purchases: int, endowment: int, total: Floats) -> Floats:
        """How far a float sum over a project's payers can be from the true one."""
        error = 4 * purchases * EPSILON * endowment
        terms = float(len(self.market.multiplicity) + 16)
        return np.asarray(self.pairs.number * error + 1.01 * EPSILON * terms * total)

    def _others_hold(
        self, run: Run, k: int, rates: Rates, capped: Mask, open_: Mask, totals: tuple[Floats, Floats]
    ) -> bool:
        """(b) for purchase k: floats where they can tell, else exact, at the run's endowment and at the
        other."""
        here, there = totals
        cost = self.pairs.cost
        sure = open_.copy()
        sure &= there + self._margin(k + 1, rates.endowment, there) < cost
        sure &= here + self._margin(k + 1, run.endowment, here) < cost
        if (there - self._margin(k + 1, rates.endowment, there) > cost)[open_].any():
            return False
        own = Rates(run, run.endowment) if (open_ & ~sure).any() else None
        for q in np.flatnonzero(open_ & ~sure).tolist():
            mine = np.flatnonzero(self.pairs.project == q)
            # With all capped, q's payers reach its cost at a lower rate than t, if at all.
            strictly = bool(capped[mine].all()) or (self.pairs.order[q] < self.pairs.order[run.bought[k]])
            equal = []
            for at in (own, rates):
                if at is None:
                    continue
                left, right = self._exact_sum(run, k, at, q, capped[mine])
                if left > right or (left == right and strictly):
                    return False
                equal.append(left == right)
            # A tie that only the lot settles is to be met by a run, which reports it.
            if equal[-1] and not equal[0] and self.pairs.order[q][:2] == self.pairs.order[run.bought[k]][:2]:
                return False
        return True

    def _exact_sum(self, run: Run, k: int, rates: Rates, q: int, capped: Mask) -> tuple[int, int]:
        """`Σ_C b + t·(rest)` and `c_q` before purchase k, exact, both times one positive whole number."""
        market = self.market
        payers = market.payers[q]
        winner = run.bought[k]
        rest = payers.total - int(payers.share[capped].sum())
        many, volumes = run.ledger.history(k, payers.groups[capped])
        money = many * rates.endowment * rates.bottom - sum(rates.tops[j] * v for j, v in volumes)
        # t = rate of the winner / its factor * the factor of q
        left = money * market.factor[winner] + rates.tops[k] * market.factor[q] * rest
        return left, market.costs[q] * rates.bottom * market.factor[winner]

    def _payers_hold(self, run: Run, k: int, rates: Rates, places: Ints, capped: Mask) -> bool:
        """(a) for payers of purchase k that floats cannot decide."""
        payers = self.market.payers[run.bought[k]]
        known: set[tuple[int, ...]] = set()
        for place in places.tolist():
            own = 1 if payers.weight is None else int(payers.weight[place])
            many, volumes = run.ledger.history(k, payers.groups[place : place + 1])
            key = (int(capped[place]), own, many, *(n for pair in volumes for n in pair))
            if key in known:
                continue
            known.add(key)
            money = many * rates.endowment * rates.bottom - sum(rates.tops[j] * v for j, v in volumes)
            ballots = int(payers.count[place])
            asked = rates.tops[k] * own * ballots
            if (money > asked) if capped[place] else (money < asked):
                return False
        return True


def _nearest(gap: Floats, closing: Floats, noise: float, scale: float) -> float:
    """The least distance at which a gap that shrinks by `closing` per step is closed; noise does not count."""
    moving = closing > noise * max(1.0, float(np.abs(closing).max(initial=0.0)))
    moving &= ~((gap <= noise * scale) & (closing <= noise))
    if not moving.any():
        return inf
    return float((np.maximum(gap[moving], 0.0) / closing[moving]).min())
