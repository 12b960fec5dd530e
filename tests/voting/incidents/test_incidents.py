"""What went wrong in real votes, each tried here through public doors. Named after where it happened."""

import threading
from decimal import Decimal
from unittest import mock
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import Refusal
from commons.process.models import PhaseKind
from proposals.domain import supports
from tests.factories.accounts import RoleAssignmentFactory, UserFactory, official
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.factories.voting import cast_ballot
from tests.voting.polling import POINTS, Polling, receipt_on
from voting import counting
from voting.domain import codes, count, letter_code
from voting.domain.turnout import drafts_never_cast
from voting.models import Ballot, BallotChoice, BallotProject, Election, EnvelopeCount, RollEntry

pytestmark = pytest.mark.django_db


def cast_by(program: APIClient, vote: Polling, *chosen: BallotProject, key: str = "", seen: int = 0) -> int:
    """Cast by a program; the status. Points where the ballot is of points: 4 each."""
    body = {"choices": [{"project": project.pk, "value": 4} for project in chosen], "seen": seen}
    answer = program.post(
        vote.api + "cast/", body, format="json", headers={"Idempotency-Key": key or uuid4().hex}
    )
    return int(answer.status_code)


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


def test_gdansk_2017_ballots_that_were_stored_without_their_choices() -> None:
    """11 414 ballots lay in the box without all of their choices, found weeks later by losing activists."""
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0], vote.own[1])
    visitor.raise_request_exception = False

    with mock.patch.object(BallotChoice.objects, "bulk_create", side_effect=DatabaseError("disk full")):
        answer = visitor.cast(vote.url + "review/")

    assert answer.status_code == 500
    assert (Ballot.objects.count(), BallotChoice.objects.count()) == (0, 0)
    assert RollEntry.objects.get(pk=vote.entry.pk).voted_at is None
    assert visitor.cast(vote.url + "review/").status_code == 302
    assert vote.box() == [(False, {vote.own[0].pk, vote.own[1].pk})]


def test_gdansk_2017_anybody_can_add_the_ballots_up_to_the_published_totals() -> None:
    vote, _people = published_vote()
    client = Client()
    base = f"/results/{vote.slug}/{vote.pots[0].slug}/"

    told = client.get(base + "result.json").json()
    box = counting.read(client.get(base + "result.pb").content)
    again = counting.count(box, rule=told["rule"], seed=vote.election.seed or None)

    assert again.as_dict()["projects"] == told["projects"]
    assert again.as_dict()["ballots"] == told["ballots"] == 3


def test_gdynia_2020_people_who_voted_twice_through_a_second_session() -> None:
    """365 people voted twice, because only the session knew that they had."""
    vote = Polling()
    assert cast_by(vote.program(), vote, vote.own[0]) == 201

    assert cast_by(vote.program(), vote, vote.own[1]) == 409  # another session has not seen the first ballot
    codes.replace(actor=operator(), entry=vote.entry)
    again = Polling.visitor(vote, vote_code(vote))
    again.choose(vote.choose_url(), vote.own[2])
    again.cast(vote.url + "review/")

    assert [superseded for superseded, _chosen in vote.box()] == [True, False]
    assert RollEntry.objects.exclude(voted_at=None).count() == 1


def vote_code(vote: Polling) -> str:
    """A code in a newer letter of the voter."""
    made = codes.replace(actor=operator(), entry=vote.entry)
    return letter_code.grouped(made.codes[0].code)


def test_vallejo_2019_ballots_that_were_deleted_beside_a_backup() -> None:
    vote = Polling()
    cast_ballot(vote.election, [vote.own[0]])

    for table in ("voting_ballotchoice", "voting_ballot", "voting_ballotproject", "voting_frozenrules"):
        assert refused(f"DELETE FROM {table}"), table

    assert vote.box() == [(False, {vote.own[0].pk})]


def test_wroclaw_2025_hundreds_of_votes_from_one_network() -> None:
    """320 votes came from one address with 65 telephone numbers. Here a vote needs a code of the roll."""
    vote = Polling()
    client = APIClient()

    statuses = {
        client.post(
            "/api/v1/vote/enter/", {"code": letter_code.grouped(letter_code.draw())}, format="json"
        ).status_code
        for _try in range(80)
    }

    assert statuses == {400, 429}
    assert cast_by(vote.program(), vote, vote.own[0]) == 201  # a right code works from the same network
    assert Ballot.objects.count() == 1


def test_warsaw_2021_votes_in_the_name_of_people_who_are_not_on_the_roll() -> None:
    vote, other = Polling(), Polling()
    program, stranger = APIClient(), other.program()
    program.credentials(HTTP_AUTHORIZATION="Voter eyJmb3JnZWQiOiAxfQ:forged")

    assert {cast_by(who, vote, vote.own[0]) for who in (APIClient(), program, stranger)} == {403}
    assert not Ballot.objects.exists()


