"""Splitting a proposal into its parts, and undoing it.

Nothing of the whole is moved: it keeps its text, comments, supports, followers and history at its address, which leads
to the parts. Each part is a proposal of its own by the same authors; who supported or followed the whole supports and
follows every part, each person once, and can take that back part by part.
"""

import datetime as dt
from collections.abc import Sequence
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
from proposals.domain.merging.errors import PlanIsOver
from proposals.domain.merging.plans import in_order
from proposals.domain.reviewing import tasks
from proposals.domain.splitting.errors import AnswerMissing, TooLateToJoin
from proposals.domain.splitting.plans import tell_authors
from proposals.domain.splitting.preparing import locked_plan, require_splittable
from proposals.domain.submission import tell
from proposals.models import (
    MERGEABLE,
    PART_FIELDS,
    Answer,
    CoAuthor,
    CoAuthorState,
    Proposal,
    SplitPart,
    SplitPlan,
    SplitState,
    State,
)
from proposals.rules import MERGE

UNDO_WITHIN = dt.timedelta(days=30)

_CARRY_SUPPORTS = """
INSERT INTO proposals_support (proposal_id, user_id, origin_id)
SELECT part.id, support.user_id, support.proposal_id
FROM proposals_support AS support CROSS JOIN unnest(%(parts)s::bigint[]) AS part (id)
WHERE support.proposal_id = %(whole)s ORDER BY part.id, support.id ON CONFLICT DO NOTHING
"""

# Who supported a part meanwhile; the authors never do.
_BRING_BACK = """
INSERT INTO proposals_support (proposal_id, user_id, origin_id)
SELECT DISTINCT ON (user_id) %(whole)s, user_id, proposal_id FROM proposals_support
WHERE proposal_id = ANY(%(parts)s) AND origin_id IS NULL AND user_id <> ALL(%(authors)s::bigint[])
ORDER BY user_id, proposal_id ON CONFLICT DO NOTHING
"""


@transaction.atomic
def carry_out(*, actor: Actor, plan: SplitPlan) -> SplitPlan:
    """Make a proposal of each part; the whole goes on in them. Once the author agreed, or deleted the account.

    Raises `NotAllowed`, `PlanIsOver`, `AnswerMissing`, `NotSplittable`, `VotingHasBegun`.
    """
    found = locked_plan(plan)
    require(actor, MERGE, found.proposal)
    if found.state != SplitState.ASKING:
        raise PlanIsOver
    _require_consent(found)
    whole = in_order([found.proposal])[found.proposal_id]
    require_splittable(whole)
    found.state, found.carried_out_at = SplitState.SPLIT, StatementTimestamp()
    found.undo_until, found.state_before = timezone.now() + UNDO_WITHIN, whole.state
    with verb("proposals.split", actor, reason=found.reason):
        found.save(update_fields=["state", "carried_out_at", "undo_until", "state_before"])
        made = [_made(part, whole) for part in found.parts.select_related("category", "area")]
        whole.state = State.SPLIT
        whole.save(update_fields=["state"])
        _carry_supports(whole, made)
    tell_authors(found, "split")
    for one in (whole, *made):
        tell(one)
    found.refresh_from_db()
    return found


def _require_consent(plan: SplitPlan) -> None:
    if plan.asks_nobody or plan.answer == Answer.AGREED:
        return
    if plan.answer == Answer.DECLINED:
        raise AnswerMissing(
            _("The author did not agree. Change the parts and ask again, or call the plan off.")
        )
    if plan.answer_until is not None and plan.answer_until > timezone.now():
        raise AnswerMissing(_("The author has not answered yet. Without an answer the proposal stays whole."))
    raise AnswerMissing(_("The author did not answer in time: the proposal stays whole. Call the plan off."))


