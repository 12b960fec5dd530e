"""Areas, shapes, people and the address search as JSON."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from commons.accounts.permissions import operator
from commons.places.domain import areas
from commons.places.domain.shapes import read_outline
from tests.commons.places.loopback_geocoder import running
from tests.factories.places import AreaFactory, PopulationFactory, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return APIClient(headers={"accept-language": "sv"})


@pytest.fixture
def town():
    kuvala = AreaFactory(slug="kuvala", name_sv="Kuvala stad")
    areas.draw(actor=operator(), area=kuvala, outline=read_outline(square(61.9, 24.3, 0.1)))
    harjula = AreaFactory(slug="harjula", name_sv="Åsby", parent=kuvala)
    areas.draw(actor=operator(), area=harjula, outline=read_outline(square(61.95, 24.35, 0.02)))
    AreaFactory(slug="keskusta", name_sv="Centrum", parent=kuvala)
    return kuvala


def test_the_list_is_the_tree_in_the_readers_language(api, town):
    body = api.get("/api/v1/areas/").json()
    assert [(area["path"], area["name"]) for area in body["results"]] == [
        ("kuvala/", "Kuvala stad"),
        ("kuvala/harjula/", "Åsby"),
        ("kuvala/keskusta/", "Centrum"),
    ]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [("under=kuvala/h", ["harjula"]), ("top=true", ["kuvala"]), ("parent=99999999999999999999", []), ("parent=x", None),
     ("under=%00", None)],
)  # fmt: skip
def test_filters(api, town, query, slugs):
    answer = api.get(f"/api/v1/areas/?{query}")
    if slugs is None:
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    else:
        assert [area["slug"] for area in answer.json()["results"]] == slugs


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_one_query(api, rows, django_assert_num_queries):
    for _row in range(rows):
        AreaFactory()
    with django_assert_num_queries(1):
        assert len(api.get("/api/v1/areas/?page_size=30").json()["results"]) == rows


def test_shapes_for_maps(api, town):
    answer = api.get("/api/v1/areas.geojson")
    assert answer["Content-Type"].startswith("application/geo+json")
    body = answer.json()
    assert [feature["properties"]["name"] for feature in body["features"]] == ["Kuvala stad", "Åsby"]
    assert body["features"][1]["properties"] == {
        "name": "Åsby", "path": "kuvala/harjula/", "depth": 1, "latitude": 61.95, "longitude": 24.35,
    }  # fmt: skip
    assert body["features"][1]["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize("rows", [1, 30])
def test_shapes_cost_one_query(api, rows, django_assert_num_queries):
    for row in range(rows):
        AreaFactory(outline=square(61 + row / 100, 24))
    with django_assert_num_queries(1):
        assert len(api.get("/api/v1/areas.geojson").json()["features"]) == rows


def test_which_area_is_this(api, town):
    at = "/api/v1/areas/at/?latitude={}&longitude={}"
    assert api.get(at.format(61.95, 24.35)).json()["area"]["name"] == "Åsby"
    assert api.get(at.format(61.85, 24.25)).json()["area"]["name"] == "Kuvala stad"
    assert api.get(at.format(50, 10)).json() == {"area": None}
    for latitude, longitude in [("", ""), ("x", "y"), ("999", "0"), ("nan", "nan")]:
        answer = api.get(at.format(latitude, longitude))
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["place"])


def test_people_by_age(api, town):
    PopulationFactory(area=town, age_min=0, age_max=17, persons=20)
    PopulationFactory(area=town, age_min=18, age_max=99, persons=80)
    body = api.get(f"/api/v1/areas/{town.pk}/population/").json()
    assert body == {
        "year": 2025,
        "persons": 100,
        "bands": [
            {"age_min": 0, "age_max": 17, "persons": 20},
            {"age_min": 18, "age_max": 99, "persons": 80},
        ],
    }
    assert api.get(f"/api/v1/areas/{town.pk}/population/?year=1999").json()["bands"] == []
    assert api.get(f"/api/v1/areas/{town.pk}/population/?year=x").status_code == 400
    assert api.get("/api/v1/areas/0/population/").status_code == 404


def test_address_search_tells_the_area_of_each_hit(api, town, settings):
    cache.clear()
    with running() as server:
        settings.GEOCODER = {"url": server.url, "timeout": 1}
        body = api.get("/api/v1/geocode/?q=ranta").json()
        server.mood = "broken"
        silent = api.get("/api/v1/geocode/?q=kirkko")
    assert [(hit["name"], hit["area"]["slug"]) for hit in body["hits"]] == [
        ("Rantakatu, Keskusta, Kuvala", "kuvala"),
        ("Rantapolku, Ahvenranta, Kuvala", "kuvala"),
    ]
    assert (silent.status_code, silent.json()["code"]) == (503, "geocoder-silent")
    assert api.get("/api/v1/geocode/?q=").status_code == 400
    settings.GEOCODER = {"url": ""}
    assert api.get("/api/v1/geocode/?q=ranta").json()["code"] == "no-geocoder"
