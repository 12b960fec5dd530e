"""That somebody reports something shown, and asks to have it looked at. No personal data: who reports is stored
nowhere; `echo_hash` is a keyed hash of the device and what is reported, so that one device reports a thing once."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Reason
from hearings.models.contribution import Contribution
from hearings.models.hearing import Hearing
from hearings.models.story import Story
from hearings.models.synthesis import SynthesisComment


class FlagOutcome(models.TextChoices):
    """What was decided. Empty: nobody has yet."""

    KEPT = "kept", _("It stays as it is")
    HIDDEN = "hidden", _("It was hidden")


# The verbs that report name nobody in the history, not even who happens to be signed in.
@pghistory.track(
    pghistory.InsertEvent("reported"),
    pghistory.UpdateEvent("decided", condition=pghistory.AnyChange("outcome", "again_at")),
    fields=["reason", "outcome", "again_at"],
    model_name="FlagEvent",
)
class Flag(models.Model):
    """A report of one shown note, published story or comment. `receipt_hash`: of the code by which the reporter sees
    the decision, and may ask once that somebody else decides (`again_at`). `settled_by`: who decided (first)."""

    uuid = models.UUIDField(unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="flags")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, null=True, related_name="flags")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True, related_name="flags")
    comment = models.ForeignKey(SynthesisComment, on_delete=models.PROTECT, null=True, related_name="flags")
    reason = models.CharField(_("why it is reported"), max_length=16, choices=Reason)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    echo_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    outcome = models.CharField(max_length=6, choices=FlagOutcome, blank=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    again_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("report of something shown")
        verbose_name_plural = _("reports of something shown")
        indexes = [models.Index(fields=["hearing", "outcome", "id"], name="flag_queue")]
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__in=Reason.values), name="flag_reason_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="")
                | models.Q(outcome__in=FlagOutcome.values, settled_at__isnull=False),
                name="flag_settled_with_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(contribution__isnull=False, story=None, comment=None)
                | models.Q(contribution=None, story__isnull=False, comment=None)
                | models.Q(contribution=None, story=None, comment__isnull=False),
                name="flag_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"
