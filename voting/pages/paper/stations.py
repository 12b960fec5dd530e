"""The paper desk: stations, shifts, print runs, days."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.models import User
from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.places.models import Area
from voting import rules
from voting.domain.desk_votes import election_at_desk
from voting.domain.paper import days as day_verbs
from voting.domain.paper import keying, printing, queries, reconciliation, stations
from voting.domain.paper.printing import Printed
from voting.models import Election, PollingStation, SheetState, StationDay, StationShift
from voting.pages.paper.forms import (
    BatchForm,
    BringBackForm,
    GivenOutForm,
    PrintForm,
    ShiftForm,
    StationForm,
    TakeOutForm,
)
from voting.pages.sending import DONE, tried

GET_OR_POST = ["GET", "HEAD", "POST"]


def frame(request: HttpRequest, election: Election) -> dict[str, Any]:
    """What every page of the paper desk shows."""
    return {
        "election": election,
        "cycle": election.cycle,
        "may_manage": may(request.user, rules.MANAGE_PAPER, election),
        "may_key": may(request.user, rules.KEY_PAPER, election),
        "may_set_aside": may(request.user, rules.SET_ASIDE, election),
    }


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Stations, batches, and whether every sheet is told of."""
    election = election_at_desk(request.user, slug)
    context = {
        "stations": queries.stations_at_desk(election),
        "batches": queries.batch_rows(request.user, election),
        "account": reconciliation.latest(election),
        "on_paper": queries.voters_on_paper(election),
        "aside": queries.set_aside(election),
    }
    return render(request, "voting/paper/desk.html", frame(request, election) | context)


