"""Which steps a review takes: by year, and by category where one has steps of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.models import Cycle
from commons.process.rules import SET_UP
from proposals.models import MOST_DAYS, Category, Proposal, ReviewStep, StepKind
from proposals.rules import ASSIGN
from proposals.topics import REVIEW_QUEUE

__all__ = ["StepWish", "order_of", "plan_of_year", "set_steps", "steps_of"]


@dataclass(frozen=True)
class StepWish:
    """A step as a coordinator wants it. `days`: working days."""

    kind: StepKind
    days: int
    service: Service | None = None


def order_of(kind: str) -> int:
    """The place of a step in the course of a review."""
    return list(StepKind).index(StepKind(kind))


def steps_of(proposal: Proposal) -> list[ReviewStep]:
    """The steps of a proposal's review in their order: its category's, else the year's. One query."""
    found = ReviewStep.objects.filter(
        Q(category=None) | Q(category=proposal.category_id), cycle=proposal.cycle_id
    ).select_related("service")
    own = [step for step in found if step.category_id is not None]
    chosen = own or [step for step in found if step.category_id is None]
    return sorted(chosen, key=lambda step: order_of(step.kind))


def plan_of_year(*, actor: Actor, cycle: Cycle) -> list[ReviewStep]:
    """All steps of a year, the general ones first. Raises `SignInNeeded`, `NotAllowed`. One query."""
    require(actor, ASSIGN)
    found = ReviewStep.objects.filter(cycle=cycle).select_related("service", "category")
    return sorted(found, key=lambda step: (step.category_id or 0, order_of(step.kind)))


@transaction.atomic
def set_steps(
    *, actor: Actor, cycle: Cycle, category: Category | None, steps: Sequence[StepWish]
) -> list[ReviewStep]:
    """Say which steps reviews of a year take from now on; running tasks stay as they are.

    With a category: for its proposals alone; no steps there means the year's. Raises `SignInNeeded`, `NotAllowed`,
    `Invalid`.
    """
    require(actor, SET_UP, cycle)
    _check(cycle, category, steps)
    with verb("proposals.set_steps", actor):
        wanted = {wish.kind: wish for wish in steps}
        for step in ReviewStep.objects.select_for_update().filter(cycle=cycle, category=category):
            if StepKind(step.kind) not in wanted:
                step.delete()
        for kind, wish in wanted.items():
            ReviewStep.objects.update_or_create(
                cycle=cycle,
                category=category,
                kind=kind,
                defaults={"days": wish.days, "service": wish.service},
            )
    publish(REVIEW_QUEUE)
    of = category.pk if category else None
    return [step for step in plan_of_year(actor=actor, cycle=cycle) if step.category_id == of]


def _check(cycle: Cycle, category: Category | None, steps: Sequence[StepWish]) -> None:
    if category is not None and category.cycle_id not in (None, cycle.pk):
        raise Invalid(fields={"category": [_("Choose a category of this budget year.")]})
    if any(not 1 <= wish.days <= MOST_DAYS for wish in steps):
        raise Invalid(fields={"days": [_("Write a number of working days between 1 and 250.")]})
    kinds = [wish.kind for wish in steps]
    if len(set(kinds)) != len(kinds):
        raise Invalid(fields={"steps": [_("A step can be there only once.")]})
    if steps and StepKind.DECISION not in kinds:
        raise Invalid(fields={"steps": [_("Every review ends in a decision: leave that step in.")]})
