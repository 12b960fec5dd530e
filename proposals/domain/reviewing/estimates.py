"""What a proposal costs: investment lines, contingency, yearly upkeep, and where the figures come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.drafts import locked
from proposals.domain.errors import ReviewedElsewhere, WrongState
from proposals.domain.gates import require_before_voting
from proposals.models import MOST_LINES, CostLine, Review, State
from proposals.models.proposal import Proposal
from proposals.rules import REVIEW
from proposals.topics import REVIEW_QUEUE

REVIEWABLE = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)
LARGEST = Decimal("999999999999.99")
MOST_CONTINGENCY = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One part of the investment. `amount`: in the cycle's currency."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class Estimate:
    """The whole estimate. `contingency`: percent of the lines' sum. `upkeep`: a year, None where unknown."""

    lines: Sequence[Line]
    contingency: Decimal = Decimal(0)
    upkeep: Decimal | None = None
    source: str = ""

    @property
    def total(self) -> Decimal | None:
        """Sum and contingency, to the cent; None without lines."""
        return total_of([line.amount for line in self.lines], self.contingency)


def total_of(amounts: Sequence[Decimal], contingency: Decimal) -> Decimal | None:
    """Sum and contingency (percent), to the cent, halves up; None without amounts."""
    if not amounts:
        return None
    whole = sum(amounts, Decimal(0)) * (1 + contingency / 100)
    return whole.quantize(CENT, rounding=ROUND_HALF_UP)


@transaction.atomic
def estimate(*, actor: Actor, proposal: Proposal, wish: Estimate, seen: datetime | None = None) -> Review:
    """Save the estimate; its total becomes the review's cost. Nobody outside sees it before the decision.

    Without lines the cost is again what `review.record` says. `seen`: as there. Raises `SignInNeeded`, `NotAllowed`,
    `WrongState`, `ReviewedElsewhere`, `Invalid`, `VotingHasBegun`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if found.state not in REVIEWABLE:
        raise WrongState
    require_before_voting(found.cycle)
    review, _made = Review.objects.get_or_create(proposal=found)
    if seen is not None and review.saved_at > seen and not _made:
        raise ReviewedElsewhere
    clean = checked(wish)
    had_lines = review.lines.exists()
    review.contingency = clean.contingency
    review.upkeep = clean.upkeep
    review.cost_source = clean.source
    if clean.lines or had_lines:
        review.cost = clean.total
    review.saved_at = StatementTimestamp()
    with verb("proposals.estimate", actor):
        review.save()
        review.lines.all().delete()
        CostLine.objects.bulk_create(
            CostLine(review=review, position=position, label=line.label, amount=line.amount)
            for position, line in enumerate(clean.lines)
        )
    publish(REVIEW_QUEUE)
    review.refresh_from_db()
    return review


def checked(wish: Estimate) -> Estimate:
    """The estimate in clean words and cents. Raises `Invalid` with every mistake by field; lines count from 1."""
    wrong: dict[str, list[str | Promise]] = {}
    if len(wish.lines) > MOST_LINES:
        wrong["lines"] = [format_lazy(_("At most {most} lines."), most=MOST_LINES)]
    lines = []
    for number, line in enumerate(wish.lines[:MOST_LINES], 1):
        label = " ".join(line.label.replace("\x00", "").split())[:160]
        if not label or not _fits(line.amount):
            words = _("Line {number}: write what it is and an amount that is more than 0.")
            wrong.setdefault("lines", []).append(format_lazy(words, number=number))
        else:
            lines.append(Line(label, line.amount.quantize(CENT)))
    if not wish.contingency.is_finite() or not 0 <= wish.contingency <= MOST_CONTINGENCY:
        wrong["contingency"] = [_("Write a percentage between 0 and 100.")]
    if wish.upkeep is not None and not (wish.upkeep == 0 or _fits(wish.upkeep)):
        wrong["upkeep"] = [_("Write an amount, or 0.")]
    if wrong:
        raise Invalid(fields=wrong)
    clean = Estimate(lines, wish.contingency.quantize(CENT), wish.upkeep, _source(wish.source))
    if clean.total is not None and clean.total > LARGEST:
        raise Invalid(fields={"lines": [_("The sum is too large.")]})
    return clean


def _fits(amount: Decimal) -> bool:
    return amount.is_finite() and CENT <= amount <= LARGEST


def _source(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:300]


def require_sum(review: Review, cost: Decimal | None) -> None:
    """Pass unless `cost` says something else than the lines do. One query. Raises `Invalid`."""
    if cost is None or cost == review.cost or not review.pk or not review.lines.exists():
        return
    raise Invalid(
        fields={"cost": [_("The cost is the sum of the lines of the estimate. Change the lines instead.")]}
    )


def copied(review: Review) -> dict[str, Any]:
    """The estimate as a decision keeps it. One query."""
    lines = [{"label": line.label, "amount": str(line.amount)} for line in review.lines.all()]
    return {
        "lines": lines,
        "contingency": review.contingency if lines else Decimal(0),
        "upkeep": review.upkeep,
        "cost_source": review.cost_source,
    }
