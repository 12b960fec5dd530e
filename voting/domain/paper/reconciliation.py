"""The account of every sheet: what a station took out is counted, void, spoilt, unused, or missing; told in public."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.texts.translated import LANGUAGES
from voting import rules
from voting.models import (
    BatchState,
    CountState,
    DeskAct,
    DeskDeed,
    Election,
    PaperBatch,
    Reconciliation,
    SheetState,
    StationDay,
)


@dataclass(frozen=True)
class Line:
    """One station on one day, in sheets. `station`: its name by language; `day`: ISO date.

    `issued`: taken to the station. `given_out`: given to voters, by the officers' tally. `counted`, `set_aside`: in
    accepted batches, the latter in quarantine. `void`: in the box, but no ballot. `spoilt`, `unused`: brought back.
    `waiting`: in batches that are not accepted yet, as counted by hand. `closed`: the officer has told of everything.
    """

    station: dict[str, str]
    day: str
    issued: int
    given_out: int
    counted: int
    set_aside: int
    void: int
    spoilt: int
    unused: int
    waiting: int
    closed: bool

    @property
    def in_box(self) -> int:
        """Sheets that came out of the box."""
        return self.counted + self.set_aside + self.void + self.waiting

    @property
    def missing(self) -> int:
        """Taken out and told of nowhere; below zero: more came back than went out."""
        return self.issued - self.in_box - self.spoilt - self.unused

    @property
    def not_in_box(self) -> int:
        """Given to voters and not in the box; below zero: more in the box than voters."""
        return self.given_out - self.in_box

    @property
    def agrees(self) -> bool:
        """Whether every sheet is told of and the box holds as many as voters were given."""
        return self.missing == 0 and self.not_in_box == 0

    def differences(self) -> list[str]:
        """What does not agree, in sentences; while the day is open, that it is."""
        if not self.closed:
            return [_("The day is not closed yet: sheets may still come back.")]
        found = [
            (self.missing, _missing, _too_many_back),
            (self.not_in_box, _taken_away, _too_many_in_box),
        ]
        return [(more if number > 0 else less)(abs(number)) for number, more, less in found if number]


def _missing(n: int) -> str:
    return ngettext("{n} sheet is missing.", "{n} sheets are missing.", n).format(n=n)


def _too_many_back(n: int) -> str:
    return ngettext(
        "There is {n} sheet more than was taken out.", "There are {n} sheets more than were taken out.", n
    ).format(n=n)


def _taken_away(n: int) -> str:
    return ngettext(
        "{n} voter was given a sheet that is not in the box.",
        "{n} voters were given sheets that are not in the box.",
        n,
    ).format(n=n)


def _too_many_in_box(n: int) -> str:
    return ngettext(
        "There is {n} sheet more in the box than voters were given.",
        "There are {n} sheets more in the box than voters were given.",
        n,
    ).format(n=n)


def lines_now(election: Election) -> list[Line]:
    """The account as it stands now, in the order of days and stations. Three queries."""

    def sheets(state: SheetState, **more: Any) -> Count:
        return Count("sheets", filter=Q(sheets__state=state, **more))

    days = (
        StationDay.objects.filter(station__election=election)
        .select_related("station")
        .annotate(
            issued=Count("sheets"),
            counted=sheets(SheetState.COUNTED),
            set_aside=sheets(SheetState.QUARANTINED),
            void=sheets(SheetState.SPOILT, sheets__batch__isnull=False),
            spoilt=sheets(SheetState.SPOILT, sheets__batch__isnull=True),
            unused=sheets(SheetState.UNUSED),
        )
        .order_by("day", "station")
    )
    waiting = dict(
        PaperBatch.objects.filter(election=election)
        .exclude(state=BatchState.ACCEPTED)
        .order_by()
        .values("day")
        .annotate(waiting=Sum("size"))
        .values_list("day", "waiting")
    )
    noted = noted_at_desk(election)
    return [_line(day, waiting.get(day.pk, 0), noted) for day in days]


def noted_at_desk(election: Election) -> dict[tuple[str, date], int]:
    """Voters whom the officers' desk gave a sheet, less those who gave it back, by station and day. One query.

    The desk writes the station in words: a station is found by any of its names, in capitals or not.
    """
    given = {DeskDeed.PAPER: 1, DeskDeed.PAPER_SPOILT: -1, DeskDeed.PAPER_RETURNED: -1}
    rows = (
        DeskAct.objects.filter(election=election, deed__in=given)
        .order_by()
        .annotate(on=TruncDate("made_at", tzinfo=timezone.get_default_timezone()))
        .values_list("station", "on", "deed")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[str, date], int] = {}
    for station, day, deed, number in rows:
        key = (station.casefold(), day)
        found[key] = found.get(key, 0) + number * given[DeskDeed(deed)]
    return found


def given_out(day: StationDay, noted: Mapping[tuple[str, date], int]) -> int:
    """Voters who were given a sheet: the station's tally, else what the desk noted."""
    if day.given_out is not None:
        return day.given_out
    names = {getattr(day.station, f"name_{language}").casefold() for language in LANGUAGES} - {""}
    return max(0, sum(noted.get((name, day.day), 0) for name in names))


def _line(day: Any, waiting: int, noted: Mapping[tuple[str, date], int]) -> Line:
    return Line(
        station={language: getattr(day.station, f"name_{language}") for language in LANGUAGES},
        day=day.day.isoformat(),
        issued=day.issued,
        given_out=given_out(day, noted),
        counted=day.counted,
        set_aside=day.set_aside,
        void=day.void,
        spoilt=day.spoilt,
        unused=day.unused,
        waiting=waiting,
        closed=day.closed_at is not None,
    )


@transaction.atomic
def run(*, actor: Actor, election: Election) -> Reconciliation:
    """Make the account again now and publish it. Raises `NotAllowed`."""
    require(actor, rules.SEE_DESK, election)
    with verb("voting.reconcile", actor):
        return _store(election, actor if isinstance(actor, User) and actor.pk else None)


def run_all() -> int:
    """The nightly account of every vote on paper whose result is not published yet; gives how many."""
    elections = (
        Election.objects.filter(frozen_at__isnull=False, stations__days__isnull=False)
        .exclude(counts__state=CountState.PUBLISHED, counts__superseded=False)
        .distinct()
    )
    return len([_store(election, None) for election in elections])


def _store(election: Election, who: User | None) -> Reconciliation:
    return Reconciliation.objects.create(
        election=election, made_by=who, lines=[asdict(line) for line in lines_now(election)]
    )


@dataclass(frozen=True)
class Account:
    """A published account. `total`: of all lines, in the same units; its `closed` holds when every day is."""

    made: Reconciliation
    lines: Sequence[Line]
    total: Line

    @property
    def agrees(self) -> bool:
        """Whether every line does."""
        return all(line.agrees for line in self.lines)


def latest(election: Election) -> Account | None:
    """The newest published account, or None. One query."""
    made = Reconciliation.objects.filter(election=election).select_related("made_by").order_by("-pk").first()
    return account_of(made) if made else None


def account_of(made: Reconciliation) -> Account:
    """What was stored, as lines."""
    lines = [Line(**line) for line in made.lines]
    numbers = ("issued", "given_out", "counted", "set_aside", "void", "spoilt", "unused", "waiting")
    sums = {name: sum(getattr(line, name) for line in lines) for name in numbers}
    total = Line(station={}, day="", closed=all(line.closed for line in lines), **sums)
    return Account(made, lines, total)


def day_words(iso: str) -> str:
    """An ISO date as pages write it."""
    return date_format(date.fromisoformat(iso), "D j.n.Y")
