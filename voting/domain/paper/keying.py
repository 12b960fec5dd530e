"""Keying a batch twice: each reading by one person who does not see the other's."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.live import publish
from voting import rules
from voting.domain.paper import lines, serials
from voting.domain.paper.errors import (
    BatchNotOpen,
    BothKeyers,
    KeyedByOthers,
    RulesNotFrozen,
    SheetRefused,
    SizeDiffers,
)
from voting.models import (
    BatchState,
    Election,
    KeyedSheet,
    PaperBatch,
    PaperSheet,
    Reading,
    SheetState,
    StationDay,
    VoidReason,
)


@transaction.atomic
def open_batch(*, actor: Actor, day: StationDay, officer: User, size: int) -> PaperBatch:
    """Take in the box of a station and day: who brought it, and how many sheets were counted by hand.

    Raises `NotAllowed`, `RulesNotFrozen`, `Invalid`.
    """
    require(actor, rules.MANAGE_PAPER, day.station.election)
    election = Election.objects.select_for_update(of=("self",), no_key=True).get(pk=day.station.election_id)
    if election.frozen_at is None:
        raise RulesNotFrozen
    _require_size(size)
    last = PaperBatch.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    with verb("voting.open_batch", actor):
        return PaperBatch.objects.create(
            election=election, number=last + 1, day=day, officer=officer, size=size
        )


@transaction.atomic
def correct_size(*, actor: Actor, batch: PaperBatch, size: int, reason: str) -> PaperBatch:
    """Correct the number of sheets counted by hand, with the reason. Raises `NotAllowed`, `Invalid`, `BatchNotOpen`."""
    found = locked(batch)
    require(actor, rules.MANAGE_PAPER, found.election)
    _require_size(size)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write why the number changes: it is kept in the history.")]})
    if found.state == BatchState.ACCEPTED:
        raise BatchNotOpen
    found.size = size
    with verb("voting.correct_batch", actor, reason=reason.strip()):
        found.save(update_fields=["size"])
    return found


def _require_size(size: int) -> None:
    if not 1 <= size <= 100_000:
        raise Invalid(fields={"size": [_("Count the sheets: at least one.")]})


def reading_of(actor: Actor, batch: PaperBatch) -> Reading | None:
    """Which reading of the batch the actor has begun, if any."""
    pk = getattr(actor, "pk", None)
    if pk is None:
        return None
    if pk == batch.first_keyer_id:
        return Reading.FIRST
    return Reading.SECOND if pk == batch.second_keyer_id else None


@transaction.atomic
def take_up(*, actor: Actor, batch: PaperBatch) -> Reading:
    """Begin, or go on with, a reading of the batch; the first free one.

    Raises `NotAllowed`, `BothKeyers` for who has done one already, `KeyedByOthers`, `BatchNotOpen`.
    """
    found = locked(batch)
    require(actor, rules.KEY_PAPER, found.election)
    if not isinstance(actor, User) or actor.pk is None:
        raise KeyedByOthers
    own = reading_of(actor, found)
    if own is not None:
        if found.first_done if own == Reading.FIRST else found.second_done:
            raise BothKeyers
        return own
    if found.state != BatchState.KEYING:
        raise BatchNotOpen
    if found.first_keyer_id is None:
        found.first_keyer, own = actor, Reading.FIRST
    elif found.second_keyer_id is None:
        found.second_keyer, own = actor, Reading.SECOND
    else:
        raise KeyedByOthers
    with verb("voting.key_batch", actor):
        found.save(update_fields=["first_keyer", "second_keyer"])
    return own


@transaction.atomic
def key(*, actor: Actor, batch: PaperBatch, serial: str, line: str, void: str = "") -> KeyedSheet:
    """Key one sheet, or key it anew while the reading is not finished: either a line of numbers or why it is void.

    Raises what `take_up` raises, `SerialRefused`, `WrongYear`, `SheetRefused`, or `Invalid` for the line.
    """
    reading = take_up(actor=actor, batch=batch)
    sheet = sheet_for(batch, serials.read(batch.election, serial))
    kept = read_sheet(batch.election, sheet, line, void)
    with_it = {"batch": batch, "keyer": actor, **kept}
    try:
        with transaction.atomic(), verb("voting.key_batch", actor):
            return KeyedSheet.objects.update_or_create(sheet=sheet, reading=reading, defaults=with_it)[0]
    except IntegrityError as error:  # somebody keys the same sheet in another batch at this moment
        raise SheetRefused.by(_("This sheet is being keyed in another batch just now.")) from error


def read_sheet(election: Election, sheet: PaperSheet, line: str, void: str) -> dict[str, object]:
    """Choices and void as they are kept; raises `Invalid`."""
    if void:
        if void not in VoidReason.values:
            raise Invalid(fields={"void": [_("Choose one of the reasons.")]})
        if line.strip():
            raise Invalid(
                fields={"void": [_("Either numbers or void: clear the line, or take the reason away.")]}
            )
        return {"choices": {}, "void": void}
    choices = lines.read(lines.shelf_of(election), sheet.run.area.path, line)
    return {"choices": choices, "void": ""}


def sheet_for(batch: PaperBatch, number: int) -> PaperSheet:
    """The sheet with this number if it can be in the batch; raises `SheetRefused` which says why not."""
    sheet = (
        PaperSheet.objects.select_related("run__area", "day__station")
        .filter(election=batch.election_id, number=number)
        .first()
    )
    if sheet is None:
        raise SheetRefused.by(
            _("No sheet with this number was ever printed. Put it aside and tell the coordinator.")
        )
    if sheet.state == SheetState.PRINTED:
        raise SheetRefused.by(
            _("This sheet was never taken to a station. Put it aside and tell the coordinator.")
        )
    if sheet.state in (SheetState.UNUSED, SheetState.SPOILT):
        text = _("This sheet came back to the station as “{state}”. It is not in the count.")
        raise SheetRefused.by(format_lazy(text, state=SheetState(sheet.state).label))
    if sheet.state in (SheetState.COUNTED, SheetState.QUARANTINED):
        raise SheetRefused.by(_("This sheet is counted already. A sheet counts once."))
    if sheet.day_id != batch.day_id:
        raise SheetRefused.by(
            format_lazy(_("This sheet belongs to {day}, not to this batch."), day=str(sheet.day))
        )
    elsewhere = KeyedSheet.objects.filter(sheet=sheet).exclude(batch=batch).select_related("batch").first()
    if elsewhere:
        raise SheetRefused.by(
            format_lazy(_("This sheet is keyed in batch {number}."), number=elsewhere.batch.number)
        )
    return sheet


@transaction.atomic
def take_away(*, actor: Actor, batch: PaperBatch, keyed_id: int) -> None:
    """Take a sheet out of one's own unfinished reading; one that is gone already is fine."""
    reading = take_up(actor=actor, batch=batch)
    with verb("voting.key_batch", actor):
        KeyedSheet.objects.filter(pk=keyed_id, batch=batch, reading=reading).delete()


