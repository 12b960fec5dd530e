"""The scribe by keyboard alone: ten notes, each read back in large type, and what is half written outlives a reload."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commons.accounts.models import Role
from hearings.models import Contribution, Hearing
from tests.factories.accounts import official
from tests.factories.hearings import open_hearing
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hearing(transactional_db: None) -> Hearing:
    return open_hearing(slug="marraskuu")


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the field with this name has the focus."""
    for _step in range(80):
        if page.evaluate("document.activeElement?.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_ten_notes_by_keyboard_alone(visitor: Callable[..., Visitor], hearing: Hearing) -> None:
    scribe = official(Role.SCRIBE)
    page = visitor(user=scribe, language="en").open("/desk/hearings/marraskuu/scribe/")
    tab_to(page, "question")
    page.keyboard.press("Space")
    tab_to(page, "service_area")
    page.keyboard.type("Eld")
    tab_to(page, "text")
    said = [f"Sentence {number}, “as it was said”" for number in range(10)]
    for number, words in enumerate(said):
        assert page.evaluate("document.activeElement.name") == "text"
        page.keyboard.type(words)
        if number == 4:
            page.reload()
            expect(page.locator("#id_text")).to_have_value(words)
            tab_to(page, "text")
        if number == 9:
            tab_to(page, "language")
            page.keyboard.type("Soo")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".readback blockquote")).to_have_text(words)

    size = page.locator(".readback blockquote").evaluate(
        "node => parseFloat(getComputedStyle(node).fontSize)"
    )
    assert size >= 24
    assert findings(page) == []
    assert list(
        Contribution.objects.order_by("pk").values_list("text", "language", "channel", "entered_by")
    ) == [(words, "so" if number == 9 else "en", "scribe", scribe.pk) for number, words in enumerate(said)]
