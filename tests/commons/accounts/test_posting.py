"""The one door for mails: what is remembered of an address that takes none, and for whom it is tried all the same."""

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from commons.accounts.domain import people, posting
from commons.accounts.models import RefusedAddress
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class Server:
    """Refuses the addresses in `answers` with a code; `tried`: every address that a mail was handed over for."""

    def __init__(self) -> None:
        self.answers: dict[str, int] = {}
        self.tried: list[str] = []


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found, send = Server(), EmailMessage.send

    def through(message: EmailMessage, *how: Any) -> int:
        found.tried.append(message.to[0])
        if code := found.answers.get(message.to[0]):
            raise SMTPRecipientsRefused({message.to[0]: (code, b"no")})
        return send(message, *how)

    monkeypatch.setattr(EmailMessage, "send", through)
    return found


def message(address: str) -> EmailMessage:
    return EmailMessage("Kirje", "Hei", to=[address])


def test_an_address_refused_for_good_is_remembered_whoever_writes_it_and_left_alone(server: Server) -> None:
    server.answers["Aino@Kuvala.example"] = 550
    assert posting.post(message("Aino@Kuvala.example")) is False
    server.answers.clear()

    assert posting.post(message("aino@kuvala.example")) is False
    assert posting.post(message("toinen@kuvala.example")) is True
    assert server.tried == ["Aino@Kuvala.example", "toinen@kuvala.example"]
    assert set(posting.refusals(["aino@kuvala.example", "toinen@kuvala.example"])) == {"aino@kuvala.example"}
    assert "aino" not in RefusedAddress.objects.get().mark


def test_what_is_refused_for_now_is_tried_again_by_the_job_and_not_remembered(server: Server) -> None:
    server.answers["a@kuvala.example"] = 451
    with pytest.raises(SMTPRecipientsRefused):
        posting.post(message("a@kuvala.example"))
    assert posting.refused_since("a@kuvala.example") is None


def test_after_a_month_it_is_tried_again_and_the_old_mark_goes(server: Server) -> None:
    server.answers |= {"a@kuvala.example": 550, "b@kuvala.example": 550}
    posting.post(message("a@kuvala.example"))
    RefusedAddress.objects.update(refused_at=timezone.now() - posting.TRIED_AGAIN)
    posting.post(message("b@kuvala.example"))
    assert RefusedAddress.objects.count() == 1
    server.answers.clear()
    assert posting.post(message("a@kuvala.example")) is True
    assert posting.post(message("b@kuvala.example")) is False


def test_an_address_that_was_given_just_now_is_tried_and_a_mail_that_is_taken_makes_it_good(
    server: Server,
) -> None:
    server.answers["a@kuvala.example"] = 550
    assert [posting.post(message("a@kuvala.example"), is_anew=True) for _n in range(2)] == [False, False]
    server.answers.clear()
    assert posting.post(message("a@kuvala.example")) is False
    assert posting.post(message("a@kuvala.example"), is_anew=True) is True
    assert posting.post(message("a@kuvala.example")) is True


def test_a_sign_in_code_is_sent_also_where_mails_were_refused_so_that_nobody_is_locked_out(
    server: Server, client: Client, sign_in: Callable[..., str]
) -> None:
    person = UserFactory()
    server.answers[person.email] = 550
    posting.post(message(person.email))
    server.answers.clear()

    assert sign_in(person, "?next=/me/") == "/me/"
    assert client.get("/me/").status_code == 200
    assert posting.refused_since(person.email) is not None  # news wait until the person says so


@pytest.mark.parametrize("door", ["page", "api"])
def test_who_waits_for_a_code_is_told_that_the_address_takes_no_mail(
    server: Server, client: Client, door: str
) -> None:
    server.answers["vaarin@kuvala.example"] = 550
    if door == "page":
        answer = client.post("/accounts/login/", {"email": "vaarin@kuvala.example"})
        assert "vaarin@kuvala.example" in answer.content.decode()
        assert list(answer.context["form"].errors) == ["email"]
    else:
        answer = client.post("/api/v1/session/code/", {"email": "vaarin@kuvala.example"}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "address-takes-no-mail")
    assert posting.refused_since("vaarin@kuvala.example") is None
    assert not mail.outbox


def test_my_page_says_so_and_tries_it_again_on_asking(server: Server, client: Client) -> None:
    person = UserFactory()
    server.answers[person.email] = 550
    posting.post(message(person.email))
    client.force_login(person)

    assert "/me/mail-again/" in client.get("/me/").content.decode()
    assert client.post("/me/mail-again/")["Location"] == "/me/"
    assert posting.refused_since(person.email) is None
    assert "/me/mail-again/" not in client.get("/me/").content.decode()
    assert Client().post("/me/mail-again/")["Location"].startswith("/accounts/login/")


def test_who_leaves_takes_the_mark_along(server: Server) -> None:
    person = UserFactory()
    server.answers[person.email] = 550
    posting.post(message(person.email))
    people.erase(actor=person)
    assert not RefusedAddress.objects.exists()
