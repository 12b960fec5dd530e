"""What a discussion comes to, in the town's words: its versions, and what participants correct in it.

Personal data: who suggested a correction; for the facilitators and that person alone.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models.comments import Thread

LONGEST_SUMMARY, LONGEST_CORRECTION, LONGEST_REASON = 4000, 600, 500


@pghistory.track(
    pghistory.InsertEvent(), fields=["number", "text"], append_only=True, model_name="SummaryEvent"
)
class Summary(models.Model):
    """One version of a thread's summary; the one with the highest `number` is shown. Never changed, never deleted.

    `back_to`: the version whose text was taken up again, if it was.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="summaries")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=LONGEST_SUMMARY)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    back_to = models.PositiveIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("thread", "number")
        verbose_name = _("summary of a discussion")
        verbose_name_plural = _("summaries of discussions")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="summary_not_empty"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="summary_counts_from_one"),
            models.UniqueConstraint(fields=["thread", "number"], name="summary_version_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.UpdateOf(
                    "thread_id", "number", "text", "language", "back_to", "created_at"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.number}"


class CorrectionState(models.TextChoices):
    """What became of a suggested correction."""

    OPEN = "open", _("Not answered yet")
    TAKEN = "taken", _("Taken into the summary")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    fields=["thread", "state", "reason"],
    append_only=True,
    model_name="CorrectionEvent",
)
class Correction(models.Model):
    """What a participant finds missing or wrong in a summary. Only its writer and the facilitators see it.

    `about`: the version that it corrects; `made`: the one that came of it. `reason`: of declining.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="corrections")
    about = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="corrections")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="corrections"
    )
    text = models.TextField(_("what is missing or wrong"), max_length=LONGEST_CORRECTION)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    state = models.CharField(_("state"), max_length=9, choices=CorrectionState, default=CorrectionState.OPEN)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    made = models.OneToOneField(
        Summary, on_delete=models.SET_NULL, null=True, related_name="came_of", editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("correction of a summary")
        verbose_name_plural = _("corrections of summaries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CorrectionState.values), name="correction_state_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="correction_not_empty"),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="correction_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CorrectionState.DECLINED) | ~models.Q(reason=""),
                name="correction_declined_has_reason",
            ),
            models.UniqueConstraint(
                fields=["thread", "author"],
                condition=models.Q(state=CorrectionState.OPEN),
                name="correction_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
