"""What the batches that are set aside would change: the result with them and without."""

from collections.abc import Sequence
from dataclasses import dataclass

from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Envelope, Phase, PhaseKind
from voting import counting
from voting.domain.counting_runs import QUICK
from voting.domain.pb_export import pb_election
from voting.models import Ballot, Election

MOST_BALLOTS = 50_000
"""Beyond this, and for slow rules beyond a tenth of it, the comparison would keep a page waiting."""


@dataclass(frozen=True)
class Effect:
    """One envelope. `gained`, `lost`: projects by which the result with all batches differs from the one without."""

    envelope: str
    ballots: int
    ballots_with: int
    gained: Sequence[str]
    lost: Sequence[str]


def effect_of(election: Election) -> list[Effect] | None:
    """Envelope by envelope, by the election's own rule; None while the vote is open or where it would take too long.

    Nobody may see totals before the vote has closed, officials neither.
    """
    open_still = Phase.objects.filter(
        cycle=election.cycle_id, kind=PhaseKind.VOTE, closes_at__gt=StatementTimestamp()
    ).exists()
    most = MOST_BALLOTS if election.rule in QUICK else MOST_BALLOTS // 10
    if open_still or Ballot.objects.filter(election=election)[: most + 1].count() > most:
        return None
    envelopes = (
        Envelope.objects.filter(ballot_projects__election=election).distinct().order_by("position", "pk")
    )
    return [_effect(election, envelope) for envelope in envelopes]


def _effect(election: Election, envelope: Envelope) -> Effect:
    counted = [pb_election(election, envelope, with_aside=aside) for aside in (False, True)]
    without, with_all = (
        set(counting.count(box, rule=election.rule, seed=election.seed or None).selected) for box in counted
    )
    names = {project.id: f"{project.id} {project.name}" for project in counted[0].projects}
    order = [project.id for project in counted[0].projects]
    return Effect(
        envelope=str(envelope.name),
        ballots=len(counted[0].ballots),
        ballots_with=len(counted[1].ballots),
        gained=[names[pk] for pk in order if pk in with_all - without],
        lost=[names[pk] for pk in order if pk in without - with_all],
    )
