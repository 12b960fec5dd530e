"""Lists of the API: filters, orders, pages, and a cost that does not grow with the rows."""

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.deliberation.models import Comment, CommentKind
from proposals.models import Review, State
from tests.factories.process import CycleFactory, EnvelopeFactory
from tests.factories.proposals import CategoryFactory, ProposalFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db

LIST = "/api/v1/proposals/"


def ids(address: str, client: APIClient | None = None) -> list[int]:
    """All ids, page after page."""
    found: list[int] = []
    following: str | None = address
    while following:
        body = (client or APIClient()).get(following).json()
        found += [row["id"] for row in body["results"]]
        following = body["next"]
    return found


@pytest.mark.parametrize("order", ["random", "newest", "supported", "cheapest", "dearest"])
def test_pages_hold_every_row_once_also_where_all_are_alike(town: Town, order: str) -> None:
    made = [ProposalFactory(cycle=town.cycle, area=town.harjula, rough_cost=None).pk for _n in range(11)]

    assert sorted(ids(f"{LIST}?order={order}&page_size=3")) == made


def test_back_and_forth_gives_the_same_pages(town: Town) -> None:
    for number in range(7):
        ProposalFactory(cycle=town.cycle, area=town.harjula, rough_cost=100 * (number // 3 + 1))
    client = APIClient()

    first = client.get(f"{LIST}?order=dearest&page_size=3").json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()

    assert (third["next"], first["previous"]) == (None, None)
    assert client.get(third["previous"]).json()["results"] == second["results"]
    back = client.get(second["previous"]).json()
    assert (back["results"], back["previous"]) == (first["results"], None)


def test_near_comes_first_and_filters_are_those_of_the_page(town: Town) -> None:
    far = ProposalFactory(cycle=town.cycle, area=town.harjula, latitude=61.506, category=town.category)
    near = ProposalFactory(cycle=town.cycle, area=town.harjula, latitude=61.501, category=town.category)
    ProposalFactory(cycle=town.cycle, area=town.ranta, latitude=61.6)
    gone = ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.WITHDRAWN)

    here = "lat=61.5&lon=23.8&radius=2000"
    assert ids(f"{LIST}?order=near&{here}") == [near.pk, far.pk]
    assert ids(f"{LIST}?area=kuvala/harjula&category=luonto&order=newest") == [near.pk, far.pk]
    assert ids(f"{LIST}?state=withdrawn") == [gone.pk]
    assert ids(f"{LIST}?cycle=other") == []


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "query",
    [
        "cursor=%00",
        "cursor=junk",
        f"cursor={cursor('n', 'x', 1)}",
        f"cursor={cursor('n', '1', 2**80)}",
        f"cursor={cursor('n', 'Infinity', 1)}&order=dearest",
        f"cursor={cursor('n', '99999-01-01', 1)}&order=newest",
        f"cursor={cursor({})}",
        "order=upwards",
        "seed=1e9",
        "lat=nan",
        "cost_min=x",
    ],
)
def test_nonsense_is_told(town: Town, query: str) -> None:
    ProposalFactory(cycle=town.cycle)
    answer = APIClient().get(f"{LIST}?{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("address", ["/api/v1/cycles/", "/api/v1/areas/"])
def test_nonsense_cursors_of_the_other_lists_are_told(town: Town, address: str) -> None:
    junk = base64.b64encode(b"p=%00x").decode()

    assert APIClient().get(f"{address}?cursor={junk}").status_code in (200, 400, 404)


def _proposal(town: Town) -> None:
    """A proposal with everything that a list or its page shows."""
    made = ProposalFactory(cycle=town.cycle, area=town.harjula, category=CategoryFactory())
    Review.objects.create(proposal=made)
    for _n in range(3):
        Comment.objects.create(thread=made.thread, author=made.author, kind=CommentKind.FOR, text="Hyvä.")


LISTS: list[tuple[str, Callable[[Town], Any], int]] = [
    (f"{LIST}?page_size=50", _proposal, 3),
    (f"{LIST}?page_size=50&q=penkki&order=supported", _proposal, 4),
    ("/api/v1/proposals.geojson", _proposal, 1),
    ("/api/v1/proposals/mine/", lambda town: _proposal(town), 3),
    ("/api/v1/reviews/?page_size=50", _proposal, 4),
    ("/api/v1/categories/", lambda _town: CategoryFactory(), 1),
    (
        "/api/v1/cycles/?page_size=50",
        lambda town: CycleFactory(area=town.area, slug=f"vuosi-{uuid4().hex}"),
        1,
    ),
    ("/api/v1/cycles/kuvala-2026/", lambda town: EnvelopeFactory(cycle=town.cycle), 5),
]


@pytest.mark.parametrize(("address", "add", "most"), LISTS, ids=[entry[0] for entry in LISTS])
def test_the_cost_of_a_list_does_not_grow(
    town: Town,
    address: str,
    add: Callable[[Town], Any],
    most: int,
    django_assert_max_num_queries: Any,
) -> None:
    client = APIClient()
    if "reviews" in address or "mine" in address:
        client.force_login(official(Role.COORDINATOR))
    add(town)
    with django_assert_max_num_queries(most) as one:
        assert client.get(address).status_code == 200
    for _n in range(29):
        add(town)
    with django_assert_max_num_queries(most) as thirty:
        body = client.get(address).json()

    assert len(one.captured_queries) == len(thirty.captured_queries)
    assert "mine" in address or max(len(part) for part in body.values() if isinstance(part, list)) >= 30


def test_the_cost_of_one_proposal_does_not_grow_with_its_discussion(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    made = ProposalFactory(cycle=town.cycle)
    address = f"{LIST}{made.pk}/"
    counts = []
    for number in (1, 29):
        for n in range(number):
            Comment.objects.create(thread=made.thread, author=made.author, kind=CommentKind.FOR, text=f"{n}")
        with django_assert_max_num_queries(9) as queries:
            APIClient().get(address)
        counts.append(len(queries.captured_queries))

    assert counts[0] == counts[1]
