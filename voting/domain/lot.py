"""The lot that settles ties: promised before the vote, told with the count, repeatable by anybody.

Three ways, fixed when the vote is opened: a *seed* that is published with the rules; the SHA-256 of a seed that is told
with the count (*promised*); or a public *drawing* in the future, named beforehand, which two people read off after the
close. Nobody can choose the seed when the ballots are known. The order of the lot is that of SHA-256(seed, line feed,
project id): see `voting.counting.tally.lot`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid, NotAllowed
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Phase, PhaseKind
from voting.models import Election, LotSeed
from voting.rules import READ_LOT

LONGEST = 64


class LotMissing(Conflict):
    """The public drawing was not read off yet."""

    code = "lot-missing"
    title = _("The lot has to be read off first")
    detail = _("Two people enter what was drawn in public; then the votes can be counted.")


class NoDrawing(Conflict):
    """This vote's lot is not a public drawing, or it is not the time."""

    code = "no-drawing"
    title = _("There is nothing to read off")
    detail = _("The lot of this vote is settled in another way, or was read off already.")


class ReadersDiffer(Conflict):
    """The second person read something else."""

    code = "readers-differ"
    title = _("The two of you have not entered the same")
    detail = _("Both entries are dropped. Look at the published drawing again, then enter it anew.")


class SecondReaderNeeded(NotAllowed):
    """The same person a second time."""

    code = "second-reader-needed"
    title = _("Another person has to enter it too")
    detail = _("You have entered what was drawn. Somebody else reads it off independently of you.")


class Way(StrEnum):
    """How a vote's lot comes about."""

    NONE = "none"
    SEED = "seed"
    PROMISE = "promise"
    DRAWING = "drawing"


@dataclass(frozen=True)
class Lot:
    """The lot as everybody may know it. `seed`: empty until it is told. `entered`: how many people have read it off."""

    way: Way
    seed: str
    commitment: str
    source: str
    told_at: datetime | None
    entered: int


def promise(election: Election, secret: str = "") -> None:
    """Before freezing: where neither seed nor drawing was named, draw a seed and promise it by its SHA-256."""
    if election.seed or election.lot_source:
        return
    secret = secret or secrets.token_hex(16)
    election.lot_commitment = sha256(secret.encode()).hexdigest()
    LotSeed.objects.create(election=election, secret=secret)


def lot_of(election: Election) -> Lot:
    """What everybody may know of the lot. One query."""
    found = LotSeed.objects.filter(election=election).first()
    way = (
        Way.SEED
        if election.seed
        else Way.DRAWING
        if election.lot_source
        else Way.PROMISE
        if election.lot_commitment
        else Way.NONE
    )
    return Lot(
        way=way,
        seed=election.seed or (found.seed if found else ""),
        commitment=election.lot_commitment,
        source=election.lot_source,
        told_at=found.told_at if found else None,
        entered=sum(person is not None for person in (found.first_person, found.second_person))
        if found
        else 0,
    )


def known_seed(election: Election) -> str:
    """The seed, empty while it is not told. At most one query."""
    return (
        election.seed
        or LotSeed.objects.filter(election=election).values_list("seed", flat=True).first()
        or ""
    )


def tell(election: Election) -> str:
    """The seed for a count; a promised one is told now. In the transaction of the count. Raises `LotMissing`."""
    if known := known_seed(election):
        return known
    if election.lot_source:
        raise LotMissing
    if not election.lot_commitment:
        return ""
    promised = LotSeed.objects.select_for_update().get(election=election)
    LotSeed.objects.filter(pk=promised.pk).update(seed=promised.secret, told_at=Now())
    return promised.secret


def read_off(*, actor: Actor, election: Election, value: str) -> Lot:
    """Enter what was drawn in public, as the first or the second of two people.

    White space counts for nothing at the ends and once between. Raises `NotAllowed`, `NoDrawing`, `Invalid`,
    `SecondReaderNeeded`, `ReadersDiffer` (then both entries are dropped).
    """
    if not _enter(actor, election, value):
        raise ReadersDiffer
    return lot_of(election)


@transaction.atomic
def _enter(actor: Actor, election: Election, value: str) -> bool:
    require(actor, READ_LOT, election)
    value = " ".join(value.split())
    if not 0 < len(value) <= LONGEST or not value.isprintable():
        raise Invalid(fields={"value": [_("Write what was drawn, at most 64 characters.")]})
    election = (
        Election.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=election.pk)
    )
    open_still = Phase.objects.filter(
        cycle=election.cycle_id, kind=PhaseKind.VOTE, closes_at__gt=StatementTimestamp()
    ).exists()
    if election.frozen_at is None or not election.lot_source or open_still or known_seed(election):
        raise NoDrawing
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    row, _made = LotSeed.objects.get_or_create(election=election)
    with verb("voting.read_off_lot", actor):
        agree = _second(row, actor, value) if row.first_person else _first(row, actor, value)
    publish(f"count:{election.cycle.slug}")
    return agree


def _first(row: LotSeed, actor: User, value: str) -> bool:
    row.first_value, row.first_person, row.first_by = value, actor.pk, actor
    row.save()
    return True


def _second(row: LotSeed, actor: User, value: str) -> bool:
    if row.first_person == actor.pk:
        raise SecondReaderNeeded
    if row.first_value != value:
        row.first_value, row.first_person, row.first_by = "", None, None
        row.save()
        return False
    LotSeed.objects.filter(pk=row.pk).update(
        seed=value, second_person=actor.pk, second_by=actor, told_at=Now()
    )
    return True
