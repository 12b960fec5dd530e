"""Ballots from a booth: opened and cast once, or refused with a reason that a tablet can show."""

import base64
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rest_framework.test import APIClient

from tests.voting.polling import BUDGET, Polling
from voting.domain import kiosk
from voting.models import Ballot

pytestmark = pytest.mark.django_db


def sealed(vote: Polling, **changed: Any) -> dict[str, str]:
    """As the page seals it."""
    ballot = {"code": vote.code, "choices": [[vote.whole[0].pk, 1]], "key": "k" * 32, "seen": 0} | changed
    public: Any = serialization.load_der_public_key(base64.b64decode(kiosk.public_key(vote.election)))
    key, iv = os.urandom(32), os.urandom(12)
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    parts = {
        "wrapped": public.encrypt(key, oaep),
        "iv": iv,
        "sealed": AESGCM(key).encrypt(iv, json.dumps(ballot).encode(), None),
    }
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def send(vote: Polling, body: Any) -> Any:
    return APIClient().post(f"{vote.api}booth/", body, format="json")


def test_an_envelope_sent_three_times_is_cast_once() -> None:
    vote = Polling(**BUDGET)
    body = sealed(vote)
    answers = [send(vote, body) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert {answer.json()["code"] for answer in answers} == {Ballot.objects.get().receipt}


def test_a_ballot_that_waited_never_replaces_a_later_one() -> None:
    vote = Polling(**BUDGET)
    waited = sealed(vote)
    assert send(vote, sealed(vote, key="later", choices=[[vote.whole[1].pk, 1]])).status_code == 201
    refused = send(vote, waited)
    assert (refused.status_code, refused.json()["code"]) == (409, "cast-elsewhere")
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "AAAA-AAAA-AAAA-AAAA"}, None),
        ({"choices": []}, "empty-ballot"),
        ({"choices": [[2**31 - 1, 1]]}, "foreign-project"),
        ({"choices": [["1", 1]]}, "envelope-refused"),
        ({"seen": None}, "envelope-refused"),
        ({"key": ""}, "envelope-refused"),
        ({"code": 5}, "envelope-refused"),
    ],
)
def test_what_cannot_be_cast_is_refused(changed: dict[str, Any], code: str | None) -> None:
    vote = Polling(**BUDGET)
    answer = send(vote, sealed(vote, **changed))
    assert 400 <= answer.status_code < 500
    assert code in (None, answer.json()["code"])
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("part", [None, "ä", "=", "YQ=="])
def test_junk_is_no_envelope(part: str | None) -> None:
    body = dict.fromkeys(("wrapped", "iv", "sealed"), part) if part else {}
    assert send(Polling(**BUDGET), body).status_code == 400


def test_an_envelope_of_another_vote_stays_closed() -> None:
    mine, other = Polling(**BUDGET), Polling(**BUDGET)
    assert send(mine, sealed(other)).json()["code"] == "envelope-refused"
