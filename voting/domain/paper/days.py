"""A day at a station: sheets taken there, given to voters, brought back unused or spoilt.

Which voter was given which sheet is never known here: sheets are taken out by range, and what voters were given is
one number more.
"""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from voting import rules
from voting.domain.paper import serials
from voting.domain.paper.errors import DayClosed, NotPrinted
from voting.models import Election, PaperSheet, PollingStation, SheetState, StationDay


@transaction.atomic
def take_out(*, actor: Actor, station: PollingStation, day: date, first: str, last: str = "") -> int:
    """Take the sheets from `first` to `last` (numbers as printed) to the station for a day; gives how many.

    Raises `NotAllowed`, `DayClosed`, `SerialRefused`, or `NotPrinted` where one of them is not a fresh sheet of this
    station.
    """
    require(actor, rules.MANAGE_PAPER, station.election)
    found = _locked_day(day_of(station, day))
    sheets, wanted = _range(station.election, first, last)
    with verb("voting.take_out_sheets", actor):
        taken = sheets.filter(run__station=station, state=SheetState.PRINTED).update(
            state=SheetState.ISSUED, day=found
        )
    if taken != wanted:
        raise NotPrinted(
            format_lazy(
                _(
                    "Of these {wanted} sheets only {there} are printed for this station and still packed. "
                    "Nothing was changed."
                ),
                wanted=wanted,
                there=taken,
            )
        )
    return taken


def day_of(station: PollingStation, day: date) -> StationDay:
    """The day at the station, made where there is none yet."""
    return StationDay.objects.get_or_create(station=station, day=day)[0]


@transaction.atomic
def tell_given_out(*, actor: Actor, day: StationDay, number: int) -> None:
    """Say how many voters were given a sheet, from the station's tally. Raises `NotAllowed`, `DayClosed`."""
    require(actor, rules.MANAGE_PAPER, day.station.election)
    _locked_day(day)
    with verb("voting.tell_given_out", actor):
        StationDay.objects.filter(pk=day.pk).update(given_out=number)


@transaction.atomic
def bring_back(*, actor: Actor, day: StationDay, state: SheetState, first: str, last: str = "") -> int:
    """Say of sheets that they came back unused or spoilt (or, with `ISSUED`, that this was a slip); gives how many.

    Raises `NotAllowed`, `DayClosed`, `SerialRefused`, `NotPrinted`.
    """
    require(actor, rules.MANAGE_PAPER, day.station.election)
    _locked_day(day)
    sheets, wanted = _range(day.station.election, first, last)
    fresh = state in (SheetState.UNUSED, SheetState.SPOILT)
    allowed = [SheetState.ISSUED] if fresh else [SheetState.UNUSED, SheetState.SPOILT]
    with verb("voting.bring_back_sheets", actor):
        back = sheets.filter(day=day, state__in=allowed, batch=None, keyed=None).update(state=state)
    if back != wanted:
        raise NotPrinted(
            format_lazy(
                _(
                    "Of these {wanted} sheets only {there} were out at this station on this day and are not told of "
                    "or keyed yet. Nothing was changed."
                ),
                wanted=wanted,
                there=back,
            )
        )
    return back


@transaction.atomic
def close(*, actor: Actor, day: StationDay) -> None:
    """The officer has told of every sheet that is not in the box. Raises `NotAllowed`, `DayClosed`."""
    require(actor, rules.MANAGE_PAPER, day.station.election)
    _locked_day(day)
    with verb("voting.close_station_day", actor):
        StationDay.objects.filter(pk=day.pk).update(
            closed_at=Now(), closed_by=actor if isinstance(actor, User) and actor.pk else None
        )


@transaction.atomic
def open_again(*, actor: Actor, day: StationDay) -> None:
    """Correct a day that was closed too early."""
    require(actor, rules.MANAGE_PAPER, day.station.election)
    with verb("voting.open_station_day", actor):
        StationDay.objects.filter(pk=day.pk).update(closed_at=None, closed_by=None)


def _locked_day(day: StationDay) -> StationDay:
    found = StationDay.objects.select_for_update(of=("self",), no_key=True).get(pk=day.pk)
    if found.closed_at is not None:
        raise DayClosed
    return found


def _range(election: Election, first: str, last: str) -> tuple[QuerySet[PaperSheet], int]:
    """The sheets meant, and how many they should be."""
    low = serials.read(election, first, field="first")
    high = serials.read(election, last, field="last") if last.strip() else low
    if high < low:
        raise Invalid(fields={"last": [_("The last number is smaller than the first.")]})
    return PaperSheet.objects.filter(election=election, number__range=(low, high)), high - low + 1
