"""Where a hearing takes place: events in towns, and the stations whose code is on the wall. No personal data."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.texts.translated import translated
from hearings.models.hearing import Hearing, ServiceArea, words_needed

CODE_LENGTH = 5


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="MeetingEvent"
)
class Event(models.Model):
    """A meeting in a town, with its own hosts and programme."""

    hearing = models.ForeignKey(
        Hearing, on_delete=models.CASCADE, related_name="events", verbose_name=_("hearing")
    )
    town = models.CharField(_("town"), max_length=60)
    place = models.CharField(_("place"), max_length=160)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    host = models.CharField(_("host"), max_length=160, blank=True)
    programme = translated(models.TextField(_("programme"), max_length=2000, blank=True))

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"
            )
        ]
        triggers = [words_needed(("programme",))]

    def __str__(self) -> str:
        return f"{self.town}, {self.place}"


class Station(models.Model):
    """A code to write at: of a whole hearing (no event), of an event, or of one service area's wall there."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="stations")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="stations")
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.CASCADE, null=True, blank=True, related_name="stations"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = pgettext_lazy("of an event", "station")
        verbose_name_plural = _("stations")
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "event", "service_area"], nulls_distinct=False, name="station_once_a_place"
            ),
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{5}$"), name="station_code_form"),
        ]

    def __str__(self) -> str:
        return self.code
