"""What an explanation says: data, and its English for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from voting.counting.election import tidy
from voting.counting.outcome import ProjectResult


@dataclass(frozen=True)
class Explanation:
    """One project: its result, and what would have changed it.

    For a project that was not funded: `more_support` more votes (points, where ballots give points) would
    have funded it, and so would a cost of at most `funded_at_cost`, which is `cheaper_by` less. None where
    no number does (`reason_support`, `reason_cost` say why). For a funded one: `spare_support` fewer votes
    would still have been enough, and `dearest_cost` is the highest cost at which it is still funded.
    `blocked_by` lists the projects that were funded before it and took the money, the last first.
    """

    result: ProjectResult
    more_support: Decimal | None = None
    funded_at_cost: Decimal | None = None
    cheaper_by: Decimal | None = None
    spare_support: Decimal | None = None
    dearest_cost: Decimal | None = None
    reason_support: str | None = None
    reason_cost: str | None = None
    blocked_by: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain values in a fixed order, for JSON."""
        numbers = ("more_support", "funded_at_cost", "cheaper_by", "spare_support", "dearest_cost")
        return {
            "id": self.result.id,
            "status": self.result.status,
            **{name: _text(getattr(self, name)) for name in numbers},
            "reason_support": self.reason_support,
            "reason_cost": self.reason_cost,
            "blocked_by": list(self.blocked_by),
        }

    def sentences(self, unit: str) -> list[str]:
        """Plain English for the command line; `unit` is `votes` or `points`."""
        lines = [self.result.sentence()]
        if self.more_support is not None:
            lines.append(f"with {tidy(self.more_support)} more {unit} it would have been funded")
        elif self.reason_support:
            lines.append(REASONS[self.reason_support].format(unit=unit))
        if self.cheaper_by is not None and self.funded_at_cost is not None:
            at, by = tidy(self.funded_at_cost), tidy(self.cheaper_by)
            lines.append(f"at a cost of {at} ({by} less) it would have been funded")
        elif self.reason_cost:
            lines.append(REASONS[self.reason_cost].format(unit=unit))
        if self.spare_support is not None:
            lines.append(f"{tidy(self.spare_support)} {unit} fewer would still have been enough")
        if self.dearest_cost is not None:
            lines.append(f"it would have been funded up to a cost of {tidy(self.dearest_cost)}")
        return lines


REASONS: Mapping[str, str] = {
    "over_budget": "no number of {unit} helps: it costs more than the whole budget",
    "no_support": "no cost helps: nobody supported it",
    "below_threshold": "no cost helps: its support is below the threshold",
    "withdrawn": "it was withdrawn",
    "nothing_left": "no cost helps: not one unit of money was left when it was its turn",
    "not_found": "no number helps within what was searched",
    "not_searched": "how much was missing was not searched, as the election is too large for it",
}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else tidy(value)
