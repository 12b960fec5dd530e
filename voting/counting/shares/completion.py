"""Add1: which endowment counts.

W(e) is the outcome of a run with e whole units of money per ballot, B the budget, n the number of ballots. A
set of projects is *exhaustive* if no further supported project fits into the budget beside it.

0. If all supported projects together cost at most B, all of them win.
1. e = floor(B/n).
2. add1u (and only it): stop where W(e) is exhaustive.
3. Stop where W(e+1) costs more than B. Else e = e+1 and go to 2.
4. add1u (and only it): the money left goes to further projects by the rule greedy.

`none` stops at 1. W(e) is not monotone in e, so every e has to be accounted for: either by a run or by the
proof in `jump.py` that a stretch of endowments has the same outcome.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voting.counting.shares.jump import Jumper
from voting.counting.shares.market import Market
from voting.counting.shares.run import Run


@dataclass(frozen=True)
class Completed:
    """The final endowment (in units), its run, the first run's projects, why it stopped, how many e were
    tried."""

    endowment: int
    run: Run
    first: tuple[int, ...]
    stop: str
    steps: int
    runs: int
    tied: tuple[frozenset[int], ...] = ()
    """Projects that only the lot told apart, in this run or in one before it."""


def complete(
    market: Market, completion: str, tick: Callable[[int], None] | None = None, *, jumps: bool = True
) -> Completed:
    """Steps 1 to 3 for a market in which not everything fits. `tick` is called with each endowment reached."""
    start = units = market.budget // (market.unit * market.tally.ballots)
    run = _run(market, units)
    first = tuple(sorted(run.bought))
    if completion == "none":
        return Completed(units, run, first, "none", 0, 1, tuple(run.ties))
    tied = dict.fromkeys(run.ties)
    runs, pace = 1, Pace(Jumper(market) if jumps else None, ceiling(market))
    while True:
        if completion == "add1u" and exhaustive(market, run.bought):
            stop, steps = "exhaustive", units - start
            break
        units = pace.reach(run, units)
        upcoming = _run(market, units + 1, run.bought)
        runs += 1
        tied |= dict.fromkeys(upcoming.ties)
        if cost(market, upcoming.bought) > market.budget:
            stop, steps = "overspend", units - start + 1
            break
        units, run = units + 1, upcoming
        if tick:
            tick(units)
    if run.endowment != units * market.unit:
        run = _run(market, units, run.bought)
    return Completed(units, run, first, stop, steps, runs, tuple(tied))


class Pace:
    """Tries to jump after a run: less and less often while it does not get far, and then only where the last step
    changed nothing, as no stretch of steps can be jumped over where every one of them changes who pays what."""

    def __init__(self, jumper: Jumper | None, limit: int) -> None:
        self.jumper = jumper
        self.limit = limit
        self.wait = 0
        self.waited = 0
        self.last: Run | None = None

    def reach(self, run: Run, units: int) -> int:
        """An endowment, in units, up to which the outcome is proven to be that of the run."""
        last, self.last = self.last, run
        if self.jumper is None or self.waited < self.wait:
            self.waited += 1
            return units
        if self.wait and last is not None and not run.ledger.like(last.ledger):
            return units
        self.waited = 0
        reached = self.jumper.reach(run, self.limit) // run.market.unit
        self.wait = 0 if reached > units + 1 else min(2 * self.wait + 1, 31)
        return max(reached, units)


def ceiling(market: Market) -> int:
    """An endowment at which one supporter alone could pay for everything: Add1 ends before it."""
    return sum(market.costs[p] for p in market.candidates) + market.unit


def _run(market: Market, units: int, hint: Sequence[int] = ()) -> Run:
    run = Run(market, units * market.unit, hint)
    run.complete()
    return run


def cost(market: Market, projects: Sequence[int]) -> int:
    """What these projects cost together."""
    return sum(market.costs[p] for p in projects)


def exhaustive(market: Market, projects: Sequence[int]) -> bool:
    """Whether no further supported project fits into the budget."""
    left = market.budget - cost(market, projects)
    chosen = set(projects)
    return all(market.costs[p] > left for p in market.candidates if p not in chosen)