def test_consul_4576_unverified_people_who_could_vote_by_default() -> None:
    vote = Polling()
    signed_in = Client()
    signed_in.force_login(UserFactory())

    for client in (Client(), signed_in):
        page = client.post(vote.url + "review/", {"choice": f"{vote.own[0].pk}:1", "key": "k", "seen": "0"})
        assert (page.status_code, vote.url in page.headers["Location"]) == (302, True)
    assert not Ballot.objects.exists()


def test_gdansk_2022_lists_of_supporters_that_leaked() -> None:
    fan = UserFactory(display_name="Salainen Kannattaja", email="salainen@example.fi")
    proposal = ProposalFactory()
    for kind in (PhaseKind.PROPOSE, PhaseKind.REVIEW, PhaseKind.DELIBERATE):
        open_phase(proposal.cycle, kind)
    supports.support(actor=fan, proposal=proposal)
    client = Client()

    pages = [
        client.get(address).content.decode()
        for address in (
            proposal.get_absolute_url(),
            f"/api/v1/proposals/{proposal.pk}/",
            f"/api/v1/proposals/{proposal.pk}/history/",
        )
    ]

    assert all("alainen" not in page for page in pages)


def published_vote() -> tuple[Polling, dict[Role, object]]:
    """Three ballots in the first pot, counted by a clerk, certified by two, published."""
    vote = Polling()
    for _ballot in range(3):
        cast_ballot(vote.election, vote.whole[:2])
    closed_phase(vote.cycle, PhaseKind.VOTE)
    people = {role: official(role) for role in (Role.VOTE_CLERK, Role.CERTIFIER)}
    count.count_votes(actor=people[Role.VOTE_CLERK], election=vote.election)
    certify_by_two(vote.election, people[Role.CERTIFIER])
    count.publish_result(actor=people[Role.CERTIFIER], election=vote.election)
    return vote, people


def certify_by_two(election: Election, first: object) -> None:
    from voting.domain import certification

    for actor in (first, official(Role.CERTIFIER)):
        certification.certify(actor=actor, election=election)  # type: ignore[arg-type]


def test_madrid_2020_one_account_that_may_do_everything() -> None:
    """Whoever holds every role still cannot bring out a result alone, by page or by API."""
    vote = Polling()
    cast_ballot(vote.election, vote.whole[:1])
    closed_phase(vote.cycle, PhaseKind.VOTE)
    mighty = official(Role.COORDINATOR)
    for role in (Role.VOTE_CLERK, Role.CERTIFIER):
        RoleAssignmentFactory(user=mighty, role=role)
    client = Client()
    client.force_login(mighty)
    base = f"/api/v1/results/{vote.slug}/"

    count.count_votes(actor=mighty, election=vote.election)
    with pytest.raises(Refusal):
        certify_by_two(vote.election, mighty)
    client.post(f"{base}publish/")
    for verb in ("certify", "publish"):
        client.post(f"/desk/results/{vote.slug}/{verb}/", {"sure": "on"})

    assert set(EnvelopeCount.objects.values_list("state", flat=True)) == {"provisional"}


def test_consul_5321_rules_that_changed_while_people_voted() -> None:
    vote = Polling()
    before = Election.objects.values().get(pk=vote.election.pk)
    client = Client()
    client.force_login(official(Role.COORDINATOR))
    rules = {"ballot_kind": "budget", "min_length": "1", "max_length": "9", "rule": "greedy", "seed": ""}

    page = client.post(f"/desk/votes/{vote.slug}/rules/", rules)
    api = client.put(
        f"/api/v1/desk/votes/{vote.slug}/rules/", {"ballot_kind": "budget"}, content_type="application/json"
    )

    assert (page.status_code, api.status_code) == (409, 409)
    assert refused("UPDATE voting_election SET max_length = 9")
    assert refused("UPDATE process_fundingsource SET amount = amount + 1")
    assert Election.objects.values().get(pk=vote.election.pk) == before


def test_citizenlab_7537_votes_that_could_be_changed_after_the_end() -> None:
    vote = Polling()
    program = vote.program()
    assert cast_by(program, vote, vote.own[0]) == 201
    closed_phase(vote.cycle, PhaseKind.VOTE)

    assert cast_by(program, vote, vote.own[1], seen=1) == 409
    assert program.put(vote.api + "draft/", {"choices": []}, format="json").status_code == 409
    assert vote.box() == [(False, {vote.own[0].pk})]


