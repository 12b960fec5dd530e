"""Addresses that want to hear how the funded projects of a year go.

Personal data: a mail address, a language, areas. Anybody may leave one, so a row tells nothing of whether its owner has
voted. Nothing here can be joined to a ballot: no key, no time, a random number; a row exists only after the link in a
mail was opened; and each new row is written together with others in an order drawn by lot (`domain/year_news.py`).
"""

import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from commons.process.models import Cycle
from commons.texts.translated import Language


def stop_word() -> str:
    """An unguessable word for the link that stops the mails."""
    return secrets.token_urlsafe(24)


class YearReader(models.Model):
    """An address that is told of a year's funded projects; deleted when it stops. `areas`: ids of areas; empty: all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(_("mail address"))
    language = models.CharField(max_length=2, choices=Language)
    areas = ArrayField(models.BigIntegerField(), default=list, blank=True)
    stop_word = models.CharField(max_length=40, unique=True, default=stop_word, editable=False)

    class Meta:
        verbose_name = _("address that hears of a year’s projects")
        verbose_name_plural = _("addresses that hear of a year’s projects")
        constraints = [
            models.UniqueConstraint(Lower("address"), "cycle", name="year_reader_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"Year reader {self.pk}"
