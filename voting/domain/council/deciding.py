"""Entering what the council decided, and confirming it by a second official: only then is it public and acts."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain.gate import is_open, require_open
from commons.process.models import PhaseKind
from proposals.models import Proposal, State
from voting.domain.council.announcing import announce
from voting.domain.council.errors import (
    AnotherConfirms,
    NotFundedByCount,
    NotHandedIn,
    Undecided,
    WorkBegan,
    WorkNotBegun,
)
from voting.domain.council.freeing import check_freed
from voting.domain.council.items import LONGEST, locked, needed, prepared, within
from voting.domain.results import envelope_results
from voting.models import (
    TAKEN_AWAY,
    BallotProject,
    CouncilDecision,
    CouncilLine,
    CouncilSession,
    SessionState,
    Verdict,
)
from voting.rules import CONFIRM_COUNCIL, RECORD_COUNCIL

BEGUN = (State.PLANNED, State.UNDER_WAY, State.DONE)


@transaction.atomic
def enter(
    *,
    actor: Actor,
    session: CouncilSession,
    project: BallotProject,
    verdict: Verdict,
    section: str,
    reason: str = "",
    conditions: str = "",
    amount: Decimal | None = None,
    spent: Decimal | None = None,
) -> CouncilLine:
    """What the council decided on one project; entered again it replaces what was entered before.

    Raises `NotAllowed`, `PhaseClosed`, `HandedIn`, `WorkBegan`, `WorkNotBegun`, `NotFundedByCount`, `Invalid`.
    """
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    _require_phase(found, verdict)
    _check_project(found, project, verdict)
    values: dict[str, object] = {
        "verdict": verdict,
        "section": needed("section", section, 60),
        "reason": within("reason", reason, LONGEST),
        "conditions": within("conditions", conditions, LONGEST),
        "amount": amount if verdict == Verdict.CHANGED else None,
        "spent": spent if verdict == Verdict.CANCELLED else None,
    }
    _check_values(project, values)
    with verb("voting.enter_line", actor):
        line, _made = CouncilLine.objects.update_or_create(session=found, project=project, defaults=values)
        # What was said of freed money was said of another sum.
        found.freed.filter(envelope=project.envelope_id).delete()
    return line


def _require_phase(session: CouncilSession, verdict: Verdict) -> None:
    """The council's phase; work that began can be cancelled as long as it goes on."""
    cycle = session.election.cycle
    if verdict == Verdict.CANCELLED and is_open(cycle, PhaseKind.CARRY_OUT):
        return
    require_open(cycle, PhaseKind.COUNCIL)


def _check_project(session: CouncilSession, project: BallotProject, verdict: Verdict) -> None:
    if project.election_id != session.election_id:
        raise Invalid(fields={"project": [_("This project is not part of the vote.")]})
    state = Proposal.objects.values_list("state", flat=True).get(pk=project.proposal_id)
    if verdict == Verdict.CANCELLED:
        if state not in BEGUN:
            raise WorkNotBegun
        if state == State.DONE:
            raise WorkBegan(_("It is done already and cannot be cancelled."))
    elif state in BEGUN:
        raise WorkBegan
    elif state not in (State.FUNDED, State.CONFIRMED, State.DROPPED):
        raise NotFundedByCount


def _check_values(project: BallotProject, values: dict[str, object]) -> None:
    verdict, amount, spent = values["verdict"], values["amount"], values["spent"]
    wrong: dict[str, list[object]] = {}
    if verdict != Verdict.CONFIRMED and not values["reason"]:
        wrong["reason"] = [_("Say why: the author and everybody who voted for it will read it.")]
    if verdict == Verdict.CHANGED and (
        not isinstance(amount, Decimal) or amount <= 0 or amount == project.cost
    ):
        wrong["amount"] = [_("Give the new amount: more than nothing, and another than before.")]
    if verdict == Verdict.CANCELLED and (not isinstance(spent, Decimal) or not 0 <= spent <= project.cost):
        wrong["spent"] = [_("Say what has been spent: between nothing and the project's cost.")]
    if wrong:
        raise Invalid(fields=wrong)  # type: ignore[arg-type]  # messages are lazy texts


