"""How fast drafts are begun without an account: by browser, and by network, with proof of work and without."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.models import Bucket
from commons.http.rate import TooOften
from commons.moderation import proof
from commons.moderation.proof import Effort, Pace
from proposals.domain import drafts
from proposals.models import Proposal
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.7"


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, only in small."""
    monkeypatch.setattr(drafts, "BY_NETWORK", Pace(proven=(5, 3600.0), unproven=(2, 3600.0)))


def worked(key: object) -> str:
    return proof.solution(f"draft:{key}", proof.BITS_OF_ID)


def begin(town: Town, actor: Actor, network: str = HERE, effort: Effort | None = None) -> Proposal:
    """A new browser each time, as a program would make it."""
    key = uuid4()
    effort = effort or Effort(answer=worked(key))
    return drafts.start(
        actor=actor, cycle=town.cycle, token=drafts.new_token(), key=key, network=network, effort=effort
    )


def test_a_class_behind_one_address_begins_at_once_and_a_program_does_not(
    town: Town, resident: User, anonymous: Actor
) -> None:
    for _pupil in range(150):
        begin(town, anonymous)
    for _page in range(40):
        begin(town, anonymous, effort=Effort())
    with pytest.raises(TooOften) as refused:
        begin(town, anonymous, effort=Effort())
    begin(town, anonymous)
    begin(town, resident, effort=Effort())
    begin(town, anonymous, ELSEWHERE, effort=Effort())

    assert refused.value.wait == 90
    with translation.override("en"):
        assert "in 2 minutes" in str(refused.value)
    assert not Bucket.objects.filter(scope__contains=HERE).exists()


def test_the_page_says_when_and_loses_nothing(pace: None, town: Town) -> None:
    address = reverse("proposals:new")
    for number in range(2):
        sent = {"title": f"Penkki {number}", "language": "fi", "key": uuid4()}
        assert Client().post(address, sent).status_code == 302
    client = Client()
    refused = client.post(address, {"title": "Vielä yksi", "language": "fi", "key": uuid4()})
    assert (refused.status_code, refused.context["form"]["title"].value()) == (429, "Vielä yksi")
    key = refused.context["key"]
    sent = {"title": "Vielä yksi", "language": "fi", "key": key, "answer": worked(key)}
    assert client.post(address, sent).status_code == 302
    assert 'word="draft:' in Client().get(address).content.decode()
    assert Proposal.objects.count() == 3


def test_the_api_says_when_in_a_header_and_takes_a_signed_word_once(pace: None, town: Town) -> None:
    word = Client().get("/api/v1/reports/").json()["challenge"]
    work = {"challenge": word, "answer": proof.solution(word, proof.BITS)}

    def post(number: int, **more: str) -> tuple[int, str | None]:
        headers = {"X-Draft-Token": drafts.new_token()}
        body = {"cycle": town.cycle.slug, "title": f"Penkki {number}"} | more
        answer = Client().post("/api/v1/proposals/", body, "application/json", headers=headers)
        return answer.status_code, answer.headers.get("Retry-After")

    assert [post(number) for number in range(3)] == [(201, None), (201, None), (429, "1800")]
    assert [post(number, **work) for number in range(2)] == [(201, None), (429, "1800")]
