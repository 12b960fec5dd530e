"""Comparing the two readings of a batch, and settling what differs against the paper."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, NotAllowed
from voting import rules
from voting.domain.paper import keying
from voting.domain.paper.errors import BatchNotOpen, OwnReading
from voting.models import BatchState, KeyedSheet, PaperBatch, PaperSheet, Reading


@dataclass(frozen=True)
class Compared:
    """One sheet of a batch in its readings; None where a keyer has not had it."""

    sheet: PaperSheet
    first: KeyedSheet | None
    second: KeyedSheet | None
    settled: KeyedSheet | None

    @property
    def differs(self) -> bool:
        """Whether the two keyers read it differently."""
        if self.first is None or self.second is None:
            return True
        return (self.first.choices, self.first.void) != (self.second.choices, self.second.void)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to settle it."""
        return self.differs and self.settled is None

    @property
    def agreed(self) -> KeyedSheet | None:
        """What counts: the settled reading, else the one on which both agree; None while it is open."""
        return None if self.is_open else self.settled or self.first


def compared(batch: PaperBatch) -> list[Compared]:
    """All sheets of the batch in the order of their numbers; nothing before both readings are finished. One query."""
    if batch.state == BatchState.KEYING:
        return []
    by_sheet: dict[int, dict[int, KeyedSheet]] = {}
    sheets: dict[int, PaperSheet] = {}
    rows = KeyedSheet.objects.filter(batch=batch).select_related("sheet__run__area", "keyer")
    for row in rows.order_by("sheet__number"):
        by_sheet.setdefault(row.sheet_id, {})[row.reading] = row
        sheets[row.sheet_id] = row.sheet
    return [
        Compared(
            sheet=sheet,
            first=by_sheet[pk].get(Reading.FIRST),
            second=by_sheet[pk].get(Reading.SECOND),
            settled=by_sheet[pk].get(Reading.SETTLED),
        )
        for pk, sheet in sheets.items()
    ]


@transaction.atomic
def settle(
    *, actor: Actor, batch: PaperBatch, sheet: PaperSheet, line: str, void: str = "", reason: str = ""
) -> KeyedSheet:
    """Decide what a sheet says that was read differently, with the paper in hand and the reason in words.

    Nobody decides for their own reading; what neither keyer read takes a third person. Every ballot is so read alike
    by two people, or by somebody who has read neither before. Raises `NotAllowed`, `BatchNotOpen`, `OwnReading`,
    `Invalid`.
    """
    found = keying.locked(batch)
    require(actor, rules.KEY_PAPER, found.election)
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    if found.state != BatchState.COMPARING:
        raise BatchNotOpen
    one = next((one for one in compared(found) if one.sheet.pk == sheet.pk), None)
    if one is None or not one.differs:
        raise BatchNotOpen
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say what you saw on the paper: it is kept with the sheet.")]})
    kept = keying.read_sheet(found.election, one.sheet, line, void)
    _require_other_eyes(actor, one, kept)
    with verb("voting.settle_sheet", actor, reason=reason.strip()):
        return KeyedSheet.objects.update_or_create(
            sheet=one.sheet,
            reading=Reading.SETTLED,
            defaults={"batch": found, "keyer": actor, "reason": reason.strip()[:300], **kept},
        )[0]


def _require_other_eyes(actor: User, one: Compared, kept: dict[str, object]) -> None:
    readings = [reading for reading in (one.first, one.second) if reading is not None]
    own = next((reading for reading in readings if reading.keyer_id == actor.pk), None)
    if own is None:
        return
    others = [reading for reading in readings if reading.keyer_id != actor.pk]
    if not any((other.choices, other.void) == (kept["choices"], kept["void"]) for other in others):
        raise OwnReading
