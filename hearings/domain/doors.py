"""The ways in without an account: who writes, how fast it may go, and whether the browser has worked for it."""

from dataclasses import dataclass
from uuid import UUID

from commons.http import rate
from commons.moderation.proof import NO_EFFORT, Effort, Pace

BY_DEVICE = (30, 300.0)
"""So many notes at once from one phone, refilled within so many seconds."""
BY_NETWORK = (3000, 60.0)
"""A whole hall comes through one address."""
PACE = Pace(proven=BY_NETWORK, unproven=(120, 600.0))
"""Without proof (no JavaScript, or a program) one network sends 120 at once, then one every five seconds: more than the
old phones of a full hall write, and little enough to be read by people, since all of it waits for a moderator."""
BY_TABLET = (60, 600.0)
"""A station's tablet is asked for no proof; nobody writes faster on one of them than a note in ten seconds."""


@dataclass(frozen=True)
class Writer:
    """Somebody who writes without saying who they are. `device`: a random word of the browser; `network`: address
    that the request came from. Neither is stored beside a note. `is_new`: the word was made just now, so it limits
    nothing: then the network counts as one device. `effort`: the trap and the proof of work that came along."""

    device: str = ""
    network: str = ""
    is_new: bool = False
    effort: Effort = NO_EFFORT


def admit(actor: Writer, purpose: str, uuid: UUID) -> bool:
    """Take the tokens for something with this id; whether its sender's browser has worked for it. Raises `TooOften`.

    Outside of transactions, so that a hall behind one address does not queue up.
    """
    is_proven = actor.effort.proves(purpose, uuid)
    PACE.take("hearing", actor.network, is_proven=is_proven)
    by_device(actor)
    return is_proven


def admit_tablet(actor: Writer, station: int) -> None:
    """Take the tokens for a note from a station's own tablet. Raises `TooOften`."""
    rate.take(f"hearing network {actor.network}", *BY_NETWORK)
    rate.take(f"hearing tablet {station}", *BY_TABLET)
    by_device(actor)


def by_device(actor: Writer) -> None:
    """Take a token of the phone, or of the network where the phone is new. Raises `TooOften`."""
    rate.take(f"hearing device {actor.network if actor.is_new else actor.device}", *BY_DEVICE)
