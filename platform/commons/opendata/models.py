"""When a data set was last seen to differ, so that files have a day and sizes without being made. No personal data."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """What a data set holds now. `digest`: of all its values. `sizes`: bytes of the files made of it, by format."""

    dataset = models.SlugField(primary_key=True, max_length=60)
    digest = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    sizes = models.JSONField(default=dict)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("dataset",)
        verbose_name = _("edition of a data set")
        verbose_name_plural = _("editions of data sets")

    def __str__(self) -> str:
        return f"{self.dataset} {self.digest[:8]}"
