"""Reads of the area tree: order, below, which area a point lies in, population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from shapely import Point as Dot
from shapely.geometry import shape

from commons.places.domain.distance import Point, metres
from commons.places.models import Area, Population


@dataclass(frozen=True)
class Place:
    """An area in the tree: `depth` 0 is the town; `title` its name in the reader's language."""

    area: Area
    depth: int

    @property
    def title(self) -> str:
        """The area's name."""
        return str(self.area.name)


@dataclass(frozen=True)
class AgeBand:
    """`persons` of `age_min` to `age_max` full years, both included."""

    age_min: int
    age_max: int
    persons: int


def without_outlines() -> QuerySet[Area]:
    """All areas without their outlines, which are heavy and which lists do not need."""
    return Area.objects.defer("outline", "outline_shown")


def in_tree_order(areas: Iterable[Area]) -> list[Place]:
    """Parents before their children, siblings by position and name. Areas whose parent is missing stand at
    the top."""
    known = {area.pk: area for area in areas}
    children: dict[int | None, list[Area]] = {}
    for area in known.values():
        children.setdefault(area.parent_id if area.parent_id in known else None, []).append(area)
    ordered: list[Place] = []

    def visit(parent: int | None, depth: int) -> None:
        for area in sorted(children.get(parent, []), key=lambda one: (one.position, str(one.name), one.slug)):
            ordered.append(Place(area, depth))
            visit(area.pk, depth + 1)

    visit(None, 0)
    return ordered


def tree() -> list[Place]:
    """The whole town in tree order. One query."""
    return in_tree_order(without_outlines())


def at_or_below(area: Area, field: str = "path") -> Q:
    """A filter: this area and all inside it. `field`: where the path is, e.g. `area__path`."""
    return Q(**{f"{field}__startswith": area.path})


def paths_above(path: str) -> list[str]:
    """The paths of an area and of all areas it lies in: "kuvala/harjula/" → ["kuvala/",
    "kuvala/harjula/"]."""
    steps = path.strip("/").split("/")
    return ["/".join(steps[: count + 1]) + "/" for count in range(len(steps))]


def ancestors(area: Area) -> list[Area]:
    """The areas that this one lies in, the town first. One query."""
    return list(without_outlines().filter(path__in=paths_above(area.path)[:-1]).order_by("path"))


def areas_at(points: Sequence[Point]) -> list[Area | None]:
    """For each point the smallest area whose outline holds it, edges included; None outside the town. One query."""
    near = Q(pk__in=[])
    for point in points:
        near |= Q(
            west__lte=point.longitude,
            east__gte=point.longitude,
            south__lte=point.latitude,
            north__gte=point.latitude,
        )
    boxed = Area.objects.filter(near).defer("outline_shown") if points else []
    deepest_first = sorted(boxed, key=lambda area: (-area.path.count("/"), area.position, area.path))
    shapes = [(area, shape(area.outline)) for area in deepest_first if area.outline]
    dots = [Dot(point.longitude, point.latitude) for point in points]
    return [next((area for area, outline in shapes if outline.covers(dot)), None) for dot in dots]


def area_at(point: Point) -> Area | None:
    """The smallest area whose outline holds the point, its edge included; None outside the town. One query."""
    return areas_at([point])[0]


def has_outlines() -> bool:
    """Whether any area has a shape, that is, whether a point can be outside the town."""
    return Area.objects.filter(west__isnull=False).exists()


def nearest_areas(point: Point, *, limit: int = 8) -> list[tuple[Area, float]]:
    """Areas by geodesic metres from the point to the point inside them, nearest first. One query."""
    placed = without_outlines().filter(latitude__isnull=False)
    far = [
        (area, metres(point, Point(float(area.latitude or 0), float(area.longitude or 0)))) for area in placed
    ]
    return sorted(far, key=lambda pair: pair[1])[:limit]


def feature_collection(areas: Sequence[Area]) -> dict[str, Any]:
    """The areas that have a shape as GeoJSON, for maps: the lighter outlines, names in the reader's
    language."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": area.pk,
                "properties": {
                    "name": str(area.name),
                    "path": area.path,
                    "depth": area.path.count("/") - 1,
                    "latitude": area.latitude,
                    "longitude": area.longitude,
                },
                "geometry": area.outline_shown or area.outline,
            }
            for area in areas
            if area.outline is not None
        ],
    }


def population_year(area: Area) -> int | None:
    """The newest year with figures in this area or below it."""
    found: int | None = Population.objects.filter(at_or_below(area, "area__path")).aggregate(
        newest=Max("year")
    )["newest"]
    return found


def population(area: Area, *, year: int | None = None) -> list[AgeBand]:
    """People by age band, of `year` or the newest one; an area without own figures has the sum of those
    below it.

    Two or three queries. Figures of an area and of its parts are never added together.
    """
    wanted = year if year is not None else population_year(area)
    if wanted is None:
        return []
    own = Population.objects.filter(area=area, year=wanted)
    rows = own.values_list("age_min", "age_max", "persons").order_by("age_min")
    if bands := [AgeBand(*row) for row in rows]:
        return bands
    parts = Population.objects.filter(at_or_below(area, "area__path"), year=wanted).select_related("area")
    counted = _topmost(list(parts))
    summed = (
        Population.objects.filter(year=wanted, area__in=counted)
        .values("age_min", "age_max")
        .order_by("age_min", "age_max")
        .annotate(people=Sum("persons"))
    )
    return [AgeBand(row["age_min"], row["age_max"], row["people"]) for row in summed]


def populations(areas: Sequence[Area]) -> dict[int, list[AgeBand]]:
    """The same for several areas by their number, each of its own newest year; those without figures are left out.

    One query.
    """
    inside = Q(pk__in=[])
    for area in areas:
        inside |= at_or_below(area, "area__path")
    rows = list(Population.objects.filter(inside).select_related("area").order_by("age_min")) if areas else []
    found: dict[int, list[AgeBand]] = {}
    for area in areas:
        there = [row for row in rows if row.area.path.startswith(area.path)]
        newest = max((row.year for row in there), default=None)
        there = [row for row in there if row.year == newest]
        counted = _topmost(there)
        sums: dict[tuple[int, int], int] = {}
        for row in there:
            if row.area_id in counted:
                sums[row.age_min, row.age_max] = sums.get((row.age_min, row.age_max), 0) + row.persons
        if sums:
            found[area.pk] = [AgeBand(low, high, persons) for (low, high), persons in sorted(sums.items())]
    return found


def _topmost(figures: list[Population]) -> set[int]:
    """The areas with figures that have no area with figures above them."""
    paths = {figure.area.path: figure.area_id for figure in figures}
    return {
        number
        for path, number in paths.items()
        if not any(above in paths for above in paths_above(path)[:-1])
    }
