"""Areas and population for tests: plainly fictional squares on the map of Kuvala."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from commons.places.models import Area, Population


def square(latitude: float, longitude: float, half: float = 0.01) -> dict[str, Any]:
    """A GeoJSON MultiPolygon: the square of `half` degrees to every side of the point."""
    west, east = round(longitude - half, 6), round(longitude + half, 6)
    south, north = round(latitude - half, 6), round(latitude + half, 6)
    return {
        "type": "MultiPolygon",
        "coordinates": [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]],
    }


class AreaFactory(DjangoModelFactory):
    """A town, or with `parent` a district of it. Give `outline=square(lat, lon)` where the shape matters."""

    class Meta:
        model = Area

    slug = factory.Sequence(lambda n: f"alue-{n}")
    name_fi = factory.LazyAttribute(lambda area: area.slug.capitalize())
    name_sv = factory.LazyAttribute(lambda area: f"{area.slug.capitalize()} (sv)")
    name_en = factory.LazyAttribute(lambda area: f"{area.slug.capitalize()} (en)")
    path = factory.LazyAttribute(lambda area: f"{area.parent.path if area.parent else ''}{area.slug}/")
    parent = None


class PopulationFactory(DjangoModelFactory):
    """One band of ages in an area."""

    class Meta:
        model = Population

    area = factory.SubFactory(AreaFactory)
    year = 2025
    age_min = 18
    age_max = 24
    persons = 100
