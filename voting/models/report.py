"""The stored figures of a year's report, the files written of them, and how far the making is."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import Language
from voting.models.election import Election


class StoredReport(models.Model):
    """The report of a year in one language, as it was gathered. Made anew whenever what it is made of changes. No
    personal data: everything in it is public elsewhere.

    `stamp`: what it was made of, see `domain.report.stamp`. `tree`: see `domain.report.tree`. `charts`: SVG by the key
    of the table that it draws.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=2, choices=Language)
    stamp = models.CharField(max_length=64)
    tree = models.JSONField()
    charts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("stored report")
        verbose_name_plural = _("stored reports")
        constraints = [models.UniqueConstraint(fields=["election", "language"], name="stored_report_once")]

    def __str__(self) -> str:
        return f"{self.election} ({self.language})"


class ReportFile(models.Model):
    """A file written of a stored report, kept under the hash of its figures. `ending`: "pdf" or "xlsx"."""

    report = models.ForeignKey(StoredReport, on_delete=models.CASCADE, related_name="files")
    ending = models.CharField(max_length=4)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [models.UniqueConstraint(fields=["report", "ending"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.ending}"


class ReportMaking(models.Model):
    """How far the worker is with the report of a year: `done` of `steps`. `stamp`: of the report that it makes."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="report_making")
    stamp = models.CharField(max_length=64)
    done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField()
    touched_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("making of a report")
        verbose_name_plural = _("making of reports")

    def __str__(self) -> str:
        return f"{self.election}: {self.done}/{self.steps}"
