"""The demo town finds its own streets, for our pages and for any client of a Nominatim server."""

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from commons.places.domain import geocoder
from portal.demo.geocoder import find


def test_a_street_is_found_by_its_beginning_without_its_house_number() -> None:
    assert [place.name_fi for place in find("rinneti 12 B")] == ["Rinnetie"]


def test_names_that_begin_with_the_words_come_before_names_that_contain_them() -> None:
    names = [place.name_fi for place in find("koulu")]
    assert names[0] == "Koulukatu"
    assert "Harjulan koulu" in names


def test_swedish_names_and_missing_dots_are_understood() -> None:
    assert [place.name_fi for place in find("Åmynningens")] == ["Jokisuun laituri"]
    assert [place.name_fi for place in find("nakotorni")] == ["Näkötornintie", "Harjun näkötorni"]


@pytest.mark.parametrize("text", ["", "a", "12", "Olematon katu"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert find(text) == []


def test_the_answer_is_shaped_as_nominatims(client: Client) -> None:
    answer = client.get("/demo/geocoder/search", {"q": "Kauppatori", "accept-language": "sv"})
    assert [row["display_name"] for row in answer.json()] == ["Salutorget, Centrum, Kuvala"]
    assert 61 < float(answer.json()[0]["lat"]) < 62


def test_a_real_town_has_no_such_server(client: Client, settings: Settings) -> None:
    settings.RAATI_DEMO = False
    assert client.get("/demo/geocoder/search", {"q": "Kauppatori"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_address_search_of_the_places_reaches_it(live_server: LiveServer, settings: Settings) -> None:
    settings.GEOCODER = {"url": f"{live_server.url}/demo/geocoder"}
    hits = geocoder.search("Vanha mylly")
    assert [hit.name for hit in hits] == ["Vanha mylly, Myllynsuu, Kuvala"]
