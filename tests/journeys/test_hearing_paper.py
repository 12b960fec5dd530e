"""Paper in a real browser: keyed by keyboard alone, kept through a lost connection, checked by somebody else."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from commons.accounts.models import Role
from hearings.domain.paper import cards, codes, keying
from hearings.models import CardRun, Contribution, Hearing, Keying, Pile
from tests.factories.accounts import official
from tests.factories.hearings import open_hearing
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hearing(transactional_db: None) -> Hearing:
    return open_hearing(slug="marraskuu")


@pytest.fixture
def run(hearing: Hearing) -> CardRun:
    question, area = hearing.questions.all()[1], hearing.service_areas.first()
    return cards.make_run(
        actor=official(Role.COORDINATOR),
        hearing=hearing,
        kind="sticky",
        count=5,
        question=question,
        service_area=area,
    )


@pytest.fixture
def pile(hearing: Hearing) -> Pile:
    return keying.start_pile(actor=official(Role.SCRIBE), hearing=hearing, name="Box", kind="sticky")


def test_papers_are_keyed_by_keyboard_and_nothing_typed_is_lost(
    visitor: Callable[..., Visitor], run: CardRun, pile: Pile
) -> None:
    someone = visitor(user=official(Role.SCRIBE), language="en")
    page = someone.open(f"/desk/hearings/marraskuu/papers/{pile.pk}/")
    assert page.evaluate("document.activeElement.name") == "card"
    page.keyboard.type(codes.code_of(run.first)[:7])
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("Elderly care")
    assert page.evaluate("document.activeElement.name") == "text"
    assert page.locator("[name=question]:checked").count() == 1
    page.keyboard.type("The phone is never answered")
    page.keyboard.press("Control+Enter")
    expect(page.locator("section .own__text")).to_have_text("The phone is never answered")

    # The next one is half typed when the page is loaded again, and sent while the server is away.
    page.keyboard.type(codes.code_of(run.first + 1))
    page.keyboard.press("Enter")
    page.keyboard.type("Half a sen")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("Half a sen")
    assert page.input_value("#id_card") == codes.code_of(run.first + 1)
    page.locator("#id_text").focus()
    page.keyboard.press("End")
    page.keyboard.type("tence")
    page.keyboard.press("Control+Enter")
    expect(page.locator("section .own__text").first).to_have_text("Half a sentence")
    page.go_back()
    page.go_forward()
    expect(page.locator("#id_text")).to_have_value("")

    assert list(Keying.objects.order_by("pk").values_list("text", flat=True)) == [
        "The phone is never answered",
        "Half a sentence",
    ]
    assert findings(page) == []


def test_somebody_else_checks_with_one_key(visitor: Callable[..., Visitor], run: CardRun, pile: Pile) -> None:
    scribe = official(Role.SCRIBE)
    for place in range(2):
        code = codes.code_of(run.first + place)
        sheet = keying.Sheet(uuid4(), f"Note {place}", card=code)
        keying.key(actor=scribe, pile=pile, sheet=sheet)
    someone = visitor(user=official(Role.SCRIBE), language="en", width=320)
    page = someone.open(f"/desk/hearings/marraskuu/papers/{pile.pk}/check/")
    expect(page.locator(".readback blockquote")).to_have_text("Note 0")
    assert findings(page) == []
    page.locator("#id_text").press("Control+Enter")
    expect(page.locator(".readback blockquote")).to_have_text("Note 1")
    page.locator("#id_text").fill("Note one")
    page.locator("#id_text").press("Control+Enter")
    expect(page.locator(".readback")).to_have_count(0)

    assert list(Contribution.objects.order_by("pk").values_list("text", flat=True)) == ["Note 0", "Note one"]
    assert not someone.is_too_wide
