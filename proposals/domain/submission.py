"""Submitting, completing and withdrawing a proposal."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.models import FollowReason
from commons.http.errors import SignInNeeded
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import PhaseKind
from proposals import moderated
from proposals.domain.drafts import locked, owner_of
from proposals.domain.errors import Incomplete, WrongState
from proposals.domain.fields import missing
from proposals.domain.following import enrol
from proposals.domain.gates import COMPLETING, require_any
from proposals.domain.letters import write_letter
from proposals.domain.reviewing import tasks
from proposals.models import LetterKind, Proposal, State
from proposals.rules import EDIT, LEAD, Held
from proposals.topics import REVIEW_QUEUE

WITHDRAWABLE = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)


@transaction.atomic
def submit(*, actor: Actor, proposal: Proposal, token: str = "") -> Proposal:
    """Make a complete draft public while proposals are taken. Submitting twice is submitting once.

    Needs an account, so that the town can answer. Raises `SignInNeeded`, `PhaseClosed`, `Incomplete`,
    `WrongState`, `NotAllowed`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded(_("Your draft is kept. Sign in, and you come back here to submit it."))
    found = locked(proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state == State.SUBMITTED:
        return found
    if found.state != State.DRAFT:
        raise WrongState
    require_open(found.cycle, PhaseKind.PROPOSE)
    if gaps := missing(found):
        raise Incomplete(fields=gaps)
    found.author = actor
    found.draft_owner = ""
    found.state = State.SUBMITTED
    found.submitted_at = StatementTimestamp()
    with verb("proposals.submit", actor):
        found.save(update_fields=["author", "draft_owner", "state", "submitted_at"])
        tasks.begin(found)
    found.refresh_from_db(fields=["submitted_at"])
    enrol(actor, found, FollowReason.AUTHOR)
    moderated.receive_proposal(found)
    write_letter(found, LetterKind.RECEIVED)
    tell(found)
    return found


@transaction.atomic
def resubmit(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Hand in a returned proposal again: to its reviewer, or to the queue when nobody reviews it.

    Open while proposals are taken or reviewed. Raises `PhaseClosed`, `Incomplete`, `WrongState`,
    `NotAllowed`.
    """
    found = locked(proposal)
    require(actor, EDIT, Held(found))
    if found.state in (State.SUBMITTED, State.IN_REVIEW):
        return found
    if found.state != State.RETURNED:
        raise WrongState
    require_any(found.cycle, COMPLETING)
    if gaps := missing(found):
        raise Incomplete(fields=gaps)
    review = getattr(found, "review", None)
    found.state = State.IN_REVIEW if review is not None and review.reviewer_id else State.SUBMITTED
    with verb("proposals.resubmit", actor):
        found.save(update_fields=["state"])
        tasks.resume(found)
    moderated.receive_proposal(found)
    tell(found)
    return found


@transaction.atomic
def withdraw(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Take one's proposal back, until it is on the ballot. Its page stays and says so.

    Raises `WrongState`, `NotAllowed`.
    """
    found = locked(proposal)
    require(actor, LEAD, found)
    if found.state == State.WITHDRAWN:
        return found
    if found.state not in WITHDRAWABLE:
        raise WrongState
    found.state = State.WITHDRAWN
    with verb("proposals.withdraw", actor):
        found.save(update_fields=["state"])
        tasks.drop(found)
    tell(found)
    return found


def tell(proposal: Proposal) -> None:
    """Tell open pages and desks that the proposal moved."""
    publish(f"proposal:{proposal.pk}", REVIEW_QUEUE)
