"""What a decision frees in a pot, and who is next: by the order of the count, whoever still fits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from commons.process.models import Envelope
from voting.domain.results import EnvelopeResult, Row, envelope_results
from voting.models import TAKEN_AWAY, CarriedMoney, CouncilDecision, CouncilLine, CouncilSession, Verdict

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
    """What an item frees in a pot. `unused`: what lay there undecided; `reopened`: what earlier items had carried out
    and this one takes back. All together go to `line`, in its order. `carried`: what stays carried out or set aside.
    """

    envelope: Envelope
    freed: Decimal
    unused: Decimal
    line: tuple[Candidate, ...]
    reopened: Decimal = Decimal(0)
    carried: tuple[CarriedMoney, ...] = ()

    @property
    def available(self) -> Decimal:
        """Money that the next on the list can have."""
        return self.freed + self.unused + self.reopened

    @property
    def is_open(self) -> bool:
        """Whether there is anything to decide on."""
        return self.freed > 0 or self.available > 0 or bool(self.carried)

    def total(self, *, with_unused: bool) -> Decimal:
        """The sum that is decided on."""
        return self.freed + self.reopened + (self.unused if with_unused else Decimal(0))

    def rest(self, *, with_unused: bool) -> Decimal:
        """What of that sum the next on the list leave."""
        used = sum((one.cost for one in self.chosen), Decimal(0))
        return max(self.total(with_unused=with_unused) - used, Decimal(0))

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """Who comes up."""
        return tuple(one for one in self.line if one.fits)


Said = CouncilDecision | CouncilLine


def carried_of(cycle_id: int) -> list[CarriedMoney]:
    """All that was carried out of the pots of a year or into them, also what was taken back. One query."""
    return list(
        CarriedMoney.objects.filter(
            Q(freed__envelope__cycle=cycle_id) | Q(target__cycle=cycle_id, source=None)
        ).select_related("freed__envelope", "freed__session", "target__cycle", "taken_back__session")
    )


def freed_pots(
    session: CouncilSession,
    results: list[EnvelopeResult] | None = None,
    *,
    anew: Collection[int] | None = None,
) -> list[FreedPot]:
    """Each pot of the vote with what the item frees in it, negative where it takes more. Eight queries at most.

    `anew`: pots (their numbers) whose carried money the item takes back; None: those of which it says so already.
    """
    found = envelope_results(session.election, public_only=True) if results is None else results
    before: dict[int, Said] = {
        one.project_id: one
        for one in CouncilDecision.objects.filter(project__election=session.election_id).exclude(
            session=session
        )
    }
    after: dict[int, Said] = before | {line.project_id: line for line in session.lines.all()}
    if anew is None:
        anew = {one.envelope_id for one in session.freed.all() if one.anew}
    live = [one for one in carried_of(session.election.cycle_id) if one.taken_back_id is None]
    taken = [one for one in live if one.freed.envelope_id in anew and one.freed.session_id != session.pk]
    stays = [one for one in live if one not in taken]
    return [_pot(result, before, after, (taken, stays), rejects_all=session.rejects_all) for result in found]


def received(envelope: Envelope, live: Iterable[CarriedMoney]) -> Decimal:
    """What came into a pot from other pots of its own year."""
    return sum(
        (
            one.amount
            for one in live
            if one.source_id is None and one.target_id == envelope.pk and one.freed.envelope_id != envelope.pk
        ),
        Decimal(0),
    )


def _pot(
    result: EnvelopeResult,
    before: Mapping[int, Said],
    after: Mapping[int, Said],
    moved: tuple[list[CarriedMoney], list[CarriedMoney]],
    *,
    rejects_all: bool,
) -> FreedPot:
    was = sum((kept(row, before.get(row.project.pk)) for row in result.rows), Decimal(0))
    now = sum((kept(row, after.get(row.project.pk)) for row in result.rows), Decimal(0))
    now = Decimal(0) if rejects_all else now
    taken, carried = (
        [one for one in those if one.freed.envelope_id == result.envelope.pk] for those in moved
    )
    reopened = sum((one.amount for one in taken), Decimal(0))
    gone = sum((one.amount for one in carried), Decimal(0)) + reopened
    budget = result.budget + received(result.envelope, moved[1])
    left, line = budget - gone + reopened - now, []
    for row in result.rows:
        if row.funded or row.status in NEVER_NEXT or row.project.pk in after or rejects_all:
            continue
        fits = row.project.cost <= left
        line.append(Candidate(row, row.project.cost, left, fits))
        left -= row.project.cost if fits else 0
    return FreedPot(result.envelope, was - now, budget - gone - was, tuple(line), reopened, tuple(carried))


def kept(row: Row, said: Said | None) -> Decimal:
    """What a project takes from its pot after the council."""
    if said is None:
        return row.project.cost if row.funded else Decimal(0)
    if said.verdict == Verdict.CANCELLED:
        return said.spent or Decimal(0)
    if said.verdict in TAKEN_AWAY:
        return Decimal(0)
    return row.project.cost if said.amount is None else said.amount
