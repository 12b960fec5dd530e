"""Counting a closed vote, and publishing what came out.

A count stores rule, version, seed, the hash of what was counted and the outcome; the same box gives the same bytes
again. Two others than the one who had it counted certify it (`certification`), then it is published.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Envelope, Phase, PhaseKind
from proposals.domain import outcome as proposal_outcome
from proposals.models import State
from voting import counting
from voting.domain import findings, lot, recount_package
from voting.domain.pb_export import pb_election
from voting.domain.whole_figures import told
from voting.models import BallotProject, CountState, Election, EnvelopeCount
from voting.rules import COUNT, PUBLISH

Progress = Callable[[str, int, int], None]
"""Stage, done, total: envelopes (`count`), rounds of a rule (`round`, total 0), projects explained (`explain`)."""
EFFORT = 2_000_000
"""What may go into searching figures for explanations: a minute or two; see `voting.counting.explain`."""
COMPARED_WITH = "greedy"


class VoteStillOpen(Conflict):
    """The box may not be opened before the vote has closed."""

    code = "vote-still-open"
    title = _("The vote is still open")
    detail = _("Counting begins when the voting phase has closed. Nothing was counted.")


class NothingCounted(Conflict):
    """There is no count to publish."""

    code = "nothing-counted"
    title = _("There is no count yet")
    detail = _("Count the votes first, look at the result, then publish it.")


class AlreadyPublished(Conflict):
    """A published count is not counted away."""

    code = "already-published"
    title = _("The result is published")
    detail = _("A published result stays as it is. Anybody can count the published file again.")


class NotCertified(Conflict):
    """Two people certify a count before anybody publishes it."""

    code = "not-certified"
    title = _("The result is not certified yet")
    detail = _("Two people who did not count put their names to it first. Nothing was published.")


class ReasonNeeded(Invalid):
    """A count replaces another only for a reason."""

    code = "recount-reason-needed"
    title = _("Say why the votes are counted again")
    detail = _("The reason is kept with the counts. Nothing was counted.")


@transaction.atomic
def count_votes(
    *,
    actor: Actor,
    election: Election,
    reason: str = "",
    progress: Progress = lambda stage, done, total: None,
) -> list[EnvelopeCount]:
    """Count every envelope of a closed vote. Provisional until two others certify it.

    Counting again needs a `reason` and replaces the counts with the names under them, until the result is published.
    Raises `NotAllowed`, `VoteStillOpen`, `AlreadyPublished`, `ReasonNeeded`,
    `LotMissing`.
    """
    require(actor, COUNT, election)
    election = Election.objects.select_for_update().get(pk=election.pk)
    reason = check_countable(election, reason)
    with verb("voting.recount" if reason else "voting.count", actor, reason=reason):
        made = count_all(actor=actor, election=election, reason=reason, progress=progress)
    publish(f"count:{election.cycle.slug}")
    return made


def check_countable(election: Election, reason: str) -> str:
    """The reason as it is kept, empty for a first count. Raises `VoteStillOpen`, `AlreadyPublished`, `ReasonNeeded`."""
    require_closed(election)
    if election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists():
        raise AlreadyPublished
    if not election.counts.filter(superseded=False).exists():
        return ""
    if not reason.strip():
        raise ReasonNeeded(fields={"reason": [_("Say what was found, so that everybody can follow it.")]})
    return reason.strip()


def require_closed(election: Election) -> None:
    """Pass when nobody can vote any more. Raises `VoteStillOpen`."""
    if Phase.objects.filter(
        cycle=election.cycle_id, kind=PhaseKind.VOTE, closes_at__gt=StatementTimestamp()
    ).exists():
        raise VoteStillOpen


def change_box(election: Election) -> None:
    """For verbs that add ballots or set them aside after the close: a count made before no longer holds.

    It is superseded, with the names under it, and has to be made again. Raises `AlreadyPublished`.
    """
    if election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists():
        raise AlreadyPublished
    election.counts.filter(superseded=False).update(superseded=True)


def count_all(
    *, actor: Actor, election: Election, progress: Progress, reason: str = ""
) -> list[EnvelopeCount]:
    """Counts of all envelopes by the election's rule, and by `greedy` for comparison; in the caller's transaction."""
    envelopes = list(
        Envelope.objects.filter(ballot_projects__election=election).distinct().order_by("position", "pk")
    )
    EnvelopeCount.objects.filter(election=election, superseded=False).update(superseded=True)
    seed = lot.tell(election)
    findings.look(election)
    made: list[EnvelopeCount] = []
    for done, envelope in enumerate(envelopes):
        progress("count", done, len(envelopes))
        box = pb_election(election, envelope)
        for rule in dict.fromkeys([election.rule, COMPARED_WITH]):
            made.append(_count(actor, election, envelope, box, rule, seed, reason, progress))  # noqa: PERF401 (reads better)
    progress("count", len(envelopes), len(envelopes))
    return made


def _count(
    actor: Actor,
    election: Election,
    envelope: Envelope,
    box: counting.Election,
    rule: str,
    seed: str,
    reason: str,
    progress: Progress,
) -> EnvelopeCount:
    def tell(stage: str, done: int, total: int | None) -> None:
        progress("explain" if stage == "explain" else "round", done, total or 0)

    outcome = counting.count(box, rule=rule, seed=seed or None, progress=tell)
    explanations = counting.explain(box, outcome, progress=tell, effort=EFFORT)
    stored: dict[str, Any] = outcome.as_dict()
    stored["explanations"] = {ident: explanation.as_dict() for ident, explanation in explanations.items()}
    stored["figures"] = told(box, outcome)
    stored["vote_type"] = box.vote_type
    return EnvelopeCount.objects.create(
        election=election,
        envelope=envelope,
        rule=rule,
        rule_version=outcome.version,
        seed=seed,
        input_hash=outcome.input_hash,
        outcome=stored,
        is_official=rule == election.rule,
        recount_reason=reason,
        counted_by=actor if isinstance(actor, User) and actor.pk else None,
    )


@transaction.atomic
def publish_result(*, actor: Actor, election: Election) -> list[EnvelopeCount]:
    """Make the certified counts public and say of each proposal whether it was funded.

    Raises `NotAllowed`, `NothingCounted`, `AlreadyPublished`, `NotCertified`, `CasesOpen`.
    """
    require(actor, PUBLISH, election)
    election = Election.objects.select_for_update().get(pk=election.pk)
    counts = list(election.counts.filter(superseded=False).select_related("envelope"))
    if not counts:
        raise NothingCounted
    if any(count.state == CountState.PUBLISHED for count in counts):
        raise AlreadyPublished
    if any(count.state != CountState.CERTIFIED for count in counts):
        raise NotCertified
    findings.check_settled(election)
    with verb("voting.publish_result", actor):
        _publish(actor, election, counts)
        recount_package.store(election, counts)
    from voting.tasks import refresh_report  # the job reads what this module writes

    refresh_report.defer(election_id=election.pk)
    publish(f"result:{election.cycle.slug}", f"count:{election.cycle.slug}")
    return counts


def publish_imported(*, actor: Actor, election: Election) -> None:
    """Publish the count of an imported election and show its year: the town published it long ago."""
    counts = list(election.counts.filter(superseded=False).select_related("envelope"))
    _publish(actor, election, counts)
    cycle = election.cycle
    cycle.is_published = True
    cycle.save(update_fields=["is_published"])


def _publish(actor: Actor, election: Election, counts: list[EnvelopeCount]) -> None:
    EnvelopeCount.objects.filter(pk__in=[count.pk for count in counts]).update(
        state=CountState.PUBLISHED, published_at=StatementTimestamp()
    )
    official = [count for count in counts if count.is_official]
    funded = Q(pk__in=[])
    for count in official:
        funded |= Q(envelope=count.envelope, project_id__in=count.outcome["selected"])
    rows = BallotProject.objects.filter(election=election, proposal__state=State.ON_BALLOT).select_related(
        "proposal"
    )
    won, lost = list(rows.filter(funded)), list(rows.exclude(funded))
    for row in won:
        proposal_outcome.mark_funded(actor=actor, proposal=row.proposal)
    for row in lost:
        proposal_outcome.mark_not_funded(actor=actor, proposal=row.proposal)
