"""The address search against a real Nominatim-compatible server on loopback."""

import pytest
from django.core.cache import cache
from django.utils import translation

from commons.http.errors import Invalid
from commons.places.domain import geocoder
from commons.places.domain.geocoder import Hit, NoAnswer, NotOffered
from tests.commons.places.loopback_geocoder import running
from tests.factories.places import AreaFactory, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    cache.clear()
    with running() as server:
        settings.GEOCODER = {
            "url": server.url,
            "user_agent": "raati-test",
            "timeout": 0.5,
            "country_codes": ["fi"],
        }
        yield server


def test_hits_come_with_name_and_place(server):
    assert geocoder.search("ranta") == [
        Hit("Rantakatu, Keskusta, Kuvala", 61.89272, 24.29931),
        Hit("Rantapolku, Ahvenranta, Kuvala", 61.87, 24.35),
    ]


def test_the_server_is_asked_politely(server):
    AreaFactory(outline=square(61.9, 24.3))
    geocoder.search("  Kirkko  katu ")
    (asked,) = server.asked
    assert asked["path"] == "/geo/search"
    assert asked["q"] == "Kirkko katu"
    assert asked["agent"] == "raati-test"
    assert asked["countrycodes"] == "fi"
    assert asked["limit"] == "8"
    assert [round(float(edge), 2) for edge in asked["viewbox"].split(",")] == [24.29, 61.89, 24.31, 61.91]


def test_the_same_question_is_asked_once(server):
    assert geocoder.search("ranta") == geocoder.search("RANTA ")
    assert len(server.asked) == 1


def test_nothing_found_is_an_answer(server):
    assert geocoder.search("Timbuktu") == []


@pytest.mark.parametrize("mood", ["slow", "broken", "html", "odd"])
def test_a_geocoder_in_a_bad_mood_is_a_friendly_message_and_is_asked_again(server, mood):
    server.mood = mood
    with pytest.raises(NoAnswer) as refused:
        geocoder.search("ranta")
    assert refused.value.status == 503
    with translation.override("en"):
        assert "list" in str(refused.value.detail)
    server.mood = "well"
    assert len(geocoder.search("ranta")) == 2


def test_a_geocoder_that_is_not_there(server, settings):
    settings.GEOCODER = {**settings.GEOCODER, "url": "http://127.0.0.1:9"}
    with pytest.raises(NoAnswer):
        geocoder.search("ranta")


def test_a_town_without_a_geocoder(settings):
    settings.GEOCODER = {"url": ""}
    assert not geocoder.is_offered()
    with pytest.raises(NotOffered):
        geocoder.search("ranta")


@pytest.mark.parametrize("text", ["", "a", " a ", "x" * 201, "\x00"])
def test_too_short_or_too_long_is_not_asked(server, text):
    with pytest.raises(Invalid):
        geocoder.search(text)
    assert server.asked == []
