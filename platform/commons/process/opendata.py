"""What is published of budget years: years that everybody sees, their phases and their money."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, cycle, envelope, names
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from commons.process.models import Cycle, Envelope, FundingSource, Phase, PhaseKind

SEEN = {"cycle__is_published": True}


def _cycles() -> QuerySet[Any, Any]:
    return Cycle.objects.filter(is_published=True).order_by("year", "pk")


def _phases() -> QuerySet[Any, Any]:
    return Phase.objects.filter(**SEEN).order_by("cycle__year", "cycle", "opens_at", "pk")


def _envelopes() -> QuerySet[Any, Any]:
    return Envelope.objects.filter(**SEEN).order_by("cycle__year", "cycle", "position", "pk")


def _funding() -> QuerySet[Any, Any]:
    return FundingSource.objects.filter(envelope__cycle__is_published=True).order_by("pk")


def register() -> None:
    """Publish years, phases and money."""
    every_year = _("All budget years that are public")
    datasets.register(
        Dataset(
            slug="cycles",
            title=_("Budget years"),
            holds=_("Every budget year of the town, and elections that were taken in from files."),
            period=every_year,
            rows=_cycles,
            changes=BEGAN,
            fields=(
                Field("cycle", Kind.CODE, _("Identifier of the budget year, as in its address."), "slug"),
                Field("year", Kind.INTEGER, _("Calendar year.")),
                *names("name"),
                area("area__path"),
                Field("currency", Kind.CODE, _("Currency of all sums of the year (ISO 4217).")),
                Field("is_imported", Kind.BOOLEAN, _("Whether it was made from a file of another system.")),
            ),
        ),
        Dataset(
            slug="phases",
            title=_("Phases of budget years"),
            holds=_("When proposing, voting and the other phases of each year open and close."),
            period=every_year,
            rows=_phases,
            changes=BEGAN,
            key=2,
            fields=(
                cycle("cycle__slug"),
                Field("phase", Kind.CODE, _("What the phase is for."), "kind", PhaseKind.choices),
                Field("opens_at", Kind.TIME, _("When it opens (UTC).")),
                Field("closes_at", Kind.TIME, _("When it closes (UTC).")),
            ),
        ),
        Dataset(
            slug="envelopes",
            title=_("Money of the budget years"),
            holds=_("The pots of money of each year, of an area, a theme or the whole town."),
            period=every_year,
            rows=_envelopes,
            changes=BEGAN,
            key=2,
            fields=(
                cycle("cycle__slug"),
                envelope("slug"),
                *names("name"),
                area("area__path"),
                Field(
                    "amount",
                    Kind.DECIMAL,
                    _("Money in the envelope: the sum of its sources."),
                    Sum("sources__amount"),
                ),
            ),
        ),
        Dataset(
            slug="funding",
            title=_("Sources of the money"),
            holds=_("Where the money of each envelope comes from."),
            period=every_year,
            rows=_funding,
            changes=BEGAN,
            fields=(
                Field("source", Kind.INTEGER, _("Number of the source, for life."), "pk"),
                cycle("envelope__cycle__slug"),
                envelope("envelope__slug"),
                *names("name"),
                Field("amount", Kind.DECIMAL, _("Money from this source.")),
            ),
        ),
        topic=Topic.YEARS,
    )
