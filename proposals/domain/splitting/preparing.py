"""Preparing to split a proposal: its parts are written first, each begun with what the whole said."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from proposals.domain.asking import LONGEST_REASON, reason_of, require_days
from proposals.domain.drafts import locked, mark_of
from proposals.domain.errors import ChangedElsewhere
from proposals.domain.fields import clean
from proposals.domain.gates import require_before_voting
from proposals.domain.merging.errors import PlanIsOver
from proposals.domain.splitting.errors import NotSplittable, TooFewParts
from proposals.models import (
    MERGEABLE,
    PART_FIELDS,
    MergePart,
    Proposal,
    SplitPart,
    SplitPlan,
    SplitState,
    State,
)
from proposals.rules import MERGE

FEWEST, MOST = 2, 6
"""Parts of one plan."""


@transaction.atomic
def prepare(*, actor: Actor, proposal: Proposal, reason: str, days: int = 14, parts: int = 2) -> SplitPlan:
    """Begin a plan with so many parts, each saying what the whole says. Nobody is asked or told yet.

    `days` (7 to 60): that the author will have. Raises `NotAllowed`, `Invalid`, `TooFewParts`, `NotSplittable`,
    `VotingHasBegun`.
    """
    require(actor, MERGE, proposal)
    why = reason_of(reason, LONGEST_REASON, _("Write why it is better split, in at most 2,000 characters."))
    require_days(days)
    if not FEWEST <= parts <= MOST:
        raise TooFewParts(fields={"parts": [_("Choose from two to six parts.")]})
    found = locked(proposal)
    require_splittable(found)
    try:
        with transaction.atomic(), verb("proposals.plan_splitting", actor):
            plan = SplitPlan.objects.create(
                proposal=found,
                proposed_by=actor if isinstance(actor, User) else None,
                reason=why,
                days=days,
            )
            SplitPart.objects.bulk_create(_begun(plan, found) for _number in range(parts))
    except IntegrityError:
        raise NotSplittable(_("Another plan for splitting it is under way.")) from None
    return plan


def _begun(plan: SplitPlan, whole: Proposal) -> SplitPart:
    return SplitPart(plan=plan, **{name: getattr(whole, name) for name in PART_FIELDS})


def require_splittable(whole: Proposal) -> None:
    """Pass where it can be split; else `NotSplittable` with the reason, or `VotingHasBegun`. Three queries."""
    if whole.state not in MERGEABLE:
        state = State(whole.state).label
        raise NotSplittable(
            _("It is in the state “%(state)s”. Only proposals that are not decided yet can be split.")
            % {"state": state}
        )
    if Proposal.objects.filter(merged_into=whole).exclude(split_from=whole).exists():
        raise NotSplittable(
            _(
                "Others were merged into it: their authors agreed to go on in this whole. Undo that merging first."
            )
        )
    if MergePart.objects.filter(proposal=whole, is_open=True).exists():
        raise NotSplittable(_("A plan for merging asks its author already. Call that off first."))
    require_before_voting(whole.cycle)


@transaction.atomic
def save_part(
    *, actor: Actor, part: SplitPart, changes: Mapping[str, Any], seen: str | None = None
) -> SplitPart:
    """Save some fields of a part, as `proposals.domain.fields.clean` takes them; it need not be complete yet.

    `seen`: `drafts.mark_of` the part when the form was shown; `ChangedElsewhere` if it says something else by now.
    Raises `NotAllowed`, `PlanIsOver` once the author is asked, `Invalid`.
    """
    plan = open_plan(actor, part.plan)
    found = plan.parts.select_related("category", "area").select_for_update(of=("self",)).get(pk=part.pk)
    cleaned = clean(plan.proposal.cycle, changes)
    differing = {name: value for name, value in cleaned.items() if getattr(found, name) != value}
    if not differing:
        return found
    if seen and seen != mark_of(found, *PART_FIELDS):
        raise ChangedElsewhere
    for name, value in differing.items():
        setattr(found, name, value)
    with verb("proposals.change_part", actor):
        found.save(update_fields=[*differing])
    return found


@transaction.atomic
def add_part(*, actor: Actor, plan: SplitPlan) -> SplitPart:
    """One more part, begun with what the whole says. Raises `NotAllowed`, `PlanIsOver`, `TooFewParts`."""
    found = open_plan(actor, plan)
    if found.parts.count() >= MOST:
        raise TooFewParts
    part = _begun(found, found.proposal)
    with verb("proposals.change_part", actor):
        part.save()
    return part


@transaction.atomic
def remove_part(*, actor: Actor, part: SplitPart) -> None:
    """Leave a part out. Raises `NotAllowed`, `PlanIsOver`, `TooFewParts`."""
    plan = open_plan(actor, part.plan)
    if plan.parts.count() <= FEWEST:
        raise TooFewParts
    with verb("proposals.change_part", actor):
        plan.parts.filter(pk=part.pk).delete()


def open_plan(actor: Actor, plan: SplitPlan) -> SplitPlan:
    """The plan, locked, with its proposal, while its parts may change. Raises `NotAllowed`, `PlanIsOver`."""
    found = locked_plan(plan)
    require(actor, MERGE, found.proposal)
    if found.state != SplitState.PREPARED:
        raise PlanIsOver
    return found


def locked_plan(plan: SplitPlan) -> SplitPlan:
    """The plan as it is now, locked, with its proposal, cycle and area."""
    return (
        SplitPlan.objects.select_for_update(of=("self",))
        .select_related("proposal__cycle__area", "proposal__area", "proposal__author")
        .defer(
            "proposal__search",
            "proposal__title_plain",
            "proposal__cycle__area__outline",
            "proposal__area__outline",
        )
        .get(pk=plan.pk)
    )
