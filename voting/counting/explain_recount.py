"""Explanations for the rules that have no short cut: each figure is searched by counting again.

*More votes* means so many more ballots that name only this project (and, where ballots give points, give it the
most points that any ballot gives any project; a ranking of one project gives it one point), all else as it is.
Under equal shares more ballots also mean less money for each. Under max-support, which knows no ballots, it means
that much more support.

These rules are not monotone everywhere: with still more votes a project can drop out again. So a figure here is
a place where the outcome turns (with it the project is funded, with one unit less it is not), found by doubling
and halving, and nothing is said about what lies beyond it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from voting.counting import knapsack, phragmen
from voting.counting.explanation import Explanation
from voting.counting.outcome import Outcome, ProjectResult
from voting.counting.shares.market import changed, market
from voting.counting.shares.rule import allot_in
from voting.counting.tally import Tally

FARTHEST: Final = 16
"""More votes are searched up to so many times the number of ballots (of the largest support, for max-support)."""


class Trial(Protocol):
    """Counts again with one project changed; `unit` is what one step of `more` adds to its support."""

    unit: int
    most: int

    def funds(self, project: int, *, more: int, cost: int) -> bool:
        """Whether the project is funded with so many steps more and at this cost."""


class SharesTrial:
    """Equal shares."""

    def __init__(self, votes: Tally, utility: str, completion: str) -> None:
        self.market, self.completion = market(votes, utility), completion
        self.unit = ballot_points(votes)
        self.most = FARTHEST * max(votes.ballots, 1)

    def funds(self, project: int, *, more: int, cost: int) -> bool:
        shared = allot_in(changed(self.market, project, cost=cost, ballots=more), self.completion)
        return project in shared.bought or project in shared.added


class PhragmenTrial:
    """Sequential Phragmén."""

    def __init__(self, votes: Tally) -> None:
        self.market = market(votes, "cost")
        self.unit = ballot_points(votes)
        self.most = FARTHEST * max(votes.ballots, 1)

    def funds(self, project: int, *, more: int, cost: int) -> bool:
        return project in phragmen.allot_in(changed(self.market, project, cost=cost, ballots=more)).bought


class KnapsackTrial:
    """The set with the most support."""

    def __init__(self, votes: Tally) -> None:
        self.votes = votes
        self.unit = 1
        self.most = FARTHEST * max(votes.support, default=1)

    def funds(self, project: int, *, more: int, cost: int) -> bool:
        support, costs = list(self.votes.support), list(self.votes.costs)
        support[project] += more
        costs[project] = cost
        return (
            project in knapsack.solve(replace(self.votes, support=tuple(support), costs=tuple(costs))).chosen
        )


def ballot_points(votes: Tally) -> int:
    """What one ballot more adds to the support of the only project that it names."""
    return votes.weight_unit * votes.alone


class RecountExplainer:
    """Explains any rule that a `Trial` can count."""

    def __init__(self, votes: Tally, outcome: Outcome, trial: Trial) -> None:
        self.votes, self.outcome, self.trial = votes, outcome, trial

    def explain(self, project: int) -> Explanation:
        result = self.outcome.projects[project]
        return self._funded(project, result) if result.funded else self._lost(project, result)

    def _lost(self, project: int, result: ProjectResult) -> Explanation:
        votes, trial = self.votes, self.trial
        cost = votes.costs[project]
        more = at = reason_support = reason_cost = None
        if cost > votes.budget:
            reason_support = "withdrawn" if project in votes.withdrawn else "over_budget"
        else:
            more = turning(trial.most, lambda steps: trial.funds(project, more=steps, cost=cost))
            reason_support = "not_found" if more is None else None
        if votes.support[project] <= 0:
            reason_cost = "no_support"
        elif cost < 2 or not trial.funds(project, more=0, cost=1):
            reason_cost = "not_found"
        else:
            # Not funded at its cost, funded at 1: somewhere between, it turns.
            less = halve(0, cost - 1, lambda less: trial.funds(project, more=0, cost=cost - less))
            at = cost - less
        return Explanation(
            result,
            more_support=None if more is None else votes.points(more * trial.unit),
            funded_at_cost=None if at is None else votes.money(at),
            cheaper_by=None if at is None else votes.money(cost - at),
            reason_support=reason_support,
            reason_cost=reason_cost,
        )

    def _funded(self, project: int, result: ProjectResult) -> Explanation:
        votes, cost = self.votes, self.votes.costs[project]
        gone = votes.budget - cost + 1
        dearer = halve(0, gone, lambda more: not self.trial.funds(project, more=0, cost=cost + more))
        return Explanation(result, dearest_cost=votes.money(cost + dearer - 1))


def turning(most: int, holds: Callable[[int], bool]) -> int | None:
    """A number at most `most` for which `holds` and for the one before it not, given that it does not for 0."""
    low, high = 0, 1
    while not holds(high):
        if high >= most:
            return None
        low, high = high, min(2 * high, most)
    return halve(low, high, holds)


def halve(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Given that it holds for `high` and not for `low`: a number for which it holds, and not for the one
    before."""
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
