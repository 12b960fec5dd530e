"""The walk: nobody meets at a wall, the clock is the same everywhere, and only facilitators steer it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from commons.live.topics import find
from hearings.domain.walks import plan, steering
from hearings.domain.walks.steering import WalkGoesOn
from hearings.models import Event, Walk
from tests.factories.hearings import EventFactory, StationFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

PLAN = {"groups": 2, "rounds": 2, "first_minutes": 5, "later_minutes": 7, "move_minutes": 1}


@pytest.fixture
def event(hall: Hall) -> Event:
    found: Event = EventFactory(hearing=hall.hearing)
    return found


@pytest.fixture
def walk(event: Event, facilitator: User) -> Walk:
    return steering.prepare(actor=facilitator, event=event, **PLAN)


def at(walk: Walk, minutes: float) -> tuple[str, int | None, int]:
    """The clock so many minutes after the beginning."""
    assert walk.began_at is not None
    found = plan.clock(walk, walk.began_at + dt.timedelta(minutes=minutes))
    return found.state, found.phase, found.left


@pytest.mark.parametrize(("groups", "walls"), [(1, 1), (2, 6), (4, 6), (6, 6), (3, 4), (12, 12)])
def test_groups_start_apart_and_never_meet(groups: int, walls: int) -> None:
    routes = plan.routes(groups, walls, walls)

    for number in range(walls):
        assert len({route[number] for route in routes}) == groups
    assert all(sorted(route) == list(range(walls)) for route in routes)


def test_more_groups_than_walls_share_evenly() -> None:
    first = [route[0] for route in plan.routes(5, 2, 2)]

    assert sorted(first.count(wall) for wall in (0, 1)) == [2, 3]


def test_a_hearing_without_walls_has_routes_to_nowhere() -> None:
    assert plan.routes(2, 3, 0) == [[], []]


def test_the_clock_runs_through_rounds_and_moves(walk: Walk, facilitator: User) -> None:
    assert plan.clock(walk).state == "waiting"
    walk = steering.steer(actor=facilitator, walk=walk, act="start")

    assert at(walk, 0) == ("running", 0, 300)
    assert at(walk, 4.5) == ("running", 0, 30)
    assert at(walk, 5) == ("running", 1, 60)
    assert at(walk, 6) == ("running", 2, 420)
    assert at(walk, 13) == ("over", None, 0)


def test_pause_minute_more_skip_and_stop(walk: Walk, facilitator: User) -> None:
    def act(name: str, **more: Any) -> Walk:
        return steering.steer(actor=facilitator, walk=walk, act=name, **more)

    act("start")
    Walk.objects.update(began_at=timezone.now() - dt.timedelta(minutes=2))
    paused = act("pause")
    assert plan.clock(paused, timezone.now() + dt.timedelta(hours=1)).left in (179, 180)
    stretched = act("stretch")
    assert plan.clock(stretched).left in (239, 240)
    resumed = act("resume")
    assert plan.clock(resumed).state == "running"
    assert 238 <= plan.clock(resumed).left <= 240
    skipped = act("skip", phase=0)
    assert plan.clock(skipped).phase == 1
    with pytest.raises(WalkGoesOn):
        act("skip", phase=0)
    with pytest.raises(WalkGoesOn):
        act("start")
    with pytest.raises(WalkGoesOn):
        act("resume")
    stopped = act("stop")

    assert (stopped.began_at, stopped.paused_at, stopped.added) == (None, None, [])
    with pytest.raises(WalkGoesOn):
        act("skip")
    with pytest.raises(Invalid):
        act("dance")


def test_a_plan_is_changed_only_while_the_clock_does_not_run(
    walk: Walk, event: Event, facilitator: User
) -> None:
    again = steering.prepare(actor=facilitator, event=event, **(PLAN | {"groups": 4}))
    assert (again.pk, again.groups) == (walk.pk, 4)
    steering.steer(actor=facilitator, walk=walk, act="start")
    with pytest.raises(WalkGoesOn):
        steering.prepare(actor=facilitator, event=event, **PLAN)


@pytest.mark.parametrize(
    "change",
    [{"groups": 0}, {"rounds": 13}, {"first_minutes": 0}, {"later_minutes": 61}, {"move_minutes": -1}],
)
def test_a_plan_that_cannot_be_is_refused(event: Event, facilitator: User, change: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refusal:
        steering.prepare(actor=facilitator, event=event, **(PLAN | change))
    assert set(refusal.value.fields) == set(change)
    if min(change.values()) >= 0:
        with pytest.raises(IntegrityError), transaction.atomic():
            Walk.objects.create(event=event, **change)


def test_only_facilitators_and_coordinators_plan_and_steer(
    walk: Walk, event: Event, scribe: User, moderator: User, resident: User
) -> None:
    for actor in (scribe, moderator, resident):
        with pytest.raises(NotAllowed):
            steering.prepare(actor=actor, event=event, **PLAN)
        with pytest.raises(NotAllowed):
            steering.steer(actor=actor, walk=walk, act="start")


def test_times_are_planned_from_the_event_and_then_from_the_beginning(
    walk: Walk, event: Event, facilitator: User
) -> None:
    walls = plan.walls_of(event.hearing)
    planned = plan.timetable(walk, walls)
    assert (planned[0].begins, planned[1].begins) == (
        event.starts_at,
        event.starts_at + dt.timedelta(minutes=6),
    )
    begun = steering.steer(actor=facilitator, walk=walk, act="start")
    assert plan.timetable(begun, walls)[0].begins == begun.began_at


def test_everybody_follows_by_the_code_and_by_the_live_topic(
    walk: Walk, event: Event, hall: Hall, facilitator: User
) -> None:
    station = StationFactory(hearing=hall.hearing, event=event)
    steering.steer(actor=facilitator, walk=walk, act="start")
    page = Client().get(f"/h/{station.code}/walk/")
    assert page.status_code == 200
    assert page.context["clock"].state == "running"
    content = page.content.decode()
    assert content.count("<td") == 4
    assert Client().get(f"/h/{hall.station.code}/walk/").status_code == 404
    assert Client().get("/h/CCCCC/walk/").status_code == 404
    topic = find(f"hearing-walk:{event.pk}")
    assert topic.snapshot is not None
    assert topic.snapshot(f"hearing-walk:{event.pk}")["phases"][0] == {
        "kind": "round",
        "round": 0,
        "seconds": 300,
    }
    assert not topic.may_subscribe(None, "hearing-walk:999999")
    assert not topic.may_subscribe(None, "hearing-walk:x")


def test_the_facilitator_plans_and_steers_by_pages(
    hall: Hall, event: Event, facilitator: User, scribe: User
) -> None:
    client = signed_in(facilitator)
    address = f"/desk/hearings/marraskuu/walk/{event.pk}/"
    wrong = client.post(address, PLAN | {"groups": "neljä"})
    assert (wrong.status_code, "neljä" in wrong.content.decode()) == (400, True)
    assert client.post(address, PLAN).status_code == 302
    client.post(f"{address}steer/", {"act": "start"})
    page = client.get(address)
    assert page.context["clock"].state == "running"
    late = client.post(f"{address}steer/", {"act": "skip", "phase": "1"}, follow=True)
    assert [message.level_tag for message in late.context["messages"]] == ["error"]
    client.post(f"{address}steer/", {"act": "skip", "phase": "0"})
    assert client.get(address).context["clock"].phase == 1
    assert signed_in(scribe).get(address).status_code == 403
    assert client.get(f"/desk/hearings/marraskuu/walk/{2**70}/").status_code == 404
    assert client.post("/desk/hearings/marraskuu/walk/999999/steer/", {"act": "start"}).status_code == 404


def test_the_same_through_the_api(event: Event, facilitator: User, scribe: User) -> None:
    here = f"{API}walks/{event.pk}/"
    assert door().get(here).status_code == 404
    assert [door(person).put(here, PLAN).status_code for person in (None, scribe)] == [403, 403]
    made = door(facilitator).put(here, PLAN)
    assert (made.status_code, made.json()["began"], made.json()["routes"]) == (200, None, [[0, 1], [1, 0]])
    assert door(scribe).post(here, {"act": "start"}).status_code == 403
    begun = door(facilitator).post(here, {"act": "start"}).json()
    told = door().get(here).json()
    assert told["began"] == begun["began"]
    assert 0 <= told["now"] - told["began"] < 60_000
    running = door(facilitator).put(here, PLAN)
    assert (running.status_code, running.json()["code"]) == (409, "walk-moved-on")
    assert door(facilitator).post(here, {"act": "dance"}).status_code == 400
