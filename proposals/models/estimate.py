"""What a proposal costs, line by line. Internal until the decision, which keeps its own copy. No personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.review import Review

MOST_LINES = 40


class CostLine(models.Model):
    """One part of the investment, in the cycle's currency. The sum and the contingency make the review's cost."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("what"), max_length=160)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cost_line_positive"),
            models.CheckConstraint(condition=~models.Q(label=""), name="cost_line_has_label"),
            models.UniqueConstraint(fields=["review", "position"], name="cost_line_place"),
        ]

    def __str__(self) -> str:
        return self.label
