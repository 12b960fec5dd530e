"""The question "where?" without JavaScript: address, pin, list, and what wins."""

import pytest
from django.core.cache import cache

from commons.accounts.permissions import operator
from commons.places.domain import areas
from commons.places.domain.distance import Point
from commons.places.domain.shapes import read_outline
from commons.places.pages.forms import ChosenPlace, PlaceForm
from tests.commons.places.loopback_geocoder import running
from tests.factories.places import AreaFactory, square

pytestmark = pytest.mark.django_db
RANTAKATU = "61.892720|24.299310|Rantakatu, Keskusta, Kuvala"


@pytest.fixture
def town():
    kuvala = AreaFactory(slug="kuvala")
    areas.draw(actor=operator(), area=kuvala, outline=read_outline(square(61.9, 24.3, 0.1)))
    harjula = AreaFactory(slug="harjula", parent=kuvala)
    areas.draw(actor=operator(), area=harjula, outline=read_outline(square(61.95, 24.35, 0.02)))
    return {"kuvala": kuvala, "harjula": harjula}


@pytest.fixture
def geocoder(settings):
    cache.clear()
    with running() as server:
        settings.GEOCODER = {"url": server.url, "timeout": 0.5}
        yield server


def chosen(data: dict[str, object], **options: object) -> ChosenPlace:
    form = PlaceForm(data, **options)
    assert form.is_valid(), form.errors
    return form.chosen


def test_nothing_is_an_answer_unless_it_is_needed(town):
    assert chosen({}) == ChosenPlace(None, None, "")
    form = PlaceForm({}, needed=True)
    assert not form.is_valid()
    assert list(form.errors) == ["area"]


def test_an_area_of_the_list_is_enough(town):
    assert chosen({"area": town["harjula"].pk}, needed=True) == ChosenPlace(town["harjula"], None, "")


def test_a_pin_tells_its_area_whatever_was_ticked_before(town):
    place = chosen(
        {"area": town["kuvala"].pk, "latitude": "61.95", "longitude": "24,35", "place_name": "Koulu"}
    )
    assert place == ChosenPlace(town["harjula"], Point(61.95, 24.35), "Koulu")


def test_a_hit_of_the_search_comes_before_an_older_pin(town):
    place = chosen({"hit": RANTAKATU, "latitude": "61.95", "longitude": "24.35", "place_name": "Koulu"})
    assert place == ChosenPlace(town["kuvala"], Point(61.89272, 24.29931), "Rantakatu, Keskusta, Kuvala")


def test_the_exact_place_can_be_left_out_again(town):
    data = {"area": town["harjula"].pk, "latitude": "61.95", "longitude": "24.35", "forget": "on"}
    assert chosen(data) == ChosenPlace(town["harjula"], None, "")


def test_a_place_outside_the_town_asks_for_an_area(town):
    data = {"latitude": "60.17", "longitude": "24.94"}
    form = PlaceForm(data)
    assert not form.is_valid()
    assert list(form.errors) == ["area"]
    with_area = chosen({**data, "area": town["harjula"].pk})
    assert with_area == ChosenPlace(town["harjula"], Point(60.17, 24.94), "")


def test_a_town_without_outlines_takes_any_point():
    assert chosen({"latitude": "60.17", "longitude": "24.94"}).point == Point(60.17, 24.94)


@pytest.mark.parametrize(
    "data",
    [
        {"latitude": "x", "longitude": "1"},
        {"latitude": "91", "longitude": "1"},
        {"hit": "x"},
        {"hit": "1|2000|y"},
        {"area": "0"},
        {"area": "Harjula"},
    ],
)
def test_what_is_no_place_is_refused(town, data):
    assert not PlaceForm(data).is_valid()


def test_looking_up_an_address_gives_radio_buttons_and_keeps_what_was_typed(town, geocoder):
    form = PlaceForm({"address": "ranta", "area": str(town["harjula"].pk)})
    form.look_up()
    assert [(option["name"], option["chosen"]) for option in form.options] == [
        ("Rantakatu, Keskusta, Kuvala", False),
        ("Rantapolku, Ahvenranta, Kuvala", False),
    ]
    assert form.options[0]["value"] == RANTAKATU
    assert form.chosen_area == town["harjula"].pk
    assert form["address"].value() == "ranta"


@pytest.mark.parametrize("mood", ["broken", "slow"])
def test_a_silent_geocoder_says_what_to_do_instead(town, geocoder, mood):
    geocoder.mood = mood
    form = PlaceForm({"address": "ranta"})
    form.look_up()
    assert form.options == []
    assert "list" in form.search_said or "luettelo" in form.search_said


def test_nothing_found_and_nothing_asked_say_so(town, geocoder):
    for address in ("Timbuktu", ""):
        form = PlaceForm({"address": address})
        form.look_up()
        assert form.search_said


def test_the_template_draws_every_way(town, geocoder, client):
    from django.template.loader import render_to_string

    form = PlaceForm({"address": "ranta", "hit": RANTAKATU})
    form.look_up()
    html = render_to_string("places/place_fields.html", {"form": form, "form_id": "step"})
    assert html.count('type="radio"') == 2 + 1 + 2
    assert f'value="{RANTAKATU}" checked' in html
    assert "<place-map" in html
    assert " style=" not in html
