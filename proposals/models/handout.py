"""What was given to a reviewer or a department in one go, so that it can be undone.

Personal data: the numbers of officials' accounts (public office).
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service


class Handed(models.TextChoices):
    """What was given."""

    REVIEWS = "reviews", _("Reviews")
    TASKS = "tasks", _("Open tasks")


class Handout(models.Model):
    """Reviews or open tasks that one official gave at once. What happens to each is in its own history.

    `rows`: who had them: `[{"id", "reviewer", "service", "due"}]`; `id` of the proposal or of the task, `due` as
    "2027-03-01" or null. `reviewer`, `service`: who has them since; for a task no `service` leaves its department.
    """

    what = models.CharField(max_length=8, choices=Handed)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("handout of reviews")
        verbose_name_plural = _("handouts of reviews")
        constraints = [
            models.CheckConstraint(condition=models.Q(what__in=Handed.values), name="handout_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.what} ({len(self.rows)})"
