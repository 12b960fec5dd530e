"""Letter codes: made in batches, known only to the letters, exchanged for a place at the ballot box."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid
from commons.http.rate import allow
from commons.places.models import Area
from commons.process.domain.gate import StatementTimestamp
from voting import rules
from voting.domain import keys, letter_code
from voting.domain.errors import (
    BoxSealed,
    ExpiredCode,
    MistypedCode,
    NobodyWithoutCode,
    NotOpenYet,
    TooManyCodes,
    UsedUpCode,
    WrongCode,
)
from voting.domain.voters import Voter
from voting.models import Channel, CodeBatch, Election, LetterCode, RollEntry

PER_NETWORK = (60, 600.0)
PER_PREFIX = (10, 600.0)
PREFIX = 8
LARGEST_BATCH = 1_000
DESK_CODE = timedelta(minutes=30)
"""So long a code from the desk can be entered."""
TWICE = timedelta(seconds=10)
_ROWS = 5_000


@dataclass(frozen=True)
class NewCode:
    """A code just made, in the clear for the last time. `entry_id`: whose. `code`: 16 characters, ungrouped."""

    entry_id: int
    code: str
    person_hash: str
    area: Area


@dataclass(frozen=True)
class NewBatch:
    """A batch and its codes; the codes go into the letters and are then forgotten."""

    batch: CodeBatch
    codes: Sequence[NewCode]


@transaction.atomic
def make_batch(
    *, actor: Actor, election: Election, area: Area | None = None, most: int = LARGEST_BATCH
) -> NewBatch:
    """Codes for at most `most` people on the roll (in `area` and below) who have none that works.

    Raises `NotAllowed`, or `NobodyWithoutCode` when everybody has a code.
    """
    require(actor, rules.MAKE_CODES, election)
    working = LetterCode.objects.filter(entry=OuterRef("pk"), revoked_at=None)
    people = RollEntry.objects.filter(~Exists(working), election=election)
    if area is not None:
        people = people.filter(area__path__startswith=area.path)
    # Without the outlines: they are heavy, and come with every single person.
    light = people.select_related("area").defer("area__outline", "area__outline_shown")
    chosen = list(light.select_for_update(of=("self",)).order_by("area__path", "pk")[:most])
    if not chosen:
        raise NobodyWithoutCode
    with verb("voting.make_letters", actor):
        return _write(actor, election, area, chosen)


@transaction.atomic
def replace(*, actor: Actor, entry: RollEntry) -> NewBatch:
    """A new code for one person; the old one stops working. Raises `NotAllowed`."""
    require(actor, rules.MAKE_CODES, entry.election)
    entry = (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("election__cycle", "area")
        .get(pk=entry.pk)
    )
    with verb("voting.replace_letter", actor):
        LetterCode.objects.filter(entry=entry, revoked_at=None).update(revoked_at=Now())
        return _write(actor, entry.election, None, [entry])


def make_for_desk(entry: RollEntry) -> str:
    """A one-time code for the locked row of one person, in the clear for the only time; any earlier one stops working.

    For `desk_people.give_code`, which has asked for the permission.
    """
    LetterCode.objects.filter(entry=entry, revoked_at=None).update(revoked_at=Now())
    code = letter_code.draw()
    LetterCode.objects.create(
        entry=entry,
        code_hash=keys.code_hash(entry.election.key_id, code),
        expires_at=StatementTimestamp() + DESK_CODE,
    )
    return code


def find_person(*, actor: Actor, election: Election, typed: str) -> RollEntry:
    """Whoever is meant by a person id, or by the number of an earlier letter ("batch/person", on its top right).

    Raises `NotAllowed`, or `Invalid` where nobody on this roll is meant.
    """
    require(actor, rules.MAKE_CODES, election)
    people = RollEntry.objects.filter(election=election).select_related("election__cycle__area", "area")
    number = re.fullmatch(r"\s*(\d{1,18})\s*/\s*(\d{1,18})\s*", typed)
    if number:
        found = people.filter(pk=int(number[2]), codes__batch=int(number[1])).first()
    else:
        found = people.filter(person_hash=keys.person_hash(election.key_id, typed)).first()
    if found is None:
        raise Invalid(fields={"person": [_("Nobody on the roll of this vote has this id or letter number.")]})
    return found


@transaction.atomic
def revoke_batch(*, actor: Actor, batch: CodeBatch, reason: str) -> int:
    """Stop all codes of a batch (stolen, misprinted); gives how many. What was cast with them stays.

    Raises `NotAllowed`, `Invalid` without a reason, `Conflict` for a batch that is revoked already.
    """
    require(actor, rules.MAKE_CODES, batch.election)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write the reason: it is kept with the batch.")]})
    reason = reason.strip()[:300]
    with verb("voting.revoke_letters", actor, reason=reason):
        revoked = CodeBatch.objects.filter(pk=batch.pk, revoked_at=None).update(
            revoked_at=Now(), revoked_reason=reason
        )
        if not revoked:
            raise Conflict
        return LetterCode.objects.filter(batch=batch, revoked_at=None).update(revoked_at=Now())


def enter(*, typed: str, network: str, election: Election | None = None) -> Voter:
    """Exchange what somebody typed for their place on the roll, of any election or of `election` only.

    `network`: address of the sender. Only wrong codes use up tries, by network and by the first half of the code, and
    a right code works even when the tries are used up: 72 bits cannot be guessed, so nobody is locked out by others.
    A code of the desk works once. Raises `MistypedCode`, `WrongCode`, `UsedUpCode`, `ExpiredCode`, `TooManyCodes`,
    `BoxSealed`, or `NotOpenYet` while the year is not public.
    """
    try:
        code = letter_code.read(typed)
        found = _find(code, election)
    except MistypedCode:
        _use_try(network, typed.strip().upper())
        raise
    if found is None:
        _use_try(network, code)
        raise WrongCode
    if found.revoked_at is not None:
        raise UsedUpCode
    if found.entry.election.sealed_at is not None:
        raise BoxSealed
    if not found.entry.election.cycle.is_published:
        raise NotOpenYet
    at_desk = found.batch_id is None
    if at_desk and not _use_once(found):
        raise ExpiredCode
    return Voter(
        entry_id=found.entry_id,
        election_id=found.entry.election_id,
        channel=Channel.DESK if at_desk else Channel.WEB,
        code_id=found.pk,
    )


def _use_once(code: LetterCode) -> bool:
    """Use up a code of the desk; a second press of the same button a moment later is the same use."""
    now = StatementTimestamp()
    fresh = Q(used_at=None, expires_at__gt=now) | Q(used_at__gt=now - TWICE)
    return bool(LetterCode.objects.filter(fresh, pk=code.pk).update(used_at=Coalesce("used_at", now)))


def _find(code: str, election: Election | None) -> LetterCode | None:
    wanted = Q(pk=election.pk) if election else Q(code_batches__isnull=False) | Q(frozen_at__isnull=False)
    elections = Election.objects.filter(wanted).distinct()
    hashes = [keys.code_hash(key_id, code) for key_id in elections.values_list("key_id", flat=True)]
    rows = LetterCode.objects.select_related("entry__election__cycle").filter(code_hash__in=hashes)
    return rows.first()


def _use_try(network: str, typed: str) -> None:
    left = allow(f"code:network:{network}", *PER_NETWORK)
    if not (allow(f"code:prefix:{typed[:PREFIX]}", *PER_PREFIX) and left):
        raise TooManyCodes


def _write(actor: Actor, election: Election, area: Area | None, people: Sequence[RollEntry]) -> NewBatch:
    batch = CodeBatch.objects.create(
        election=election, area=area, made_by_id=getattr(actor, "pk", None), size=len(people)
    )
    made = [
        NewCode(entry_id=entry.pk, code=letter_code.draw(), person_hash=entry.person_hash, area=entry.area)
        for entry in people
    ]
    LetterCode.objects.bulk_create(
        (
            LetterCode(
                entry_id=new.entry_id, batch=batch, code_hash=keys.code_hash(election.key_id, new.code)
            )
            for new in made
        ),
        batch_size=_ROWS,
    )
    return NewBatch(batch=batch, codes=made)
