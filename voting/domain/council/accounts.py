"""Where the money of each pot is: with projects, with the next on the list, carried on, set aside, or undecided."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commons.process.models import Envelope
from voting.domain.council.money import carried_of, received
from voting.domain.council.queries import PotBeside, beside
from voting.models import CarriedMoney, Election

NOTHING = Decimal(0)


@dataclass(frozen=True)
class PotAccount:
    """A pot to the cent. `received`: from other pots of its year; `projects`: what the count funded and the council
    left standing; `used`: what the next on the list got of freed money; `carried`: what went to another pot or year or
    waits for one; `aside`: set aside in the pot itself; `moves`: each of these, also what was taken back.
    """

    envelope: Envelope
    budget: Decimal
    received: Decimal
    projects: Decimal
    used: Decimal
    carried: Decimal
    aside: Decimal
    moves: tuple[CarriedMoney, ...] = ()
    arrivals: tuple[CarriedMoney, ...] = ()

    @property
    def total(self) -> Decimal:
        """All that came into the pot."""
        return self.budget + self.received

    @property
    def undecided(self) -> Decimal:
        """What nobody has decided on: what the count, the council and the next on the list have left."""
        return self.total - self.projects - self.used - self.carried - self.aside

    @property
    def is_moved(self) -> bool:
        """Whether there is more to tell than the count and the council."""
        return bool(self.used or self.moves or self.arrivals)


def accounts(election: Election, pots: list[PotBeside] | None = None) -> list[PotAccount]:
    """The account of each pot of a published result. A constant number of queries."""
    found = beside(election) if pots is None else pots
    moves = carried_of(election.cycle_id)
    return [_account(pot, moves) for pot in found]


def _account(pot: PotBeside, moves: Iterable[CarriedMoney]) -> PotAccount:
    envelope = pot.result.envelope
    own = [one for one in moves if one.freed.envelope_id == envelope.pk]
    live = [one for one in own if one.taken_back_id is None]
    aside = [one for one in live if one.target_id == envelope.pk]
    came = [one for one in moves if one.target_id == envelope.pk and one.freed.envelope_id != envelope.pk]
    rows = [(row.council, row.said is not None and row.said.is_next) for row in pot.rows]
    return PotAccount(
        envelope=envelope,
        budget=pot.result.budget,
        received=received(envelope, [one for one in moves if one.taken_back_id is None]),
        projects=sum((sum_ for sum_, is_next in rows if not is_next), NOTHING),
        used=sum((sum_ for sum_, is_next in rows if is_next), NOTHING),
        carried=sum((one.amount for one in live if one.target_id != envelope.pk), NOTHING),
        aside=sum((one.amount for one in aside), NOTHING),
        moves=tuple(own),
        arrivals=tuple(one for one in came if one.taken_back_id is None and one.source_id is None),
    )


def account_of(election: Election, envelope: Envelope) -> PotAccount | None:
    """The account of one pot of a published result, or None."""
    return next((one for one in accounts(election) if one.envelope.pk == envelope.pk), None)
