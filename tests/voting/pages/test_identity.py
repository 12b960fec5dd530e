"""Voting by the identity service: a real one, as a process of its own on loopback. No account plays a part."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from commons.accounts.models import User
from portal.settings.accounts import oidc_app
from tests.voting.polling import Polling, Visitor
from voting.domain import keys
from voting.models import Ballot, Channel, RollEntry

pytestmark = pytest.mark.django_db

CALLBACK = "/vote/identity/back/"
ID = "010190-TEST"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Address of the provider's process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "True"]
    quiet = os.environ | {"LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
            break
        except requests.ConnectionError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(autouse=True)
def town_with_provider(settings: Any, provider: str) -> None:
    app = oidc_app(issuer=provider, client_id="raati", secret="shared", name="Kuvala-tunnistus")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.VOTE_CLAIM = "national_id"


def knows(provider: str, **claims: Any) -> str:
    """Let the provider know somebody; gives the subject."""
    requests.put(f"{provider}/users/{claims['sub']}", json=claims, timeout=10).raise_for_status()
    return str(claims["sub"])


def begin(visitor: Visitor, vote: Polling) -> str:
    """Follow the button of the vote's page; gives the provider's address."""
    assert f'href="{vote.url}identity/"' in visitor.page(vote.url)
    answer = visitor.get(vote.url + "identity/")
    assert answer.status_code == 302
    return str(answer["Location"])


def answered(address: str, **form: str) -> str:
    """What the provider answers when its form is sent: our address to go back to."""
    answer = requests.post(address, data=form, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.path == CALLBACK
    return f"{back.path}?{back.query}"


def on_roll(vote: Polling, person: str = ID) -> None:
    RollEntry.objects.filter(pk=vote.entry.pk).update(
        person_hash=keys.person_hash(vote.election.key_id, person)
    )


def test_a_person_votes_with_the_identity_service_and_nothing_of_it_is_stored(provider: str) -> None:
    vote, visitor = Polling(), Visitor()
    on_roll(vote)
    accounts = User.objects.count()
    back = answered(begin(visitor, vote), sub=knows(provider, sub="aino", national_id=" 010190-test "))

    assert visitor.get(back)["Location"] == vote.url
    visitor.choose(vote.choose_url(), vote.own[0])
    assert visitor.cast(vote.url + "review/").status_code == 302

    entry = RollEntry.objects.get(pk=vote.entry.pk)
    assert (Ballot.objects.count(), entry.channel) == (1, Channel.WEB)
    assert (User.objects.count(), SocialAccount.objects.count()) == (accounts, 0)
    kept = json.dumps(dict(visitor.session))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            kept += str(cursor.fetchone()[0])
    assert "010190" not in kept
    assert "aino" not in json.dumps(dict(visitor.session))


def test_the_service_is_asked_with_proof_and_for_no_more_than_needed() -> None:
    vote = Polling()
    asked = parse_qs(urlsplit(begin(Visitor(), vote)).query)

    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["prompt"] == ["login"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert asked["state"][0] != asked["nonce"][0]


@pytest.mark.parametrize("claims", [{"national_id": "somebody-else"}, {}, {"national_id": 7}])
def test_whoever_is_not_on_the_roll_is_led_to_asking(provider: str, claims: dict[str, Any]) -> None:
    vote, visitor = Polling(), Visitor()
    answer = visitor.get(answered(begin(visitor, vote), sub=knows(provider, sub="eero", **claims)))

    assert answer.status_code == 404
    assert "We do not find you on the roll of this vote" in answer.content.decode()
    assert f'href="{vote.url}ask/"' in answer.content.decode()
    assert visitor.get(vote.choose_url()).status_code == 302


def test_who_changes_their_mind_at_the_service_may_try_again() -> None:
    vote, visitor = Polling(), Visitor()

    answer = visitor.get(answered(begin(visitor, vote), action="deny"))

    assert answer.status_code == 400
    assert "You were not identified" in answer.content.decode()


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}, {"code": "made-up"}])
def test_an_answer_that_does_not_belong_to_this_browser_opens_nothing(
    provider: str, change: dict[str, str]
) -> None:
    vote, visitor = Polling(), Visitor()
    on_roll(vote)
    back = urlsplit(answered(begin(visitor, vote), sub=knows(provider, sub="aino", national_id=ID)))
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | change

    assert visitor.get(f"{back.path}?{urlencode(query)}").status_code == 400
    assert visitor.get(vote.choose_url()).status_code == 302


def test_an_answer_is_taken_once_and_in_the_browser_that_asked(provider: str) -> None:
    vote, visitor, other = Polling(), Visitor(), Visitor()
    on_roll(vote)
    back = answered(begin(visitor, vote), sub=knows(provider, sub="aino", national_id=ID))
    begin(other, vote)

    assert other.get(back).status_code == 400
    assert visitor.get(back).status_code == 302
    assert visitor.get(back).status_code == 400


def test_a_service_that_does_not_answer_is_said_and_the_code_remains(settings: Any) -> None:
    app = oidc_app(issuer="http://127.0.0.1:9", client_id="raati", secret="shared", name="Kuvala-tunnistus")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    vote = Polling()

    answer = Visitor().get(vote.url + "identity/")

    assert answer.status_code == 503
    assert "The identity service does not answer now" in answer.content.decode()


def test_without_the_setting_nobody_is_offered_it(settings: Any) -> None:
    settings.VOTE_CLAIM = ""
    vote, visitor = Polling(), Visitor()

    assert "identity/" not in visitor.page(vote.url)
    assert visitor.get(f"/api/v1/vote/{vote.slug}/").json()["identity_path"] == ""
    settings.VOTE_CLAIM = "national_id"
    assert visitor.get(f"/api/v1/vote/{vote.slug}/").json()["identity_path"] == f"{vote.url}identity/"
