"""The walk along the walls of an event: groups, how long they stay, and where the clock is. No personal data."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearings.models.place import Event

MOST_GROUPS, MOST_MINUTES = 12, 60


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="WalkEvent")
class Walk(models.Model):
    """Groups go from wall to wall, each starting at another one. `first_minutes`: at the first wall; later walls need
    more time, there is more to read. `began_at`: when the first round began, moved when something is skipped;
    `paused_at`: the clock stands there. `added`: seconds by which each phase was made longer.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="walk")
    groups = models.PositiveSmallIntegerField(_("groups"), default=4)
    rounds = models.PositiveSmallIntegerField(_("walls for each group"), default=4)
    first_minutes = models.PositiveSmallIntegerField(_("minutes at the first wall"), default=5)
    later_minutes = models.PositiveSmallIntegerField(_("minutes at each later wall"), default=7)
    move_minutes = models.PositiveSmallIntegerField(_("minutes to move on"), default=1)
    began_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    added = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("walk")
        verbose_name_plural = _("walks")
        constraints = [
            models.CheckConstraint(condition=models.Q(groups__range=(1, MOST_GROUPS)), name="walk_groups"),
            models.CheckConstraint(condition=models.Q(rounds__range=(1, MOST_GROUPS)), name="walk_rounds"),
            models.CheckConstraint(
                condition=models.Q(
                    first_minutes__range=(1, MOST_MINUTES),
                    later_minutes__range=(1, MOST_MINUTES),
                    move_minutes__range=(0, 10),
                ),
                name="walk_minutes",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True)
                | models.Q(began_at__isnull=False, paused_at__gte=models.F("began_at")),
                name="walk_paused_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"Walk {self.event_id}"
