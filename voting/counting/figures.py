"""Figures of a whole outcome, and outcomes side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from voting.counting.election import Election, tidy
from voting.counting.outcome import Outcome, rounded
from voting.counting.rules import RULES, Progress, count, find, settle
from voting.counting.tally import Tally, tally


@dataclass(frozen=True)
class CategoryShare:
    """One category: its part of all support, of the money spent, and the money itself.

    A project with several categories counts for each of them in equal parts.
    """

    category: str
    support: Fraction
    money: Fraction
    spent: Fraction


@dataclass(frozen=True)
class Figures:
    """An outcome as a whole.

    `without` is the number of ballots (of `ballots`) on which no project was funded, those that name none
    included; `average` how many funded projects a ballot supports on average. `categories` is in the order of
    the file, empty where no project has one.
    """

    rule: str
    funded: int
    budget: Decimal
    spent: Decimal
    ballots: int
    without: int
    average: Fraction
    categories: tuple[CategoryShare, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values in a fixed order, for JSON; shares with at most six decimals."""
        return {
            "rule": self.rule,
            "funded": self.funded,
            "budget": tidy(self.budget),
            "spent": tidy(self.spent),
            "left": tidy(self.budget - self.spent),
            "ballots": self.ballots,
            "without_funded": self.without,
            "average_funded": rounded(self.average),
            "categories": [
                {
                    "category": row.category,
                    "share_of_support": rounded(row.support),
                    "share_of_money": rounded(row.money),
                    "spent": rounded(row.spent),
                }
                for row in self.categories
            ],
        }


def figures(election: Election, outcome: Outcome) -> Figures:
    """The figures of an outcome of this election."""
    return _figures(election, tally(election), outcome)


def _figures(election: Election, votes: Tally, outcome: Outcome) -> Figures:
    chosen = set(outcome.selected)
    won = np.array([ident in chosen for ident in votes.ids], dtype=bool)
    owner = np.repeat(np.arange(votes.ballots, dtype=np.int64), np.diff(votes.weights.indptr))
    pleased = np.bincount(owner[won[votes.weights.project]], minlength=votes.ballots)
    return Figures(
        rule=outcome.rule,
        funded=len(outcome.selected),
        budget=outcome.budget,
        spent=outcome.total_cost,
        ballots=votes.ballots,
        without=int(np.count_nonzero(pleased == 0)),
        average=Fraction(int(pleased.sum()), max(votes.ballots, 1)),
        categories=_categories(election, votes, chosen),
    )


def _categories(election: Election, votes: Tally, chosen: set[str]) -> tuple[CategoryShare, ...]:
    support: dict[str, Fraction] = {}
    spent: dict[str, Fraction] = {}
    for place, project in enumerate(election.projects):
        names = project.categories
        for name in names:
            part = Fraction(1, len(names))
            support[name] = support.get(name, Fraction(0)) + votes.support[place] * part
            money = Fraction(project.cost) * part if project.id in chosen else Fraction(0)
            spent[name] = spent.get(name, Fraction(0)) + money
    whole = sum(support.values()) or Fraction(1)
    money = sum(spent.values()) or Fraction(1)
    return tuple(
        CategoryShare(name, support[name] / whole, spent[name] / money, spent[name]) for name in support
    )


@dataclass(frozen=True)
class Compared:
    """One rule beside the others."""

    outcome: Outcome
    figures: Figures


def compare(
    election: Election,
    *,
    rules: Iterable[str] | None = None,
    seed: str | None = None,
    progress: Progress | None = None,
) -> list[Compared]:
    """The outcomes of several rules (default: all that go with these ballots), with default options."""
    votes = tally(election)
    compared = []
    for rule in list(RULES) if rules is None else rules:
        kinds = find(rule).vote_types
        if rules is None and kinds is not None and election.vote_type not in kinds:
            continue
        settle(find(rule), election.vote_type, seed=seed, utility=None, completion=None)
        outcome = count(election, rule=rule, seed=seed, progress=progress)
        compared.append(Compared(outcome, _figures(election, votes, outcome)))
    return compared
