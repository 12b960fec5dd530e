"""The history of voting on paper in words. What was keyed from single sheets is never part of it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from voting.models import PaperBatch, PollingStation, StationDay

STATION_FIELDS = {
    "name_fi": _("Name"),
    "address": _("Address"),
    "hours_fi": _("Opening hours"),
    "access_fi": _("Getting in"),
    "is_step_free": _("No steps on the way in"),
}
DAY_FIELDS = {"closed_at": _("Closed at")}
BATCH_FIELDS = {"state": _("State"), "size": _("Number of sheets"), "is_quarantined": _("Set aside")}


def _stations(ids: Collection[int]) -> dict[int, Subject]:
    found = PollingStation.objects.filter(pk__in=ids).select_related("election__cycle")
    return {one.pk: Subject(str(one), f"/vote/{one.election.cycle.slug}/stations/") for one in found}


def _days(ids: Collection[int]) -> dict[int, Subject]:
    found = StationDay.objects.filter(pk__in=ids).select_related("station__election__cycle")
    return {
        one.pk: Subject(str(one), f"/desk/votes/{one.station.election.cycle.slug}/paper/days/{one.pk}/")
        for one in found
    }


def _batches(ids: Collection[int]) -> dict[int, Subject]:
    found = PaperBatch.objects.filter(pk__in=ids).select_related("election__cycle")
    return {
        one.pk: Subject(str(one), f"/desk/votes/{one.election.cycle.slug}/paper/batches/{one.number}/")
        for one in found
    }


def register() -> None:
    """Make the history of paper readable."""
    for name, title, event, fields, subjects in (
        ("station", _("Polling station"), "voting.PollingStationEvent", STATION_FIELDS, _stations),
        ("station-day", _("Day at a station"), "voting.StationDayEvent", DAY_FIELDS, _days),
        ("paper-batch", _("Batch of paper ballots"), "voting.PaperBatchEvent", BATCH_FIELDS, _batches),
    ):
        kinds.register(Kind(name, title, event, fields, subjects=subjects))
    kinds.register_verbs(
        {
            "voting.save_station": _("Saved a polling station"),
            "voting.change_shifts": _("Changed who is on duty"),
            "voting.print_sheets": _("Printed ballots"),
            "voting.take_out_sheets": _("Took sheets to a station"),
            "voting.tell_given_out": _("Told how many voters were given a sheet"),
            "voting.bring_back_sheets": _("Told of sheets that came back"),
            "voting.close_station_day": _("Closed a day at a station"),
            "voting.open_station_day": _("Opened a closed day again"),
            "voting.open_batch": _("Took in a box of paper ballots"),
            "voting.correct_batch": _("Corrected the number of sheets"),
            "voting.key_batch": _("Keyed a batch of paper ballots"),
            "voting.key_batch_anew": _("Had a batch keyed anew"),
            "voting.settle_sheet": _("Settled how a sheet is read"),
            "voting.accept_batch": _("Put a batch in the ballot box"),
            "voting.set_batch_aside": _("Set a batch aside"),
            "voting.ask_batch_back": _("Asked to let a batch back in"),
            "voting.let_batch_back": _("Let a batch back in"),
            "voting.add_batch_photo": _("Kept a photograph of a batch"),
            "voting.reconcile": _("Made the account of the paper ballots"),
        }
    )
