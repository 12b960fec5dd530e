"""What people and programs are told while the database is away or has no room for them."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path


def unreachable(request: HttpRequest) -> HttpResponse:
    raise OperationalError("couldn't get a connection after 20.00 sec")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("away/", unreachable),
    path("api/v1/away/", unreachable),
    path("broken/", broken),
    path("", include("portal.urls")),
]
handler500 = "portal.pages.errors.fault"

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Emme voi vastata juuri nyt"),
        ("sv", "Vi kan inte svara just nu"),
        ("en", "We cannot answer just now"),
    ],
)
def test_a_page_without_its_database_asks_to_come_again_in_the_readers_language(
    language: str, words: str
) -> None:
    # Without the database mark: the page itself asks the database for nothing.
    answer = Client(raise_request_exception=False, HTTP_ACCEPT_LANGUAGE=language).get("/away/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert f"<h1>{words}</h1>" in answer.content.decode()


def test_a_program_is_told_to_send_the_same_again() -> None:
    client = Client(raise_request_exception=False, HTTP_ACCEPT_LANGUAGE="en")
    answer = client.post("/api/v1/away/", {}, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
        503,
        "5",
        "application/problem+json",
    )
    assert answer.json() == {
        "type": "about:blank",
        "title": "We cannot answer just now. Send the same again in a moment.",
        "status": 503,
        "code": "busy",
    }


def test_a_fault_of_ours_is_no_busy_hour() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
