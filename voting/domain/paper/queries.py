"""Reads of paper voting: stations, days, runs and batches. Constant numbers of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from commons.accounts.permissions import Actor, require
from commons.places.models import Area
from voting import rules
from voting.domain.ballot_form import form_of
from voting.domain.paper.keying import reading_of
from voting.domain.paper.reconciliation import given_out, noted_at_desk
from voting.models import (
    BatchState,
    Channel,
    Election,
    KeyedSheet,
    PaperBatch,
    PollingStation,
    PrintRun,
    Quarantine,
    Reading,
    RollEntry,
    SheetState,
    StationDay,
)


def stations(election: Election) -> QuerySet[PollingStation]:
    """The stations in the order in which they were made. For everybody."""
    return PollingStation.objects.filter(election=election).order_by("pk")


def stations_at_desk(election: Election) -> list[PollingStation]:
    """Stations with how many sheets are `printed` and still packed, `out`, and `total`. One query."""
    return list(
        stations(election).annotate(
            total=Count("print_runs__sheets"),
            packed=Count("print_runs__sheets", filter=Q(print_runs__sheets__state=SheetState.PRINTED)),
        )
    )


def station_at_desk(actor: Actor, election: Election, pk: int) -> PollingStation:
    """One station for officials. Raises `NotAllowed`, Http404."""
    require(actor, rules.SEE_DESK, election)
    found = stations(election).select_related("election__cycle__area").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def days(station: PollingStation) -> list[StationDay]:
    """The days of a station, newest first, with their sheets by state. One query."""
    return list(_with_sheets(station.days.all()).order_by("-day"))


def day_at_desk(actor: Actor, election: Election, pk: int) -> StationDay:
    """One day at a station with its sheets by state, and `given` to voters. Raises `NotAllowed`, Http404."""
    require(actor, rules.SEE_DESK, election)
    rows = StationDay.objects.filter(station__election=election).select_related(
        "station__election__cycle__area", "closed_by"
    )
    found = _with_sheets(rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.given = given_out(found, noted_at_desk(election))  # type: ignore[attr-defined]
    return found


def days_of(election: Election) -> list[StationDay]:
    """Every day at every station, newest first. One query."""
    return list(
        StationDay.objects.filter(station__election=election)
        .select_related("station")
        .order_by("-day", "station")
    )


def _with_sheets(rows: QuerySet[StationDay]) -> QuerySet[StationDay]:
    return rows.annotate(
        taken=Count("sheets"),
        **{
            f"{state}_sheets": Count("sheets", filter=Q(sheets__state=state))
            for state in SheetState
            if state != SheetState.PRINTED
        },
    )


def runs(station: PollingStation) -> list[PrintRun]:
    """Print runs of a station, newest first, with how many sheets are still packed. One query."""
    return list(
        station.print_runs.select_related("area", "made_by")
        .annotate(packed=Count("sheets", filter=Q(sheets__state=SheetState.PRINTED)))
        .order_by("-pk")
    )


def run_at_desk(actor: Actor, election: Election, pk: int) -> PrintRun:
    """One print run. Raises `NotAllowed`, Http404."""
    require(actor, rules.MANAGE_PAPER, election)
    found = (
        PrintRun.objects.select_related("station", "area", "election__cycle__area")
        .filter(pk=pk, election=election)
        .first()
    )
    if found is None:
        raise Http404
    return found


def areas_with_ballot(election: Election) -> list[Area]:
    """Areas for whose people there is something to vote on: the town, and each below it with an envelope or a roll."""
    form = form_of(election)
    area = election.cycle.area
    rows = Area.objects.filter(path__startswith=area.path).defer("outline", "outline_shown")
    return [one for one in rows.order_by("path") if form.pots_for(one.path)]


@dataclass(frozen=True)
class BatchRow:
    """A batch in the list. `mine`: the actor may key it now. `keyed`: sheets of each reading so far."""

    batch: PaperBatch
    mine: bool
    keyed: tuple[int, int]


def batch_rows(actor: Actor, election: Election) -> list[BatchRow]:
    """All batches, newest first; which of them wait for the actor. One query."""
    require(actor, rules.SEE_DESK, election)
    rows: Any = (
        PaperBatch.objects.filter(election=election)
        .select_related("day__station", "officer", "first_keyer", "second_keyer")
        .annotate(
            first_keyed=Count("keyed", filter=Q(keyed__reading=Reading.FIRST)),
            second_keyed=Count("keyed", filter=Q(keyed__reading=Reading.SECOND)),
        )
        .order_by("-number")
    )
    return [BatchRow(row, waits_for(actor, row), (row.first_keyed, row.second_keyed)) for row in rows]


def waits_for(actor: Actor, batch: PaperBatch) -> bool:
    """Whether the actor may key the batch now: their own reading is unfinished, or one is free for them."""
    if batch.state != BatchState.KEYING:
        return False
    own = reading_of(actor, batch)
    if own == Reading.FIRST:
        return not batch.first_done
    if own == Reading.SECOND:
        return not batch.second_done
    return batch.first_keyer_id is None or batch.second_keyer_id is None


def batch_at_desk(actor: Actor, election: Election, number: int) -> PaperBatch:
    """One batch by its number. Raises `NotAllowed`, Http404."""
    require(actor, rules.SEE_DESK, election)
    found = (
        PaperBatch.objects.select_related(
            "election__cycle__area",
            "day__station",
            "officer",
            "first_keyer",
            "second_keyer",
            "accepted_by",
        )
        .filter(election=election, number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_sheets(actor: Actor, batch: PaperBatch) -> list[KeyedSheet]:
    """What the actor has keyed of the batch, newest first; nothing of anybody else's. One query."""
    reading = reading_of(actor, batch)
    if reading is None:
        return []
    return list(
        KeyedSheet.objects.filter(batch=batch, reading=reading).select_related("sheet").order_by("-pk")
    )


def quarantines(election: Election) -> list[Quarantine]:
    """Every batch that is or was set aside, newest first. One query."""
    return list(
        Quarantine.objects.filter(batch__election=election)
        .select_related("batch__day__station")
        .order_by("-pk")
    )


def set_aside(election: Election) -> list[Quarantine]:
    """Batches that are set aside now. One query."""
    return [one for one in quarantines(election) if one.released_at is None]


def voters_on_paper(election: Election) -> int:
    """People ticked off the roll as voting on paper. One query."""
    return RollEntry.objects.filter(election=election, channel=Channel.PAPER).count()


def name_of(names: Mapping[str, str]) -> str:
    """A name by language in the reader's, else in the first that is written."""
    return names.get((get_language() or "fi")[:2]) or next(filter(None, names.values()), "")
