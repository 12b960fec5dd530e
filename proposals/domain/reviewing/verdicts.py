"""Finished decisions: kept word for word, public, and readable as a document."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.process.domain import working_days
from proposals.domain.errors import DecidedAlready
from proposals.domain.queries import reached
from proposals.domain.reviewing import estimates
from proposals.models import PRICED, Appeal, Feasibility, Ground, Proposal, Review, State, Verdict

SHOWN = (State.NOT_FEASIBLE, *PRICED)
"""States in which the decision is finished and public."""


def keep(
    proposal: Proposal,
    review: Review,
    outcome: Feasibility,
    actor: Actor | None,
    *,
    answers: Appeal | None = None,
) -> Verdict:
    """Keep what was decided. For verbs, inside their transaction, once the proposal has ground, reason, cost."""
    final = answers is not None or outcome == Feasibility.FEASIBLE
    made = Verdict.objects.create(
        proposal=proposal,
        outcome=outcome,
        ground=proposal.ground,
        reason=proposal.public_reason,
        cost=proposal.cost,
        answers=answers,
        decided_by=actor if isinstance(actor, User) and actor.pk else None,
        appeal_until=None if final else appeal_until(timezone.localdate()),
        **estimates.copied(review),
    )
    made.refresh_from_db()
    return made


def appeal_until(day: date) -> date:
    """The last day of an appeal against a decision of that day."""
    return working_days.next_working(day + timedelta(days=settings.RAATI_REVIEW_APPEAL_DAYS))


def latest(proposal: Proposal) -> Verdict | None:
    """The decision in force or, while it is looked at again, the last one. One query."""
    return Verdict.objects.select_related("decided_by").filter(proposal=proposal.pk).order_by("-pk").first()


def require_undecided(
    proposal: Proposal, actor: Actor, outcome: Feasibility, reason: str, ground: Ground | None = None
) -> bool:
    """Whether the actor decided just this already. Raises `DecidedAlready` where it was somebody else or otherwise."""
    if proposal.state not in (State.ON_BALLOT, State.NOT_FEASIBLE):
        return False
    found = latest(proposal)
    state = State.ON_BALLOT if outcome == Feasibility.FEASIBLE else State.NOT_FEASIBLE
    is_same = proposal.state == state and reason.strip() in ("", proposal.public_reason)
    is_same = is_same and ground in (None, proposal.ground)
    if is_same and (found is None or found.decided_by_id == actor.pk):
        return True
    raise DecidedAlready(proposal, found)


def public_of(viewer: Actor, pk: int) -> tuple[Proposal, list[Verdict]]:
    """The finished decisions of a proposal, the newest first, for everybody; none while a decision is not finished.

    Raises `Proposal.DoesNotExist`. Two queries.
    """
    proposal = reached(pk, viewer)
    if proposal.state not in SHOWN:
        return proposal, []
    found = Verdict.objects.select_related("answers").filter(proposal=pk).order_by("-pk")
    return proposal, list(found.select_related("answers", "appeal", "proposal__cycle"))
