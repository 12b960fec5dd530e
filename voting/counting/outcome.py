"""What a count says: data only, ready to be stored, compared and put into any language.

The same input always gives the same bytes: no times, no floats, keys in a fixed order, money and support as
decimal strings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from voting.counting.election import tidy, unscale

STATUSES: Final[Mapping[str, str]] = {
    "funded": "funded: {cost} was needed and {money_left} was left when it was its turn",
    "funded_all_fit": "funded: the budget pays for every supported project",
    "funded_shares": "funded by the shares of its supporters",
    "funded_completion": "funded from the money that the shares left, in order of support",
    "funded_load": "funded: of all projects it put the least load on its supporters",
    "funded_optimal": "funded: part of the affordable set of projects with the most support",
    "no_support": "not funded: nobody supported it",
    "below_threshold": "not funded: its support is below the threshold",
    "over_budget": "not funded: it costs more than the whole budget",
    "no_money_left": "not funded: {cost} was needed and {money_left} was left when it was its turn",
    "after_stop": "not funded: counting stopped before it at a project that did not fit",
    "shares_too_small": "not funded: its supporters' shares were too small, and no money was left for it",
    "after_stop_load": "not funded: counting stopped before it at a project that the money left did not pay for",
    "not_optimal": "not funded: another affordable set of projects has more support",
}
"""Status of a project and an English sentence; placeholders are fields of `ProjectResult`."""

FUNDED: Final = frozenset(status for status in STATUSES if status.startswith("funded"))


@dataclass(frozen=True)
class Tie:
    """Projects that the rule's own chain could not tell apart, in the order that was taken.

    `by` is `seed` or `file_order`. `decisive` says whether another order among them would have funded others
    (see `lots.decisive`).
    """

    projects: tuple[str, ...]
    by: str
    decisive: bool


@dataclass(frozen=True)
class Shares:
    """Equal shares only: the money of a project's supporters in the run that counted.

    `supporters_money` is what they had together when the project was bought, or at the end;
    `effective_support` is that in percent of its cost (at least 100 for a project bought with shares). For a
    bought one: `payers` ballots paid, `full_payers` of them the full price, which is `rate` (per point where
    the utility counts points), the others all they had; `effective_votes` is cost / rate, the number of full
    prices in the cost.
    """

    effective_support: Fraction
    supporters_money: Fraction
    rate: Fraction | None = None
    payers: int | None = None
    full_payers: int | None = None
    effective_votes: Fraction | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON; fractions rounded to six decimals (half to even), as their exact digits run into
        hundreds."""
        return {
            "effective_support": rounded(self.effective_support),
            "supporters_money": rounded(self.supporters_money),
            "rate": rounded(self.rate),
            "payers": self.payers,
            "full_payers": self.full_payers,
            "effective_votes": rounded(self.effective_votes),
        }


def rounded(value: Fraction | None, places: int = 6) -> str | None:
    """A fraction as a decimal string of at most so many decimals, without needless zeros."""
    if value is None:
        return None
    return tidy(unscale(round(value * 10**places), places))


@dataclass(frozen=True)
class ProjectResult:
    """One project under one rule.

    `rank` is its place by support (1 is most, ties settled); None without support. `turn` is when the rule
    looked at it or bought it (from 1), `money_left` the budget left just before. `missing_money` is what its
    cost exceeded that by.
    """

    id: str
    cost: Decimal
    support: Decimal
    status: str
    rank: int | None
    turn: int | None = None
    money_left: Decimal | None = None
    missing_money: Decimal | None = None
    shares: Shares | None = None

    @property
    def funded(self) -> bool:
        return self.status in FUNDED

    def sentence(self) -> str:
        """Plain English, for the command line."""
        left = "" if self.money_left is None else tidy(self.money_left)
        return STATUSES[self.status].format(cost=tidy(self.cost), money_left=left)


@dataclass(frozen=True)
class Outcome:
    """The result of a count.

    `selected` is in file order, `order` in the order of selection, `projects` in file order. `input_hash`
    identifies budget, projects and ballots. `details` holds what only this rule has (equal shares: e0, e,
    steps, stop, initial, before_completion), as plain values.
    """

    rule: str
    version: str
    options: Mapping[str, str | None]
    input_hash: str
    budget: Decimal
    ballots: int
    selected: tuple[str, ...]
    order: tuple[str, ...]
    total_cost: Decimal
    projects: tuple[ProjectResult, ...]
    ties: tuple[Tie, ...]
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def money_left(self) -> Decimal:
        return self.budget - self.total_cost

    def project(self, ident: str) -> ProjectResult:
        """The result of one project by id; KeyError if there is none."""
        for result in self.projects:
            if result.id == ident:
                return result
        raise KeyError(ident)

    def as_dict(self) -> dict[str, object]:
        """Plain values in a fixed order, for JSON."""
        return {
            "rule": self.rule,
            "version": self.version,
            "options": dict(self.options),
            "input_hash": self.input_hash,
            "budget": tidy(self.budget),
            "ballots": self.ballots,
            "selected": list(self.selected),
            "order": list(self.order),
            "total_cost": tidy(self.total_cost),
            "money_left": tidy(self.money_left),
            "ties": [
                {"projects": list(tie.projects), "by": tie.by, "decisive": tie.decisive} for tie in self.ties
            ],
            "projects": self.project_dicts(),
            "details": {key: plain_value(value) for key, value in self.details.items()},
        }

    def project_dicts(self) -> list[dict[str, object]]:
        """Every project as plain values, in file order."""
        return [_project(result) for result in self.projects]

    def to_json(self) -> bytes:
        """Canonical UTF-8 JSON: the same election and rule give the same bytes, on every machine."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":")).encode()


def plain_value(value: object) -> object:
    """A value as JSON has it: decimals as strings, fractions as `top/bottom`, tuples as lists."""
    if isinstance(value, Decimal):
        return tidy(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    return value


def _project(result: ProjectResult) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": result.id,
        "cost": tidy(result.cost),
        "support": tidy(result.support),
        "status": result.status,
        "rank": result.rank,
        "turn": result.turn,
        "money_left": plain_value(result.money_left),
        "missing_money": plain_value(result.missing_money),
    }
    if result.shares is not None:
        shown["shares"] = result.shares.as_dict()
    return shown
