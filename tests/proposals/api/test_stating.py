"""Statements through the API: the same story as on the pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.test import APIClient

from commons.accounts.models import User
from commons.deliberation.domain.statements import picture
from commons.deliberation.models import Participant, Standpoint, Statement
from proposals.models import Proposal, State
from tests.factories.accounts import UserFactory
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.SUBMITTED)
    return made


def client_of(user: User | None = None) -> APIClient:
    client = APIClient()
    client.force_authenticate(user if user is not None else AnonymousUser())
    return client


def test_the_whole_story(proposal: Proposal, resident: User) -> None:
    address, other = f"/api/v1/proposals/{proposal.pk}/statements/", UserFactory()
    text = {"text": "Polku rannalla tarvitsee valot myös yöllä.", "language": "fi"}
    made = client_of(other).post(address, text, headers={"Idempotency-Key": "eka"})
    again = client_of(other).post(address, text, headers={"Idempotency-Key": "eka"})
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    nearly = {**text, "text": "Polku rannalla tarvitsee valoja yöllä."}
    refused = client_of(resident).post(address, nearly)
    assert (refused.status_code, refused.json()["code"]) == (409, "looks-alike")
    assert text["text"] in str(refused.json())
    assert client_of(resident).post(address, {**nearly, "although_similar": True}).status_code == 201

    one = f"{address}{made.json()['id']}/answer/"
    assert client_of(resident).put(one, {"value": "agree"}).json() == {"my_answer": "agree"}
    assert client_of(other).put(one, {"value": "agree"}).json()["code"] == "own-statement"
    assert client_of(resident).put(one, {"value": "maybe"}).status_code == 400
    assert client_of(resident).put(f"{address}{2**70}/answer/", {"value": "agree"}).status_code == 404
    people = Participant.objects.bulk_create(
        Participant(thread=proposal.thread, user=user) for user in UserFactory.create_batch(4)
    )
    Standpoint.objects.bulk_create(
        Standpoint(statement_id=made.json()["id"], participant=person, value="disagree") for person in people
    )
    picture.draw(proposal.thread)
    rows = {row["id"]: row for row in client_of(resident).get(address).json()["statements"]}
    assert rows[made.json()["id"]]["my_answer"] == "agree"
    assert rows[made.json()["id"]]["numbers"] == {"answered": 5, "agree": 20, "disagree": 80, "passed": 0}
    stranger = client_of().get(address).json()
    assert {row["numbers"] for row in stranger["statements"]} == {None}
    asked = client_of().get(f"{address}?numbers=all").json()
    assert sum(row["numbers"] is not None for row in asked["statements"]) == 1
    opinions = client_of().get(f"/api/v1/proposals/{proposal.pk}/opinions/?numbers=all").json()
    assert opinions == {
        "people": 5,
        "active": 0,
        "least_people": 20,
        "least_answers": 3,
        "version": 1,
        "held_back": False,
        "shared": [{"statement": made.json()["id"], "stance": "disagree", "least": 80}],
        "groups": [],
    }
    assert client_of(resident).delete(one).json() == {"my_answer": None}
    assert client_of().get(f"{address}?numbers=some").status_code == 400
    assert Statement.objects.count() == 2
