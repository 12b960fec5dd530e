"""The council's word on each project: beside the count, never instead of it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.followup.domain import milestones
from commons.http.errors import Conflict, Invalid
from commons.live import publish
from commons.process.domain.gate import require_open
from commons.process.models import PhaseKind
from commons.texts.translated import LANGUAGES
from proposals.domain import outcome as proposal_outcome
from voting.models import BallotProject, CouncilDecision, CountState, Verdict
from voting.rules import RECORD_COUNCIL

TOLD = {
    Verdict.CONFIRMED: _("The council confirmed the project"),
    Verdict.DROPPED: _("The council dropped the project"),
}


class NotCountedYet(Conflict):
    """The council decides on a published result."""

    code = "not-counted-yet"
    title = _("There is no published result yet")
    detail = _("Publish the result of the count first; then the council's decisions can be recorded.")


@transaction.atomic
def decide(
    *,
    actor: Actor,
    project: BallotProject,
    verdict: Verdict,
    reason: str,
    decided_on: date,
    reference: str = "",
) -> CouncilDecision:
    """Record what the council said of one project, and mail it to all who follow it; saying it again replaces it,
    history keeps both.

    A funded project is confirmed or dropped; dropping needs a reason. One that was not funded may be confirmed in place
    of a dropped one. The count stays as it is.
    """
    require(actor, RECORD_COUNCIL, project.election)
    require_open(project.election.cycle, PhaseKind.COUNCIL)
    reason, reference = reason.strip(), reference.strip()
    if not project.election.counts.filter(
        envelope=project.envelope_id, state=CountState.PUBLISHED, superseded=False
    ).exists():
        raise NotCountedYet
    if verdict == Verdict.DROPPED and not reason:
        raise Invalid(
            fields={"reason": [_("Say why: the author and everybody who voted for it will read it.")]}
        )
    if len(reference) > 120:
        raise Invalid(fields={"reference": [_("Use at most 120 characters.")]})
    said_before = CouncilDecision.objects.filter(project=project, verdict=verdict).exists()
    with verb("voting.council_decides", actor):
        decision, _made = CouncilDecision.objects.update_or_create(
            project=project,
            defaults={
                "verdict": verdict,
                "reason": reason,
                "decided_on": decided_on,
                "reference": reference,
                "recorded_by": actor if isinstance(actor, User) and actor.pk else None,
            },
        )
        if verdict == Verdict.CONFIRMED:
            proposal_outcome.confirm(actor=actor, proposal=project.proposal, reason=reason)
        else:
            proposal_outcome.drop(actor=actor, proposal=project.proposal, reason=reason)
        if not said_before:
            _tell_followers(actor, decision)
    publish(f"result:{project.election.cycle.slug}")
    return decision


def _tell_followers(actor: Actor, decision: CouncilDecision) -> None:
    """A milestone of the project, which is mailed to its author, its supporters and who asked."""
    if not isinstance(actor, User):
        return
    titles = {}
    for language in LANGUAGES:
        with override(language):
            titles[language] = str(TOLD[Verdict(decision.verdict)])
    milestones.add(
        actor=actor,
        track=decision.project.proposal.track,
        permission=RECORD_COUNCIL,
        target=decision.project.election,
        date=decision.decided_on,
        title=titles,
        text=dict.fromkeys(LANGUAGES, decision.reason),
    )
