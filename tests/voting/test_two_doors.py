"""Fifty at once through both doors: whatever happens, one person has one ballot."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from commons.http.errors import Refusal
from tests.voting.polling import Polling
from voting.domain import ballots
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import Ballot, BallotChoice, Channel, Election, RollEntry


@pytest.mark.django_db(transaction=True)
def test_fifty_casts_of_one_person_through_page_api_and_desk_leave_exactly_one_ballot() -> None:
    vote = Polling()
    program, visitor = vote.program(), vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    sent = visitor.hidden(vote.url + "review/", "key")
    token = program._credentials["HTTP_AUTHORIZATION"]
    cookies = visitor.cookies
    gate, statuses, failures = threading.Barrier(50), [], []

    def by_page() -> int:
        browser = type(visitor)()
        browser.cookies = cookies
        return int(browser.post(vote.url + "review/", sent).status_code)

    def by_api(number: int) -> int:
        client = type(program)(HTTP_AUTHORIZATION=token)
        body = {"choices": [{"project": vote.own[number % 3].pk}], "seen": 0}
        headers = {"Idempotency-Key": f"key-{number % 10}-{number % 3}"}
        return int(client.post(vote.api + "cast/", body, format="json", headers=headers).status_code)

    def by_desk(number: int) -> int:
        election = Election.objects.select_related("cycle").get(pk=vote.election.pk)
        voter = Voter(entry_id=vote.entry.pk, election_id=election.pk, channel=Channel.DESK)
        choices = [Choice(vote.own[number % 3].pk)]
        try:
            ballots.cast(actor=voter, election=election, choices=choices, key=f"desk-{number}", seen=0)
        except Refusal as refusal:
            return refusal.status
        return 201

    def run(number: int) -> None:
        doors = (by_page, lambda: by_api(number), lambda: by_desk(number))
        try:
            gate.wait()
            statuses.append(doors[number % 3]())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(statuses) == 50
    assert set(statuses) <= {201, 302, 409}
    assert Ballot.objects.count() == 1
    assert BallotChoice.objects.count() == 1
    assert RollEntry.objects.exclude(voted_at=None).count() == 1


@pytest.mark.django_db
def test_page_and_api_see_one_ballot_of_one_person() -> None:
    vote = Polling()
    program, visitor = vote.program(), vote.visitor()

    visitor.choose(vote.choose_url(), vote.own[0])
    begun = program.get(vote.api + "draft/").json()
    program.put(vote.api + "draft/", {"choices": [{"project": vote.own[1].pk}]}, format="json")
    review = visitor.page(vote.url + "review/")
    visitor.cast(vote.url + "review/")
    receipt = program.get(vote.api + "receipt/").json()
    changed = program.post(
        vote.api + "cast/",
        {"choices": [{"project": vote.own[2].pk}], "seen": receipt["version"]},
        format="json",
        headers={"Idempotency-Key": uuid4().hex},
    ).json()
    page = visitor.page(vote.url + "receipt/")

    assert begun["choices"] == [{"project": vote.own[0].pk, "value": 1}]
    assert vote.own[1].proposal.title in review
    assert changed["replaces"] == receipt["code"]
    assert changed["code"] in page
    assert vote.box() == [(True, {vote.own[1].pk}), (False, {vote.own[2].pk})]
