"""Carrying a plan out, and undoing it.

Nothing is moved: the merged proposals keep their texts, threads, supports, followers and histories, and the leading one
shows them. Only what is counted there is added, marked with where it came from; so undoing is exact.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.deliberation.domain.statements import joining
from commons.followup.models import Follower
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.gates import require_before_voting
from proposals.domain.merging import reading
from proposals.domain.merging.errors import AnswersMissing, PlanIsOver, TooLateToUndo
from proposals.domain.merging.plans import in_order, require_mergeable, tell_authors
from proposals.domain.submission import tell
from proposals.models import MERGEABLE, Answer, MergePart, MergePlan, PlanState, Proposal, State, Support
from proposals.rules import MERGE

UNDO_WITHIN = dt.timedelta(days=30)

# Everybody once: who supports both already counts, and the author of the leading one never did.
_BRING_SUPPORTS = """
INSERT INTO proposals_support (proposal_id, user_id, origin_id)
SELECT DISTINCT ON (user_id) %(lead)s, user_id, proposal_id FROM proposals_support
WHERE proposal_id = ANY(%(merged)s) AND user_id IS DISTINCT FROM %(author)s
ORDER BY user_id, proposal_id ON CONFLICT DO NOTHING
"""


@transaction.atomic
def carry_out(*, actor: Actor, plan: MergePlan) -> MergePlan:
    """Let those whose authors agreed (or are gone) go on in the leading one; the others stay as they are.

    Once all have answered or the deadline has passed. Raises `NotAllowed`, `PlanIsOver`, `AnswersMissing`,
    `NotMergeable`, `VotingHasBegun`.
    """
    found, parts = _locked(plan)
    for part in parts:
        require(actor, MERGE, part.proposal)
    if found.state != PlanState.ASKING:
        raise PlanIsOver
    lead, taken = _agreed(found, parts)
    require_mergeable(lead, [part.proposal for part in taken])
    found.state, found.carried_out_at = PlanState.CARRIED_OUT, StatementTimestamp()
    found.undo_until = timezone.now() + UNDO_WITHIN
    with verb("proposals.merge", actor, reason=found.reason):
        found.save(update_fields=["state", "carried_out_at", "undo_until"])
        found.parts.update(is_open=False)
        for part in taken:
            _merge(part, lead)
        _bring_supports(lead, [part.proposal for part in taken])
        joining.join(lead.thread_id, reading.threads_of(lead)[1:])
    tell_authors(found, "merged")
    for proposal in (lead, *(part.proposal for part in taken)):
        tell(proposal)
    found.refresh_from_db()
    return found


def _locked(plan: MergePlan) -> tuple[MergePlan, list[MergePart]]:
    """The plan and its parts, locked: first the plan, then its proposals in the order of their keys."""
    found = MergePlan.objects.select_for_update().get(pk=plan.pk)
    parts = list(found.parts.all())
    proposals = in_order([Proposal(pk=part.proposal_id) for part in parts])
    for part in parts:
        part.proposal = proposals[part.proposal_id]
    return found, parts


def _agreed(plan: MergePlan, parts: list[MergePart]) -> tuple[Proposal, list[MergePart]]:
    """The leading proposal and the parts that go on in it."""
    is_over = plan.answer_until <= timezone.now()
    if not is_over and any(part.answer == Answer.WAITING and not part.asks_nobody for part in parts):
        raise AnswersMissing(_("Some authors have not answered yet. Wait for them, or until the deadline."))
    willing = [part for part in parts if part.answer == Answer.AGREED or part.asks_nobody]
    leads = [part for part in willing if part.is_lead]
    # Who took their proposal back meanwhile has answered by that.
    taken = [part for part in willing if not part.is_lead and part.proposal.state != State.WITHDRAWN]
    if not leads:
        raise AnswersMissing(_("The author of the leading proposal did not agree. Call the plan off."))
    if not taken:
        raise AnswersMissing(_("No author of another proposal agreed. Call the plan off."))
    return leads[0].proposal, taken


def _merge(part: MergePart, lead: Proposal) -> None:
    proposal = part.proposal
    part.state_before = proposal.state
    part.save(update_fields=["state_before"])
    proposal.state, proposal.merged_into = State.MERGED, lead
    proposal.save(update_fields=["state", "merged_into"])
    known = Follower.objects.filter(track=lead.track_id).values("user")
    theirs = Follower.objects.filter(track=proposal.track_id, stopped_at=None).exclude(user__in=known)
    brought = Follower.objects.bulk_create(
        Follower(track_id=lead.track_id, user_id=one.user_id, reason=one.reason) for one in theirs
    )
    part.brought.set(brought)


def _bring_supports(lead: Proposal, merged: list[Proposal]) -> None:
    asked: dict[str, Any] = {"lead": lead.pk, "merged": [one.pk for one in merged], "author": lead.author_id}
    with connection.cursor() as cursor:
        cursor.execute(_BRING_SUPPORTS, asked)


@transaction.atomic
def undo(*, actor: Actor, plan: MergePlan) -> MergePlan:
    """Give every merged proposal back its state and its own page, as it was. Within 30 days, before the decision.

    What came to the leading one meanwhile stays with it. Raises `NotAllowed`, `PlanIsOver`, `TooLateToUndo`,
    `VotingHasBegun`.
    """
    found, parts = _locked(plan)
    for part in parts:
        require(actor, MERGE, part.proposal)
    if found.state != PlanState.CARRIED_OUT or found.undo_until is None:
        raise PlanIsOver
    lead = next(part.proposal for part in parts if part.is_lead)
    if found.undo_until <= timezone.now() or lead.state not in MERGEABLE:
        raise TooLateToUndo
    require_before_voting(lead.cycle)
    merged = [part for part in parts if part.state_before]
    found.state = PlanState.UNDONE
    with verb("proposals.undo_merging", actor):
        found.save(update_fields=["state"])
        Support.objects.filter(proposal=lead, origin__in=[part.proposal_id for part in merged]).delete()
        for part in merged:
            part.brought.all().delete()
            part.proposal.state, part.proposal.merged_into = State(part.state_before), None
            part.proposal.save(update_fields=["state", "merged_into"])
        joining.part(lead.thread_id, [part.proposal.thread_id for part in merged])
    tell_authors(found, "undone")
    for part in parts:
        tell(part.proposal)
    return found
