"""The figures of a whole result, on the page and over the API; and a count over the API, at once or by the worker."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.models import CountRun, Election, EnvelopeCount
from voting.tasks import count_election

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


def vote(
    ballots: dict[tuple[int, ...], int],
    *,
    rule: str = "greedy",
    costs: tuple[int, ...] = (30_000, 20_000, 10_000),
) -> Election:
    """A closed vote about 50 000 €: how many ballots name which projects."""
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(50_000))], costs, rule=rule)
    for chosen, times in ballots.items():
        for _ in range(times):
            cast_ballot(election, [projects[place] for place in chosen])
    closed_phase(election.cycle, PhaseKind.VOTE)
    return election


def published(election: Election) -> Election:
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election


def answer(client: Client, election: Election) -> dict[str, Any]:
    found = client.get(f"/api/v1/results/{election.cycle.slug}/", headers={"Accept-Language": "en"}).json()
    envelope: dict[str, Any] = found["envelopes"][0]
    return envelope


def page(client: Client, election: Election) -> str:
    return client.get(f"/results/{election.cycle.slug}/").content.decode().replace("\u00a0", " ")


def test_the_whole_result_is_told_in_figures(client: Client) -> None:
    # The first two are bought; six people chose only the third.
    election = published(vote({(0, 1): 6, (0,): 4, (1,): 4, (2,): 6}))

    figures = answer(client, election)["figures"]
    shares = [(row["votes_percent"], row["money_percent"], row["spent"]) for row in figures.pop("categories")]
    told = page(client, election)

    assert figures == {
        "funded": 2,
        "spent": "50000",
        "left": "0",
        "without_funded": 6,
        "without_funded_text": "6",
        "average_funded": "1",
    }
    assert shares == [
        ("38.5", "60.0", "30000.00"),
        ("38.5", "40.0", "20000.00"),
        ("23.1", "0.0", "0.00"),
    ]
    for sentence in (
        "Of 50 000 €, 50 000 € was used: 100 %.",
        "6 voters (30 %) chose nothing that was funded.",
        "The average voter saw 1 of their choices funded.",
        "Money and votes by category",
    ):
        assert sentence in told
    assert str(election.projects.get(project_id="1").proposal.category) in told
    assert "Equal shares, project by project" not in told


@pytest.mark.parametrize(
    ("ballots", "words", "in_table"),
    [
        ({(0, 1): 9, (2,): 4}, "Fewer than 5 voters chose nothing that was funded.", "fewer than 5"),
        ({(0, 1): 9}, "Fewer than 5 voters chose nothing that was funded.", "fewer than 5"),
        (
            {(0,): 4, (1,): 9},
            "Nearly all voters, all but fewer than 5, chose nothing that was funded.",
            "all but fewer than 5",
        ),
    ],
    ids=["few", "nobody", "all but few"],
)
def test_small_groups_are_told_of_nowhere(
    ballots: dict[tuple[int, ...], int], words: str, in_table: str, client: Client
) -> None:
    # In the last case the project that most people chose costs more than there is.
    costs = (30_000, 60_000, 10_000) if words.startswith("Nearly") else (30_000, 20_000, 10_000)
    election = published(vote(ballots, costs=costs))

    figures = answer(client, election)["figures"]
    assert (figures["without_funded"], figures["without_funded_text"]) == (None, in_table)
    assert words in page(client, election)
    pot = election.cycle.envelopes.get().slug
    stored = client.get(f"/results/{election.cycle.slug}/{pot}/result.json").json()["figures"]
    assert stored["without_funded"] is None


def test_of_a_handful_of_ballots_there_is_no_average(client: Client) -> None:
    election = published(vote({(0,): 4}))
    assert answer(client, election)["figures"]["average_funded"] is None
    assert "The average voter" not in page(client, election)


def test_equal_shares_tell_what_the_supporters_of_each_project_had_and_paid(client: Client) -> None:
    # Ten people have 6 667 € each in the end: with 6 666 € three would not have paid for the second.
    election = published(vote({(0,): 6, (1,): 3, (2,): 1}, rule="equal-shares"))

    found = answer(client, election)
    told = page(client, election)

    assert {row["project_id"]: row["shares"] for row in found["projects"]} == {
        "1": {
            "effective_support": "133.3",
            "supporters_money": "40002.00",
            "paid": "30000",
            "payers": 6,
            "price": "5000.00",
        },
        "2": {
            "effective_support": "100.0",
            "supporters_money": "20001.00",
            "paid": "20000",
            "payers": 3,
            "price": "6666.67",
        },
        "3": {
            "effective_support": "66.6",
            "supporters_money": "6667.00",
            "paid": "0",
            "payers": None,
            "price": None,
        },
    }
    assert "What the supporters of each project paid" in told
    assert "66.6 %" in told
    other = found["comparisons"][0]
    assert (other["rule"], other["figures"]["spent"]) == ("greedy", "50000")
    assert "Most votes first" in told


def test_a_count_from_before_the_figures_shows_none(client: Client) -> None:
    election = vote({(0,): 6})
    made = count.count_votes(actor=official(Role.VOTE_CLERK), election=election)[0]
    outcome = {key: value for key, value in made.outcome.items() if key != "figures"}
    EnvelopeCount.objects.update(superseded=True)
    fields = {
        name: getattr(made, name) for name in ("election", "envelope", "rule", "rule_version", "input_hash")
    }
    EnvelopeCount.objects.create(**fields, outcome=outcome)
    made_public(election)

    assert answer(client, election)["figures"] is None
    assert "The result as a whole" not in page(client, election)


def test_the_figures_are_reckoned_at_the_count_and_take_no_ballots_to_read(client: Client) -> None:
    taken = []
    for costs in ((10_000, 20_000, 30_000), tuple(range(1_000, 31_000, 1_000))):
        election = published(vote({(0, 1): 6, (2,): 5}, rule="equal-shares", costs=costs))
        with CaptureQueriesContext(connection) as queries:
            page(client, election)
        taken.append(len(queries))
        assert not [query for query in queries if "voting_ballotchoice" in query["sql"]]
    assert taken[0] == taken[1]


def test_a_small_count_over_the_api_is_done_at_once(client: Client) -> None:
    election = vote({(0,): 6})
    client.force_login(official(Role.VOTE_CLERK))
    address = f"/api/v1/results/{election.cycle.slug}/count/"

    made = client.post(address)

    assert (made.status_code, made.json()[0]["selected"]) == (201, ["1"])
    assert client.get(address).status_code == 404
    assert not CountRun.objects.exists()


def test_any_other_count_over_the_api_is_a_job_and_says_where_to_look(client: Client) -> None:
    election = vote({(0,): 6}, rule="equal-shares")
    client.force_login(official(Role.VOTE_CLERK))
    base = f"/api/v1/results/{election.cycle.slug}/"
    key = {"Idempotency-Key": "one"}
    working = {
        "state": "working",
        "stage": "",
        "done": 0,
        "total": 0,
        "reason": "",
        "progress": f"{base}count/",
        "result": base,
    }

    first, again = client.post(f"{base}count/", headers=key), client.post(f"{base}count/", headers=key)
    other = client.post(f"{base}count/")

    for response in (first, again):
        assert (response.status_code, response["Location"], response.json()) == (
            202,
            f"{base}count/",
            working,
        )
    assert (other.status_code, other.json()["code"]) == (409, "count-under-way")
    assert client.get(f"{base}count/").json() == working
    assert not EnvelopeCount.objects.exists()

    count_election(**ProcrastinateJob.objects.get(task_name="voting.count_election").args)
    assert client.get(f"{base}count/").json() == {**working, "state": "done"}
    assert client.get(base).json()["envelopes"][0]["selected"] == ["1"]
    client.force_login(UserFactory())
    assert client.get(f"{base}count/").status_code == 403
