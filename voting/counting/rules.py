"""The registry of rules and `count`, the one way to run them.

A rule's version goes up whenever the same input could give another outcome; a stored count names it, so that
it can be repeated and checked years later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from voting.counting import knapsack, phragmen
from voting.counting.election import Election
from voting.counting.greedy import GREEDY, GREEDY_NO_SKIP, GREEDY_THRESHOLD, GreedyKind, results, ties, walk
from voting.counting.outcome import Outcome, ProjectResult, Tie
from voting.counting.shares import rule as shares
from voting.counting.shares.market import TooLargeError
from voting.counting.tally import Tally, input_hash, tally

Progress = Callable[[str, int, int | None], None]
"""Called now and then with (stage, done, total or None); stages are `tally`, `count`, `explain`."""

UTILITIES: Final = ("cost", "points", "points-cost")
COMPLETIONS: Final = ("add1u", "add1", "none")


@dataclass(frozen=True)
class Settings:
    """What a run of a rule was asked for."""

    seed: str | None = None
    utility: str | None = None
    completion: str | None = None
    progress: Progress | None = None

    @property
    def tie_break(self) -> str:
        return "file_order" if self.seed is None else "seed"


@dataclass(frozen=True)
class Counted:
    """What a rule gives back: positions of projects, in order of selection."""

    chosen: list[int]
    projects: tuple[ProjectResult, ...]
    ties: tuple[Tie, ...]
    details: Mapping[str, object]


@dataclass(frozen=True)
class Rule:
    """A rule of counting: id and version as they are stored, an English name, and which ballots it is for."""

    id: str
    version: str
    name: str
    run: Callable[[Tally, Settings], Counted]
    vote_types: frozenset[str] | None = None
    """None: all."""
    options: tuple[str, ...] = ()


class RuleError(ValueError):
    """The rule does not exist, or does not go with these ballots or options. `code` and `params` for
    translation."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


def _greedy(kind: GreedyKind) -> Callable[[Tally, Settings], Counted]:
    def run(votes: Tally, settings: Settings) -> Counted:
        way = walk(votes, kind)
        tied = ties(votes, way.order, way.chosen, settings.tie_break)
        return Counted(way.chosen, results(votes, kind, way), tied, {})

    return run


def _equal_shares(votes: Tally, settings: Settings) -> Counted:
    utility, completion = settings.utility or "cost", settings.completion or "add1u"
    progress = settings.progress
    tick = (lambda endowment: progress("count", endowment, None)) if progress else None
    try:
        shared = shares.allot(votes, utility, completion, tick)
    except TooLargeError as error:
        raise RuleError("amounts_too_large", str(error)) from error
    return Counted(
        [*shared.bought, *shared.added],
        shares.results(shared),
        shares.ties(shared, utility, completion, settings.tie_break),
        shares.details(shared),
    )


def _phragmen(votes: Tally, settings: Settings) -> Counted:
    progress = settings.progress
    tick = (lambda done: progress("count", done, len(votes.ids))) if progress else None
    run = phragmen.allot(votes, tick)
    found = phragmen.ties(votes, run, settings.tie_break)
    return Counted(run.bought, phragmen.results(votes, run), found, phragmen.details(votes, run))


def _max_support(votes: Tally, settings: Settings) -> Counted:
    progress = settings.progress
    tick = (lambda done: progress("count", done, len(votes.ids))) if progress else None
    best = knapsack.solve(votes, tick)
    found = knapsack.ties(votes, best, settings.tie_break)
    total = {"support": votes.points(best.support)}
    return Counted(sorted(best.chosen), knapsack.results(votes, best), found, total)


APPROVALS: Final = frozenset({"approval", "choose-1"})

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule
    for rule in (
        Rule("greedy", "1", "Most support first, what does not fit is skipped", _greedy(GREEDY)),
        Rule("greedy-no-skip", "1", "Most support first, until one does not fit", _greedy(GREEDY_NO_SKIP)),
        Rule("greedy-threshold", "1", "Most support first, above the threshold", _greedy(GREEDY_THRESHOLD)),
        Rule(
            "equal-shares",
            "1",
            "Method of Equal Shares",
            _equal_shares,
            options=("utility", "completion"),
        ),
        Rule("phragmen", "1", "Sequential Phragmén", _phragmen, vote_types=APPROVALS),
        Rule("max-support", "1", "The affordable projects with the most support in all", _max_support),
    )
}


def find(rule: str) -> Rule:
    """The rule with this id; RuleError where there is none."""
    if rule not in RULES:
        raise RuleError("rule_unknown", f"there is no rule {rule!r}; rules: {', '.join(RULES)}", rule=rule)
    return RULES[rule]


def settle(
    rule: Rule, vote_type: str, *, seed: str | None, utility: str | None, completion: str | None
) -> dict[str, str | None]:
    """The options of a run, defaults filled in; RuleError where they do not go together."""
    if rule.vote_types is not None and vote_type not in rule.vote_types:
        raise RuleError(
            "rule_vote_type",
            f"the rule {rule.id} is for {', '.join(sorted(rule.vote_types))}, not for {vote_type} ballots",
            rule=rule.id,
            vote_type=vote_type,
        )
    options: dict[str, str | None] = {"seed": seed}
    allowed = {"utility": UTILITIES, "completion": COMPLETIONS}
    defaults = {"utility": "cost" if vote_type in APPROVALS else "points", "completion": "add1u"}
    for name, given in (("utility", utility), ("completion", completion)):
        if name not in rule.options:
            if given is not None:
                message = f"the rule {rule.id} has no option {name}"
                raise RuleError("option_unused", message, rule=rule.id, option=name)
            continue
        value = given or defaults[name]
        if value not in allowed[name]:
            message = f"{name} {value!r} is not one of {', '.join(allowed[name])}"
            raise RuleError("option_unknown", message, option=name, value=value)
        options[name] = value
    return options


def count(
    election: Election,
    *,
    rule: str = "greedy",
    seed: str | None = None,
    utility: str | None = None,
    completion: str | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Count an election by one rule.

    `seed` is the published lot for ties that the rule's chain leaves open; without it the order of the file
    settles them. `utility` and `completion` belong to equal-shares. The outcome is exact and the same on
    every run.
    """
    chosen_rule = find(rule)
    options = settle(chosen_rule, election.vote_type, seed=seed, utility=utility, completion=completion)
    if progress:
        progress("tally", 0, None)
    votes = tally(election, seed=seed)
    return count_tally(votes, chosen_rule, options, input_hash(election), progress)


def count_tally(
    votes: Tally, rule: Rule, options: Mapping[str, str | None], hashed: str, progress: Progress | None = None
) -> Outcome:
    """The same for an election already added up."""
    settings = Settings(options.get("seed"), options.get("utility"), options.get("completion"), progress)
    counted = rule.run(votes, settings)
    return Outcome(
        rule=rule.id,
        version=rule.version,
        options=options,
        input_hash=hashed,
        budget=votes.money(votes.budget),
        ballots=votes.ballots,
        selected=tuple(votes.ids[p] for p in sorted(counted.chosen)),
        order=tuple(votes.ids[p] for p in counted.chosen),
        total_cost=votes.money(sum(votes.costs[p] for p in counted.chosen)),
        projects=counted.projects,
        ties=counted.ties,
        details=counted.details,
    )
