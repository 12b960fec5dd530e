"""My page: details, a copy of my data, leaving."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts import personal, sections
from commons.accounts.models import Role, User
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment, CommentKind, Thread
from tests.factories.accounts import UserFactory, official

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/me/", "/me/my-data.json", "/me/erase/"])
def test_nobody_signed_in_is_led_to_sign_in_and_back(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path.replace('/', '%2F')}"


def test_details_are_saved_and_the_pages_follow_the_language(client: Client) -> None:
    person = UserFactory(language="fi")
    client.force_login(person)
    response = client.post("/me/", {"display_name": "  Aino   K. ", "language": "sv"})
    assert (response.status_code, response["Location"]) == (302, "/me/")
    person.refresh_from_db()
    assert (person.display_name, person.language) == ("Aino K.", "sv")
    assert '<html lang="sv"' in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"display_name": "x" * 61, "language": "fi"}, "display_name"),
        ({"display_name": "aino@kuvala.example", "language": "fi"}, "display_name"),
        ({"display_name": "a\u202eb", "language": "fi"}, "display_name"),
        ({"display_name": "Aino", "language": "xx"}, "language"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client: Client, form: dict[str, str], field: str) -> None:
    person = UserFactory(display_name="Ennen")
    client.force_login(person)
    response = client.post("/me/", form)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    person.refresh_from_db()
    assert person.display_name == "Ennen"


def test_other_apps_add_their_parts_in_order(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_sections", {})
    for name, order, shown in (("b", 2, True), ("a", 1, True), ("c", 3, False)):
        sections.register(
            sections.Section(
                name,
                f"Part {name}",
                "pieces/notice.html",
                lambda u, r, s=shown: {"text": "x"} if s else None,
                order,
            )
        )
    client.force_login(UserFactory())
    assert [part["name"] for part in client.get("/me/").context["sections"]] == ["a", "b"]


def test_a_copy_of_my_data_holds_what_is_known_and_nothing_of_others(client: Client) -> None:
    person = official(Role.REVIEWER, email="aino@kuvala.example")
    comments.add(
        actor=person, thread=Thread.objects.create(), kind=CommentKind.FOR, text="Hyvä.", language="fi"
    )
    comments.add(
        actor=UserFactory(),
        thread=Thread.objects.create(),
        kind=CommentKind.FOR,
        text="Muiden sana.",
        language="fi",
    )
    client.force_login(person)
    response = client.get("/me/my-data.json")
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = response.json()
    assert data["account"]["email"] == "aino@kuvala.example"
    assert [held["role"] for held in data["roles"]] == ["reviewer"]
    assert [said["text"] for said in data["comments"]] == ["Hyvä."]
    assert "Muiden sana" not in response.content.decode()


def test_leaving_erases_the_person_and_keeps_the_words(
    client: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    person = UserFactory(email="aino@kuvala.example", language="sv")
    thread = Thread.objects.create()
    comments.add(actor=person, thread=thread, kind=CommentKind.FOR, text="Hyvä.", language="fi")
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/me/erase/", {"email": "Aino@kuvala.example"})
    assert (response.status_code, response["Location"]) == (302, "/me/erased/")
    assert not User.objects.exists()
    assert Comment.objects.values_list("text", "author").get() == ("Hyvä.", None)
    assert "_auth_user_id" not in client.session
    assert client.get("/me/erased/").status_code == 200
    assert [(message.to, message.extra_headers["Content-Language"]) for message in mail.outbox] == [
        (["aino@kuvala.example"], "sv")
    ]


def test_a_slip_erases_nothing(client: Client) -> None:
    client.force_login(UserFactory(email="aino@kuvala.example"))
    assert client.get("/me/erase/").status_code == 200
    assert client.post("/me/erase/", {"email": "toinen@kuvala.example"}).status_code == 400
    assert User.objects.exists()


def test_the_last_coordinator_finds_another_first(client: Client) -> None:
    person = official(Role.COORDINATOR)
    client.force_login(person)
    assert client.post("/me/erase/", {"email": person.email}).status_code == 400
    assert User.objects.filter(pk=person.pk).exists()


def test_the_page_says_what_stays(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.get("/me/erase/").content.decode()
    assert personal.what_stays()
    for sentence in personal.what_stays():
        assert str(sentence) in page


# The same through the API.


def test_the_api_says_who_i_am_and_changes_it(client: Client) -> None:
    person = UserFactory(display_name="Aino", language="fi")
    client.force_login(person)
    expected = {"id": person.pk, "email": person.email, "display_name": "Aino", "language": "fi", "roles": []}
    assert client.get("/api/v1/me/").json() == expected
    answer = client.patch("/api/v1/me/", {"language": "sv"}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, expected | {"language": "sv"})
    refused = client.patch("/api/v1/me/", {"display_name": "a@b.example"}, content_type="application/json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["display_name"])


def test_the_api_asks_to_sign_in_first(client: Client) -> None:
    for answer in (
        client.get("/api/v1/me/"),
        client.patch("/api/v1/me/", {}, content_type="application/json"),
    ):
        assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
            403,
            "application/problem+json",
            "sign-in-needed",
        )


def test_a_program_signs_in_by_code_and_out() -> None:
    program = Client(enforce_csrf_checks=True)
    token = program.get("/api/v1/session/").json()["csrf_token"]
    headers = {"X-CSRFToken": token}
    send = {"content_type": "application/json"}
    assert (
        program.post("/api/v1/session/", {"code": "1"}, headers=headers, **send).json()["code"]
        == "no-code-asked"
    )
    asked = program.post(
        "/api/v1/session/code/", {"email": "Ohjelma@kuvala.example"}, headers=headers, **send
    )
    assert (asked.status_code, asked.content) == (202, b"")
    code = mail.outbox[-1].extra_headers["X-Raati-Code"]
    wrong = program.post("/api/v1/session/", {"code": "x"}, headers=headers, **send)
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["code"])
    opened = program.post("/api/v1/session/", {"code": code}, headers=headers, **send)
    assert (opened.status_code, opened.json()["user"]["email"]) == (200, "ohjelma@kuvala.example")
    headers = {"X-CSRFToken": opened.json()["csrf_token"]}
    assert program.get("/api/v1/me/").status_code == 200
    assert program.delete("/api/v1/session/", headers=headers).status_code == 204
    assert program.get("/api/v1/me/").status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/session/", "/api/v1/session/code/"])
def test_another_site_cannot_send_for_the_reader(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        path, {"email": "a@b.example"}, content_type="application/json"
    )
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert not mail.outbox


def test_the_api_limits_codes_too(client: Client) -> None:
    answers = [
        client.post(
            "/api/v1/session/code/", {"email": "a@kuvala.example"}, content_type="application/json"
        ).status_code
        for _ in range(6)
    ]
    assert answers == [202] * 5 + [429]


def test_my_page_takes_the_same_statements_however_much_was_said(client: Client) -> None:
    person = UserFactory()
    thread = Thread.objects.create()
    client.force_login(person)

    def statements() -> int:
        client.get("/me/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/me/")
        return len(captured)

    before = statements()
    Comment.objects.bulk_create(
        Comment(thread=thread, author=person, kind="for", text=str(n)) for n in range(30)
    )
    assert statements() == before
