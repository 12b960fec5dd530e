"""What words said before some of them were blacked out.

Personal data: the words. No page and no export shows them; they are deleted after a year.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.moderation.models.case import Case
from commons.moderation.models.moderated import Reason


# That words were blacked out, and why; never the words.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("undone_at")),
    fields=["case", "reason", "undone_at"],
    append_only=True,
    model_name="SealedEvent",
)
class Sealed(models.Model):
    """One blacking out. `parts`: by the owner's key of each place, its words before and after.

    Opened only by taking the blacking out back (`undone_at`), by which the words are public again.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sealed")
    reason = models.CharField(_("why words were blacked out"), max_length=16, choices=Reason)
    parts = models.JSONField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("sealed words")
        verbose_name_plural = _("sealed words")
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__in=Reason.values), name="sealed_reason_known")
        ]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(undone_at=None), name="sealed_open"),
        ]
        triggers = [pgtrigger.ReadOnly(name="as_sealed", exclude=["by", "undone_at"])]

    def __str__(self) -> str:
        return f"Sealed {self.pk}"
