"""What one types is saved by itself, survives a lost connection, and an old copy never comes over something newer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from proposals.models import Finding
from tests.factories.delegates import FindingFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "#id_fresh-title"
DRAFT = "**/pieces/draft/"


def says(page: Page, words: str) -> None:
    """The line beside the form says it."""
    expect(page.locator("auto-save .saved")).to_have_text(words)


def test_what_is_typed_is_sent_without_a_button(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    bodies: list[str] = []

    def take(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(status=200, content_type="application/json", body='{"version": "2"}')

    someone.page.route(DRAFT, take)
    page = someone.open("/pieces/")
    page.fill(FIELD, "A lit hill")
    says(page, "Your draft is saved.")
    assert len(bodies) == 1
    assert "A lit hill" in bodies[0]
    assert page.evaluate("localStorage.length") == 0


def test_a_lost_connection_loses_nothing(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    someone.page.route(DRAFT, lambda route: route.abort())
    page = someone.open("/pieces/")
    page.fill(FIELD, "Written in a tunnel")
    says(
        page,
        "No connection. What you write is kept in this browser, and saved as soon as the connection is back.",
    )
    page.reload()
    assert page.input_value(FIELD) == "Written in a tunnel"
    says(page, "We found what you wrote before the connection broke, and put it back.")
    page.unroute(DRAFT)
    page.route(DRAFT, lambda route: route.fulfill(status=204))
    says(page, "Your draft is saved.")
    assert page.evaluate("localStorage.length") == 0


def test_signed_out_while_writing_is_said_and_loses_nothing(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    someone.page.route(DRAFT, lambda route: route.fulfill(status=401))
    page = someone.open("/pieces/")
    page.fill(FIELD, "Still mine")
    says(
        page,
        "You have been signed out. What you write is kept in this browser: sign in again in another tab.",
    )
    assert "Still mine" in page.evaluate("localStorage.getItem('raati:gallery')")


def test_an_old_copy_never_comes_over_a_newer_draft(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    page = someone.open("/about/")
    page.evaluate(
        "localStorage.setItem('raati:gallery', JSON.stringify({version: '0', fields: [['fresh-title', 'Old']]}))"
    )
    page = someone.open("/pieces/")
    page.wait_for_function("localStorage.length === 0")
    assert page.input_value(FIELD) == ""


def test_the_token_of_the_form_is_never_put_into_the_browsers_store(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    someone.page.route(DRAFT, lambda route: route.abort())
    page = someone.open("/pieces/")
    page.evaluate(
        """() => {
            const token = document.createElement("input");
            token.name = "csrfmiddlewaretoken";
            token.value = "secret";
            document.querySelector("auto-save").closest("form").append(token);
        }"""
    )
    page.fill(FIELD, "Anything")
    says(
        page,
        "No connection. What you write is kept in this browser, and saved as soon as the connection is back.",
    )
    assert "secret" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_finding_written_on_site_outlives_a_lost_connection(visitor: Callable[..., Visitor]) -> None:
    first = FindingFactory()
    someone = visitor(language="en", width=320, user=first.delegate.user)
    page = someone.open(f"/proposals/{first.proposal_id}/findings/new/")
    page.check("[name=kind][value=quality]")
    page.fill("#id_text", "Lauta on irti.")
    someone.context.set_offline(True)
    page.get_by_role("button", name="Send what I saw").click()
    expect(page.locator("[data-say]")).to_contain_text("There is no connection now.")
    someone.context.set_offline(False)

    page = someone.open(f"/proposals/{first.proposal_id}/findings/new/")
    assert (page.input_value("#id_text"), page.is_checked("[name=kind][value=quality]")) == (
        "Lauta on irti.",
        True,
    )
    page.get_by_role("button", name="Send what I saw").click()

    expect(page.locator("h1")).to_have_text("What you noted")
    page.wait_for_function("localStorage.length === 0")
    assert Finding.objects.filter(text="Lauta on irti.").count() == 1
    assert not someone.is_too_wide
    assert findings(page) == []
