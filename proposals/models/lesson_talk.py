"""The talk about what a year taught.

Personal data: none of its own; who wrote what is with the comments of the thread.
"""

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Thread
from commons.process.models import Cycle


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("until")),
    fields=["cycle", "until"],
    append_only=True,
    model_name="LessonTalkEvent",
)
class LessonTalk(models.Model):
    """Residents comment on the published lessons of a year, up to and including the day `until`."""

    cycle = models.OneToOneField(
        Cycle, on_delete=models.PROTECT, related_name="lesson_talk", verbose_name=_("budget year")
    )
    thread = models.OneToOneField(
        Thread, on_delete=models.PROTECT, related_name="lesson_talk", editable=False
    )
    until = models.DateField(_("open until"))

    class Meta:
        verbose_name = _("talk about what a year taught")
        verbose_name_plural = _("talks about what years taught")

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.until}"

    @property
    def is_open(self) -> bool:
        """Residents may comment today."""
        return timezone.localdate() <= self.until
