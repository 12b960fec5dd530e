"""Talking about a proposal, for and against, in its thread."""

from uuid import UUID

from django.db import transaction

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.deliberation.domain import comments, convincing
from commons.deliberation.models import Comment, CommentKind
from commons.http.errors import SignInNeeded
from commons.live import publish
from commons.moderation.domain.intake import received
from proposals.domain.errors import WrongState
from proposals.domain.gates import TALKING, require_any
from proposals.models import SILENT, Proposal
from proposals.moderated import COMMENT as COMMENT_KIND
from proposals.moderated import facts_of_comment
from proposals.rules import COMMENT, REVIEW


@transaction.atomic
def comment(
    *,
    actor: Actor,
    proposal: Proposal,
    kind: CommentKind,
    text: str,
    language: str,
    reply_to: Comment | None = None,
    key: UUID | None = None,
    is_official: bool = False,
) -> Comment:
    """Say something about a proposal while proposals are taken or discussed.

    `is_official`: in office, marked as the town's answer; for who may review it, at any time. `reply_to`: of its
    talk, as `queries.said_about` gives it. `proposal`: with its cycle, area and thread. Raises
    `SignInNeeded`, `NotAllowed`, `WrongState`, `PhaseClosed` and what
    `commons.deliberation.domain.comments.add` raises.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, COMMENT, proposal)
    if proposal.state in SILENT:
        raise WrongState
    if is_official:
        require(actor, REVIEW, proposal)
    else:
        require_any(proposal.cycle, TALKING)
    made = comments.add(
        actor=actor,
        # A reply stays beside what it answers, also where that was said before a merging.
        thread=reply_to.thread if reply_to is not None else proposal.thread,
        kind=kind,
        text=text,
        language=language,
        reply_to=reply_to,
        key=key,
        is_official=is_official,
    )
    if not is_official and received(COMMENT_KIND, made.pk, facts_of_comment(made, proposal)):
        made.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    publish(f"proposal:{proposal.pk}")
    return made


@transaction.atomic
def correct(*, actor: Actor, proposal: Proposal, comment: Comment, text: str) -> Comment:
    """Correct one's own comment within 15 minutes. Raises what `commons.deliberation.domain.comments.edit` raises."""
    changed = comments.edit(actor=actor, comment=comment, text=text)
    publish(f"proposal:{proposal.pk}")
    return changed


@transaction.atomic
def convince(*, actor: Actor, proposal: Proposal, comment: Comment) -> int:
    """An argument about the proposal convinces the actor. How many people it convinces now.

    While residents may talk. Raises `PhaseClosed`, `WrongState` and what
    `commons.deliberation.domain.convincing.convince` raises.
    """
    _weighing(actor, proposal)
    return convincing.convince(actor=actor, comment=comment)


@transaction.atomic
def unconvince(*, actor: Actor, proposal: Proposal, comment: Comment) -> int:
    """Take that back; as `convince`."""
    _weighing(actor, proposal)
    return convincing.unconvince(actor=actor, comment=comment)


def _weighing(actor: Actor, proposal: Proposal) -> None:
    require(actor, COMMENT, proposal)
    if proposal.state in SILENT:
        raise WrongState
    require_any(proposal.cycle, TALKING)


def may_answer_officially(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor may speak for the town here."""
    return may(actor, REVIEW, proposal)
