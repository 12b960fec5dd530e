"""The place picker and the list map in a real browser: by pointer, by keyboard, by location, without JavaScript."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from commons.accounts.permissions import operator
from commons.places.domain import areas
from commons.places.domain.shapes import read_outline
from tests.commons.places.loopback_geocoder import running
from tests.factories.places import AreaFactory, square
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]


@pytest.fixture
def town(settings):
    settings.ROOT_URLCONF = "tests.journeys.place_page"
    kuvala = AreaFactory(slug="kuvala")
    areas.draw(actor=operator(), area=kuvala, outline=read_outline(square(61.9, 24.3, 0.1)))
    for slug, latitude, longitude in (("harjula", 61.95, 24.35), ("keskusta", 61.88, 24.28)):
        area = AreaFactory(slug=slug, parent=kuvala)
        areas.draw(actor=operator(), area=area, outline=read_outline(square(latitude, longitude, 0.04)))
    return kuvala


def pin_of(page) -> tuple[float, float]:
    latitude, longitude = (
        page.locator(f"input[name={name}]").input_value() for name in ("latitude", "longitude")
    )
    return float(latitude), float(longitude)


def test_a_press_on_the_map_sets_the_pin_and_ticks_its_area(visitor: Visitors, town):
    someone = visitor(language="en")
    page = someone.open("/where/")
    page.locator("path.map-area").nth(1).wait_for()
    page.locator(".place__canvas[aria-busy]").wait_for(state="detached")
    page.locator("path.map-area").nth(1).click()
    page.get_by_text("The pin is in").wait_for()
    assert page.locator("input[name=area]:checked").count() == 1
    assert findings(page) == []
    page.get_by_role("button", name="Save").click()
    assert page.locator("#chosen").inner_text().split()[0] in {"harjula", "keskusta"}
    assert someone.faults == []


def test_the_pin_is_set_and_moved_by_keyboard_alone(visitor: Visitors, town):
    page = visitor(language="en").open("/where/")
    page.locator("path.map-area").first.wait_for()
    page.get_by_role("button", name="Put a pin in the middle of the map").press("Enter")
    page.locator(".map-pin:focus").wait_for()
    before = pin_of(page)
    with page.expect_response(lambda answer: "/areas/at/" in answer.url):
        page.keyboard.press("Shift+ArrowUp")
        page.keyboard.press("ArrowRight")
    after = pin_of(page)
    assert after[0] > before[0]
    assert after[1] > before[1]
    page.get_by_role("button", name="Take the pin away").press("Enter")
    assert page.locator("input[name=latitude]").input_value() == ""
    assert page.locator(".map-pin").count() == 0
    assert page.locator("button[data-do=centre]:focus").count() == 1


def test_the_device_says_where_one_is(visitor: Visitors, town):
    someone = visitor(language="en")
    someone.context.grant_permissions(["geolocation"])
    someone.context.set_geolocation({"latitude": 61.95, "longitude": 24.35})
    page = someone.open("/where/")
    page.get_by_role("button", name="Where I am now").click()
    page.get_by_text("The pin is in Harjula").wait_for()
    assert pin_of(page) == (61.95, 24.35)


def test_a_device_that_does_not_tell_leaves_the_other_ways(visitor: Visitors, town):
    page = visitor(language="en").open("/where/")
    page.get_by_role("button", name="Where I am now").click()
    page.get_by_text("Your device did not tell where you are").wait_for()


def test_choosing_another_area_from_the_list_takes_the_pin_away(visitor: Visitors, town):
    page = visitor(language="en").open("/where/")
    page.locator("path.map-area").first.wait_for()
    page.get_by_role("button", name="Put a pin in the middle of the map").click()
    page.locator(".map-pin").wait_for()
    page.get_by_text("The pin is in Keskusta").wait_for()
    page.get_by_label("Harjula").check()
    assert page.locator("input[name=latitude]").input_value() == ""
    assert page.locator("path.map-area.is-chosen").count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_everything_works_without_javascript(visitor: Visitors, town, settings, width):
    cache.clear()
    someone = visitor(language="en", script=False, width=width)
    with running() as server:
        settings.GEOCODER = {"url": server.url, "timeout": 2}
        page = someone.open("/where/")
        page.get_by_label("Street or place").fill("ranta")
        page.keyboard.press("Enter")
        page.get_by_label("Rantakatu, Keskusta, Kuvala").check()
        page.get_by_role("button", name="Save").click()
    assert page.locator("#chosen").inner_text() == "keskusta 61.89272 24.29931 Rantakatu, Keskusta, Kuvala"
    assert not someone.is_too_wide
    page.get_by_label("None of these").check()
    page.get_by_label("Harjula").check()
    page.get_by_role("button", name="Save").click()
    assert page.locator("#chosen").inner_text().strip() == "harjula"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_list_map_groups_what_is_near_and_opens_it(visitor: Visitors, town, width, colours):
    someone = visitor(language="en", width=width, colours=colours)
    page = someone.open("/things/")
    page.locator("list-map").scroll_into_view_if_needed()
    page.locator(".map-dot").nth(39).wait_for()
    assert page.locator(".map-dot").count() == 40
    assert findings(page) == []
    page.get_by_role("button", name="Move and zoom the map").press("Enter")
    group = page.locator(".map-group")
    group.wait_for()
    assert group.inner_text() == "39"
    assert group.get_attribute("aria-label") == "39 here. Zoom in to see each."
    assert page.locator(".map-pin").count() == 1
    assert findings(page) == []
    assert not someone.is_too_wide
    page.locator(".map-pin").press("Enter")
    assert page.locator(".leaflet-popup-content a").get_attribute("href") == "/areas/?40"
    page.keyboard.press("Escape")
    group.press("Enter")
    page.locator(".map-group, .map-pin").nth(2).wait_for()
    assert someone.faults == []


def test_nothing_of_the_map_is_fetched_before_it_is_in_sight(visitor: Visitors, town):
    someone = visitor(language="en")
    fetched: list[str] = []
    someone.page.on("request", lambda request: fetched.append(request.url))
    someone.page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = someone.open("/things/")
    page.get_by_role("button", name="Show the map").wait_for()
    assert not [url for url in fetched if "leaflet" in url or "geojson" in url]
    page.get_by_role("button", name="Show the map").click()
    page.locator(".map-dot").first.wait_for()
    assert not [url for url in fetched if url.endswith("leaflet.js")]
    page.locator(".map-sketch").hover()
    page.locator(".map-group").wait_for()
    assert [url for url in fetched if url.endswith("leaflet.js")]


def test_the_areas_page_shows_the_town(visitor: Visitors, town):
    someone = visitor(language="en")
    page = someone.open("/areas/")
    page.locator("path.map-area").nth(2).wait_for()
    assert findings(page) == []
    page.get_by_role("link", name="Harjula").click()
    page.locator(".map-pin").wait_for()
    assert findings(page) == []
    assert someone.faults == []
