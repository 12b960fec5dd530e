"""What a proposal is about. No personal data."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.process.models import Cycle
from commons.texts.translated import translated


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="CategoryEvent"
)
class Category(models.Model):
    """A subject that residents choose from. `cycle` null: used in every budget year."""

    cycle = models.ForeignKey(
        Cycle,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="categories",
        verbose_name=_("budget year"),
    )
    slug = models.SlugField(_("identifier"), max_length=80)
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    description = translated(models.CharField(_("what belongs here"), max_length=300, blank=True))
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "slug"], nulls_distinct=False, name="category_slug_in_cycle"
            )
        ]

    def __str__(self) -> str:
        return str(self.name) or self.slug
