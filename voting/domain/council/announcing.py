"""What was confirmed becomes the council's decision on each project: shown, mailed, and the proposals move."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.domain import milestones
from commons.texts.translated import LANGUAGES
from proposals.domain import outcome as proposal_outcome
from voting.domain.council.carrying import carry
from voting.models import BallotProject, CouncilDecision, CouncilSession, FreedUse, Verdict
from voting.rules import CONFIRM_COUNCIL

TOLD = {
    Verdict.CONFIRMED: _("The council confirmed the project"),
    Verdict.CHANGED: _("The council confirmed the project with another amount"),
    Verdict.DROPPED: _("The council dropped the project"),
    Verdict.CANCELLED: _("The council cancelled the project"),
}


def announce(*, actor: Actor, session: CouncilSession, funded: Sequence[BallotProject]) -> None:
    """Everything that a confirmed item says. `funded`: the winners of the count, where the whole was rejected."""
    carry(actor=actor, session=session)
    if session.rejects_all:
        for project in funded:
            _decide(actor, session, project, verdict=Verdict.DROPPED, reason=session.reason)
        return
    for line in session.lines.select_related("project__proposal__track"):
        _decide(
            actor, session, line.project, verdict=Verdict(line.verdict), reason=line.reason, amount=line.amount,
            spent=line.spent, conditions=line.conditions, reference=line.section,
        )  # fmt: skip
    for freed in session.freed.filter(use=FreedUse.NEXT):
        numbers = [number for number, _cost in freed.projects]
        for project in session.election.projects.filter(
            envelope=freed.envelope_id, project_id__in=numbers
        ).select_related("proposal__track"):
            _decide(
                actor, session, project, verdict=Verdict.CONFIRMED, reason=freed.reason, is_next=True,
                reference=freed.section,
            )  # fmt: skip


def _decide(
    actor: Actor,
    session: CouncilSession,
    project: BallotProject,
    *,
    verdict: Verdict,
    reason: str,
    **more: Any,
) -> None:
    values = {"amount": None, "spent": None, "conditions": "", "is_next": False, "reference": session.section}
    said_before = CouncilDecision.objects.filter(
        project=project, verdict=verdict, amount=more.get("amount")
    ).exists()
    CouncilDecision.objects.update_or_create(
        project=project,
        defaults={
            **values,
            **more,
            "session": session,
            "verdict": verdict,
            "reason": reason,
            "decided_on": session.held_on,
            "recorded_by": actor if isinstance(actor, User) and actor.pk else None,
        },
    )
    if verdict == Verdict.DROPPED:
        proposal_outcome.drop(actor=actor, proposal=project.proposal, reason=reason)
    elif verdict == Verdict.CANCELLED:
        proposal_outcome.cancel_by_council(actor=actor, proposal=project.proposal, reason=reason)
    else:
        proposal_outcome.confirm(actor=actor, proposal=project.proposal, reason=reason)
    if not said_before:
        _tell_followers(actor, session, project, verdict, reason)


def _tell_followers(
    actor: Actor, session: CouncilSession, project: BallotProject, verdict: Verdict, reason: str
) -> None:
    """A milestone of the project, which is mailed to its author, its supporters and who asked."""
    if not isinstance(actor, User):
        return
    titles = {}
    for language in LANGUAGES:
        with override(language):
            titles[language] = str(TOLD[verdict])
    milestones.add(
        actor=actor,
        track=project.proposal.track,
        permission=CONFIRM_COUNCIL,
        target=session.election,
        date=session.held_on,
        title=titles,
        text=dict.fromkeys(LANGUAGES, reason),
    )
