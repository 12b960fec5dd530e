"""Groups of notes that the program suggests. Only numbers of notes and words that many of them share."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hearings.models.hearing import Hearing, ServiceArea
from hearings.models.theme import Theme


class SuggestionRun(models.Model):
    """One search for groups among the notes that had no theme. `done` of `total`: services looked through."""

    class State(models.TextChoices):
        """Where the search is."""

        WORKING = "working", _("Being looked for")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="suggestion_runs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(
        pgettext_lazy("stage", "state"), max_length=8, choices=State, default=State.WORKING
    )
    notes = models.PositiveIntegerField(_("notes looked at"), default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    touched_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("search for groups")
        verbose_name_plural = _("searches for groups")
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"],
                condition=models.Q(state="working"),
                name="suggestions_one_search_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("working", "done", "failed")), name="suggestions_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Suggestions {self.pk}"


class Suggestion(models.Model):
    """Notes that use the same words, nearest to the middle first. `words`: the ones that made the group.

    `theme`: where a person put them; null while nobody decided, and where it was set aside.
    """

    run = models.ForeignKey(SuggestionRun, on_delete=models.CASCADE, related_name="suggestions")
    service_area = models.ForeignKey(ServiceArea, on_delete=models.CASCADE, related_name="+")
    words = ArrayField(models.CharField(max_length=60))
    notes = ArrayField(models.BigIntegerField())
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("suggested group")
        verbose_name_plural = _("suggested groups")

    def __str__(self) -> str:
        return ", ".join(self.words)
