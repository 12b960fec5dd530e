"""Outlines: from a file's GeoJSON geometry to a checked MultiPolygon, a lighter one for maps, and a point
inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from shapely import GEOSException, MultiPolygon, Polygon, make_valid, orient_polygons, set_precision
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

MOST_CORNERS = 200_000
GRID = 0.000001
"""Degrees: about 0.1 m; finer digits of a file are noise."""
SHOWN_TOLERANCE = 0.0002
"""Degrees: about 20 m; a map of a town does not show less."""


class BadShapeError(ValueError):
    """A geometry that cannot be an area; `reason` is for a person."""

    def __init__(self, reason: Promise | str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Outline:
    """An area's shape. `outline`, `shown`: GeoJSON MultiPolygons in WGS 84; `latitude`, `longitude`: a point
    inside.

    `repaired`: the file's ring crossed itself, and was put right.
    """

    outline: dict[str, Any]
    shown: dict[str, Any]
    latitude: float
    longitude: float
    repaired: bool


def read_outline(geometry: object) -> Outline:
    """Check a GeoJSON Polygon or MultiPolygon in WGS 84, repair it where it crosses itself; `BadShapeError`
    otherwise."""
    if not isinstance(geometry, dict):
        raise BadShapeError(_("It has no geometry."))
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadShapeError(_("Its geometry is not a polygon."))
    corners = list(_corners(geometry.get("coordinates")))
    if len(corners) > MOST_CORNERS:
        raise BadShapeError(_("Its outline has too many corners."))
    if any(not (-180 <= longitude <= 180 and -90 <= latitude <= 90) for longitude, latitude in corners):
        raise BadShapeError(_("Its coordinates are not degrees. Save the file in WGS 84 (EPSG:4326)."))
    try:
        found = shape({"type": geometry["type"], "coordinates": geometry["coordinates"]})
        repaired = not found.is_valid
        whole = polygons(set_precision(make_valid(found) if repaired else found, GRID))
    except (GEOSException, ValueError, TypeError, IndexError) as error:
        raise BadShapeError(_("Its outline cannot be read.")) from error
    if whole.is_empty:
        raise BadShapeError(_("Its outline encloses nothing."))
    inside = whole.representative_point()
    shown = polygons(whole.simplify(SHOWN_TOLERANCE, preserve_topology=True))
    return Outline(
        outline=as_json(whole),
        shown=as_json(whole if shown.is_empty else shown),
        latitude=round(inside.y, 6),
        longitude=round(inside.x, 6),
        repaired=repaired,
    )


def polygons(geometry: BaseGeometry) -> MultiPolygon:
    """The parts of `geometry` that enclose something, as one MultiPolygon; possibly empty."""
    parts = [
        part for part in getattr(geometry, "geoms", [geometry]) if isinstance(part, Polygon | MultiPolygon)
    ]
    merged = unary_union(parts)
    if isinstance(merged, MultiPolygon):
        return merged
    return MultiPolygon([merged]) if isinstance(merged, Polygon) and not merged.is_empty else MultiPolygon()


def as_json(whole: MultiPolygon) -> dict[str, Any]:
    """A GeoJSON MultiPolygon with six decimals, outer rings counter-clockwise (RFC 7946)."""
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [[[round(x, 6), round(y, 6)] for x, y, *_rest in ring] for ring in part]
            for part in mapping(orient_polygons(whole))["coordinates"]
        ],
    }


def _corners(coordinates: object, depth: int = 0) -> Iterable[tuple[float, float]]:
    """All corners as (longitude, latitude); `BadShapeError` where something is not a pair of finite
    numbers."""
    if not isinstance(coordinates, list | tuple) or depth > 3 or not coordinates:
        raise BadShapeError(_("Its outline cannot be read."))
    if not isinstance(coordinates[0], list | tuple):
        pair = coordinates[:2]
        if len(pair) < 2 or any(
            isinstance(n, bool) or not isinstance(n, int | float) or not isfinite(n) for n in pair
        ):
            raise BadShapeError(_("Its outline cannot be read."))
        yield float(pair[0]), float(pair[1])
        return
    for part in coordinates:
        yield from _corners(part, depth + 1)
