"""Near and far on the ground: a box for the database, geodesic metres for the order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from geopy.distance import distance, geodesic

from commons.http.errors import Invalid

Found = TypeVar("Found")
NOT_A_PLACE = _("This is not a place on the map.")
FARTHEST = 200_000
"""Metres: nobody looks for something near in another part of the country."""


@dataclass(frozen=True)
class Point:
    """A place on earth in WGS 84: `latitude` −90…90, `longitude` −180…180, degrees."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        inside = isfinite(self.latitude) and isfinite(self.longitude)
        if not inside or not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise Invalid(fields={"place": [NOT_A_PLACE]})


def require_point(latitude: object, longitude: object) -> Point:
    """Like `read_point`, but `Invalid` where both are empty."""
    point = read_point(latitude, longitude)
    if point is None:
        raise Invalid(fields={"place": [NOT_A_PLACE]})
    return point


def read_point(latitude: object, longitude: object) -> Point | None:
    """The point of two words from a form or an address; None where both are empty; `Invalid` otherwise."""
    words = [
        str(word if word is not None else "").strip().replace(",", ".") for word in (latitude, longitude)
    ]
    if words == ["", ""]:
        return None
    try:
        return Point(float(words[0]), float(words[1]))
    except ValueError as error:
        raise Invalid(fields={"place": [NOT_A_PLACE]}) from error


def metres(here: Point, there: Point) -> float:
    """Geodesic metres between two points, on the WGS 84 ellipsoid (geopy, Karney's method)."""
    return float(geodesic((here.latitude, here.longitude), (there.latitude, there.longitude)).meters)


def within_box(here: Point, radius: float, *, latitude: str = "latitude", longitude: str = "longitude") -> Q:
    """A filter for the database: the box that holds everything within `radius` metres of `here`.

    `latitude`, `longitude`: the field names. Cheap and a little too large; `nearest` decides exactly.
    """
    reach = distance(meters=min(max(radius, 0), FARTHEST) * 1.01 + 1)
    start = (here.latitude, here.longitude)
    north = min(reach.destination(start, bearing=0).latitude, 90.0)
    south = max(reach.destination(start, bearing=180).latitude, -90.0)
    if here.latitude + (here.latitude - south) >= 90 or here.latitude - (north - here.latitude) <= -90:
        return Q(**{f"{latitude}__range": (south, 90) if here.latitude > 0 else (-90, north)})
    # The box is widest at its end nearer to a pole.
    wide = (max(abs(north), abs(south)), here.longitude)
    east = reach.destination(wide, bearing=90).longitude
    west = reach.destination(wide, bearing=270).longitude
    box = Q(**{f"{latitude}__range": (south, north)})
    if west <= east:
        return box & Q(**{f"{longitude}__range": (west, east)})
    return box & (Q(**{f"{longitude}__gte": west}) | Q(**{f"{longitude}__lte": east}))


def nearest(
    found: Iterable[Found],
    here: Point,
    *,
    point: Callable[[Found], Point | None],
    radius: float | None = None,
) -> list[tuple[Found, float]]:
    """`found` with its metres from `here`, nearest first; what has no point or is beyond `radius` metres is
    left out."""
    measured = [(one, metres(here, place)) for one in found if (place := point(one)) is not None]
    kept = [(one, far) for one, far in measured if radius is None or far <= radius]
    return sorted(kept, key=lambda pair: pair[1])