@require_POST
def reconcile(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the account again now."""
    election = election_at_desk(request.user, slug)
    reconciliation.run(actor=request.user, election=election)
    messages.success(request, _("The account of the sheets is made and published."))
    return redirect("voting:desk_paper", slug)


@require_http_methods(GET_OR_POST)
def write(request: HttpRequest, slug: str, station: int | None = None) -> HttpResponse:
    """A new station, or new words for one."""
    election = election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_PAPER, election)
    found = queries.station_at_desk(request.user, election, station) if station else None
    form = StationForm(request.POST or None, initial=StationForm.of(found))
    saved: list[PollingStation] = []
    status = 200
    if request.method == "POST":

        def save() -> None:
            saved.append(
                stations.save(actor=request.user, election=election, words=form.words(), station=found)
            )

        status = tried(form, save)
        if status == DONE:
            messages.success(request, _("The station is saved."))
            return redirect("voting:desk_station", slug, saved[0].pk)
    context = frame(request, election) | {"form": form, "station": found}
    return render(request, "voting/paper/station_form.html", context, status=status)


def _station_page(
    request: HttpRequest, station: PollingStation, status: int = 200, **sent: Form
) -> HttpResponse:
    election = station.election
    forms: dict[str, Form] = {
        "shifting": ShiftForm(officers=stations.officers(election), prefix="shift"),
        "making": PrintForm(areas=queries.areas_with_ballot(election), prefix="print"),
        "taking": TakeOutForm(prefix="take"),
    }
    context = {
        "station": station,
        "shifts": station.shifts.select_related("officer"),
        "runs": queries.runs(station),
        "days": queries.days(station),
        **forms,
        **sent,
    }
    return render(request, "voting/paper/station.html", frame(request, election) | context, status=status)


@require_safe
def one(request: HttpRequest, slug: str, station: int) -> HttpResponse:
    """One station: its people, its sheets, its days."""
    election = election_at_desk(request.user, slug)
    return _station_page(request, queries.station_at_desk(request.user, election, station))


def _at(request: HttpRequest, slug: str, station: int) -> PollingStation:
    election = election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_PAPER, election)
    return queries.station_at_desk(request.user, election, station)


@require_POST
def add_shift(request: HttpRequest, slug: str, station: int) -> HttpResponse:
    """Put somebody on duty."""
    found = _at(request, slug, station)
    form = ShiftForm(request.POST, officers=stations.officers(found.election), prefix="shift")

    def add() -> None:
        data = form.cleaned_data
        begins, ends = (
            timezone.make_aware(dt.datetime.combine(data["day"], data[name])) for name in ("begins", "ends")
        )
        officer = User.objects.get(pk=data["officer"])
        stations.add_shift(actor=request.user, station=found, officer=officer, begins_at=begins, ends_at=ends)

    status = tried(form, add)
    if status != DONE:
        return _station_page(request, found, status, shifting=form)
    return redirect("voting:desk_station", slug, station)


@require_POST
def remove_shift(request: HttpRequest, slug: str, station: int, shift: int) -> HttpResponse:
    """Take a shift off the list."""
    found = _at(request, slug, station)
    stations.remove_shift(actor=request.user, shift=get_object_or_404(StationShift, pk=shift, station=found))
    return redirect("voting:desk_station", slug, station)


@require_POST
def print_sheets(request: HttpRequest, slug: str, station: int) -> HttpResponse:
    """New sheets, as a file."""
    found = _at(request, slug, station)
    form = PrintForm(request.POST, areas=queries.areas_with_ballot(found.election), prefix="print")
    made: list[Printed] = []

    def make() -> None:
        data = form.cleaned_data
        area = Area.objects.get(pk=data["area"])
        made.append(printing.print_run(actor=request.user, station=found, area=area, size=data["size"]))

    status = tried(form, make)
    return _file(made[0]) if status == DONE else _station_page(request, found, status, making=form)


@require_POST
def print_again(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """The file of a run once more."""
    found = queries.run_at_desk(request.user, election_at_desk(request.user, slug), run)
    return _file(printing.print_again(actor=request.user, run=found))


def _file(printed: Printed) -> HttpResponse:
    name = f"ballots-{printed.run.first}-{printed.run.last}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)


@require_POST
def take_out(request: HttpRequest, slug: str, station: int) -> HttpResponse:
    """Take sheets to the station for a day."""
    found = _at(request, slug, station)
    form = TakeOutForm(request.POST, prefix="take")
    status = tried(form, lambda: day_verbs.take_out(actor=request.user, station=found, **form.cleaned_data))
    if status != DONE:
        return _station_page(request, found, status, taking=form)
    day = day_verbs.day_of(found, form.cleaned_data["day"])
    messages.success(request, _("The sheets are taken out."))
    return redirect("voting:desk_station_day", slug, day.pk)


def _day_page(request: HttpRequest, day: StationDay, status: int = 200, **sent: Form) -> HttpResponse:
    election = day.station.election
    officers = stations.officers(election)
    forms: dict[str, Form] = {
        "back": BringBackForm(prefix="back"),
        "given": GivenOutForm(prefix="given", initial={"number": getattr(day, "given", "")}),
        "boxing": BatchForm(officers=officers, prefix="box", initial={"officer": str(request.user.pk)}),
    }
    context = {
        "day": day,
        "station": day.station,
        "batches": day.batches.select_related("officer", "first_keyer", "second_keyer"),
        **forms,
        **sent,
    }
    return render(request, "voting/paper/day.html", frame(request, election) | context, status=status)


@require_safe
def day(request: HttpRequest, slug: str, day: int) -> HttpResponse:
    """One day at a station: what came back, what was given out, the boxes."""
    election = election_at_desk(request.user, slug)
    return _day_page(request, queries.day_at_desk(request.user, election, day))


def _day_at(request: HttpRequest, slug: str, day: int) -> StationDay:
    election = election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_PAPER, election)
    return queries.day_at_desk(request.user, election, day)


@require_POST
def bring_back(request: HttpRequest, slug: str, day: int) -> HttpResponse:
    """Sheets came back."""
    found = _day_at(request, slug, day)
    form = BringBackForm(request.POST, prefix="back")

    def bring() -> None:
        data = form.cleaned_data
        day_verbs.bring_back(
            actor=request.user,
            day=found,
            state=SheetState(data["state"]),
            first=data["first"],
            last=data["last"],
        )

    return _back_to_day(request, slug, found, tried(form, bring), back=form)


@require_POST
def given_out(request: HttpRequest, slug: str, day: int) -> HttpResponse:
    """How many voters were given a sheet."""
    found = _day_at(request, slug, day)
    form = GivenOutForm(request.POST, prefix="given")
    status = tried(form, lambda: day_verbs.tell_given_out(actor=request.user, day=found, **form.cleaned_data))
    return _back_to_day(request, slug, found, status, given=form)


@require_POST
def open_batch(request: HttpRequest, slug: str, day: int) -> HttpResponse:
    """Take in a box."""
    found = _day_at(request, slug, day)
    form = BatchForm(request.POST, officers=stations.officers(found.station.election), prefix="box")
    numbers: list[int] = []

    def take_in() -> None:
        officer = User.objects.get(pk=form.cleaned_data["officer"])
        made = keying.open_batch(
            actor=request.user, day=found, officer=officer, size=form.cleaned_data["size"]
        )
        numbers.append(made.number)

    status = tried(form, take_in)
    if status == DONE:
        return redirect("voting:desk_batch", slug, numbers[0])
    return _day_page(request, found, status, boxing=form)


def _back_to_day(request: HttpRequest, slug: str, day: StationDay, status: int, **sent: Form) -> HttpResponse:
    if status != DONE:
        return _day_page(request, day, status, **sent)
    messages.success(request, _("Saved."))
    return redirect("voting:desk_station_day", slug, day.pk)


@require_POST
def close_day(request: HttpRequest, slug: str, day: int) -> HttpResponse:
    """Close the day, or open it again: the button says which."""
    found = _day_at(request, slug, day)
    verb: Callable[..., None] = day_verbs.open_again if "again" in request.POST else day_verbs.close
    try:
        verb(actor=request.user, day=found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_station_day", slug, day)
