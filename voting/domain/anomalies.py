"""Findings become cases, and two people decide on each before the result is certified.

What is looked for is in `findings`. Nothing is excluded by itself; an excluded ballot stays in the box, marked.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid, NotAllowed
from commons.live import publish
from voting import counting
from voting.domain import findings, lot
from voting.domain.count import AlreadyPublished, change_box, require_closed
from voting.domain.counting_runs import QUICK
from voting.domain.pb_export import pb_election
from voting.models import (
    AnomalyCase,
    Ballot,
    BallotProject,
    CaseState,
    CountState,
    Election,
    ExcludedBallot,
)
from voting.rules import DECIDE_CASES, SEE_DESK

LONGEST_REASON = 4_000
MOST_BALLOTS = 50_000
"""Beyond this, and for slow rules beyond a tenth of it, the comparison would keep a page waiting."""


class CaseDecided(Conflict):
    """Two people have decided already, or the result is out."""

    code = "case-decided"
    title = _("This finding is decided")
    detail = _("Nothing was changed.")


class SecondDeciderNeeded(NotAllowed):
    """The same person a second time."""

    code = "second-decider-needed"
    title = _("Another person has to agree")
    detail = _("You have written the decision. Somebody else reads it and agrees, or sends it back.")


@dataclass(frozen=True)
class Compared:
    """The result of a pot with and without the ballots of a case: how many count, and titles of what is funded."""

    pot: str
    ballots_with: int
    ballots_without: int
    selected_with: list[str]
    selected_without: list[str]
    only_with: list[str]
    only_without: list[str]


@transaction.atomic
def search(*, actor: Actor, election: Election) -> int:
    """Look for findings by hand, as often as one likes; gives how many are new.

    Raises `NotAllowed`, `VoteStillOpen`, `AlreadyPublished`.
    """
    require(actor, DECIDE_CASES, election)
    election = (
        Election.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=election.pk)
    )
    require_closed(election)
    if is_public(election):
        raise AlreadyPublished
    with verb("voting.search_cases", actor):
        new = findings.look(election)
    publish(f"count:{election.cycle.slug}")
    return new


def is_public(election: Election) -> bool:
    """Whether the result is out: then nothing is looked for or decided any more. One query."""
    return election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists()


def cases(*, actor: Actor, election: Election) -> list[AnomalyCase]:
    """All cases, for the officials of the vote; ids of ballots are left out. One query. Raises `NotAllowed`."""
    require(actor, SEE_DESK, election)
    rows = election.anomaly_cases.select_related("first_by", "second_by").defer("ballots")
    return sorted(rows, key=lambda case: (case.state != CaseState.OPEN, case.pk))


def case_of(*, actor: Actor, election: Election, pk: int) -> AnomalyCase:
    """One finding, for the officials of the vote. One query. Raises `NotAllowed`, Http404."""
    require(actor, SEE_DESK, election)
    rows = AnomalyCase.objects.select_related("election__cycle__area", "first_by", "second_by")
    return get_object_or_404(rows, pk=pk, election=election)


@transaction.atomic
def propose(*, actor: Actor, case: AnomalyCase, state: CaseState, reason: str) -> AnomalyCase:
    """Write a decision as the first person; writing it again replaces it, and makes the writer the first.

    Raises `NotAllowed`, `CaseDecided`, `Invalid`.
    """
    case = _open(actor, case)
    reason = reason.strip()
    wrong: dict[str, list[Any]] = {}
    if not 0 < len(reason) <= LONGEST_REASON:
        wrong["reason"] = [_("Say what you found out and why you decide so: everybody will read it.")]
    if state not in (CaseState.CLEARED, CaseState.EXCLUDED):
        wrong["state"] = [_("Choose what becomes of it.")]
    elif state == CaseState.EXCLUDED and not case.ballots:
        wrong["state"] = [_("It is not known which ballots these are, so none can be excluded.")]
    if wrong:
        raise Invalid(fields=wrong)
    case.proposed, case.reason = state, reason
    case.first_person, case.first_by = actor.pk, actor  # type: ignore[assignment]
    with verb("voting.write_case", actor, reason=reason):
        case.save()
    publish(f"count:{case.election.cycle.slug}")
    return case


@transaction.atomic
def agree(*, actor: Actor, case: AnomalyCase) -> AnomalyCase:
    """Decide as the second person what the first has written; an exclusion takes the count back, to be made again.

    Raises `NotAllowed`, `CaseDecided`, `SecondDeciderNeeded`.
    """
    case = _open(actor, case)
    if not case.proposed:
        raise CaseDecided(_("Nobody has written a decision yet."))
    if case.first_person == actor.pk:
        raise SecondDeciderNeeded
    case.state, case.decided_at = case.proposed, timezone.now()
    case.second_person, case.second_by = actor.pk, actor  # type: ignore[assignment]
    with verb("voting.decide_case", actor, reason=case.reason):
        case.save()
        if case.state == CaseState.EXCLUDED:
            change_box(case.election)
            _exclude(case)
    publish(f"count:{case.election.cycle.slug}")
    return case


def _exclude(case: AnomalyCase) -> None:
    """Mark the ballots; one that another case has excluded already stays that case's."""
    taken = {
        str(ident)
        for ident in ExcludedBallot.objects.filter(ballot__in=case.ballots).values_list("ballot", flat=True)
    }
    ExcludedBallot.objects.bulk_create(
        ExcludedBallot(ballot_id=ident, case=case) for ident in case.ballots if str(ident) not in taken
    )


