"""When something may be done with a proposal: the year's phases, by the database's clock."""

from commons.process.domain.gate import PhaseClosed, StatementTimestamp, open_kinds, require_open
from commons.process.models import Cycle, Phase, PhaseKind

TALKING = (PhaseKind.DELIBERATE, PhaseKind.PROPOSE)
"""Residents talk about proposals while proposals are taken and while they are discussed."""
SUPPORTING = (PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW)
COMPLETING = (PhaseKind.PROPOSE, PhaseKind.REVIEW)
"""A returned proposal can be completed while it is reviewed, too."""


class VotingHasBegun(PhaseClosed):
    """What would change the ballot came after voting opened."""

    code = "voting-has-begun"


def require_any(cycle: Cycle, kinds: tuple[PhaseKind, ...]) -> None:
    """Pass if one of the phases is open; else `PhaseClosed` about the first. One query while one is open."""
    if open_kinds(cycle).isdisjoint(kinds):
        require_open(cycle, kinds[0])


def require_before_voting(cycle: Cycle) -> None:
    """Pass until voting opens: from then on the ballot stays as it is. One query.

    Officials may review outside the announced phase; what binds them is that the ballot freezes.
    """
    phase = (
        Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE, opens_at__lte=StatementTimestamp())
        .annotate(clock=StatementTimestamp())
        .first()
    )
    if phase is not None:
        raise VotingHasBegun(phase, PhaseKind.VOTE, now=phase.clock)
