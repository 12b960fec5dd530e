"""Preparing a hearing through the API: for coordinators, complete before it opens."""

from typing import Any

import pytest

from commons.accounts.models import Role, User
from hearings.models import Hearing
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

NEW: dict[str, Any] = {
    "slug": "uusi",
    "languages": ["fi", "sv"],
    "title": {"fi": "Uusi", "sv": "Ny"},
    "purpose": {"fi": "Siksi", "sv": "Därför"},
    "privacy": {"fi": "Näin"},
    "home_towns": ["Kuvala"],
    "opens_at": "2026-01-01T12:00:00Z",
    "closes_at": "2036-01-01T12:00:00Z",
}
EVENT = {
    "town": "Kuvala",
    "place": "Talo",
    "starts_at": "2026-12-01T12:00:00Z",
    "ends_at": "2026-12-01T15:00:00Z",
    "programme": {"fi": "Kahvit", "sv": "Kaffe"},
}


def test_a_hearing_is_prepared_and_opened(coordinator: User) -> None:
    AreaFactory(slug="kuvala")
    made = door(coordinator).post(API, NEW, headers={"Idempotency-Key": "a"})
    again = door(coordinator).post(API, NEW, headers={"Idempotency-Key": "a"})
    assert (made.status_code, again.status_code, Hearing.objects.count()) == (201, 201, 1)
    assert made.json()["title"] == NEW["title"]
    assert door().get(f"{API}uusi/").status_code == 404
    early = door(coordinator).put(f"{API}uusi/state/", {"state": "open"})
    assert (early.status_code, set(early.json()["fields"])) == (409, {"privacy_sv", "service_areas"})
    for path, body in (
        ("service-areas/", {"name": {"fi": "Koti", "sv": "Hem"}, "is_sensitive": True}),
        ("questions/", {"text": {"fi": "Muuta?", "sv": "Annat?"}, "polarity": "idea"}),
        ("events/", EVENT),
    ):
        assert door(coordinator).post(f"{API}uusi/{path}", body).status_code == 201, path
    changed = door(coordinator).patch(f"{API}uusi/", {"privacy": {"fi": "Näin", "sv": "Så"}})
    assert changed.json()["privacy"] == {"fi": "Näin", "sv": "Så"}
    assert door(coordinator).put(f"{API}uusi/state/", {"state": "open"}).status_code == 200
    told = door(coordinator).get(f"{API}uusi/codes/").json()
    codes = told["results"]
    assert told["signs"] == "/desk/hearings/uusi/signs.pdf"
    assert [bool(row["event"]) for row in codes] == [True, True, False] or len(codes) == 3
    late = door(coordinator).post(f"{API}uusi/questions/", {"text": {"fi": "Vielä?"}, "polarity": "idea"})
    assert (late.status_code, late.json()["code"]) == (409, "wrong-state")


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "themes"},
        {"slug": "Ä"},
        {"languages": []},
        {"languages": ["de"]},
        {"closes_at": "2020-01-01T12:00:00Z"},
        {"opens_at": None},
        {"title": "Uusi"},
    ],
)
def test_what_does_not_fit_is_refused(coordinator: User, change: dict[str, Any]) -> None:
    AreaFactory(slug="kuvala")
    answer = door(coordinator).post(API, NEW | change)

    assert answer.status_code == 400
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("patch", "marraskuu/"),
        ("post", "marraskuu/service-areas/"),
        ("post", "marraskuu/questions/"),
        ("post", "marraskuu/events/"),
    ],
)
def test_only_coordinators_prepare(hall: Hall, resident: User, method: str, path: str) -> None:
    people = {role.value: official(role) for role in Role} | {"resident": resident}
    passed = {
        name
        for name, person in people.items()
        if getattr(door(person), method)(API + path, {}).status_code != 403
    }

    assert passed == {"coordinator"}
    assert getattr(door(), method)(API + path, {}).status_code == 403


def test_which_ways_in_are_read_first_is_decided_and_told(hall: Hall, coordinator: User) -> None:
    body = {"held_channels": ["phone", "web"]}
    changed = door(coordinator).patch(f"{API}marraskuu/", body)
    assert (changed.status_code, changed.json()["held_channels"]) == (200, ["phone", "web"])
    assert door().get(f"{API}marraskuu/").json()["held_channels"] == ["phone", "web"]
    junk = door(coordinator).patch(f"{API}marraskuu/", {"held_channels": ["pigeon"]})
    assert (junk.status_code, set(junk.json()["fields"])) == (400, {"held_channels.0"})


def test_an_open_hearing_keeps_its_texts(hall: Hall, coordinator: User) -> None:
    answer = door(coordinator).patch(f"{API}marraskuu/", {"title": {"sv": ""}})

    assert answer.status_code == 400
    hall.hearing.refresh_from_db()
    assert hall.hearing.title_sv
