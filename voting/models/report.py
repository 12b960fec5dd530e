"""The stored figures of a year's report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import Language
from voting.models.election import Election


class StoredReport(models.Model):
    """The report of a year in one language, as it was gathered. Made anew whenever what it is made of changes. No
    personal data: everything in it is public elsewhere.

    `stamp`: what it was made of, see `domain.report.stored`. `tree`: see `domain.report.tree`.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=2, choices=Language)
    stamp = models.CharField(max_length=64)
    tree = models.JSONField()

    class Meta:
        verbose_name = _("stored report")
        verbose_name_plural = _("stored reports")
        constraints = [models.UniqueConstraint(fields=["election", "language"], name="stored_report_once")]

    def __str__(self) -> str:
        return f"{self.election} ({self.language})"
