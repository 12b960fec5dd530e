"""How a budget year moderates. No personal data."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.process.models import Cycle

MOST_TRUST = 100


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="RuleEvent")
class Rule(models.Model):
    """For one kind of thing in one year: read before it is shown, or shown at once (also where no rule stands).

    `trusted_after`: who has so many earlier things standing, and none hidden, is shown at once in any case; 0: nobody.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, related_name="moderation_rules", verbose_name=_("budget year")
    )
    kind = models.CharField(_("kind"), max_length=16)
    is_before = models.BooleanField(_("read before it is shown"), default=False)
    trusted_after = models.PositiveSmallIntegerField(_("trusted after so many"), default=5)

    class Meta:
        verbose_name = _("rule of moderation")
        verbose_name_plural = _("rules of moderation")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="moderation_rule_once"),
            models.CheckConstraint(
                condition=models.Q(trusted_after__lte=MOST_TRUST), name="moderation_trust_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.kind}"
