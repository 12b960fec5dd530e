"""The budget year: a cycle, its dated phases, and the money. No personal data."""

from decimal import Decimal
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.places.models import Area
from commons.texts.translated import translated

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M]) -> type[M]:
    """Everything about a year is told in its history: who changed which date, sum or word, and why."""
    track = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    tracked: type[M] = track(model)
    return tracked


@tracked
class Cycle(models.Model):
    """One participatory budgeting year of a town, or one imported election. Private until published."""

    slug = models.SlugField(_("identifier in addresses"), max_length=80, unique=True)
    name = translated(models.CharField(_("name"), max_length=160, blank=True))
    summary = translated(models.TextField(_("what it is about"), blank=True))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cycles", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    is_published = models.BooleanField(_("visible to everybody"), default=False)
    is_imported = models.BooleanField(_("made from a file"), default=False, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-year", "-pk")
        verbose_name = _("budget year")
        verbose_name_plural = _("budget years")
        constraints = [
            models.CheckConstraint(condition=models.Q(year__range=(1989, 2200)), name="cycle_year_sane")
        ]

    def __str__(self) -> str:
        return str(self.name) or self.slug


class PhaseKind(models.TextChoices):
    """What a phase of the year is for, in the order of the year. Phases may overlap."""

    ANNOUNCE = "announce", _("Announcing")
    PROPOSE = "propose", _("Proposing")
    REVIEW = "review", _("Reviewing proposals")
    DELIBERATE = "deliberate", _("Discussing")
    VOTE = "vote", _("Voting")
    COUNT = "count", _("Counting")
    COUNCIL = "council", _("Council decision")
    CARRY_OUT = "carry_out", _("Carrying out")
    REPORT = "report", _("Reporting")


@tracked
class Phase(models.Model):
    """A stretch of time, from `opens_at` until just before `closes_at`, in which the verbs of its kind may be used."""

    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, related_name="phases", verbose_name=_("budget year")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        ordering = ("opens_at", "pk")
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="phase_kind_once_a_cycle"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="phase_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=PhaseKind.values), name="phase_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.cycle})"


@tracked
class Envelope(models.Model):
    """A pot of money of a cycle: an area's, a theme's or the whole town's. Its amount is the sum of its sources."""

    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, related_name="envelopes", verbose_name=_("budget year")
    )
    slug = models.SlugField(_("identifier"), max_length=80)
    name = translated(models.CharField(_("name"), max_length=160, blank=True))
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="envelopes",
        verbose_name=_("area"),
    )
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = [models.UniqueConstraint(fields=["cycle", "slug"], name="envelope_slug_in_cycle")]

    def __str__(self) -> str:
        return str(self.name) or self.slug

    @property
    def amount(self) -> Decimal:
        """Money in the pot, in the cycle's currency."""
        return sum((source.amount for source in self.sources.all()), Decimal(0))


@tracked
class FundingSource(models.Model):
    """Where money of an envelope comes from.

    `carried_from`: the pot of an earlier year whose money was carried here by a decision. Such a source is neither
    changed nor copied to another year, or money would be made of nothing.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="sources")
    carried_from = models.ForeignKey(
        Envelope,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_on",
        verbose_name=_("carried from"),
    )
    name = translated(models.CharField(_("name"), max_length=160, blank=True))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="funding_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(carried_from__isnull=True) | ~models.Q(carried_from=models.F("envelope")),
                name="funding_carried_from_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="carried_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.carried_from_id IS NOT NULL OR NEW.carried_from_id IS NOT NULL) AND"
                    " (OLD.carried_from_id, OLD.amount, OLD.envelope_id)"
                    " IS DISTINCT FROM (NEW.carried_from_id, NEW.amount, NEW.envelope_id))"
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
