"""Counting, publishing, the council's word: who may, when, what everybody sees, on the page and over the API."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from commons.http.errors import NotAllowed, SignInNeeded
from commons.opendata.files import harmless
from commons.process.models import PhaseKind
from proposals.models import Proposal, State
from tests.factories.accounts import UserFactory, official
from tests.factories.council import before_council, decided
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, certified
from voting.counting import count as count_pb
from voting.counting import read
from voting.domain import count
from voting.domain.participation import participation
from voting.domain.results import envelope_results
from voting.models import Ballot, BallotProject, CountState, Election, EnvelopeCount, RollEntry, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return official(Role.VOTE_CLERK)


@pytest.fixture
def certifier() -> User:
    return official(Role.CERTIFIER)


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


def closed_vote() -> tuple[Election, list[BallotProject]]:
    """50 000 € for projects of 10 000, 20 000 and 30 000 with 1, 3 and 2 votes."""
    envelope = EnvelopeFactory(source=Decimal(50_000))
    election, projects = ballot_of([envelope])
    cheap, middle, dear = projects
    for chosen in ([middle], [middle, dear], [cheap, middle, dear]):
        cast_ballot(election, chosen)
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    return election, projects


def published_vote(clerk: User, certifier: User) -> tuple[Election, list[BallotProject]]:
    election, projects = closed_vote()
    count.count_votes(actor=clerk, election=election)
    count.publish_result(actor=certifier, election=certified(election))
    return election, projects


def states(election: Election) -> list[str]:
    return list(
        Proposal.objects.filter(ballot_projects__election=election)
        .order_by("ballot_projects__position")
        .values_list("state", flat=True)
    )


def test_a_count_is_provisional_until_it_is_certified_and_published(clerk: User, certifier: User) -> None:
    election, _projects = closed_vote()

    made = count.count_votes(actor=clerk, election=election)
    assert [(c.rule, c.state, c.outcome["selected"]) for c in made] == [("greedy", "provisional", ["2", "3"])]
    assert states(election) == [State.ON_BALLOT] * 3

    with pytest.raises(count.NotCertified):
        count.publish_result(actor=certifier, election=election)
    count.publish_result(actor=certifier, election=certified(election))
    assert states(election) == [State.NOT_FUNDED, State.FUNDED, State.FUNDED]
    assert EnvelopeCount.objects.get().state == CountState.PUBLISHED


def test_the_box_stays_shut_while_the_vote_is_open(clerk: User) -> None:
    election, _projects = closed_vote()
    open_phase(election.cycle, PhaseKind.VOTE)

    with pytest.raises(count.VoteStillOpen):
        count.count_votes(actor=clerk, election=election)
    assert not EnvelopeCount.objects.exists()


def test_a_published_result_is_not_counted_away(clerk: User, certifier: User) -> None:
    election, _projects = published_vote(clerk, certifier)

    with pytest.raises(count.AlreadyPublished):
        count.count_votes(actor=clerk, election=election)
    with pytest.raises(count.AlreadyPublished):
        count.publish_result(actor=certifier, election=election)


def test_there_is_nothing_to_publish_before_a_count(certifier: User) -> None:
    election, _projects = closed_vote()

    with pytest.raises(count.NothingCounted):
        count.publish_result(actor=certifier, election=election)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_count_publish_and_record(role: Role | None, clerk: User, certifier: User) -> None:
    actor = official(role) if role else UserFactory()
    election, _projects = closed_vote()
    may: dict[str, bool] = {}

    def attempt(name: str, verb: object) -> None:
        try:
            verb()  # type: ignore[operator]
            may[name] = True
        except NotAllowed:
            may[name] = False

    attempt("count", lambda: count.count_votes(actor=actor, election=election))
    if not may["count"]:
        count.count_votes(actor=clerk, election=election)
    certified(election)
    attempt("publish", lambda: count.publish_result(actor=actor, election=election))

    assert may == {"count": role in (Role.COORDINATOR, Role.VOTE_CLERK), "publish": role == Role.CERTIFIER}


def test_nobody_counts_without_signing_in() -> None:
    election, _projects = closed_vote()

    with pytest.raises(SignInNeeded):
        count.count_votes(actor=AnonymousUser(), election=election)


def test_counting_the_same_box_again_gives_the_same_bytes(clerk: User) -> None:
    election, _projects = closed_vote()
    first, second = (
        json.dumps(count.count_votes(actor=clerk, election=election, reason="Varmuudeksi.")[0].outcome)
        for _time in range(2)
    )

    assert first == second
    assert list(EnvelopeCount.objects.order_by("pk").values_list("superseded", flat=True)) == [True, False]


def test_everybody_reads_why_each_project_was_funded_or_what_it_lacked(
    clerk: User, certifier: User, client: Client
) -> None:
    election, _projects = published_vote(clerk, certifier)
    client.cookies["django_language"] = "en"

    page = client.get(f"/results/{election.cycle.slug}/")
    answer = client.get(f"/api/v1/results/{election.cycle.slug}/", headers={"Accept-Language": "en"}).json()

    assert page.status_code == 200
    told = {
        row["project_id"]: (row["support"], row["funded"], row["why"], row["missing"])
        for row in answer["envelopes"][0]["projects"]
    }
    assert told["1"] == (
        "1",
        False,
        "It costs 10\u00a0000\u00a0€, and 0\u00a0€ was left when it was its turn (number 3 by support).",
        ["1 more vote would have been enough."],
    )
    assert told["2"][:2] == ("3", True)
    text = page.content.decode()
    for row in answer["envelopes"][0]["projects"]:
        assert row["why"].replace("\u00a0", " ") in text.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert answer["envelopes"][0]["total_cost"] == "50000"


def test_before_publishing_only_officials_of_the_vote_see_the_count(clerk: User, client: Client) -> None:
    election, _projects = closed_vote()
    count.count_votes(actor=clerk, election=election)
    addresses = [f"/results/{election.cycle.slug}/", f"/api/v1/results/{election.cycle.slug}/"]

    before = client.get(addresses[0])
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    assert "result_awaited" in before.templates[0].name
    client.force_login(UserFactory())
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    assert "Penkki rantaan" not in client.get(addresses[0]).content.decode()
    client.force_login(clerk)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert (
        client.get(
            f"/results/{election.cycle.slug}/{election.cycle.envelopes.get().slug}/result.pb"
        ).status_code
        == 404
    )


def test_the_published_file_gives_the_published_result_to_whoever_counts_it(
    clerk: User, certifier: User, client: Client
) -> None:
    election, _projects = published_vote(clerk, certifier)
    envelope = election.cycle.envelopes.get()
    address = f"/results/{election.cycle.slug}/{envelope.slug}/result"

    box = read(client.get(f"{address}.pb").content, strict=True)
    outcome = count_pb(box, rule="greedy")
    published = client.get(f"{address}.json").json()
    lines = client.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()

    assert list(outcome.selected) == published["selected"] == ["2", "3"]
    assert outcome.input_hash == published["input_hash"]
    assert lines[0] == "project_id,title,cost,support,rank,funded,council,council_reason,area,why"
    assert len(lines) == 4


def test_the_council_confirms_or_drops_beside_the_count(
    clerk: User, certifier: User, coordinator: User
) -> None:
    election, (_cheap, middle, dear) = published_vote(clerk, certifier)
    assert middle.project_id == "2"
    decided(election, {dear: (Verdict.DROPPED, "Tontti on myyty.")}, actors=(coordinator, certifier))
    (result,) = envelope_results(election)

    assert {row.project.project_id: (row.funded, row.verdict, row.verdict_reason) for row in result.rows} == {
        "1": (False, "", ""),
        "2": (True, "confirmed", ""),
        "3": (True, "dropped", "Tontti on myyty."),
    }
    assert states(election) == [State.NOT_FUNDED, State.CONFIRMED, State.DROPPED]


def test_the_same_story_by_page_and_by_api_ends_the_same(
    clerk: User, certifier: User, coordinator: User
) -> None:
    def by_page(election: Election, project: BallotProject) -> None:
        slug, client = election.cycle.slug, Client()
        item = f"/desk/council/{slug}/"
        for person, path, data in (
            (clerk, f"/desk/results/{slug}/count/", {}),
            (certifier, f"/desk/results/{slug}/certify/", {"sure": "on"}),
            (official(Role.CERTIFIER), f"/desk/results/{slug}/certify/", {"sure": "on"}),
            (certifier, f"/desk/results/{slug}/publish/", {}),
            (coordinator, item, {"meeting": "Valtuusto", "held_on": "2026-11-02", "section": "§ 12"}),
            (
                coordinator,
                f"{item}{project.pk}/",
                {"verdict": "dropped", "reason": "Liian kallis.", "section": "§ 12"},
            ),
            (coordinator, item, {"do": "others", "section": "§ 12"}),
            (
                coordinator,
                item,
                {"do": f"freed:{project.envelope_id}", "use": "carry_over", "reason": "x", "section": "§ 12"},
            ),
            (coordinator, item, {"do": "hand_in"}),
            (certifier, item, {"do": "confirm"}),
        ):
            client.force_login(person)
            assert client.post(path, data).status_code == 302

    def by_api(election: Election, project: BallotProject) -> None:
        base, client = f"/api/v1/results/{election.cycle.slug}", Client()
        item = f"/api/v1/council/{election.cycle.slug}"
        for person, path, data in (
            (clerk, f"{base}/count/", {}),
            (certifier, f"{base}/certification/", {}),
            (official(Role.CERTIFIER), f"{base}/certification/", {}),
            (certifier, f"{base}/publish/", {}),
            (coordinator, f"{item}/", {"meeting": "Valtuusto", "held_on": "2026-11-02", "section": "§ 12"}),
        ):
            client.force_login(person)
            assert client.post(path, data, content_type="application/json").status_code == 201
        pot = project.envelope.slug
        for person, path, data in (
            (
                coordinator,
                f"projects/{project.project_id}",
                {"verdict": "dropped", "reason": "Liian kallis.", "section": "§ 12"},
            ),
            (coordinator, "others", {"section": "§ 12"}),
            (coordinator, f"money/{pot}", {"use": "carry_over", "reason": "x", "section": "§ 12"}),
            (coordinator, "state", {"state": "entered"}),
            (certifier, "state", {"state": "confirmed"}),
        ):
            client.force_login(person)
            told = client.put(f"{item}/{path}/", data, content_type="application/json")
            assert told.status_code == 200, told.content

    ends = []
    for door in (by_page, by_api):
        election, projects = closed_vote()
        open_phase(election.cycle, PhaseKind.COUNCIL)
        door(election, projects[1])
        decision = projects[1].__class__.objects.get(pk=projects[1].pk).council_decision
        ends.append(
            (
                states(election),
                election.counts.get().state,
                (
                    decision.verdict,
                    decision.reason,
                    decision.decided_on,
                    decision.reference,
                    decision.recorded_by,
                ),
            )
        )
    assert ends[0] == ends[1]


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(
    clerk: User, certifier: User, coordinator: User, client: Client
) -> None:
    election, projects = published_vote(clerk, certifier)
    before_council(election)
    client.force_login(coordinator)

    answer = client.post(
        f"/desk/council/{election.cycle.slug}/{projects[1].pk}/",
        {"verdict": "dropped", "reason": "", "section": "§ 12 kokous"},
    )

    assert answer.status_code == 400
    assert "§ 12 kokous" in answer.content.decode()


def test_participation_leaves_small_groups_out(clerk: User, certifier: User) -> None:
    election, _projects = closed_vote()
    area = election.cycle.area
    for birth_year, size, voted in ((1950, 10, 3), (1980, 30, 20), (2000, 30, 12)):
        for place in range(size):
            entry = RollEntryFactory(election=election, area=area, birth_year=birth_year)
            if place < voted:
                RollEntry.objects.filter(pk=entry.pk).update(
                    voted_at=dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC), channel="web"
                )

    found = participation(election)

    assert [(group.label, group.voted, group.entitled) for group in found.by_age] == [
        ("18–29", None, 30),
        ("45–64", 20, 30),
        ("75+", None, 10),
    ]
    assert (found.ballots, found.entitled) == (Ballot.objects.count(), 70)


def test_a_result_takes_the_same_queries_for_three_and_for_thirty_projects(
    clerk: User, certifier: User, client: Client
) -> None:
    taken = []
    for costs in ((10_000, 20_000, 30_000), tuple(range(1_000, 31_000, 1_000))):
        envelope = EnvelopeFactory(source=Decimal(50_000))
        election, projects = ballot_of([envelope], costs)
        cast_ballot(election, projects[:3])
        closed_phase(envelope.cycle, PhaseKind.VOTE)
        count.count_votes(actor=clerk, election=election)
        count.publish_result(actor=certifier, election=certified(election))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/results/{election.cycle.slug}/").status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1]
    assert taken[0] <= 12


def test_spreadsheets_are_not_given_formulas() -> None:
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless("Leikkipuisto") == "Leikkipuisto"
