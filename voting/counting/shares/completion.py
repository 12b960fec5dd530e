"""Add1: which endowment counts.

W(e) is the outcome of a run with e whole units of money per ballot, B the budget, n the number of ballots. A set of
projects is *exhaustive* if no further supported project fits into the budget beside it.

0. If all supported projects together cost at most B, all of them win.
1. e = floor(B/n).
2. add1u (and only it): stop where W(e) is exhaustive.
3. Stop where W(e+1) costs more than B. Else e = e+1 and go to 2.
4. add1u (and only it): the money left goes to further projects by the rule greedy.

`none` stops at 1. W(e) is not monotone in e, so every e has to be accounted for: either by a run or by the proof in
`jump.py` that a stretch of endowments has the same outcome.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voting.counting.shares.market import Market
from voting.counting.shares.run import Run


@dataclass(frozen=True)
class Completed:
    """The final endowment (in units), its run, the first run's projects, why it stopped, how many e were tried."""

    endowment: int
    run: Run
    first: tuple[int, ...]
    stop: str
    steps: int
    runs: int


def complete(
    market: Market, completion: str, tick: Callable[[int], None] | None = None, *, jumps: bool = True
) -> Completed:
    """Steps 1 to 3 for a market in which not everything fits. `tick` is called with the endowment now and then."""
    units = market.budget // (market.unit * market.tally.ballots)
    start = units
    run = Run(market, units * market.unit)
    run.complete()
    first = tuple(sorted(run.bought))
    runs = 1
    while True:
        if completion == "none":
            return Completed(units, run, first, "none", 0, runs)
        if completion == "add1u" and exhaustive(market, run.bought):
            return Completed(units, run, first, "exhaustive", units - start, runs)
        upcoming = Run(market, (units + 1) * market.unit)
        upcoming.complete()
        runs += 1
        if cost(market, upcoming.bought) > market.budget:
            return Completed(units, run, first, "overspend", units - start + 1, runs)
        units, run = units + 1, upcoming
        if tick:
            tick(units)


def cost(market: Market, projects: Sequence[int]) -> int:
    """What these projects cost together."""
    return sum(market.costs[p] for p in projects)


def exhaustive(market: Market, projects: Sequence[int]) -> bool:
    """Whether no further supported project fits into the budget."""
    left = market.budget - cost(market, projects)
    chosen = set(projects)
    return all(market.costs[p] > left for p in market.candidates if p not in chosen)
