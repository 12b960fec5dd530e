"""Appeals: the author asks for a second decision, and another person makes it."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http.errors import Conflict, Invalid, Refusal
from commons.process.models import Envelope
from proposals.domain import review
from proposals.domain.drafts import locked
from proposals.domain.gates import require_before_voting
from proposals.domain.letters import write_letter
from proposals.domain.reviewing import verdicts
from proposals.domain.submission import tell
from proposals.models import (
    TEXT_LENGTH,
    Appeal,
    Feasibility,
    Ground,
    LetterKind,
    Proposal,
    Review,
    State,
    Verdict,
)
from proposals.rules import LEAD, REVIEW


class NoAppeal(Conflict):
    """There is no refusal that an appeal could be made against, or its time is over."""

    code = "no-appeal"
    title = _("An appeal is not possible now")
    detail = _("It is possible once, against a refusal, until the day that the decision names.")


class OwnDecision(Refusal):
    """Who made the first decision wants to make the second."""

    status = 403
    code = "own-decision"
    title = _("You made the first decision")
    detail = _("An appeal is decided by somebody else. What you wrote is kept on this page.")


@transaction.atomic
def appeal(*, actor: Actor, proposal: Proposal, text: str) -> Appeal:
    """The author asks for a second decision, once, until the day that the first one named.

    Asked again it is the first appeal. Raises `SignInNeeded`, `NotAllowed`, `NoAppeal`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, LEAD, found)
    return _enter(found, actor, text, timezone.localdate(), from_paper=False)


@transaction.atomic
def enter(*, actor: Actor, proposal: Proposal, text: str, received_on: date) -> Appeal:
    """An official types in an appeal that came on paper; the day it came counts.

    Raises `SignInNeeded`, `NotAllowed`, `NoAppeal`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    return _enter(found, actor, text, received_on, from_paper=True)


def _enter(proposal: Proposal, actor: Actor, text: str, day: date, *, from_paper: bool) -> Appeal:
    verdict = verdicts.latest(proposal)
    known = Appeal.objects.filter(against=verdict).first() if verdict else None
    if known is not None:
        return known
    if verdict is None or proposal.state != State.NOT_FEASIBLE or verdict.appeal_until is None:
        raise NoAppeal
    if not from_paper and day > verdict.appeal_until:
        raise NoAppeal
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    wrong: dict[str, list[str | Promise]] = {}
    if not words:
        wrong["text"] = [_("Write why it should be decided otherwise.")]
    elif len(words) > TEXT_LENGTH:
        wrong["text"] = [_("The text is too long: at most 5,000 characters.")]
    if day > timezone.localdate():
        wrong["received_on"] = [_("This day is still to come.")]
    elif day > verdict.appeal_until:
        wrong["received_on"] = [_("It came too late: after the day that the decision names.")]
    if wrong:
        raise Invalid(fields=wrong)
    made = Appeal.objects.create(
        proposal=proposal,
        against=verdict,
        text=words,
        from_paper=from_paper,
        received_on=day,
        entered_by=actor if isinstance(actor, User) and actor.pk else None,
    )
    write_letter(proposal, LetterKind.APPEALED)
    tell(proposal)
    return made


@transaction.atomic
def uphold(*, actor: Actor, proposal: Proposal, reason: str, ground: Ground | None = None) -> Proposal:
    """The second decision is as the first: not feasible, with a reason of its own. The author gets a letter.

    `ground`: the first decision's by default.

    Raises `SignInNeeded`, `NotAllowed`, `OwnDecision`, `NoAppeal`, `Invalid`, `VotingHasBegun`.
    """
    found, made = _open(actor, proposal)
    words = reason.replace("\r\n", "\n").replace("\x00", "").strip()
    chosen = review.known_ground(ground) or found.ground
    review.require_said(chosen, words)
    if len(words) > TEXT_LENGTH:
        raise Invalid(fields={"reason": [_("The text is too long: at most 5,000 characters.")]})
    found.ground, found.public_reason = chosen, words
    work, _made = Review.objects.get_or_create(proposal=found)
    with verb("proposals.uphold", actor):
        found.save(update_fields=["ground", "public_reason"])
        verdict = verdicts.keep(found, work, Feasibility.NOT_FEASIBLE, actor, answers=made)
    write_letter(found, LetterKind.UPHELD, review=work, verdict=verdict)
    tell(found)
    return found


@transaction.atomic
def grant(
    *, actor: Actor, proposal: Proposal, envelope: Envelope, cost: Decimal | None = None, reason: str = ""
) -> Proposal:
    """The second decision is another one: feasible, and onto the ballot. The author gets a letter.

    Raises as `uphold` and `review.place_on_ballot`.
    """
    found, made = _open(actor, proposal)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give the reason. The author and everybody else will read it.")]})
    return review.place(found, actor, envelope, cost, reason, answers=made)


def _open(actor: Actor, proposal: Proposal) -> tuple[Proposal, Appeal]:
    """The locked proposal and its appeal that waits, for somebody else than the first decider."""
    found = locked(proposal)
    require(actor, REVIEW, found)
    made = waiting(found)
    if made is None or found.state != State.NOT_FEASIBLE:
        raise NoAppeal
    if made.against.decided_by_id is not None and made.against.decided_by_id == actor.pk:
        raise OwnDecision
    if not isinstance(actor, User) or not actor.pk:
        raise OwnDecision
    require_before_voting(found.cycle)
    return found, made


def waiting(proposal: Proposal) -> Appeal | None:
    """The appeal that nobody has decided yet. One query."""
    found = Appeal.objects.select_related("against__decided_by").filter(proposal=proposal.pk, verdict=None)
    return found.order_by("-pk").first()


def may_appeal(actor: Actor, proposal: Proposal, verdict: Verdict | None) -> bool:
    """Whether the author can appeal today."""
    return (
        verdict is not None
        and may(actor, LEAD, proposal)
        and proposal.state == State.NOT_FEASIBLE
        and verdict.appeal_until is not None
        and verdict.appeal_until >= timezone.localdate()
        and getattr(verdict, "appeal", None) is None
    )
