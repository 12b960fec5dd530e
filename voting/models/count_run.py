"""How far a count in the background is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from voting.models.election import Election


class CountRunState(models.TextChoices):
    """How far a count is."""

    WORKING = "working", _("Being counted")
    DONE = "done", _("Counted")
    FAILED = "failed", _("Stopped")


class CountRun(models.Model):
    """One count that the worker does, for the page that waits for it. No personal data.

    `stage`, `done`, `total`: see `domain.counting_runs`; `total` is 0 where nobody can know it. `touched_at` is set
    with every step: a run that has not moved for a while died with its worker. `reason`: why it stopped, as a code.
    `recount_reason`: why it counts again, in the official's words.
    """

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="count_runs", verbose_name=_("vote of the year")
    )
    state = models.CharField(_("state"), max_length=8, choices=CountRunState, default=CountRunState.WORKING)
    stage = models.CharField(_("stage"), max_length=20, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    recount_reason = models.TextField(blank=True)
    started_at = models.DateTimeField(_("begun on"), db_default=Now(), editable=False)
    touched_at = models.DateTimeField(_("last sign of life"), db_default=Now(), editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("count in the background")
        verbose_name_plural = _("counts in the background")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CountRunState.values), name="count_run_state_known"),
            models.UniqueConstraint(
                fields=["election"], condition=Q(state="working"), name="count_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}: {self.get_state_display()}"
