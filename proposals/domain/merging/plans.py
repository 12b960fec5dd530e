"""Planning to merge proposals: the authors are asked first, with a deadline."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import NotAllowed, SignInNeeded
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.asking import (
    LONGEST_ANSWER,
    LONGEST_REASON,
    WHY_NOT,
    end_of_day,
    reason_of,
    require_days,
)
from proposals.domain.gates import require_before_voting
from proposals.domain.merging.errors import NotMergeable, PlanIsOver, TooLateToAnswer
from proposals.models import MERGEABLE, Answer, MergePart, MergePlan, PlanState, Proposal, State
from proposals.rules import MERGE

MOST = 8
"""Proposals that one plan merges into another."""


@transaction.atomic
def propose(
    *, actor: Actor, lead: Proposal, others: Sequence[Proposal], reason: str, days: int = 14
) -> MergePlan:
    """Ask the authors whether `others` may go on in `lead`. Each gets a mail; who does not answer is left out.

    `days` (7 to 60): until the end of that day they may answer. Raises `NotAllowed`, `Invalid`, `NotMergeable`,
    `VotingHasBegun`.
    """
    for proposal in (lead, *others):
        require(actor, MERGE, proposal)
    why = reason_of(reason, LONGEST_REASON, _("Write why they belong together, in at most 2,000 characters."))
    require_days(days)
    found = in_order([lead, *others])
    require_mergeable(found[lead.pk], [found[one.pk] for one in others])
    try:
        with transaction.atomic(), verb("proposals.plan_merging", actor):
            plan = MergePlan.objects.create(
                lead=found[lead.pk],
                proposed_by=actor if isinstance(actor, User) else None,
                reason=why,
                answer_until=end_of_day(days),
            )
            MergePart.objects.bulk_create(
                MergePart(plan=plan, proposal=one, is_lead=one.pk == lead.pk) for one in found.values()
            )
    except IntegrityError:
        raise NotMergeable(_("Another plan already asks the author of one of these.")) from None
    tell_authors(plan, "asked")
    return plan


def in_order(proposals: Sequence[Proposal]) -> dict[int, Proposal]:
    """The proposals as they are now, by key, locked in the order of their keys."""
    rows = (
        Proposal.objects.select_for_update(of=("self",))
        .filter(pk__in={one.pk for one in proposals})
        .select_related("cycle__area", "area", "author")
        .without_texts()
        .defer("search", "title_plain", "cycle__area__outline", "area__outline")
        .order_by("pk")
    )
    return {one.pk: one for one in rows}


def require_mergeable(lead: Proposal, others: Sequence[Proposal]) -> None:
    """Pass where all can be merged; else `NotMergeable` naming the first that cannot, and why. Two queries."""
    if not others or any(one.pk == lead.pk for one in others):
        raise NotMergeable(_("Name at least one other proposal that goes on in the leading one."))
    if len(others) > MOST:
        raise NotMergeable(_("At most 8 proposals can be merged into one."))
    for one in (lead, *others):
        if one.cycle_id != lead.cycle_id:
            raise NotMergeable(_("“%(title)s” belongs to another budget year.") % {"title": one.title})
        if one.state not in MERGEABLE:
            state = State(one.state).label
            raise NotMergeable(
                _(
                    "“%(title)s” is in the state “%(state)s”. Only proposals that are not decided yet can be merged."
                )
                % {"title": one.title, "state": state}
            )
    leads = Proposal.objects.filter(merged_into__in=[one.pk for one in others]).first()
    if leads is not None:
        raise NotMergeable(_("Another proposal was merged into one of these. Choose that one to lead."))
    require_before_voting(lead.cycle)


@transaction.atomic
def answer(*, actor: Actor, plan: MergePlan, agrees: bool, reason: str = "") -> list[MergePart]:
    """An author says yes or (with a reason) no for their proposals in the plan. May be changed until the deadline.

    Raises `SignInNeeded`, `NotAllowed` for who wrote none of them, `ReasonNeeded`, `TooLateToAnswer`, `PlanIsOver`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = MergePlan.objects.select_for_update().get(pk=plan.pk)
    mine = list(found.parts.filter(proposal__author=actor).select_related("proposal"))
    if not mine:
        raise NotAllowed
    if found.state != PlanState.ASKING:
        raise PlanIsOver
    if found.answer_until <= timezone.now():
        raise TooLateToAnswer
    why = reason.strip()[:LONGEST_ANSWER] if agrees else reason_of(reason, LONGEST_ANSWER, WHY_NOT)
    for part in mine:
        part.answer, part.reason = Answer.AGREED if agrees else Answer.DECLINED, why
        part.answered_at = StatementTimestamp()
        part.save(update_fields=["answer", "reason", "answered_at"])
        part.refresh_from_db(fields=["answered_at"])
    publish(f"proposal:{found.lead_id}")
    return mine


@transaction.atomic
def call_off(*, actor: Actor, plan: MergePlan) -> MergePlan:
    """Give the plan up before it was carried out; all stay as they are, and their authors are told.

    Raises `NotAllowed`, `PlanIsOver`.
    """
    found = MergePlan.objects.select_for_update(of=("self",)).select_related("lead__area").get(pk=plan.pk)
    require(actor, MERGE, found.lead)
    if found.state != PlanState.ASKING:
        raise PlanIsOver
    found.state = PlanState.CALLED_OFF
    with verb("proposals.call_off_merging", actor):
        found.save(update_fields=["state"])
    found.parts.update(is_open=False)
    tell_authors(found, "called_off")
    return found


def tell_authors(plan: MergePlan, what: str) -> None:
    """Order the mails to the authors of the plan, inside the verb's transaction."""
    from proposals.tasks import tell_about_merging  # the job imports this package

    for part in plan.parts.exclude(proposal__author=None):
        tell_about_merging.defer(part_id=part.pk, what=what)