def _made(part: SplitPart, whole: Proposal) -> Proposal:
    """The proposal that a part becomes: by the same authors, from the same day, its review before it."""
    made = Proposal.blank(
        cycle=whole.cycle,
        author_id=whole.author_id,
        state=State.SUBMITTED,
        submitted_at=whole.submitted_at,
        split_from=whole,
        **{name: getattr(part, name) for name in PART_FIELDS},
    )
    part.proposal = made
    part.save(update_fields=["proposal"])
    writers = CoAuthor.objects.filter(proposal=whole, state=CoAuthorState.ACCEPTED).order_by("pk")
    CoAuthor.objects.bulk_create(
        CoAuthor(proposal=made, user_id=one.user_id, state=one.state, answered_at=one.answered_at)
        for one in writers
    )
    following = Follower.objects.filter(track=whole.track_id, stopped_at=None).order_by("pk")
    Follower.objects.bulk_create(
        Follower(track_id=made.track_id, user_id=one.user_id, reason=one.reason) for one in following
    )
    tasks.begin(made)
    return made


def _carry_supports(whole: Proposal, parts: Sequence[Proposal]) -> None:
    asked: dict[str, Any] = {"whole": whole.pk, "parts": [one.pk for one in parts]}
    with connection.cursor() as cursor:
        cursor.execute(_CARRY_SUPPORTS, asked)


@transaction.atomic
def undo(*, actor: Actor, plan: SplitPlan) -> SplitPlan:
    """Give the whole back its state; its parts go on in it again. Within 30 days, while nothing was built on a part.

    Parts are merged into the whole: their addresses lead to it, what was said there meanwhile is read there, and who
    supported or followed one counts and hears there, each person once. Raises `NotAllowed`, `PlanIsOver`,
    `TooLateToJoin`, `VotingHasBegun`.
    """
    found = locked_plan(plan)
    require(actor, MERGE, found.proposal)
    if found.state != SplitState.SPLIT or found.undo_until is None:
        raise PlanIsOver
    keys = [found.proposal_id, *found.parts.values_list("proposal", flat=True)]
    whole, *parts = in_order([Proposal(pk=pk) for pk in keys if pk]).values()
    if found.undo_until <= timezone.now() or not still_joinable(parts):
        raise TooLateToJoin
    require_before_voting(whole.cycle)
    found.state = SplitState.UNDONE
    with verb("proposals.undo_splitting", actor):
        found.save(update_fields=["state"])
        whole.state = State(found.state_before)
        whole.save(update_fields=["state"])
        for part in parts:
            part.state, part.merged_into = State.MERGED, whole
            part.save(update_fields=["state", "merged_into"])
        _bring_back(whole, parts)
        joining.join(whole.thread_id, [part.thread_id for part in parts])
    tell_authors(found, "undone")
    for one in (whole, *parts):
        tell(one)
    return found


def still_joinable(parts: Sequence[Proposal]) -> bool:
    """Whether nothing was built on a part: none decided, withdrawn, merged or split, nothing merged into one."""
    if any(part.state not in MERGEABLE for part in parts):
        return False
    return not Proposal.objects.filter(merged_into__in=[part.pk for part in parts]).exists()


def _bring_back(whole: Proposal, parts: Sequence[Proposal]) -> None:
    """What came to the parts meanwhile: supporters and followers who are new, and who stopped the mails everywhere."""
    authors = [*whole.co_authors.filter(state=CoAuthorState.ACCEPTED).values_list("user", flat=True)]
    authors += [whole.author_id] if whole.author_id else []
    asked: dict[str, Any] = {"whole": whole.pk, "parts": [part.pk for part in parts], "authors": authors}
    with connection.cursor() as cursor:
        cursor.execute(_BRING_BACK, asked)
    theirs = Follower.objects.filter(track__in=[part.track_id for part in parts])
    still = theirs.filter(stopped_at=None)
    known = Follower.objects.filter(track=whole.track_id)
    left = theirs.exclude(user__in=still.values("user")).values("user")
    known.filter(user__in=left, stopped_at=None).update(stopped_at=StatementTimestamp())
    fresh = {one.user_id: one for one in still.exclude(user__in=known.values("user")).order_by("-pk")}
    Follower.objects.bulk_create(
        Follower(track_id=whole.track_id, user_id=one.user_id, reason=one.reason) for one in fresh.values()
    )
