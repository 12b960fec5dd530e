"""What the result page tells: the wait, the line where the money ran out, ties, the council, and long lists."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.council import decided
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import ElectionFactory, ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.domain.results import envelope_results, snapshot
from voting.models import BallotProject, Election, Verdict
from voting.pages.results import bar_rows, grouped, line_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


def vote(
    costs: tuple[int, ...], ballots: list[tuple[int, ...]], *, money: int = 50_000, **fields: Any
) -> tuple[Election, list[BallotProject]]:
    """A closed vote: projects of these costs, ballots that name them by place."""
    envelope = EnvelopeFactory(source=Decimal(money))
    election, projects = ballot_of([envelope], costs, **fields)
    for ballot in ballots:
        cast_ballot(election, [projects[place] for place in ballot])
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    return election, projects


def publish(election: Election) -> str:
    """Count and publish by two people; gives the address of the result."""
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return f"/results/{election.cycle.slug}/"


def test_before_the_result_the_page_says_when_it_comes_and_nothing_else(client: Client) -> None:
    election, _projects = vote((10_000,), [(0,)])
    slug, pot = election.cycle.slug, election.cycle.envelopes.get().slug

    closed = client.get(f"/results/{slug}/").content
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    counted = client.get(f"/results/{slug}/").content
    open_phase(election.cycle, PhaseKind.VOTE)
    running = client.get(f"/results/{slug}/{pot}/")

    def words(page: bytes) -> str:
        text = page.decode()
        return text[text.index("<main") : text.index("</main>")]

    assert words(closed) == words(counted)
    assert "the result appears here" in words(closed)
    assert "Voting is open until" in running.content.decode()


@pytest.mark.parametrize("what", ["no-such-year", "unpublished", "unfrozen", "wrong-pot", "wrong-file"])
def test_what_is_not_there_is_not_there(what: str, client: Client) -> None:
    election, _projects = vote((10_000,), [(0,)])
    slug = election.cycle.slug
    if what == "unpublished":
        election.cycle.is_published = False
        election.cycle.save()
    unfrozen = ElectionFactory(cycle=CycleFactory())
    address = {
        "no-such-year": "/results/no-such-year/",
        "unpublished": f"/results/{slug}/",
        "unfrozen": f"/results/{unfrozen.cycle.slug}/",
        "wrong-pot": f"/results/{slug}/no-such-pot/",
        "wrong-file": f"/results/{slug}/{election.cycle.envelopes.get().slug}/result.csv",
    }[what]

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "junk", ["?page=-1", "?%00=%ff", "?envelope[]=1", "?lang=xx&format=json", "?q=" + "x" * 3000]
)
def test_junk_in_the_address_changes_nothing(junk: str, client: Client) -> None:
    election, _projects = vote((10_000,), [(0,)])
    address = publish(election)

    assert client.get(address + junk).status_code == 200
    assert client.get("/results/" + junk).status_code == 200


def test_the_line_stands_where_the_money_was_not_enough_for_the_first_time() -> None:
    ends, _projects = vote((30_000, 30_000, 40_000), [(0, 1, 2), (0, 1), (0,)])
    goes_on, _projects = vote((30_000, 30_000, 20_000), [(0, 1, 2), (0, 1), (0,)])
    enough, _projects = vote((10_000, 20_000), [(0, 1), (0,)])

    told = []
    for election in (ends, goes_on, enough):
        publish(election)
        (result,) = envelope_results(election)
        with override("en"):
            told.append(([row["line_before"] for row in bar_rows(result)], line_words(result)))

    assert told == [
        ([False, True, False], "Here the money ran out"),
        ([False, True, False], "From here on only what still fitted was funded"),
        ([False, False], "Here the money ran out"),
    ]


def test_a_tie_that_the_lot_settled_is_told_with_the_seed(client: Client) -> None:
    election, projects = vote((30_000, 30_000), [(0, 1)], seed="drawn in the town hall 31 5 7")

    page = client.get(publish(election)).content.decode()

    assert "settled by the lot with the published seed" in page
    assert "Another order would have changed the result." in page
    assert "drawn in the town hall 31 5 7" in page
    assert all(project.proposal.title in page for project in projects)


def test_the_councils_word_stands_beside_the_count_and_is_told_live(client: Client) -> None:
    election, (cheap, dear) = vote((10_000, 20_000), [(0, 1), (0,)])
    before = snapshot(election)
    address = publish(election)
    decided(election, {dear: (Verdict.DROPPED, "Tontti on myyty.")})

    page = client.get(address).content.decode()

    assert (before, snapshot(election)) == (
        {"published": False, "council": {}},
        {"published": True, "council": {cheap.project_id: "confirmed", dear.project_id: "dropped"}},
    )
    assert page.count("Tontti on myyty.") == 2
    assert "What the council decided" in page
    assert f'topic="result:{election.cycle.slug}"' in page
    assert cheap.proposal.title in page


def test_a_year_with_several_pots_shows_each_with_its_own_result(client: Client) -> None:
    cycle = CycleFactory()
    pots = [EnvelopeFactory(cycle=cycle, position=place, source=Decimal(20_000)) for place in (1, 2)]
    election, projects = ballot_of(pots, (10_000, 20_000))
    cast_ballot(election, [projects[0], projects[3]])
    cast_ballot(election, [projects[0]])
    closed_phase(cycle, PhaseKind.VOTE)
    address = publish(election)

    year = client.get(address)
    one = client.get(f"{address}{pots[1].slug}/")

    assert [row["result"].ballots for row in year.context["envelopes"]] == [2, 1]
    assert projects[3].proposal.title in one.content.decode()
    assert projects[0].proposal.title not in one.content.decode()


def test_long_lists_fold_long_runs_of_losers_and_lose_nobody() -> None:
    short = [{"funded": place == 0, "title": place} for place in range(40)]
    won = {0, 1, 12, 15, 60}
    long = [{"funded": place in won, "title": place} for place in range(90)]

    assert grouped(short) == [{"rows": short, "folded": False}]
    pieces = grouped(long)
    assert [row for piece in pieces for row in piece["rows"]] == long
    assert all(not row["funded"] for piece in pieces if piece["folded"] for row in piece["rows"])
    assert [(piece["folded"], len(piece["rows"])) for piece in pieces] == [
        (False, 4),
        (True, 8),
        (False, 6),
        (True, 42),
        (False, 3),
        (True, 27),
    ]


def test_the_page_takes_the_same_queries_for_three_and_for_sixty_projects(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    taken = []
    for size in (3, 60):
        election, _projects = vote(tuple(range(1_000, 1_000 + size)), [(0, 1, 2)])
        address = publish(election)
        client.get(address)
        with django_assert_max_num_queries(20) as queries:
            assert client.get(address).status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ["Tässä rahat loppuivat", "Se maksaa 30", "Tarkista itse"]),
        ("sv", ["Här tog pengarna slut", "Det kostar 30", "Kontrollera själv"]),
        ("en", ["Here the money ran out", "It costs 30", "Check it yourself"]),
    ],
)
def test_every_reason_is_told_in_the_readers_language(
    language: str, words: list[str], client: Client
) -> None:
    election, _projects = vote((30_000, 30_000), [(0, 1), (0,)])
    client.cookies["django_language"] = language

    page = client.get(publish(election)).content.decode()

    assert [word for word in words if word not in page] == []


def test_what_the_pages_listen_to_is_there_to_listen_to(client: Client) -> None:
    election, _projects = vote((10_000,), [(0,)])
    publish(election)
    slug = election.cycle.slug

    public = {name: client.get(f"/api/v1/live/{name}:{slug}") for name in ("result", "turnout")}
    client.force_login(official(Role.CERTIFIER))

    assert {name: answer.status_code for name, answer in public.items()} == {"result": 200, "turnout": 200}
    assert public["result"].json()["data"] == {"published": True, "council": {}}
    assert client.get(f"/api/v1/live/count:{slug}").status_code == 200
    assert Client().get(f"/api/v1/live/count:{slug}").status_code == 404
