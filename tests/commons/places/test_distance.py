"""Near and far: the box never loses what the geodesic distance would keep."""

import math

import pytest

from commons.http.errors import Invalid
from commons.places.domain.distance import Point, metres, nearest, read_point, within_box
from commons.places.models import Area
from tests.factories.places import AreaFactory

SQUARE = Point(61.89696, 24.30128)


def test_geodesic_metres_are_those_of_the_ellipsoid():
    # One degree of a meridian at 60–61° N is 111 412 m (Vincenty, Karney), 111 195 m on a sphere.
    assert metres(Point(60, 25), Point(61, 25)) == pytest.approx(111_418, abs=10)
    assert metres(SQUARE, SQUARE) == 0


@pytest.mark.parametrize(("latitude", "longitude"), [("", ""), (None, None), (" ", "")])
def test_no_point_is_no_point(latitude, longitude):
    assert read_point(latitude, longitude) is None


def test_a_comma_is_a_decimal_point_in_finland():
    assert read_point("61,5", " 24.3 ") == Point(61.5, 24.3)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("91", "0"), ("0", "181"), ("nan", "0"), ("inf", "0"), ("x", "1"), ("61", "")]
)
def test_what_is_not_on_earth_is_refused(latitude, longitude):
    with pytest.raises(Invalid):
        read_point(latitude, longitude)


@pytest.mark.django_db
@pytest.mark.parametrize("here", [SQUARE, Point(61.9, 179.999), Point(89.99, 10), Point(-61.9, -179.999)])
@pytest.mark.parametrize("radius", [50, 3_000, 40_000])
def test_the_box_holds_everything_within_the_radius(here, radius):
    from geopy.distance import distance

    inside = []
    for step in range(16):
        spot = distance(meters=radius * 0.999).destination(
            (here.latitude, here.longitude), bearing=step * 22.5
        )
        inside.append(AreaFactory(latitude=spot.latitude, longitude=spot.longitude))
    found = Area.objects.filter(within_box(here, radius))
    assert set(found) == set(inside)


@pytest.mark.django_db
def test_the_box_leaves_out_what_is_far():
    far = AreaFactory(latitude=62.5, longitude=24.3)
    near = AreaFactory(latitude=61.897, longitude=24.302)
    assert list(Area.objects.filter(within_box(SQUARE, 1000))) == [near]
    assert far not in Area.objects.filter(within_box(SQUARE, 1000))


def test_nearest_first_and_what_has_no_point_is_left_out():
    spots = {"here": SQUARE, "km": Point(61.90594, 24.30128), "far": Point(62.5, 24.3), "nowhere": None}
    found = nearest(spots, SQUARE, point=spots.get, radius=2000)
    assert [name for name, _far in found] == ["here", "km"]
    assert math.isclose(found[1][1], 1000, abs_tol=5)
