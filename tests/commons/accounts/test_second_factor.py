"""Officials and their second factor, with a real app's arithmetic."""

from collections.abc import Callable

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from pytest_django import Settings as SettingsWrapper

from commons.accounts.models import Role, User
from tests.factories.accounts import UserFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings: SettingsWrapper) -> None:
    settings.RAATI_REQUIRE_MFA = True


def app_code(secret: str) -> str:
    """What the app on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def set_up(client: Client) -> str:
    """Set up the second factor as the page asks; give the secret."""
    secret = str(client.get("/accounts/2fa/totp/activate/").context["form"].secret)
    response = client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


@pytest.mark.parametrize("path", ["/desk/people/", "/desk/anything/", "/admin/", "/admin/accounts/"])
def test_nobody_passes_the_desk_without_signing_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


def test_an_official_is_led_to_set_it_up_and_then_let_in(client: Client, sign_in: Callable[..., str]) -> None:
    person = official(Role.COORDINATOR)
    sign_in(person)
    response = client.get("/desk/people/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/totp/activate/")
    secret = set_up(client)
    assert client.get("/desk/people/").status_code == 200
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert (secret in stored, get_adapter().decrypt(stored)) == (False, secret)
    assert [message.to for message in mail.outbox[1:]] == [[person.email]] * (len(mail.outbox) - 1)


def test_signing_in_then_asks_for_the_second_step(client: Client, sign_in: Callable[..., str]) -> None:
    person = official(Role.COORDINATOR)
    sign_in(person)
    set_up(client)
    Authenticator.objects.filter(type="totp").update()
    browser = Client()
    assert sign_in(person, "?next=/desk/people/", browser) == "/accounts/2fa/authenticate/"
    assert browser.get("/desk/people/").status_code == 302
    assert browser.get("/accounts/2fa/authenticate/").status_code == 200
    assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in browser.session
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    response = browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert (response.status_code, response["Location"]) == (302, "/desk/people/")
    assert browser.get("/desk/people/").status_code == 200


def test_a_resident_is_not_asked_for_one(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/me/").status_code == 200
    assert client.get("/desk/people/").status_code == 403


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True, "is_staff": True}])
def test_administrators_are_asked_too(client: Client, fields: dict[str, bool]) -> None:
    client.force_login(UserFactory(**fields))
    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/totp/activate/")


def test_where_it_is_not_required_nobody_is_led_away(client: Client, settings: SettingsWrapper) -> None:
    settings.RAATI_REQUIRE_MFA = False
    client.force_login(official(Role.COORDINATOR))
    assert client.get("/desk/people/").status_code == 200


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_pages_are_shown(client: Client, sign_in: Callable[..., str], language: str) -> None:
    sign_in(official(Role.COORDINATOR))
    client.cookies["django_language"] = language
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    set_up(client)
    for path in (
        "",
        "recovery-codes/",
        "recovery-codes/download/",
        "totp/deactivate/",
        "recovery-codes/generate/",
    ):
        response = client.get(f"/accounts/2fa/{path}", follow=True)
        assert response.status_code == 200, path
        theirs = [
            one.origin.name for one in response.templates if "site-packages/allauth/" in one.origin.name
        ]
        assert [name for name in theirs if not name.endswith("download.txt")] == []


def test_secrets_are_read_with_an_older_key(settings: SettingsWrapper) -> None:
    stored = get_adapter().encrypt("ABC")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert get_adapter().decrypt(stored) == "ABC"


def test_roles_are_out_of_force_in_the_interface_for_programs_too(client: Client) -> None:
    person: User = official(Role.MODERATOR)
    client.force_login(person)
    assert client.get("/api/v1/session/").json()["user"]["roles"] == []
