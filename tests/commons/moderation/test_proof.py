"""What forms ask of browsers without an account."""

from uuid import uuid4

import pytest
from django.core import signing
from django.template import Context, Template
from rest_framework.test import APIClient

from commons.http import rate
from commons.moderation import proof
from commons.moderation.proof import Effort, Pace

pytestmark = pytest.mark.django_db


def signed(word: str) -> Effort:
    return Effort(challenge=word, answer=proof.solution(word, proof.BITS))


def test_work_on_an_id_counts_for_this_thing_and_this_purpose_alone() -> None:
    uuid = uuid4()
    effort = Effort(answer=proof.solution(proof.word_of("note", uuid), proof.BITS_OF_ID))

    assert effort.proves("note", uuid)
    assert not any((effort.proves("note", None), Effort(answer="").proves("note", uuid)))
    assert not Effort(answer=effort.answer + "x").proves("note", uuid)
    others = [effort.proves("story", uuid), *(effort.proves("note", uuid4()) for _try in range(5))]
    assert sum(others) < len(others)  # each would pass by chance once in some hundred


def test_a_signed_word_counts_once_and_for_four_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    effort, late, forged = signed(proof.challenge()), signed(proof.challenge()), signed("word:x:y")

    assert [effort.spends(), effort.spends(), forged.spends(), Effort().spends()] == [
        True,
        False,
        False,
        False,
    ]
    monkeypatch.setattr(proof, "OPEN_FOR", -1)
    assert not late.spends()
    with pytest.raises(signing.BadSignature):
        proof._signer.unsign(forged.challenge)


def test_a_filled_trap_is_no_proof() -> None:
    uuid = uuid4()
    answer = proof.solution(proof.word_of("note", uuid), proof.BITS_OF_ID)
    word = signed(proof.challenge())

    assert not Effort(trap="x", answer=answer).proves("note", uuid)
    assert not Effort(trap="x", challenge=word.challenge, answer=word.answer).spends()


def test_who_does_not_work_goes_slower_and_stands_in_nobodys_way() -> None:
    pace = Pace(proven=(3, 3600.0), unproven=(1, 1800.0))

    pace.take("x", "192.0.2.1", is_proven=False)
    with pytest.raises(rate.TooOften) as refused:
        pace.take("x", "192.0.2.1", is_proven=False)
    assert refused.value.wait == 1800
    pace.take("x", "192.0.2.2", is_proven=False)
    for _one in range(3):
        pace.take("x", "192.0.2.1", is_proven=True)
    with pytest.raises(rate.TooOften):
        pace.take("x", "192.0.2.1", is_proven=True)


def test_the_piece_of_forms_carries_trap_word_and_room_for_the_answer() -> None:
    uuid = uuid4()
    page = Template("{% load proof %}{% proof_of 'note' uuid %}{% proof_of 'note' junk %}{% proof_signed %}")
    html = page.render(Context({"uuid": str(uuid).upper(), "junk": "<x>"}))

    assert f'word="note:{uuid}"' in html
    assert [html.count(one) for one in ('name="website"', 'name="answer"', 'name="challenge"')] == [3, 2, 1]


def test_the_api_tells_the_word_and_how_hard_the_work_is() -> None:
    told = APIClient().get("/api/v1/reports/").json()

    assert signed(told.pop("challenge")).spends()
    assert told == {"bits": proof.BITS, "bits_of_id": proof.BITS_OF_ID}
