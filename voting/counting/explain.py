"""Why a project was funded, or what it lacked: how many more votes, how much cheaper. Every figure is
recounted.

A figure here is never a formula's word alone: the election is counted again with it (the project is funded)
and with one unit less (it is not). One unit is one vote or the smallest step of points, and the smallest
unit of money that the election's budget and costs use. Everything else stays as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from voting.counting import greedy
from voting.counting.election import Election
from voting.counting.explain_recount import KnapsackTrial, PhragmenTrial, RecountExplainer, SharesTrial, Trial
from voting.counting.explanation import Explanation
from voting.counting.greedy import GREEDY, GREEDY_NO_SKIP, GREEDY_THRESHOLD, GreedyKind
from voting.counting.outcome import Outcome, ProjectResult
from voting.counting.rules import Progress
from voting.counting.tally import Tally, input_hash, tally


class MismatchError(ValueError):
    """The outcome does not belong to this election."""


def explain(
    election: Election,
    outcome: Outcome,
    *,
    projects: Sequence[str] | None = None,
    progress: Progress | None = None,
    effort: int | None = None,
) -> dict[str, Explanation]:
    """Explanations by project id, in file order (or only those of `projects`).

    Under equal shares every figure takes dozens of counts. `effort` bounds them (a million is about a minute):
    projects beyond it, those with the least effective support first, have no figures and say `not_searched`. It is
    reckoned from the election and not from a clock, so that the same election always gives the same explanations.

    Raises `MismatchError` where the outcome was counted from other data.
    """
    votes = tally(election, seed=outcome.options.get("seed"))
    if input_hash(election) != outcome.input_hash:
        raise MismatchError("the outcome was counted from another election")
    wanted = [p for p, ident in enumerate(votes.ids) if projects is None or ident in set(projects)]
    explainer = explainer_for(votes, outcome)
    searched = set(wanted) if effort is None else _within(votes, outcome, wanted, effort)
    found: dict[str, Explanation] = {}
    for done, project in enumerate(wanted):
        if progress:
            progress("explain", done, len(wanted))
        found[votes.ids[project]] = (
            explainer(project) if project in searched else _unsearched(outcome.projects[project])
        )
    return found


def _within(votes: Tally, outcome: Outcome, wanted: Sequence[int], effort: int) -> set[int]:
    """The projects for which figures are searched: the nearest to being funded first, then the funded."""
    steps = outcome.details.get("steps")
    if outcome.rule != "equal-shares" or not isinstance(steps, int):
        return set(wanted)
    each = (steps + 1) * (len(votes.ids) * 20 + len(votes.weights.project) // 100)

    def order(project: int) -> tuple[bool, Fraction]:
        result = outcome.projects[project]
        return result.funded, -(result.shares.effective_support if result.shares else Fraction(0))

    return set(sorted(wanted, key=order)[: max(effort // each, 0)])


def _unsearched(result: ProjectResult) -> Explanation:
    reason = None if result.funded else "not_searched"
    return Explanation(result, reason_support=reason, reason_cost=reason)


def explainer_for(votes: Tally, outcome: Outcome) -> Callable[[int], Explanation]:
    """The function that explains one project of this outcome."""
    if outcome.rule in _KINDS:
        return GreedyExplainer(votes, outcome, _KINDS[outcome.rule]).explain
    return RecountExplainer(votes, outcome, _trial(votes, outcome)).explain


def _trial(votes: Tally, outcome: Outcome) -> Trial:
    if outcome.rule == "phragmen":
        return PhragmenTrial(votes)
    if outcome.rule == "max-support":
        return KnapsackTrial(votes)
    utility, completion = outcome.options["utility"], outcome.options["completion"]
    return SharesTrial(votes, utility or "cost", completion or "add1u")


_KINDS = {"greedy": GREEDY, "greedy-no-skip": GREEDY_NO_SKIP, "greedy-threshold": GREEDY_THRESHOLD}


class GreedyExplainer:
    """Explains the greedy rules.

    All of them are monotone in one project: more support or a lower cost only moves it forward in the list,
    to where at least as much money is left. So the least number that funds it is found by halving.
    """

    def __init__(self, votes: Tally, outcome: Outcome, kind: GreedyKind) -> None:
        self.votes, self.outcome, self.kind = votes, outcome, kind
        self.floor = (votes.threshold or 0) if kind.threshold else 0
        everyone = (p for p, s in enumerate(votes.support) if s > 0 and s >= self.floor)
        self.order = sorted(everyone, key=lambda p: greedy.sort_key(votes, p))
        chosen = {ident: place for place, ident in enumerate(outcome.order)}
        self.chosen = sorted(
            (p for p, ident in enumerate(votes.ids) if ident in chosen), key=lambda p: chosen[votes.ids[p]]
        )

    def explain(self, project: int) -> Explanation:
        result = self.outcome.projects[project]
        return self._funded(project, result) if result.funded else self._lost(project, result)

    def funds(self, project: int, support: int, cost: int) -> bool:
        """Whether the project is funded with this support and cost, all else as it is."""
        votes = self.votes
        if support <= 0 or support < self.floor:
            return False
        key, left = (-support, cost, votes.lot[project]), votes.budget
        for other in self.order:
            if other == project:
                continue
            if greedy.sort_key(votes, other) > key:
                break
            if votes.costs[other] <= left:
                left -= votes.costs[other]
            elif not self.kind.skip and other not in votes.withdrawn:
                return False
        return cost <= left

    def recount(self, project: int, support: int, cost: int) -> bool:
        """The same by a whole new count: the check on every figure that is given out."""
        supports, costs = list(self.votes.support), list(self.votes.costs)
        supports[project], costs[project] = support, cost
        changed = replace(self.votes, support=tuple(supports), costs=tuple(costs))
        return project in greedy.walk(changed, self.kind).chosen

    def _lost(self, project: int, result: ProjectResult) -> Explanation:
        votes = self.votes
        support, cost = votes.support[project], votes.costs[project]
        more = reason_support = at = reason_cost = None
        if cost > votes.budget:
            reason_support = "withdrawn" if project in votes.withdrawn else "over_budget"
        else:
            top = max(max(votes.support, default=0), self.floor) + 1
            more = least(support + 1, top, lambda s: self.funds(project, s, cost))
            self._confirm(project, (more, cost), (more - 1, cost))
        if support <= 0 or support < self.floor:
            reason_cost = "no_support" if support <= 0 else "below_threshold"
        elif not self.funds(project, support, 1):
            reason_cost = "nothing_left"
        else:
            at = cost - least(1, cost - 1, lambda less: self.funds(project, support, cost - less))
            self._confirm(project, (support, at), (support, at + 1))
        return Explanation(
            result,
            more_support=None if more is None else votes.points(more - support),
            funded_at_cost=None if at is None else votes.money(at),
            cheaper_by=None if at is None else votes.money(cost - at),
            reason_support=reason_support,
            reason_cost=reason_cost,
            blocked_by=self._blockers(project) if result.money_left is not None else (),
        )

    def _funded(self, project: int, result: ProjectResult) -> Explanation:
        votes = self.votes
        support, cost = votes.support[project], votes.costs[project]
        enough = least(1, support, lambda s: self.funds(project, s, cost))
        self._confirm(project, (enough, cost), (enough - 1, cost))
        dearer = least(1, votes.budget - cost + 1, lambda more: not self.funds(project, support, cost + more))
        dearest = cost + dearer - 1
        self._confirm(project, (support, dearest), (support, dearest + 1))
        return Explanation(
            result,
            spare_support=votes.points(support - enough),
            dearest_cost=votes.money(dearest),
        )

    def _confirm(self, project: int, funded: tuple[int, int], lost: tuple[int, int]) -> None:
        if not self.recount(project, *funded) or self.recount(project, *lost):
            raise AssertionError(f"recounting does not confirm the figures for {self.votes.ids[project]!r}")

    def _blockers(self, project: int) -> tuple[str, ...]:
        votes, key = self.votes, greedy.sort_key(self.votes, project)
        ahead = [p for p in self.chosen if greedy.sort_key(votes, p) < key]
        return tuple(votes.ids[p] for p in reversed(ahead))


def least(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least number in `low … high` for which `holds`, given that it holds for `high` and from some
    number on."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
