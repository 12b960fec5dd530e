"""The officials' review: assign, record, return, decide. Findings become public only when a review is finished."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain import working_days
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Envelope
from proposals.domain.drafts import locked
from proposals.domain.errors import AppealOpen, ReviewedElsewhere, TakenAlready, WrongState
from proposals.domain.gates import require_before_voting
from proposals.domain.letters import write_letter
from proposals.domain.reviewing import estimates, tasks, verdicts
from proposals.domain.submission import tell
from proposals.models import (
    TEXT_LENGTH,
    Appeal,
    Feasibility,
    Ground,
    Lapse,
    LetterKind,
    Proposal,
    Remark,
    Review,
    State,
)
from proposals.rules import ASSIGN, REVIEW
from proposals.topics import REVIEW_QUEUE

REVIEWABLE = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)
CHOOSE_GROUND = _("Choose the ground on which it is refused. It is public, and the report counts by it.")
LARGEST_COST = Decimal("999999999999.99")


@transaction.atomic
def assign(*, actor: Actor, proposal: Proposal, reviewer: User | None, due: date | None = None) -> Review:
    """Give the review to somebody who may do it, with a due day, or (None) back to the queue.

    A reviewer may take a review that nobody has, or give back their own; a coordinator may give any. Raises
    `NotAllowed`, `TakenAlready`, `WrongState`, `Invalid`, `VotingHasBegun`.
    """
    found = locked(proposal)
    review = _review_of(found)
    takes = reviewer is not None and reviewer == actor and review.reviewer_id in (None, reviewer.pk)
    gives_back = reviewer is None and review.reviewer_id == actor.pk
    if reviewer is not None and reviewer == actor and not takes and not may(actor, ASSIGN, found):
        require(actor, REVIEW, found)
        raise TakenAlready
    require(actor, REVIEW if takes or gives_back else ASSIGN, found)
    if found.state not in REVIEWABLE:
        raise WrongState
    require_before_voting(found.cycle)
    if reviewer is not None and reviewer != actor:
        _require_able(reviewer, found)
    review.reviewer = reviewer
    review.assigned_by = actor if isinstance(actor, User) else None
    review.assigned_at = StatementTimestamp() if reviewer else None
    if review.due != due:
        review.due = due
        review.escalated_at = None
    moves = {State.SUBMITTED: State.IN_REVIEW} if reviewer else {State.IN_REVIEW: State.SUBMITTED}
    with verb("proposals.assign", actor):
        review.save()
        _move(found, moves.get(State(found.state), State(found.state)))
    return _fresh(review)


def _require_able(reviewer: User, proposal: Proposal) -> None:
    if not may(reviewer, REVIEW, proposal):
        raise Invalid(fields={"reviewer": [_("This person cannot review this proposal.")]})


@transaction.atomic
def record(
    *,
    actor: Actor,
    proposal: Proposal,
    feasibility: Feasibility,
    cost: Decimal | None = None,
    ground: Ground | None = None,
    reason: str = "",
    seen: datetime | None = None,
) -> Review:
    """Save findings while the review goes on; nobody outside sees them. `cost`: in the cycle's currency.

    `ground`: of a refusal, as far as it is known. `seen`: `saved_at` of the findings that the actor had before
    their eyes, or when there were none yet; None does not ask. Raises `NotAllowed`, `ReviewedElsewhere`,
    `WrongState`, `Invalid`, `VotingHasBegun`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if found.state not in REVIEWABLE:
        raise WrongState
    require_before_voting(found.cycle)
    if seen is not None and _was_saved_since(found, seen):
        raise ReviewedElsewhere
    review = _review_of(found)
    review.feasibility = _feasibility(feasibility)
    price = _cost(cost)
    estimates.require_sum(review, price)
    if price is not None or not review.lines.exists():
        review.cost = price
    review.ground = known_ground(ground)
    review.reason = _words(reason, "reason")
    review.saved_at = StatementTimestamp()
    review.save()
    publish(REVIEW_QUEUE)
    return _fresh(review)