def test_decidim_5713_ballots_that_were_filled_in_and_never_confirmed() -> None:
    """A fifth to a quarter of those who choose never press the last button: it is shown, kept and counted."""
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])

    page = visitor.page(vote.url)
    assert "not yet cast" in page.lower()
    assert drafts_never_cast(vote.election) == 1
    visitor.cast(vote.url + "review/")
    assert drafts_never_cast(vote.election) == 0


def test_a_receipt_that_could_be_sold_does_not_say_what_was_chosen() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    code = receipt_on(visitor.page(vote.url + "receipt/"))

    told = Client().get(f"{vote.api}receipts/{code}/").json()
    page = Client().post(vote.url + "check/", {"receipt": code}).content.decode()
    own = vote.program().get(vote.api + "receipt/").json()

    assert told == {"code": code, "is_current": True, "is_excluded": False, "excluded_because": ""}
    assert vote.own[0].proposal.title not in page
    assert "choices" not in own


def test_warsaw_and_consul_ties_that_were_settled_in_secret() -> None:
    """Elsewhere by the newest number, or by a shuffle without a seed: here by a lot that everybody can draw again."""
    vote = Polling(costs=(30_000, 30_000, 30_000))
    for project in vote.whole:
        cast_ballot(vote.election, [project])
    closed_phase(vote.cycle, PhaseKind.VOTE)

    count.count_votes(actor=official(Role.VOTE_CLERK), election=vote.election)
    first = EnvelopeCount.objects.get(envelope=vote.pots[0], superseded=False)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=vote.election, reason="Uudelleen")
    again = EnvelopeCount.objects.get(envelope=vote.pots[0], superseded=False)

    assert first.outcome["ties"] != []
    assert again.outcome == first.outcome
    assert EnvelopeCount.objects.filter(envelope=vote.pots[0]).count() == 2  # the first is kept
    assert first.seed == vote.election.seed


def test_a_re_run_in_silence_of_a_published_result() -> None:
    vote, people = published_vote()

    with pytest.raises(count.AlreadyPublished):
        count.count_votes(actor=people[Role.VOTE_CLERK], election=vote.election, reason="Toinen tulos")  # type: ignore[arg-type]

    assert refused("UPDATE voting_envelopecount SET outcome = '{}'")
    assert refused("UPDATE voting_envelopecount SET state = 'provisional', published_at = NULL")
    assert refused("DELETE FROM voting_envelopecount")


def test_decidim_2026_45414_a_token_of_one_vote_played_in_another() -> None:
    vote, other = Polling(), Polling()
    program = other.program()

    assert program.get(vote.api + "draft/").status_code == 403
    assert program.get(vote.api + "ballot/").status_code == 403


def test_decidim_2026_23891_a_name_that_is_a_script() -> None:
    vote = Polling()
    project = ProposalFactory(cycle=vote.cycle, title="<script>alert(1)</script>")

    page = Client().get(project.get_absolute_url())

    assert "<script>alert(1)" not in page.content.decode()
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"].split("style-src")[0]


@pytest.mark.django_db(transaction=True)
def test_meinberlin_parallel_calls_that_went_over_the_cap() -> None:
    """There the number of votes was looked at, then written, without a lock between."""
    vote = Polling(**POINTS)  # six points in all
    programs = [vote.program() for _call in range(8)]
    gate, statuses = threading.Barrier(8), []

    def send(number: int) -> None:
        try:
            gate.wait()
            statuses.append(cast_by(programs[number], vote, vote.own[number % 3]))
            statuses.append(cast_by(programs[number], vote, *vote.own[:2]))  # eight points: never
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses)[0] == 201
    assert set(sorted(statuses)[1:]) <= {400, 409}
    current = Ballot.objects.filter(superseded=False)
    assert [sum(ballot.choices.values_list("points", flat=True)) for ballot in current] == [4]


def test_stanford_a_form_that_was_sent_twice() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    sent = visitor.hidden(vote.url + "review/", "key")

    answers = [visitor.post(vote.url + "review/", sent).status_code for _click in range(3)]

    assert answers == [302] * 3
    assert vote.box() == [(False, {vote.own[0].pk})]


def test_warsaw_a_sum_that_took_the_projects_of_another_pot() -> None:
    vote, _people = published_vote()

    for pot, projects in zip(vote.pots, (vote.whole, vote.own, vote.foreign), strict=True):
        stored = EnvelopeCount.objects.get(envelope=pot, superseded=False)
        outcome = stored.outcome
        assert {one["id"] for one in outcome["projects"]} == {project.project_id for project in projects}
        won = [project.cost for project in projects if project.project_id in outcome["selected"]]
        assert Decimal(outcome["total_cost"]) == sum(won, Decimal(0))
