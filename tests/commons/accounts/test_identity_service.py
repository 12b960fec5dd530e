"""Signing in through an OpenID Connect provider: a real one, as a process of its own on loopback."""

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
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from commons.accounts.models import Role, User
from portal.settings.accounts import oidc_app
from tests.factories.accounts import RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/oidc/town/login/"
CALLBACK = "/accounts/oidc/town/login/callback/"
AINO = {"sub": "aino", "email": "aino@kuvala.example", "email_verified": True, "name": "Aino Virtanen"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Address of the provider's process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "False"]
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
    """The settings as the environment's variables would make them."""
    app = oidc_app(issuer=provider, client_id="raati", secret="shared", name="Kuvala-tunnistus")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def knows(provider: str, **claims: Any) -> str:
    """Let the provider know somebody; gives the subject."""
    requests.put(f"{provider}/users/{claims['sub']}", json=claims, timeout=10).raise_for_status()
    return str(claims["sub"])


def begin(client: Client, query: str = "") -> str:
    """Follow the link of the sign-in page; gives the provider's address."""
    response = client.get(LOGIN + query)
    assert response.status_code == 302
    return str(response["Location"])


def answer(address: str, **form: str) -> str:
    """What the provider answers when its form is sent: our address to go back to."""
    response = requests.post(address, data=form, allow_redirects=False, timeout=10)
    assert response.status_code == 302, response.text
    back = urlsplit(response.headers["Location"])
    assert back.path == CALLBACK
    return f"{back.path}?{back.query}"


def sign_in(client: Client, sub: str, query: str = "") -> Any:
    return client.get(answer(begin(client, query), sub=sub))


def who(client: Client) -> str | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else None


def test_the_sign_in_page_leads_to_it_and_keeps_the_way_back(client: Client) -> None:
    page = client.get("/accounts/login/?next=/me/").content.decode()

    assert "Kuvala-tunnistus" in page
    assert f'href="{LOGIN}?next=%2Fme%2F"' in page


def test_the_provider_is_asked_with_proof_and_for_no_more_than_needed(client: Client) -> None:
    asked = parse_qs(urlsplit(begin(client)).query)

    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert asked["state"][0]


def test_the_first_time_makes_an_account_and_the_second_time_finds_it(client: Client, provider: str) -> None:
    aino = knows(provider, **AINO)
    assert sign_in(client, aino, "?next=/me/")["Location"] == "/me/"
    assert who(client) == "aino@kuvala.example"
    person = User.objects.get()
    assert (person.display_name, person.has_usable_password()) == (
        "",
        False,
    )  # people choose how they are shown

    knows(provider, **(AINO | {"email": "other@kuvala.example"}))
    later = Client()
    assert sign_in(later, aino)["Location"] == "/"
    assert who(later) == "aino@kuvala.example"
    assert User.objects.count() == 1


def test_an_address_that_the_provider_has_verified_finds_the_account_of_the_mailed_codes(
    client: Client, provider: str
) -> None:
    person = UserFactory(email="aino@kuvala.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    sign_in(client, knows(provider, **AINO))

    assert who(client) == "aino@kuvala.example"
    assert SocialAccount.objects.get().user == person


def test_an_address_that_nobody_has_verified_opens_no_account(client: Client, provider: str) -> None:
    person = UserFactory(email="aino@kuvala.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    response = sign_in(client, knows(provider, **(AINO | {"sub": "thief", "email_verified": False})))

    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert response.status_code in (200, 302)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_without_an_address_the_person_is_asked_for_one_and_proves_it(
    client: Client, provider: str, language: str
) -> None:
    client.cookies["django_language"] = language
    back = sign_in(client, knows(provider, sub=f"nobody-{language}", email_verified=False))
    assert back["Location"] == "/accounts/3rdparty/signup/"
    page = client.get(back["Location"])
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()

    asked = client.post(back["Location"], {"email": "Uusi@kuvala.example"})
    assert who(client) is None
    code = mail.outbox[-1].extra_headers["X-Raati-Code"]
    assert mail.outbox[-1].to == ["uusi@kuvala.example"]
    client.post(asked["Location"], {"code": code})

    assert who(client) == "uusi@kuvala.example"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_who_changes_their_mind_at_the_provider_is_not_signed_in_and_told_so(
    client: Client, language: str
) -> None:
    client.cookies["django_language"] = language
    response = client.get(answer(begin(client), action="deny"), follow=True)

    assert who(client) is None
    assert response.status_code in (200, 401, 403)
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}, {"code": "made-up"}])
def test_an_answer_that_does_not_belong_to_this_browser_opens_nothing(
    client: Client, provider: str, change: dict[str, str]
) -> None:
    back = urlsplit(answer(begin(client), sub=knows(provider, **AINO)))
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | change
    response = client.get(f"{back.path}?{urlencode(query)}", follow=True)

    assert who(client) is None
    assert 200 <= response.status_code < 500
    assert not User.objects.exists()


def test_an_answer_that_was_meant_for_somebody_elses_browser_opens_nothing(
    client: Client, provider: str
) -> None:
    mine = answer(begin(client), sub=knows(provider, **AINO))
    other = Client()
    begin(other)

    response = other.get(mine, follow=True)

    assert who(other) is None
    assert 200 <= response.status_code < 500


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_leads_to_no_other_site(client: Client, provider: str, elsewhere: str) -> None:
    response = sign_in(client, knows(provider, **AINO), "?" + urlencode({"next": elsewhere}))

    assert response["Location"] == "/"


def test_a_provider_that_does_not_answer_is_said_and_the_mailed_code_remains(
    client: Client, settings: Any
) -> None:
    app = oidc_app(issuer="http://127.0.0.1:9", client_id="raati", secret="shared", name="Kuvala-tunnistus")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    client.cookies["django_language"] = "en"
    response = client.get(LOGIN + "?next=/me/")

    assert response["Location"] == "/accounts/login/?next=/me/"
    page = client.get(response["Location"]).content.decode()
    assert "The identity service does not answer now. Sign in by a code, or try again later." in page


def test_officials_give_their_second_step_this_way_too(client: Client, provider: str, settings: Any) -> None:
    settings.RAATI_REQUIRE_MFA = True
    person = UserFactory(email="aino@kuvala.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    RoleAssignmentFactory(user=person, role=Role.COORDINATOR)
    sign_in(client, knows(provider, **AINO))
    assert client.get("/desk/people/")["Location"] == "/accounts/2fa/totp/activate/"

    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person, generate_totp_secret())
    again = Client()
    assert sign_in(again, "aino")["Location"].startswith("/accounts/2fa/authenticate/")
    assert who(again) is None


def test_the_copy_of_ones_data_names_the_identity(client: Client, provider: str) -> None:
    sign_in(client, knows(provider, **AINO))

    copy = json.loads(client.get("/me/my-data.json").content)
    assert [(one["provider"], one["uid"]) for one in copy["account"]["identities"]] == [("town", "aino")]


def test_the_environment_makes_the_settings() -> None:
    made = oidc_app(
        issuer="https://id.example/", client_id="raati", secret="s", name="", scope="openid email"
    )

    assert made == {
        "provider_id": "town",
        "name": "id.example",
        "client_id": "raati",
        "secret": "s",
        "settings": {
            "server_url": "https://id.example/",
            "scope": ["openid", "email"],
            "oauth_pkce_enabled": True,
        },
    }