@transaction.atomic
def remark(*, actor: Actor, proposal: Proposal, text: str) -> Remark:
    """Note something for colleagues. Never public. Raises `NotAllowed`, `Invalid`."""
    found = locked(proposal)
    require(actor, REVIEW, found)
    words = _words(text, "text")
    if not words:
        raise Invalid(fields={"text": [_("Write something first.")]})
    made = Remark.objects.create(
        proposal=found, author=actor if isinstance(actor, User) else None, text=words
    )
    publish(REVIEW_QUEUE)
    return made


@transaction.atomic
def return_for_completion(
    *,
    actor: Actor,
    proposal: Proposal,
    request: str,
    until: date | None = None,
    outcome: Lapse = Lapse.CLOSE,
) -> Proposal:
    """Ask the author to complete the proposal, by `until` (a holiday moves it to the next working day).

    `outcome`: what happens when the day passes. A letter says all of it. Raises `NotAllowed`, `WrongState`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if found.state not in (State.SUBMITTED, State.IN_REVIEW):
        raise WrongState
    require_before_voting(found.cycle)
    words = _words(request, "request")
    if not words:
        raise Invalid(fields={"request": [_("Tell the author what to complete.")]})
    review = _review_of(found)
    review.request = words
    review.request_until = None if until is None else working_days.next_working(until)
    review.request_outcome = Lapse(outcome)
    review.extension_reason = ""
    review.reminded_at = None
    with verb("proposals.return", actor):
        review.save()
        _move(found, State.RETURNED)
        tasks.pause(found)
    write_letter(found, LetterKind.RETURNED, review=review)
    return found


@transaction.atomic
def place_on_ballot(
    *,
    actor: Actor,
    proposal: Proposal,
    envelope: Envelope,
    cost: Decimal | None = None,
    reason: str = "",
) -> Proposal:
    """Finish the review: feasible, with the town's cost (the recorded one by default), into an envelope's
    vote.

    Raises `NotAllowed`, `WrongState`, `Invalid`, `VotingHasBegun`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if verdicts.require_undecided(found, actor, Feasibility.FEASIBLE, reason):
        return found
    if found.state not in (State.SUBMITTED, State.IN_REVIEW):
        raise WrongState
    tasks.require_decidable(found)
    return place(found, actor, envelope, cost, reason)


def place(
    found: Proposal,
    actor: Actor,
    envelope: Envelope,
    cost: Decimal | None,
    reason: str,
    *,
    answers: Appeal | None = None,
) -> Proposal:
    """Onto the ballot, for a verb that has locked the proposal and asked for the permission."""
    if found.hidden_at is not None:
        raise WrongState(_("A moderator has hidden it. Nothing hidden goes to the vote."))
    require_before_voting(found.cycle)
    review = _review_of(found)
    wrong: dict[str, list[str | Promise]] = {}
    estimates.require_sum(review, _cost(cost))
    price = _cost(cost) or review.cost
    if price is None:
        wrong["cost"] = [_("Write what it costs.")]
    if envelope.cycle_id != found.cycle_id:
        wrong["envelope"] = [_("Choose an envelope of this budget year.")]
    elif price is not None and price > envelope.amount:
        wrong["cost"] = [_("It costs more than there is in the envelope, so nobody could vote it through.")]
    if wrong:
        raise Invalid(fields=wrong)
    found.cost = price
    found.envelope = envelope
    found.public_reason = _words(reason, "reason") or review.reason
    with verb("proposals.grant" if answers else "proposals.place_on_ballot", actor):
        _pass_submitted(found)
        _finish(review, Feasibility.FEASIBLE, found)
        _move(found, State.ON_BALLOT, "cost", "envelope", "public_reason")
        tasks.close(found, actor)
        verdict = verdicts.keep(found, review, Feasibility.FEASIBLE, actor, answers=answers)
    write_letter(found, LetterKind.ON_BALLOT, review=review, verdict=verdict)
    return found


