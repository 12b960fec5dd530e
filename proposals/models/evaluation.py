"""A year later: did it do what it promised? Answers without a name.

Personal data: none; `text` may hold what its writer put there and is read by officials only. Of when an
answer came only the day is kept, and nothing of from where.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class Judgement(models.TextChoices):
    """How somebody answers."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


QUESTIONS = ("as_promised", "in_use", "worth_it")


class Evaluation(models.Model):
    """One person's answers about a finished project. `key`: made with the form, so that sending twice stores once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="evaluations")
    as_promised = models.CharField(_("Did it become what was promised?"), max_length=6, choices=Judgement)
    in_use = models.CharField(_("Do you use it, or does somebody near you?"), max_length=6, choices=Judgement)
    worth_it = models.CharField(_("Was the money well spent?"), max_length=6, choices=Judgement)
    text = models.TextField(_("What would you tell the town?"), max_length=1000, blank=True)
    key = models.UUIDField(unique=True, editable=False)
    day = models.DateField(default=timezone.localdate, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    as_promised__in=Judgement.values,
                    in_use__in=Judgement.values,
                    worth_it__in=Judgement.values,
                ),
                name="evaluation_answers_known",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""),
                name="evaluation_hidden_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.as_promised}"
