"""The public list: sums in words, filters, a fair order that keeps still, and addresses full of nonsense."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from commons.process.models import PhaseKind
from proposals.models import State
from tests.factories.process import CycleFactory, closed_phase
from tests.factories.proposals import CategoryFactory, DraftFactory, ProposalFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
Count = Callable[..., Any]


def titles(html: str) -> list[str]:
    """The titles of the cards, in their order."""
    return re.findall(r'<h3 class="card__title"[^>]*><a href="/proposals/\d+/">([^<]*)</a>', html)


def look(client: Client, query: str = "") -> str:
    answer = client.get(f"/proposals/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def fill(town: Town, number: int, **fields: Any) -> None:
    for one in range(number):
        ProposalFactory(
            cycle=town.cycle,
            **({"area": town.harjula, "category": town.category, "title": f"Ehdotus {one}"} | fields),
        )


def test_the_sum_is_told_in_words(town: Town, reader: Reader) -> None:
    sport = CategoryFactory(slug="liikunta", name_en="Sport")
    fill(town, 3)
    fill(town, 2, category=sport)
    fill(town, 1, area=town.ranta, category=None)
    client = reader()
    told = re.compile(r'id="sum">([^<]*)<')
    found = [
        told.findall(look(client, query))[0]
        for query in ("", "?area=kuvala/harjula/", "?area=kuvala/ranta/", "?category=liikunta")
    ]
    assert found == [
        "6 proposals",
        "5 proposals in Harjula (en)",
        "1 proposal in Ranta (en)",
        "6 proposals, 2 about “Sport”",
    ]
    both = look(client, "?area=kuvala/harjula/&category=liikunta")
    assert told.findall(both) == ["5 proposals in Harjula (en), 2 about “Sport”"]
    assert len(titles(both)) == 2


def test_filters_leave_what_fits(town: Town, reader: Reader) -> None:
    fill(town, 1, title="Halpa penkki", rough_cost=Decimal(100), latitude=61.6)
    fill(town, 1, title="Kallis silta", what="Yli joen", rough_cost=Decimal(90000), latitude=61.5)
    proposal_in(town, State.NOT_FEASIBLE, title="Torni", what="Korkea", latitude=61.6)
    proposal_in(town, State.WITHDRAWN, title="Peruttu")
    client = reader()
    found = {
        query: sorted(titles(look(client, query)))
        for query in (
            "", "?q=penkit", "?cost_max=1 000,50", "?cost_min=1000&cost_max=", "?state=not_feasible",
            "?state=withdrawn", "?lat=61.5&lon=23.8&radius=500", "?category=luonto&q=silta",
        )
    }  # fmt: skip
    assert found == {
        "": ["Halpa penkki", "Kallis silta", "Torni"],
        "?q=penkit": ["Halpa penkki"],
        "?cost_max=1 000,50": ["Halpa penkki"],
        "?cost_min=1000&cost_max=": ["Kallis silta", "Torni"],
        "?state=not_feasible": ["Torni"],
        "?state=withdrawn": ["Peruttu"],
        "?lat=61.5&lon=23.8&radius=500": ["Kallis silta"],
        "?category=luonto&q=silta": ["Kallis silta"],
    }


def test_drafts_are_never_in_the_list(town: Town, reader: Reader) -> None:
    DraftFactory(cycle=town.cycle, title="Salainen", area=town.harjula)
    client = reader()
    for query in ("", "?state=draft", "?cycle=all", "?q=salainen", "?state=draft&state=submitted"):
        assert "Salainen" not in client.get(f"/proposals/{query}").content.decode()
    assert "Salainen" not in client.get("/proposals/points.geojson?cycle=all").content.decode()


def test_pages_of_one_lot_show_each_proposal_once(town: Town, reader: Reader) -> None:
    fill(town, 60)
    client = reader()
    first = look(client, "?seed=7")
    following = re.findall(r'rel="next" href="([^"]*)"', first)[0].replace("&amp;", "&")
    assert "seed=7" in following
    pages = [titles(first), titles(look(client, following)), titles(look(client, "?seed=7&page=3"))]
    assert [len(page) for page in pages] == [24, 24, 12]
    assert len({title for page in pages for title in page}) == 60
    assert titles(look(client, "?seed=8")) != pages[0]
    assert titles(look(client)) == titles(look(reader()))
    assert titles(look(client, "?seed=7&page=99")) == pages[2]


def test_orders(town: Town, reader: Reader) -> None:
    fill(town, 1, title="A", rough_cost=Decimal(300), latitude=61.503)
    fill(town, 1, title="B", rough_cost=Decimal(100), latitude=61.501)
    fill(town, 1, title="C", rough_cost=Decimal(200), latitude=61.502)
    client = reader()
    found = {
        order: "".join(titles(look(client, f"?order={order}"))) for order in ("newest", "cheapest", "dearest")
    }
    found["near"] = "".join(titles(look(client, "?order=near&lat=61.5&lon=23.8")))
    assert found == {"newest": "CBA", "cheapest": "BCA", "dearest": "ACB", "near": "BCA"}


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=abc", "page=99999999999999999999", "seed=-5", "seed=x", "seed=99999999999999999999",
        "order=nonsense", "cycle=nonsense", "cycle=%00", "area=%00", "area=999999999999999999", "area=x/y",
        "category=%00", "category=nonsense", "q=%00", "q=%27%3B--", "q=" + "a" * 190, "near=%00", "lat=61.5",
        "q=%", "q=!!!", "radius=", "lat=&lon=", "reply=1", "state=", "q=%F0%9F%98%80",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(town: Town, reader: Reader, query: str) -> None:
    fill(town, 2)
    assert reader().get(f"/proposals/?{query}").status_code == 200
    assert reader().get(f"/proposals/points.geojson?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "lat=91&lon=1",
        "lat=x&lon=y",
        "radius=-1",
        "state=nonsense",
        "cost_max=much",
        "cost_min=NaN",
        "q=" + "a" * 201,
    ],
)
def test_what_cannot_be_understood_is_told_and_the_list_is_still_there(
    town: Town, reader: Reader, query: str
) -> None:
    fill(town, 2)
    answer = reader().get(f"/proposals/?{query}")
    html = answer.content.decode()
    assert (answer.status_code, len(titles(html))) == (400, 2)
    assert "not understood and is left out" in html


def test_the_year_can_be_chosen(town: Town, reader: Reader) -> None:
    fill(town, 1, title="Uusi")
    old = CycleFactory(area=town.area, slug="kuvala-2020", year=2020)
    ProposalFactory(cycle=old, title="Vanha")
    ProposalFactory(cycle=CycleFactory(slug="salainen", is_published=False), title="Tuleva")
    client = reader()
    found = [titles(look(client, query)) for query in ("", "?cycle=kuvala-2020", "?cycle=salainen")]
    assert found == [["Uusi"], ["Vanha"], ["Uusi"]]
    assert sorted(titles(look(client, "?cycle=all"))) == ["Uusi", "Vanha"]


def test_empty_lists_say_what_to_do(town: Town, reader: Reader) -> None:
    client = reader()
    assert "Yours can be the first." in look(client)
    assert "Show all proposals" in look(client, "?q=mitätahansa")
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    assert "There are no proposals here yet" in look(client)


def test_the_map_has_what_the_list_has(town: Town, reader: Reader) -> None:
    fill(town, 2)
    fill(town, 1, title="Muualla", area=town.ranta)
    fill(town, 1, title="Paikaton", latitude=None, longitude=None)
    found = reader().get("/proposals/points.geojson?area=kuvala/harjula/").json()
    assert sorted(one["properties"]["title"] for one in found["features"]) == ["Ehdotus 0", "Ehdotus 1"]
    html = look(reader(), "?area=kuvala/harjula/&page=1")
    assert 'data-points="/proposals/points.geojson?area=kuvala%2Fharjula%2F"' in html


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("query", "queries"), [("", 5), ("?q=ehdotus", 6), ("?area=kuvala/&category=luonto", 5)]
)
def test_the_list_takes_as_many_queries_for_one_as_for_thirty(
    town: Town, reader: Reader, number: int, query: str, queries: int, django_assert_num_queries: Count
) -> None:
    fill(town, number)
    client = reader()
    with django_assert_num_queries(queries):
        look(client, query)
