"""Planning on past votes: what changes, what stays, who may ask, and what bad input does."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import ballot_of, cast_ballot, certified, made_public
from voting.domain.count import count_votes
from voting.domain.simulation import asking
from voting.domain.simulation.asking import ask
from voting.domain.simulation.comparing import compare
from voting.domain.simulation.scenario import Scenario
from voting.models import EnvelopeCount, Simulation

pytestmark = pytest.mark.django_db
ADDRESS = "/planning/kuvala-2025/"
API = "/api/v1/planning/kuvala-2025/"


@pytest.fixture
def count() -> EnvelopeCount:
    """50 000 € for projects of 10 000, 20 000 and 30 000 € with 12, 9 and 6 votes: the first two are funded."""
    cycle = CycleFactory(area=AreaFactory(slug="kuvala"), slug="kuvala-2025", year=2025)
    open_phase(cycle, PhaseKind.VOTE)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, slug="potti")])
    for voter in range(18):
        chosen = (
            [projects[0]] * (voter < 12) + [projects[1]] * (6 <= voter < 15) + [projects[2]] * (voter >= 12)
        )
        cast_ballot(election, chosen)
    closed_phase(cycle, PhaseKind.VOTE)
    count_votes(actor=official(Role.COORDINATOR), election=election)
    made_public(election)
    return EnvelopeCount.objects.get(election=election, is_official=True)


def answer(count: EnvelopeCount, **scenario: Any) -> dict[str, Any]:
    found: dict[str, Any] = ask(
        actor=official(Role.COUNCILLOR), count=count, scenario=Scenario(**scenario)
    ).answer
    return found


def test_nothing_changed_gives_the_published_result(count: EnvelopeCount) -> None:
    found = answer(count)

    assert found["selected"] == count.outcome["selected"] == ["1", "2"]
    assert found["figures"] == count.outcome["figures"]


@pytest.mark.parametrize(
    ("scenario", "selected", "left_out"),
    [
        ({"money": Decimal(60_000)}, ["1", "2", "3"], []),
        ({"money": Decimal(15_000)}, ["1"], []),
        ({"least_votes": 10}, ["1"], ["2", "3"]),
        ({"most_cost": Decimal(10_000)}, ["1"], ["2", "3"]),
        ({"least_votes": 100}, [], ["1", "2", "3"]),
        ({"rule": "max-support"}, ["1", "2"], []),
        ({"rule": "equal-shares", "completion": "none"}, ["1"], []),
    ],
)
def test_each_change_is_reckoned(
    count: EnvelopeCount, scenario: dict[str, Any], selected: list[str], left_out: list[str]
) -> None:
    found = answer(count, **scenario)

    assert (found["selected"], found["left_out"]) == (selected, left_out)


def test_who_named_only_projects_that_are_left_out_has_nothing_funded(count: EnvelopeCount) -> None:
    assert answer(count, least_votes=10)["figures"]["without_funded"] == 6
    assert answer(count, least_votes=10)["figures"]["ballots"] == 18


def test_the_same_question_is_reckoned_once(count: EnvelopeCount, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(count, money=Decimal("60000.00"))
    monkeypatch.setattr(asking, "reckon", lambda *_args: pytest.fail("reckoned twice"))

    assert answer(count, money=Decimal(60_000))["selected"] == ["1", "2", "3"]
    assert Simulation.objects.count() == 1


def test_a_big_box_is_for_the_worker(
    count: EnvelopeCount, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 5)
    client.force_login(official(Role.COUNCILLOR))

    page = client.get(f"{ADDRESS}?a-money=60000")
    waits = client.get(f"{API}?a-money=60000")
    asking.carry_out(Simulation.objects.get())
    done = client.get(f"{API}?a-money=60000")

    assert (page.status_code, waits.status_code, done.status_code) == (200, 202, 200)
    assert (waits.json()["scenarios"][0]["state"], done.json()["scenarios"][0]["selected"]) == (
        "working",
        ["1", "2", "3"],
    )


def test_three_scenarios_stand_beside_what_was(count: EnvelopeCount) -> None:
    found = compare(
        actor=official(Role.COUNCILLOR),
        count=count,
        scenarios=[Scenario(money=Decimal(60_000)), Scenario(least_votes=10), Scenario(rule="max-support")],
    )

    assert [(row.project_id, row.was, row.would, row.differs) for row in found.rows] == [
        ("1", True, [True, True, True], False),
        ("2", True, [True, None, True], True),
        ("3", False, [True, None, False], True),
    ]
    assert [whole.spent for whole in found.would if whole] == [60_000, 10_000, 30_000]
    assert found.areas[0].money == [30_000, 60_000, 10_000, 30_000]


def test_page_and_interface_say_the_same(count: EnvelopeCount, client: Client) -> None:
    """Money, rule and least votes: every sum of the page stands in the answer."""
    client.force_login(official(Role.COUNCILLOR))
    query = "?pot=potti&a-money=60000&b-least_votes=10&c-rule=equal-shares&c-completion=none"

    page, told = client.get(ADDRESS + query), client.get(API + query).json()
    found = page.context["found"]

    assert [one["selected"] for one in told["scenarios"]] == [["1", "2", "3"], ["1"], ["1"]]
    for shown, answered in zip((found.was, *found.would), _figures(told), strict=True):
        assert answered == {
            "budget": f"{shown.budget:.2f}",
            "spent": f"{shown.spent:.2f}",
            "left": f"{shown.left:.2f}",
            "funded": shown.funded,
            "ballots": 18,
            "without_funded": shown.without,
        }
    assert [one["budget"] for one in _figures(told)] == ["50000.00", "60000.00", "50000.00", "50000.00"]
    assert [one["spent"] for one in _figures(told)] == ["30000.00", "60000.00", "10000.00", "10000.00"]
    assert [(one["project_id"], one["was"], one["would"]) for one in told["projects"]] == [
        (row.project_id, row.was, row.would) for row in found.rows
    ]
    for name, rows in (("areas", found.areas), ("categories", found.categories)):
        assert told[name] == [
            {"name": row.name, "projects": row.projects, "money": [f"{one:.2f}" for one in row.money]}
            for row in rows
        ]
    text = page.content.decode().replace("\u00a0", " ")
    for one in _figures(told):
        for sum_ in (one["budget"], one["spent"]):
            assert f"{int(float(sum_)):,}".replace(",", " ") in text
    assert 'value="60000"' in text


def _figures(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [told["was"], *(one["figures"] for one in told["scenarios"])]


@pytest.mark.parametrize(
    "query",
    [
        "a-money=abc",
        "a-money=-5",
        "a-rule=fair",
        "a-completion=add1",
        "a-least_votes=x",
        "a-most_cost=1e99",
        "b-money=0",
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    count: EnvelopeCount, client: Client, query: str
) -> None:
    client.force_login(official(Role.COUNCILLOR))

    page, told = client.get(f"{ADDRESS}?{query}"), client.get(f"{API}?{query}")

    assert (page.status_code, told.status_code) == (400, 400)
    assert Simulation.objects.count() == 0


def test_a_rule_that_does_not_go_with_the_ballots_is_refused(count: EnvelopeCount) -> None:
    count.outcome["vote_type"] = "cumulative"

    with pytest.raises(Invalid) as refusal:
        asking.check(count, Scenario(rule="phragmen"))

    assert list(refusal.value.fields) == ["rule"]


def test_only_councillors_and_officials_of_the_vote_ask(count: EnvelopeCount, client: Client) -> None:
    for role in Role:
        client.force_login(official(role))
        expected = (
            200 if role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER, Role.COUNCILLOR) else 403
        )
        assert (role, client.get(ADDRESS).status_code, client.get("/planning/").status_code) == (
            role,
            expected,
            expected,
        )
    with pytest.raises(NotAllowed):
        ask(actor=UserFactory(), count=count, scenario=Scenario())
    with pytest.raises(SignInNeeded):
        ask(actor=AnonymousUser(), count=count, scenario=Scenario())


def test_a_count_that_is_not_certified_cannot_be_planned_on(client: Client) -> None:
    cycle = CycleFactory(slug="kuvala-2025")
    open_phase(cycle, PhaseKind.VOTE)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, slug="potti")])
    cast_ballot(election, projects[:1])
    closed_phase(cycle, PhaseKind.VOTE)
    count_votes(actor=official(Role.COORDINATOR), election=election)
    client.force_login(official(Role.COUNCILLOR))

    before = client.get(ADDRESS).status_code
    certified(election)

    assert (before, client.get(ADDRESS).status_code) == (404, 200)


def test_queries_do_not_grow_with_projects(count: EnvelopeCount, client: Client) -> None:
    client.force_login(official(Role.COUNCILLOR))

    def queries(slug: str) -> int:
        client.get(f"/planning/{slug}/?a-money=60000")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/planning/{slug}/?a-money=60000").status_code == 200
        return len(seen)

    few = queries("kuvala-2025")
    cycle = CycleFactory(slug="kuvala-2024", year=2024)
    open_phase(cycle, PhaseKind.VOTE)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle)], costs=[10_000] * 30)
    cast_ballot(election, projects[:3])
    closed_phase(cycle, PhaseKind.VOTE)
    count_votes(actor=official(Role.COORDINATOR), election=election)
    made_public(election)

    assert queries("kuvala-2024") <= few


def test_old_answers_are_dropped(count: EnvelopeCount) -> None:
    answer(count)
    Simulation.objects.update(begun_at="2020-01-01T00:00Z")

    assert (asking.forget_old(), Simulation.objects.count()) == (1, 0)
