"""How many have voted, on a map for everybody: the figures of the table, and nothing of groups that are too small."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.factories.places import AreaFactory, square
from tests.factories.process import EnvelopeFactory
from tests.factories.voting import RollEntryFactory, ballot_of
from voting.domain.turnout import snapshot, step_of
from voting.models import Election

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)


def vote(*areas: tuple[int, int], outlined: bool = True) -> Election:
    """A vote with an area of each (`voted`, `eligible`), side by side."""
    election, _projects = ballot_of([EnvelopeFactory()])
    for place, (voted, eligible) in enumerate(areas):
        outline = square(61.5 + place / 10, 23.8) if outlined else None
        area = AreaFactory(parent=election.cycle.area, position=place, outline=outline, outline_shown=outline)
        RollEntryFactory.create_batch(voted, election=election, area=area, voted_at=MOMENT, channel="web")
        RollEntryFactory.create_batch(eligible - voted, election=election, area=area)
    return election


def shown(client: Client, election: Election) -> Any:
    page = client.get(f"/vote/{election.cycle.slug}/turnout/")
    assert page.status_code == 200
    return page.context["map"]


@pytest.mark.parametrize(
    ("share", "step"),
    [
        (None, 0),
        (0.0, 1),
        (4.9, 1),
        (5.0, 2),
        (9.9, 2),
        (10.0, 3),
        (20.0, 4),
        (39.9, 4),
        (40.0, 5),
        (100.0, 5),
    ],
)
def test_steps_are_the_same_for_every_vote(share: float | None, step: int) -> None:
    assert step_of(share) == step


def test_the_map_says_what_the_table_and_the_interface_say_and_hides_what_they_hide(client: Client) -> None:
    election = vote((6, 10), (8, 40), (2, 30), (9, 12))

    found = shown(client, election)

    told = client.get(f"/api/v1/vote/{election.cycle.slug}/turnout/").json()["areas"]
    # Of the small third and of the smallest other one nothing is told.
    assert [(one["shape"].shade, one["share"]) for one in found] == [
        (0, None),
        (4, 20.0),
        (0, None),
        (5, 75.0),
    ]
    assert [(one["shape"].shade, one["share"]) for one in found] == [
        (one["step"], one["share"]) for one in told
    ]
    assert [one["step"] for one in snapshot(election)["areas"]] == [0, 4, 0, 5]


def test_a_town_without_all_outlines_has_the_table_alone(client: Client) -> None:
    assert shown(client, vote((6, 10), (8, 40), outlined=False)) == []
    assert shown(client, vote()) == []


def test_the_page_asks_as_often_for_one_area_as_for_eight(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    def cost(election: Election) -> int:
        shown(client, election)
        with django_assert_max_num_queries(30) as asked:
            shown(client, election)
        return len(asked)

    assert cost(vote((6, 10))) == cost(vote(*[(6, 10)] * 8))
