"""What is published of areas and people in them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, names
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from commons.places.models import Area, Population


def _areas() -> QuerySet[Any, Any]:
    return Area.objects.order_by("path")


def _population() -> QuerySet[Any, Any]:
    return Population.objects.order_by("area__path", "year", "age_min")


def register() -> None:
    """Publish the areas and their population."""
    datasets.register(
        Dataset(
            slug="areas",
            title=_("Areas of the town"),
            holds=_("The town and its districts as a tree, with their names and shapes."),
            period=_("As they are now"),
            rows=_areas,
            changes=BEGAN,
            fields=(
                Field("path", Kind.CODE, _("Path of the area, its stable name: “town/district/”.")),
                Field(
                    "parent",
                    Kind.CODE,
                    _("Path of the area that it lies in; empty for the town."),
                    "parent__path",
                ),
                *names("name"),
                Field("latitude", Kind.DECIMAL, _("A point inside, degrees north (WGS 84).")),
                Field("longitude", Kind.DECIMAL, _("A point inside, degrees east (WGS 84).")),
                Field("outline", Kind.GEOMETRY, _("The shape, a GeoJSON MultiPolygon; not in CSV.")),
            ),
        ),
        Dataset(
            slug="population",
            title=_("Population by area and age"),
            holds=_("How many people live in each area, by age, from the population register."),
            period=_("Each year that has been taken in"),
            rows=_population,
            changes=BEGAN,
            key=3,
            fields=(
                area("area__path"),
                Field("year", Kind.INTEGER, _("Year of the figures.")),
                Field("age_min", Kind.INTEGER, _("Youngest age of the group, full years.")),
                Field("age_max", Kind.INTEGER, _("Oldest age of the group, full years.")),
                Field("persons", Kind.INTEGER, _("People of this age who live there.")),
            ),
        ),
        topic=Topic.TOWN,
    )