@transaction.atomic
def refuse(*, actor: Actor, proposal: Proposal, ground: Ground | None = None, reason: str = "") -> Proposal:
    """Finish the review: not feasible, on a ground and for a public reason (the recorded ones by default).

    Raises `NotAllowed`, `WrongState`, `Invalid`, `VotingHasBegun`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if verdicts.require_undecided(found, actor, Feasibility.NOT_FEASIBLE, reason, ground):
        return found
    if found.state not in REVIEWABLE:
        raise WrongState
    require_before_voting(found.cycle)
    if found.state != State.RETURNED:
        tasks.require_decidable(found)
    review = _review_of(found)
    found.public_reason = _words(reason, "reason") or review.reason
    chosen = known_ground(ground) or review.ground
    require_said(chosen, found.public_reason)
    found.cost = review.cost
    with verb("proposals.refuse", actor):
        _pass_submitted(found)
        found.ground = chosen
        _finish(review, Feasibility.NOT_FEASIBLE, found)
        _move(found, State.NOT_FEASIBLE, "ground", "public_reason", "cost")
        tasks.close(found, actor)
        verdict = verdicts.keep(found, review, Feasibility.NOT_FEASIBLE, actor)
    write_letter(found, LetterKind.NOT_FEASIBLE, review=review, verdict=verdict)
    return found


@transaction.atomic
def reopen(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Look again at a finished review, until voting opens. Raises `NotAllowed`, `WrongState`, `VotingHasBegun`."""
    found = locked(proposal)
    require(actor, REVIEW, found)
    if found.state not in (State.NOT_FEASIBLE, State.ON_BALLOT):
        raise WrongState
    if Appeal.objects.filter(proposal=found, verdict=None).exists():
        raise AppealOpen
    require_before_voting(found.cycle)
    Review.objects.filter(proposal=found).update(finished_at=None, feasibility=Feasibility.OPEN)
    with verb("proposals.reopen", actor):
        found.envelope = None
        found.cost = None
        found.ground = ""
        found.public_reason = ""
        _move(found, State.IN_REVIEW, "envelope", "cost", "ground", "public_reason")
    return found


def require_said(ground: str, reason: str) -> None:
    """A refusal says on which ground and why. Raises `Invalid` that names all that is missing."""
    wrong: dict[str, list[str | Promise]] = {}
    if not ground:
        wrong["ground"] = [CHOOSE_GROUND]
    if not reason:
        wrong["reason"] = [_("Give the reason. The author and everybody else will read it.")]
    if wrong:
        raise Invalid(fields=wrong)


def _was_saved_since(proposal: Proposal, seen: datetime) -> bool:
    """Whether there are findings that somebody who last looked at `seen` does not know."""
    newer = Review.objects.filter(proposal=proposal, saved_at__gt=seen)
    return newer.exclude(feasibility=Feasibility.OPEN, cost=None, ground="", reason="").exists()


def _review_of(proposal: Proposal) -> Review:
    review, _made = Review.objects.get_or_create(proposal=proposal)
    return review


def _pass_submitted(proposal: Proposal) -> None:
    """A decision always passes through the review, also when nobody was named to do it, or after an appeal."""
    if proposal.state in (State.SUBMITTED, State.NOT_FEASIBLE):
        proposal.state = State.IN_REVIEW
        proposal.ground = ""
        proposal.save(update_fields=["state", "ground"])


def _move(proposal: Proposal, state: State, *fields: str) -> None:
    if proposal.state != state or fields:
        proposal.state = state
        proposal.save(update_fields=["state", *fields])
    tell(proposal)


def _finish(review: Review, finding: Feasibility, proposal: Proposal) -> None:
    review.feasibility = finding
    review.cost = proposal.cost
    review.ground = proposal.ground
    review.reason = proposal.public_reason
    review.finished_at = StatementTimestamp()
    review.save()


def _fresh(review: Review) -> Review:
    review.refresh_from_db()
    return review


def _feasibility(value: Any) -> Feasibility:
    if value not in Feasibility.values:
        raise Invalid(fields={"feasibility": [_("Choose one of these.")]})
    return Feasibility(value)


def known_ground(value: Any) -> str:
    """The code of a ground, or nothing. Raises `Invalid` for another one."""
    if value and value not in Ground.values:
        raise Invalid(fields={"ground": [_("Choose one of these.")]})
    return str(value or "")


def _cost(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if not value.is_finite() or not 0 < value <= LARGEST_COST:
        raise Invalid(fields={"cost": [_("Write a cost that is more than 0.")]})
    return value.quantize(Decimal("0.01"))


def _words(text: str, field: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if "\x00" in words:
        raise Invalid(fields={field: [_("The text holds a character that cannot be stored.")]})
    if len(words) > TEXT_LENGTH:
        raise Invalid(fields={field: [_("The text is too long: at most 5,000 characters.")]})
    return words