@transaction.atomic
def send_back(*, actor: Actor, case: AnomalyCase) -> AnomalyCase:
    """Drop what was written; anybody who may decide can. Raises `NotAllowed`, `CaseDecided`."""
    case = _open(actor, case)
    case.proposed, case.reason, case.first_person, case.first_by = "", "", None, None
    with verb("voting.send_case_back", actor):
        case.save()
    publish(f"count:{case.election.cycle.slug}")
    return case


def _open(actor: Actor, case: AnomalyCase) -> AnomalyCase:
    """The case, locked, for somebody who may decide on it."""
    require(actor, DECIDE_CASES, case.election)
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    # The vote first, so that no result is certified meanwhile.
    election = (
        Election.objects.select_for_update(of=("self",))
        .select_related("cycle__area")
        .get(pk=case.election_id)
    )
    case = AnomalyCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.election = election
    if case.state != CaseState.OPEN or is_public(election):
        raise CaseDecided
    return case


def compared(case: AnomalyCase) -> list[Compared] | None:
    """The result by the vote's own rule with the ballots of this case and without; other exclusions stay as they are.

    None where it would take too long for a page.
    """
    election = case.election
    ids = [str(ident) for ident in case.ballots]
    most = MOST_BALLOTS if election.rule in QUICK else MOST_BALLOTS // 10
    if Ballot.objects.filter(election=election)[: most + 1].count() > most:
        return None
    seed = lot.known_seed(election) or None
    titles = dict(
        BallotProject.objects.filter(election=election).values_list("project_id", "proposal__title")
    )
    found = []
    envelopes = {row.envelope_id: row.envelope for row in election.projects.select_related("envelope")}
    for envelope in sorted(envelopes.values(), key=lambda one: (one.position, one.pk)):
        boxes = (
            pb_election(election, envelope, with_excluded=ids),
            pb_election(election, envelope, without=ids),
        )
        both = [set(counting.count(box, rule=election.rule, seed=seed).selected) for box in boxes]
        found.append(
            Compared(
                pot=str(envelope.name),
                ballots_with=len(boxes[0].ballots),
                ballots_without=len(boxes[1].ballots),
                selected_with=_named(both[0], titles),
                selected_without=_named(both[1], titles),
                only_with=_named(both[0] - both[1], titles),
                only_without=_named(both[1] - both[0], titles),
            )
        )
    return found


def _named(idents: set[str], titles: dict[str, str]) -> list[str]:
    return [titles[ident] for ident in titles if ident in idents]
