"""What a decision frees in a pot, and who is next: by the order of the count, whoever still fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from commons.process.models import Envelope
from voting.domain.results import EnvelopeResult, Row, envelope_results
from voting.models import TAKEN_AWAY, CouncilDecision, CouncilLine, CouncilSession, Verdict

NEVER_NEXT = frozenset({"no_support", "below_threshold"})
"""What the rules of the vote keep out, whatever money there is."""


@dataclass(frozen=True)
class Candidate:
    """A project in line for freed money. `left`: what was left when it was its turn; `fits`: it is taken."""

    row: Row
    cost: Decimal
    left: Decimal
    fits: bool


@dataclass(frozen=True)
class FreedPot:
    """What an item frees in a pot. `unused`: what the count had left; both together go to `line`, in its order."""

    envelope: Envelope
    freed: Decimal
    unused: Decimal
    line: tuple[Candidate, ...]

    @property
    def available(self) -> Decimal:
        """Money that the next on the list can have."""
        return self.freed + self.unused

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """Who comes up."""
        return tuple(one for one in self.line if one.fits)


Said = CouncilDecision | CouncilLine


def freed_pots(session: CouncilSession, results: list[EnvelopeResult] | None = None) -> list[FreedPot]:
    """Each pot of the vote with what the item frees in it, negative where it takes more. Six queries at most."""
    found = envelope_results(session.election, public_only=True) if results is None else results
    before: dict[int, Said] = {
        one.project_id: one
        for one in CouncilDecision.objects.filter(project__election=session.election_id).exclude(
            session=session
        )
    }
    after: dict[int, Said] = before | {line.project_id: line for line in session.lines.all()}
    return [_pot(result, before, after, rejects_all=session.rejects_all) for result in found]


def _pot(
    result: EnvelopeResult, before: Mapping[int, Said], after: Mapping[int, Said], *, rejects_all: bool
) -> FreedPot:
    was = sum((kept(row, before.get(row.project.pk)) for row in result.rows), Decimal(0))
    now = sum((kept(row, after.get(row.project.pk)) for row in result.rows), Decimal(0))
    now = Decimal(0) if rejects_all else now
    left, line = result.budget - now, []
    for row in result.rows:
        if row.funded or row.status in NEVER_NEXT or row.project.pk in after or rejects_all:
            continue
        fits = row.project.cost <= left
        line.append(Candidate(row, row.project.cost, left, fits))
        left -= row.project.cost if fits else 0
    return FreedPot(result.envelope, was - now, result.budget - was, tuple(line))


def kept(row: Row, said: Said | None) -> Decimal:
    """What a project takes from its pot after the council."""
    if said is None:
        return row.project.cost if row.funded else Decimal(0)
    if said.verdict == Verdict.CANCELLED:
        return said.spent or Decimal(0)
    if said.verdict in TAKEN_AWAY:
        return Decimal(0)
    return row.project.cost if said.amount is None else said.amount
