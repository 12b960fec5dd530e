"""A scenario: what is changed of a past vote. Everything left empty stays as it was."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from voting.counting import RULES
from voting.models import EnvelopeCount

MOST = 3
"""Scenarios side by side."""
SHARES = "equal-shares"


@dataclass(frozen=True)
class Scenario:
    """`money`: in the envelope; `rule`, `completion` (equal shares alone): of the count; `least_votes`: ballots that
    must name a project; `most_cost`: of one project. None or empty: as it was."""

    money: Decimal | None = None
    rule: str = ""
    completion: str = ""
    least_votes: int | None = None
    most_cost: Decimal | None = None

    def plain(self) -> dict[str, Any]:
        """As plain values; the same for the same scenario."""
        return {
            name: format(value.normalize(), "f") if isinstance(value, Decimal) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Scenario":
        """Back from plain values."""
        money, most = plain["money"], plain["most_cost"]
        return cls(
            money=None if money is None else Decimal(money),
            rule=plain["rule"],
            completion=plain["completion"],
            least_votes=plain["least_votes"],
            most_cost=None if most is None else Decimal(most),
        )

    def rule_for(self, count: EnvelopeCount) -> str:
        """The rule that it is counted by."""
        return self.rule or count.rule

    def options_for(self, count: EnvelopeCount) -> dict[str, str | None]:
        """Options of the rule: its own where it is the rule of the vote, the completion where one is asked for."""
        rule = self.rule_for(count)
        kept: dict[str, Any] = dict(count.outcome["options"]) if rule == count.rule else {}
        named = {name: kept.get(name) for name in RULES[rule].options}
        if self.completion and "completion" in named:
            named["completion"] = self.completion
        return named
