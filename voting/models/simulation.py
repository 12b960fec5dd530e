"""What another rule, sum or limit would have funded: reckoned once for the same question."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from voting.models.result import EnvelopeCount


class SimulationState(models.TextChoices):
    """How far it is."""

    WORKING = "working", _("Being reckoned")
    DONE = "done", _("Reckoned")
    FAILED = "failed", _("Stopped")


class Simulation(models.Model):
    """One question about past ballots with its answer. No personal data: what is stored is what may be told.

    `key`: SHA-256 (hex) of the ballots counted and of what was asked. `asked`: the scenario as plain values. `answer`:
    see `domain.simulation.reckoning`. `rounds`: how far a rule is that goes in rounds. Kept for thirty days.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.ForeignKey(EnvelopeCount, on_delete=models.CASCADE, related_name="simulations")
    asked = models.JSONField()
    answer = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=SimulationState, default=SimulationState.WORKING)
    rounds = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    touched_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SimulationState.values), name="simulation_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.key[:8]
