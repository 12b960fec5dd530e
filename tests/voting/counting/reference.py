"""The rules once more, written for reading only: fractions, no arrays, no short cuts. And small elections to try.

Nothing of `voting.counting` is used here but the data that goes in.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from voting.counting import Election, Project


@dataclass(frozen=True)
class Small:
    """Costs by project, and per ballot the weight (1 or points) by project."""

    budget: Fraction
    costs: list[Fraction]
    ballots: list[dict[int, int]]

    def support(self, p: int) -> int:
        return sum(ballot.get(p, 0) for ballot in self.ballots)

    @property
    def supported(self) -> list[int]:
        return [p for p in range(len(self.costs)) if self.support(p) > 0]

    def cost(self, projects: Any) -> Fraction:
        return sum((self.costs[p] for p in projects), Fraction(0))


def greedy(small: Small, left: Fraction | None = None, without: Any = ()) -> list[int]:
    left = small.budget if left is None else left
    order = sorted(set(small.supported) - set(without), key=lambda p: (-small.support(p), small.costs[p], p))
    chosen = []
    for p in order:
        if small.costs[p] <= left:
            chosen.append(p)
            left -= small.costs[p]
    return chosen


def rho(cost: Fraction, payers: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The least ρ at which (money, utility) pairs pay the cost; None if they cannot."""
    if sum(money for money, _ in payers) < cost:
        return None
    paid, utilities = Fraction(0), sum(utility for _, utility in payers)
    for money, utility in sorted(payers, key=lambda pair: pair[0] / pair[1]):
        rate = (cost - paid) / utilities
        if rate * utility <= money:
            return rate
        paid += money
        utilities -= utility
    raise AssertionError("somebody must be able to pay the last part")


def shares_at(small: Small, endowment: Fraction, utility: str) -> list[int]:
    """W(e), in the order of purchase."""

    def worth(weight: int, p: int) -> Fraction:
        return {
            "cost": small.costs[p],
            "points": Fraction(weight),
            "points-cost": weight * small.costs[p],
        }[utility]

    money = [endowment] * len(small.ballots)
    bought: list[int] = []
    while True:
        best: tuple[Any, ...] | None = None
        for p in set(small.supported) - set(bought):
            payers = [(money[i], worth(b[p], p)) for i, b in enumerate(small.ballots) if b.get(p)]
            rate = rho(small.costs[p], payers)
            if rate is not None and (best is None or (rate, small.costs[p], -small.support(p), p) < best):
                best = (rate, small.costs[p], -small.support(p), p)
        if best is None:
            return bought
        rate, p = best[0], best[3]
        for i, ballot in enumerate(small.ballots):
            if ballot.get(p):
                money[i] -= min(money[i], rate * worth(ballot[p], p))
        bought.append(p)


def equal_shares(small: Small, utility: str, completion: str) -> set[int]:
    if small.cost(small.supported) <= small.budget:
        return set(small.supported)
    endowment = Fraction(int(small.budget / len(small.ballots)))
    won = shares_at(small, endowment, utility)
    while completion != "none":
        left = small.budget - small.cost(won)
        if completion == "add1u" and all(small.costs[p] > left for p in set(small.supported) - set(won)):
            break
        following = shares_at(small, endowment + 1, utility)
        if small.cost(following) > small.budget:
            break
        endowment, won = endowment + 1, following
    if completion == "add1u":
        return {*won, *greedy(small, small.budget - small.cost(won), won)}
    return set(won)


def phragmen(small: Small) -> list[int]:
    loads = [Fraction(0)] * len(small.ballots)
    candidates = {p for p in small.supported if small.costs[p] <= small.budget}
    bought: list[int] = []
    while candidates:
        load = {}
        for p in candidates:
            mine = [loads[i] for i, ballot in enumerate(small.ballots) if ballot.get(p)]
            load[p] = (small.costs[p] + sum(mine)) / len(mine)
        least = [p for p in candidates if load[p] == min(load.values())]
        if any(small.cost(bought) + small.costs[p] > small.budget for p in least):
            break
        p = min(least, key=lambda p: (small.costs[p], -small.support(p), p))
        for i, ballot in enumerate(small.ballots):
            if ballot.get(p):
                loads[i] = load[p]
        bought.append(p)
        candidates.remove(p)
    return bought


def max_support(small: Small) -> set[int]:
    sets = [
        chosen
        for size in range(len(small.supported) + 1)
        for chosen in combinations(small.supported, size)
        if small.cost(chosen) <= small.budget
    ]
    # Of equals, the one that has the earliest project that the others lack: then the next, and so on.
    return set(
        min(
            sets,
            key=lambda chosen: (
                -sum(map(small.support, chosen)),
                small.cost(chosen),
                [p not in chosen for p in range(len(small.costs))],
            ),
        )
    )


@st.composite
def elections(draw: st.DrawFn, vote_type: str | None = None) -> Election:
    """A small election full of ties, small units, repeats and empty ballots."""
    kind = vote_type or draw(st.sampled_from(["approval", "choose-1", "ordinal", "cumulative"]))
    count = draw(st.integers(1, 6))
    scale = draw(st.sampled_from([1, 1, 10, 100]))
    places = draw(st.sampled_from([0, 0, 2]))
    costs = draw(st.lists(st.integers(1, 12), min_size=count, max_size=count))
    budget = draw(st.integers(1, sum(costs)))
    projects = [
        Project(id=f"p{at}", cost=Decimal(cost * scale).scaleb(-places)) for at, cost in enumerate(costs)
    ]
    ids = [project.id for project in projects]
    most = 1 if kind == "choose-1" else count
    listed = st.lists(st.sampled_from(ids), max_size=most, unique=True)
    rows: list[tuple[list[str], list[int] | None]] = []
    for chosen in draw(st.lists(listed, min_size=1, max_size=9)):
        points = None
        if kind == "cumulative":
            points = draw(st.lists(st.integers(0, 4), min_size=len(chosen), max_size=len(chosen)))
        rows.append((chosen, points))
    return Election.build(
        budget=Decimal(budget * scale).scaleb(-places), vote_type=kind, projects=projects, ballots=rows
    )


def small(election: Election) -> Small:
    """The same election as plain data."""
    ballots: list[dict[int, int]] = []
    for at in range(len(election.ballots)):
        listed, given = election.ballots.listed(at), election.ballots.given(at)
        if election.vote_type == "ordinal":
            weights = list(range(len(listed), 0, -1))
        elif given is not None and election.uses_points:
            weights = [int(points) for points in given]
        else:
            weights = [1] * len(listed)
        ballots.append({p: w for p, w in zip(listed, weights, strict=True) if w > 0})
    return Small(Fraction(election.budget), [Fraction(p.cost) for p in election.projects], ballots)