@transaction.atomic
def confirm_others(*, actor: Actor, session: CouncilSession, section: str) -> int:
    """Enter “confirmed” for every funded project that is not named otherwise. How many there were."""
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    require_open(found.election.cycle, PhaseKind.COUNCIL)
    section = needed("section", section, 60)
    with verb("voting.enter_line", actor):
        made = CouncilLine.objects.bulk_create(
            CouncilLine(session=found, project=project, verdict=Verdict.CONFIRMED, section=section)
            for project in undecided(found)
        )
    return len(made)


@transaction.atomic
def reject_all(*, actor: Actor, session: CouncilSession, rejects: bool, reason: str = "") -> CouncilSession:
    """The council rejected the whole result, for a public reason; or not after all."""
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    require_open(found.election.cycle, PhaseKind.COUNCIL)
    found.rejects_all = rejects
    found.reason = needed("reason", reason, LONGEST) if rejects else ""
    if rejects and any(project.proposal.state in BEGUN for project in _carried(found)):
        raise WorkBegan
    with verb("voting.reject_all", actor):
        found.save(update_fields=["rejects_all", "reason"])
        found.freed.all().delete()
    return found


@transaction.atomic
def hand_in(*, actor: Actor, session: CouncilSession) -> CouncilSession:
    """Give what was entered to a second official. Raises `Undecided` (names what is missing), `MoreThanPot`."""
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    _check_whole(found)
    found.state, found.entered_by, found.entered_at = SessionState.ENTERED, actor.pk, timezone.now()
    found.sent_back = ""
    with verb("voting.hand_in_item", actor):
        found.save(update_fields=["state", "entered_by", "entered_at", "sent_back"])
    return found


def _check_whole(session: CouncilSession) -> None:
    if not session.section:
        raise Undecided(_("Give the section of the minutes for the whole item."))
    missing = [] if session.rejects_all else undecided(session)
    if missing:
        titles = ", ".join(project.proposal.title for project in missing[:5])
        raise Undecided(_("Say what the council decided on: %(titles)s") % {"titles": titles})
    check_freed(session)


def undecided(session: CouncilSession) -> list[BallotProject]:
    """Funded projects of which neither this item nor one before says anything."""
    decided = CouncilDecision.objects.filter(project__election=session.election_id)
    known = {one.project_id for one in session.lines.all()} | {one.project_id for one in decided}
    return [project for project in _funded(session) if project.pk not in known]


def _funded(session: CouncilSession) -> list[BallotProject]:
    found = envelope_results(session.election, public_only=True)
    return [row.project for result in found for row in result.funded]


def _carried(session: CouncilSession) -> list[BallotProject]:
    """What is to be carried out as things stand: funded by the count or come up later, and not taken away."""
    found = envelope_results(session.election, public_only=True)
    return [
        row.project
        for result in found
        for row in result.rows
        if (row.verdict not in TAKEN_AWAY if row.verdict else row.funded)
    ]


@transaction.atomic
def send_back(*, actor: Actor, session: CouncilSession, reason: str) -> CouncilSession:
    """The second official, or whoever handed it in, gives it back to be corrected. Raises `NotHandedIn`, `Invalid`."""
    found = locked(session)
    require(actor, CONFIRM_COUNCIL, found.election)
    if found.state != SessionState.ENTERED:
        raise NotHandedIn
    found.state, found.entered_by, found.entered_at = SessionState.PREPARED, None, None
    found.sent_back = needed("reason", reason, LONGEST)
    with verb("voting.send_item_back", actor):
        found.save(update_fields=["state", "entered_by", "entered_at", "sent_back"])
    return found


@transaction.atomic
def confirm(*, actor: Actor, session: CouncilSession) -> CouncilSession:
    """A second official has compared it with the minutes: everything becomes public and acts at once.

    The count stays as it is. Raises `NotAllowed`, `NotHandedIn`, `AnotherConfirms`, `Undecided`, `MoreThanPot`,
    `MoneyIsVotedOn`.
    """
    found = locked(session)
    require(actor, CONFIRM_COUNCIL, found.election)
    if found.state != SessionState.ENTERED:
        raise NotHandedIn
    if found.entered_by == actor.pk:
        raise AnotherConfirms
    _check_whole(found)
    found.state, found.confirmed_by, found.confirmed_at = SessionState.CONFIRMED, actor.pk, timezone.now()
    with verb("voting.confirm_item", actor):
        found.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        announce(actor=actor, session=found, funded=_carried(found) if found.rejects_all else [])
    from voting.tasks import refresh_report  # the job imports what imports this module

    refresh_report.defer(election_id=found.election_id)
    publish(f"result:{found.election.cycle.slug}")
    return found
