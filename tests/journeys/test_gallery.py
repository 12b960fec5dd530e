"""Every piece in every state holds against axe, narrow and wide, light and dark, and without a fault in the console."""

from collections.abc import Callable

import pytest

from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_axe_finds_nothing_in_any_language(visitor: Callable[..., Visitor], language: str) -> None:
    someone = visitor(language=language)
    page = someone.open("/pieces/")
    assert findings(page) == []
    assert page.get_attribute("html", "lang") == language
    assert [fault for fault in someone.faults if "paljon" not in fault] == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768])
def test_axe_finds_nothing_and_nothing_sticks_out(
    visitor: Callable[..., Visitor], width: int, colours: str
) -> None:
    someone = visitor(width=width, colours=colours)
    page = someone.open("/pieces/")
    assert findings(page) == []
    assert not someone.is_too_wide


def test_the_menu_opens_without_javascript(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(width=320, script=False)
    page = someone.open("/about/")
    sign_in = page.locator(".menu nav a[href='/accounts/login/']")
    assert not sign_in.is_visible()
    page.locator(".menu summary").click()
    assert sign_in.is_visible()


def test_language_and_colours_are_chosen_without_javascript_and_keep_the_page(
    visitor: Callable[..., Visitor],
) -> None:
    someone = visitor(script=False)
    page = someone.open("/about/?from=here")
    page.locator(".masthead__wide button[value=sv]").click()
    assert page.get_attribute("html", "lang") == "sv"
    page.locator(".foot button[value=dark]").click()
    assert page.get_attribute("html", "class") == "theme-dark"
    assert page.url.endswith("/about/?from=here")


def test_the_budget_meter_says_what_is_left(visitor: Callable[..., Visitor]) -> None:
    page = visitor(language="en").open("/pieces/")
    meter = page.locator("budget-meter").first
    assert meter.locator(".meter__left").inner_text() == "37\u00a0500\u00a0€ left of 50\u00a0000\u00a0€"
    page.check("#check-1")
    assert meter.locator(".meter__left").inner_text() == "12\u00a0500\u00a0€ left of 50\u00a0000\u00a0€"
    assert meter.locator(".meter__count").inner_text() == "2 chosen. None of the others fits any more."
    page.check("#check-2")
    assert (
        meter.locator(".meter__left").inner_text() == "Too much by 25\u00a0000\u00a0€. Take something away."
    )
    assert meter.locator(".meter__used").get_attribute("width") == "100.0%"
