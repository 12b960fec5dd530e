"""Signing in by a mailed code."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from commons.accounts import forms, mails
from commons.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def newest_code() -> str:
    return str(mail.outbox[-1].extra_headers["X-Raati-Code"])


def ask(client: Client, email: str, query: str = "") -> str:
    response = client.post(f"/accounts/login/{query}", {"email": email})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def sign_in(client: Client, email: str, query: str = "") -> str:
    response = client.post(ask(client, email, query), {"code": newest_code()})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def who(client: Client) -> str | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else None


def test_a_known_person_signs_in(client: Client) -> None:
    person = UserFactory(email="aino@kuvala.example")
    assert sign_in(client, "Aino@Kuvala.example") == "/"
    assert who(client) == person.email
    assert User.objects.count() == 1


def test_an_unknown_address_gets_an_account_with_the_right_code_only(client: Client) -> None:
    confirm = ask(client, "uusi@kuvala.example")
    assert not User.objects.exists()
    client.post(confirm, {"code": "000-000" if newest_code() != "000-000" else "111-111"})
    assert not User.objects.exists()
    client.post(confirm, {"code": newest_code()})
    person = User.objects.get()
    assert (person.email, person.has_usable_password(), person.display_name) == (
        "uusi@kuvala.example",
        False,
        "",
    )
    assert EmailAddress.objects.get(user=person).verified
    assert who(client) == "uusi@kuvala.example"


def test_nobody_learns_whether_an_address_has_an_account(client: Client) -> None:
    UserFactory(email="aino@kuvala.example")
    seen = []
    for address in ("aino@kuvala.example", "uusi@kuvala.example"):
        browser = Client()
        location = ask(browser, address)
        page = browser.get(location).content.decode().replace(address, "X")
        page = re.sub(r'value="\w{64}"', "", page)
        message = mail.outbox[-1]
        seen.append(
            (
                location,
                page,
                message.subject.replace(newest_code(), "C"),
                message.body.replace(newest_code(), "C"),
            )
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_code_comes_in_the_language_of_the_page_as_text_and_html(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    ask(client, "aino@kuvala.example")
    message = mail.outbox[-1]
    assert message.extra_headers["Content-Language"] == language
    assert re.fullmatch(r"\d{3}-\d{3}", newest_code())
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert f'lang="{language}"' in html
    assert newest_code() in message.body
    assert newest_code() in html


def test_a_new_person_keeps_the_language_of_the_page(client: Client) -> None:
    client.cookies["django_language"] = "sv"
    sign_in(client, "ny@kuvala.example")
    assert User.objects.get().language == "sv"


@pytest.mark.parametrize("typed", ["{a}{b}", " {a} {b} ", "{a}-{b}", "{a}.{b}"])
def test_spaces_and_dashes_in_a_code_do_not_matter(client: Client, typed: str) -> None:
    confirm = ask(client, "aino@kuvala.example")
    a, b = newest_code().split("-")
    assert client.post(confirm, {"code": typed.format(a=a, b=b)}).status_code == 302
    assert who(client) == "aino@kuvala.example"


def test_the_way_back_is_kept(client: Client) -> None:
    assert sign_in(client, "aino@kuvala.example", "?next=/proposals/new/") == "/proposals/new/"


def test_the_way_back_leads_to_no_other_site(client: Client) -> None:
    assert sign_in(client, "aino@kuvala.example", "?next=https://evil.example/") == "/"


def test_after_five_wrong_codes_a_new_one_is_needed(client: Client) -> None:
    confirm = ask(client, "aino@kuvala.example")
    right = newest_code()
    wrong = "000-000" if right != "000-000" else "111-111"
    answers = [client.post(confirm, {"code": wrong}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 302]
    client.post(confirm, {"code": right})
    assert who(client) is None


def test_a_code_works_for_a_quarter_of_an_hour(client: Client, settings: Any) -> None:
    confirm = ask(client, "aino@kuvala.example")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 0  # as if the quarter had passed
    late = client.post(confirm, {"code": newest_code()})

    assert who(client) is None
    assert (late.status_code, late["Location"]) == (
        302,
        "/accounts/login/code/",
    )  # from where a new one is asked


def test_a_code_of_another_browser_is_of_no_use(client: Client) -> None:
    ask(Client(), "aino@kuvala.example")
    stolen = newest_code()
    confirm = ask(client, "liisa@kuvala.example")
    client.post(confirm, {"code": stolen})
    assert who(client) is None


def test_the_code_can_be_sent_again_and_the_old_one_stops_working(client: Client) -> None:
    confirm = ask(client, "uusi@kuvala.example")
    old = newest_code()
    assert client.post(confirm, {"action": "resend"}).status_code == 302
    assert len(mail.outbox) == 2
    if newest_code() != old:
        client.post(confirm, {"code": old})
        assert who(client) is None
    client.post(confirm, {"code": newest_code()})
    assert who(client) == "uusi@kuvala.example"


def test_who_mistyped_the_address_begins_anew(client: Client) -> None:
    ask(client, "vaara@kuvala.example")
    assert client.get("/accounts/login/").status_code == 200
    assert sign_in(client, "oikea@kuvala.example") == "/"
    assert who(client) == "oikea@kuvala.example"


def test_a_closed_account_does_not_come_in(client: Client) -> None:
    UserFactory(email="suljettu@kuvala.example", is_active=False)
    sign_in(client, "suljettu@kuvala.example")
    assert who(client) is None


def test_too_many_codes_for_an_address_are_refused_with_words(client: Client) -> None:
    for _ in range(forms.CODES_PER_ADDRESS):
        ask(Client(), "aino@kuvala.example")
    response = client.post("/accounts/login/", {"email": "aino@kuvala.example"})
    assert response.status_code == 200
    assert response.context["form"].errors["email"].as_data()[0].code == "too_many"
    assert len(mail.outbox) == forms.CODES_PER_ADDRESS


def test_too_many_codes_from_a_network_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "CODES_PER_NETWORK", 3)
    for number in range(3):
        ask(Client(), f"a{number}@kuvala.example")
    assert client.post("/accounts/login/", {"email": "a4@kuvala.example"}).status_code == 200
    assert len(mail.outbox) == 3


def test_guessing_is_stopped_even_with_new_codes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commons.accounts.pages.sign_in.TRIES_PER_NETWORK", 2)
    confirm = ask(client, "aino@kuvala.example")
    right = newest_code()
    wrong = "000-000" if right != "000-000" else "111-111"
    assert [client.post(confirm, {"code": code}).status_code for code in (wrong, wrong, right)] == [
        200,
        200,
        429,
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
    ],
)
def test_there_are_no_passwords(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/accounts/signup/", "/admin/login/", "/accounts/login/code/"])
def test_every_other_way_in_is_the_same_sign_in(client: Client, path: str) -> None:
    response = client.get(f"{path}?next=/me/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/me/")


def test_signing_out(client: Client) -> None:
    sign_in(client, "aino@kuvala.example")
    client.post("/accounts/logout/")
    assert who(client) is None


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/3rdparty/",
        "/accounts/inactive/",
        "/me/",
        "/me/erase/",
        "/me/erased/",
    ],
)
def test_every_page_of_the_account_is_shown(client: Client, language: str, path: str) -> None:
    sign_in(client, "aino@kuvala.example")
    client.cookies["django_language"] = language
    response = client.get(path)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()
    # Words of allauth's own templates are not plain, and not all of them are translated.
    assert [
        one.origin.name for one in response.templates if "site-packages/allauth/" in one.origin.name
    ] == []


def test_the_mail_address_is_changed_by_a_code(client: Client) -> None:
    sign_in(client, "vanha@kuvala.example")
    response = client.post("/accounts/email/", {"email": "uusi@kuvala.example", "action_add": ""})
    assert response.status_code == 302
    confirmation = next(one for one in reversed(mail.outbox) if one.to == ["uusi@kuvala.example"])
    client.post("/accounts/confirm-email/", {"code": confirmation.extra_headers["X-Raati-Code"]})
    assert User.objects.get().email == "uusi@kuvala.example"
    assert [one.to for one in mail.outbox if one.subject and "X-Raati-Code" not in one.extra_headers][:1] == [
        ["vanha@kuvala.example"]
    ]


def test_every_mail_that_can_be_sent_has_words_of_ours() -> None:
    never = re.compile(r"password|webauthn")  # nobody has the one or the other here
    theirs = {
        path.name.removesuffix("_message.txt")
        for path in Path(allauth.__file__).parent.glob("templates/*/email/*_message.txt")
    }
    assert {name for name in theirs if not never.search(name)} - {"base"} <= set(mails.LETTERS)
