"""Outlines of files: good, repaired, refused."""

import pytest
from django.utils import translation
from shapely.geometry import Point, shape

from commons.places.domain.shapes import BadShapeError, read_outline
from tests.factories.places import square


def test_a_polygon_becomes_a_multipolygon_with_a_point_inside():
    outline = read_outline({"type": "Polygon", "coordinates": square(61.9, 24.3)["coordinates"][0]})
    assert outline.outline["type"] == "MultiPolygon"
    assert shape(outline.outline).equals(shape(square(61.9, 24.3)))
    assert shape(outline.outline).contains(Point(outline.longitude, outline.latitude))
    assert not outline.repaired


def test_the_point_of_a_ring_lies_on_the_ring_and_not_in_its_hole():
    hole = square(61.9, 24.3, 0.009)["coordinates"][0][0]
    outline = read_outline(
        {"type": "Polygon", "coordinates": [square(61.9, 24.3)["coordinates"][0][0], hole]}
    )
    assert shape(outline.outline).contains(Point(outline.longitude, outline.latitude))


def test_a_ring_that_crosses_itself_is_repaired_and_said_so():
    bow_tie = [[[24.0, 61.0], [24.1, 61.1], [24.1, 61.0], [24.0, 61.1], [24.0, 61.0]]]
    outline = read_outline({"type": "Polygon", "coordinates": bow_tie})
    assert outline.repaired
    assert shape(outline.outline).is_valid
    assert len(outline.outline["coordinates"]) == 2


def test_heights_are_dropped():
    ring = [[*corner, 112.0] for corner in square(61.9, 24.3)["coordinates"][0][0]]
    outline = read_outline({"type": "Polygon", "coordinates": [ring]})
    assert {len(corner) for part in outline.outline["coordinates"] for ring in part for corner in ring} == {2}


def test_maps_get_fewer_corners():
    around = [Point(24.3, 61.9).buffer(0.01, quad_segs=500).exterior.coords]
    outline = read_outline({"type": "Polygon", "coordinates": [[list(corner) for corner in around[0]]]})
    assert len(outline.shown["coordinates"][0][0]) < 60 < len(outline.outline["coordinates"][0][0])


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [24.3, 61.9]}, "not a polygon"),
        ({"type": "Polygon", "coordinates": []}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[24.3, 61.9], [24.4, 61.9]]]}, "cannot be read"),
        (
            {"type": "Polygon", "coordinates": [[[24.3, float("nan")], [24.4, 61.9], [24.3, 61.9]]]},
            "cannot be read",
        ),
        (
            {"type": "Polygon", "coordinates": [[[385000, 6672000], [386000, 6672000], [386000, 6673000]]]},
            "WGS 84",
        ),
        (
            {"type": "Polygon", "coordinates": [[[24.3, 61.9], [24.3, 61.9], [24.3, 61.9], [24.3, 61.9]]]},
            "nothing",
        ),
    ],
)
def test_what_cannot_be_an_area_is_refused_with_its_reason(geometry, reason):
    with translation.override("en"), pytest.raises(BadShapeError) as refused:
        read_outline(geometry)
    with translation.override("en"):
        assert reason in str(refused.value.reason)
