"""Voting on paper up to the box: stations, their officers, printed sheets and what became of each.

No table here knows a voter: a sheet is handed out as a number more in `StationDay.given_out`, never as itself.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from commons.places.models import Area
from commons.texts.translated import translated
from voting.models.election import BOOK, Election

OF_STATION = "(SELECT 'vote/' || s.election_id FROM voting_pollingstation s WHERE s.id = r.station_id)"


@pghistory.track()
class PollingStation(models.Model):
    """A place where one can vote on paper. No personal data.

    `access`: how to get in (steps, doors, lift, toilet, loop); `hours`: in words, as on a door.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="stations", verbose_name=_("vote of the year")
    )
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    address = models.CharField(_("address"), max_length=200)
    hours = translated(models.CharField(_("opening hours"), max_length=300, blank=True))
    access = translated(models.TextField(_("getting in"), max_length=1_000, blank=True))
    is_step_free = models.BooleanField(_("no steps on the way in"), default=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("polling station")
        verbose_name_plural = _("polling stations")
        constraints = [
            models.CheckConstraint(condition=~Q(name_fi="", name_sv="", name_en=""), name="station_has_name")
        ]
        triggers = [*chained(BOOK)]

    def __str__(self) -> str:
        return str(self.name)


class StationShift(models.Model):
    """An official on duty at a station. Personal data: who worked when."""

    station = models.ForeignKey(PollingStation, on_delete=models.CASCADE, related_name="shifts")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts")
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ("begins_at", "pk")
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_after_begin"),
            models.UniqueConstraint(fields=["officer", "begins_at"], name="shift_one_at_a_time"),
        ]
        triggers = [*chained(OF_STATION)]

    def __str__(self) -> str:
        return f"{self.station}: {self.officer}"


class PrintRun(models.Model):
    """Sheets printed in one go for a station. No personal data.

    `area`: whose ballot it is; somebody there votes on its envelopes. `first`, `last`: numbers of the sheets.
    `times_printed`: how often the file was given out; the same numbers twice on paper still count once.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="print_runs")
    station = models.ForeignKey(PollingStation, on_delete=models.PROTECT, related_name="print_runs")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    times_printed = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("print run")
        verbose_name_plural = _("print runs")
        constraints = [
            models.UniqueConstraint(fields=["election", "first"], name="print_run_once"),
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first")), name="print_run_from_first_to_last"
            ),
        ]
        triggers = [*chained(BOOK)]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


@pghistory.track(exclude=["given_out"])
class StationDay(models.Model):
    """One day at one station. No personal data.

    `given_out`: sheets that voters were given that day, as tallied at the station; null: what the desk noted holds. A
    number only, and kept out of the history, which would tell the minute of each. `closed_at`: when the officer had
    told of every sheet that is not in the box.
    """

    station = models.ForeignKey(PollingStation, on_delete=models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    given_out = models.PositiveIntegerField(_("given to voters"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("day", "station")
        verbose_name = _("day at a station")
        verbose_name_plural = _("days at stations")
        constraints = [models.UniqueConstraint(fields=["station", "day"], name="station_day_once")]
        triggers = [
            *chained(OF_STATION, without=("given_out",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.station}, {date_format(self.day, 'SHORT_DATE_FORMAT')}"

    @property
    def is_today(self) -> bool:
        """Whether it is this day now, in the town."""
        return bool(self.day == timezone.localdate())


class SheetState(models.TextChoices):
    """What became of a printed sheet."""

    PRINTED = "printed", _("Printed")
    ISSUED = "issued", _("Taken to the station")
    COUNTED = "counted", _("Counted")
    SPOILT = "spoilt", _("Spoilt")
    UNUSED = "unused", _("Not used")
    QUARANTINED = "quarantined", _("Set aside")


_STEPS = {
    SheetState.PRINTED: (SheetState.ISSUED,),
    SheetState.ISSUED: (SheetState.COUNTED, SheetState.SPOILT, SheetState.UNUSED),
    SheetState.SPOILT: (SheetState.ISSUED,),
    SheetState.UNUSED: (SheetState.ISSUED,),
    SheetState.COUNTED: (SheetState.QUARANTINED,),
    SheetState.QUARANTINED: (SheetState.COUNTED,),
}


def _step_is_wrong() -> str:
    steps = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(str(new)) for new in news)}))"
        for old, news in _STEPS.items()
    )
    return f"OLD.state <> NEW.state AND NOT ({steps})"


class PaperSheet(models.Model):
    """One printed ballot, by its number. No personal data: nobody writes down who was given it.

    `day`: where and when it was taken to a station. `batch`: the pile that it was keyed with, once that is accepted.
    A counted sheet never becomes anything but set aside, and comes back from there only as counted.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=12, choices=SheetState, default=SheetState.PRINTED)
    day = models.ForeignKey(StationDay, on_delete=models.PROTECT, null=True, related_name="sheets")
    batch = models.ForeignKey("voting.PaperBatch", on_delete=models.PROTECT, null=True, related_name="sheets")

    class Meta:
        ordering = ("number",)
        verbose_name = _("paper ballot")
        verbose_name_plural = _("paper ballots")
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="sheet_number_once"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_known"),
            models.CheckConstraint(
                condition=Q(state=SheetState.PRINTED, day__isnull=True)
                | (~Q(state=SheetState.PRINTED) & Q(day__isnull=False)),
                name="sheet_out_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SheetState.COUNTED, SheetState.QUARANTINED]) | Q(batch__isnull=False),
                name="sheet_counted_has_batch",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="step_by_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.number <> NEW.number OR OLD.election_id <> NEW.election_id OR "
                    "(OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id) OR "
                    "(OLD.batch_id IS NOT NULL AND OLD.state = 'spoilt' AND NEW.state <> 'spoilt') OR "
                    f"({_step_is_wrong()}) THEN "
                    "RAISE EXCEPTION 'Sheet % cannot go from % to %.', OLD.number, OLD.state, NEW.state "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Reconciliation(models.Model):
    """One night's account of every sheet, published; never changed. No personal data.

    `lines`: a list of what `domain.paper.reconciliation.Line` holds, by station and day. `made_by`: who asked for it;
    null for the nightly one.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="reconciliations")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("account of the paper ballots")
        verbose_name_plural = _("accounts of the paper ballots")
        triggers = [*chained(BOOK), pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.election} {self.pk}"
