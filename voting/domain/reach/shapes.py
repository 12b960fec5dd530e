"""The areas as shapes for a drawing, shaded by their turnout. The table beside it says the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from commons.places.models import Area
from voting.domain.reach.funnel import AreaLine

WIDTH = 600
SHADES = 5
"""Steps of shade, from the lowest turnout that is told to the highest."""
LETTER, LINE, BETWEEN = 10.5, 22, 26
"""Of the names in a drawing: a letter's width, a line's height, and the least room between two on one line."""


@dataclass(frozen=True)
class Shape:
    """An area: the path of its outline in an SVG of `WIDTH` × `height`, where its name stands, and its shade, 1 to
    `SHADES`; 0 where its turnout is not told."""

    name: str
    path: str
    x: int
    y: int
    shade: int
    height: int


def shapes_of(areas: Sequence[Area], lines: Sequence[AreaLine]) -> list[Shape]:
    """The shapes of all areas, shaded from the lowest to the highest turnout; as `drawn`."""
    percents = [line.percent for line in lines]
    told = [percent for percent in percents if percent is not None]
    return drawn(areas, [_shade(percent, told) for percent in percents])


def drawn(areas: Sequence[Area], shades: Sequence[int]) -> list[Shape]:
    """The shapes of all areas; empty where one has none, because a map with holes would mislead."""
    outlines = [area.outline_shown for area in areas if area.outline_shown]
    if not areas or len(outlines) < len(areas):
        return []
    points = [point for outline in outlines for ring in _rings(outline) for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, 1e-9)
    height = round((north - south) * scale)

    def at(point: Sequence[float]) -> tuple[int, int]:
        return round((point[0] - west) * narrow * scale), round((north - point[1]) * scale)

    found = []
    for area, shade, outline in zip(areas, shades, outlines, strict=True):
        rings = [[at(point) for point in ring] for ring in _rings(outline)]
        path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
        largest = max(rings, key=len)
        x = round(sum(point[0] for point in largest) / len(largest))
        y = round(sum(point[1] for point in largest) / len(largest))
        found.append(Shape(str(area), path, x, y, shade, height))
    return apart(found)


def apart(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes, with a name moved one line down where it would nearly touch another that stands beside it."""
    placed: dict[int, Shape] = {}
    for number, shape in sorted(enumerate(shapes), key=lambda one: (one[1].y, one[1].x)):
        touched = [other.y for other in placed.values() if _touch(shape, other)]
        placed[number] = replace(shape, y=max(touched) + LINE) if touched else shape
    return [placed[number] for number in range(len(shapes))]


def _touch(one: Shape, other: Shape) -> bool:
    wide = (len(one.name) + len(other.name)) * LETTER / 2
    return abs(one.y - other.y) < LINE and abs(one.x - other.x) < wide + BETWEEN


def _rings(outline: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings of a MultiPolygon, with their holes."""
    return [ring for polygon in outline["coordinates"] for ring in polygon]


def _shade(percent: float | None, told: Sequence[float]) -> int:
    if percent is None:
        return 0
    low, high = min(told), max(told)
    return 1 + min(int((percent - low) / max(high - low, 1e-9) * SHADES), SHADES - 1)