@transaction.atomic
def finish(*, actor: Actor, batch: PaperBatch) -> PaperBatch:
    """End one's reading; after the second the two are compared. Raises as `take_up`, and `SizeDiffers`."""
    reading = take_up(actor=actor, batch=batch)
    found = locked(batch)
    keyed = KeyedSheet.objects.filter(batch=found, reading=reading).count()
    if keyed != found.size:
        raise SizeDiffers.by(found.size, keyed)
    if reading == Reading.FIRST:
        found.first_done = True
    else:
        found.second_done = True
    if found.first_done and found.second_done:
        found.state = BatchState.COMPARING
    with verb("voting.key_batch", actor):
        found.save(update_fields=["first_done", "second_done", "state"])
    publish(f"count:{found.election.cycle.slug}")
    return found


@transaction.atomic
def start_over(*, actor: Actor, batch: PaperBatch, reading: Reading, reason: str) -> PaperBatch:
    """Throw one reading away and let somebody do it anew, with the reason. Settled readings go too.

    For a keyer who fell ill, or a pile that was mixed up. Raises `NotAllowed`, `Invalid`, `BatchNotOpen`.
    """
    found = locked(batch)
    require(actor, rules.MANAGE_PAPER, found.election)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write why this is keyed anew: it is kept in the history.")]})
    if found.state == BatchState.ACCEPTED:
        raise BatchNotOpen
    KeyedSheet.objects.filter(batch=found, reading__in=[reading, Reading.SETTLED]).delete()
    if reading == Reading.FIRST:
        found.first_keyer, found.first_done = None, False
    else:
        found.second_keyer, found.second_done = None, False
    found.state = BatchState.KEYING
    with verb("voting.key_batch_anew", actor, reason=reason.strip()):
        found.save()
    return found


def locked(batch: PaperBatch) -> PaperBatch:
    """The batch, locked, with its election."""
    return (
        PaperBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("election__cycle__area", "day__station")
        .get(pk=batch.pk)
    )
