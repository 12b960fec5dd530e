"""An official prepares and opens a vote in a real browser, without a mouse where it matters, and at 320 px."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from commons.accounts.models import Role
from tests.factories.accounts import official
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor
from tests.voting.desk.making import ROLL, approved, vote_in, year
from voting.domain.desk_votes import Stage
from voting.models import CodeBatch, Election, RollEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_rules_to_an_open_vote(visitor: Callable[..., Visitor]) -> None:
    cycle = year()
    coordinator = visitor(language="en", user=official(Role.COORDINATOR))
    page = coordinator.open("/desk/votes/")
    page.get_by_role("link", name=str(cycle.name_en)).click()
    page.get_by_role("link", name="Decide the rules").click()
    page.get_by_label("Choose at most this many projects").fill("2")
    page.get_by_role("button", name="Save the rules").click()
    page.get_by_role("button", name="Fill the ballot from the reviews").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    second = page.locator("tbody tr").nth(1).locator("th").inner_text()
    page.locator("tbody tr").nth(1).get_by_role("button", name=re.compile("^Up")).press("Enter")
    expect(page.locator("tbody tr").nth(0).locator("th")).to_have_text(second)

    clerk = visitor(language="en", user=official(Role.VOTE_CLERK))
    page = clerk.open(f"/desk/votes/{cycle.slug}/roll/")
    page.get_by_label("File of those who may vote (CSV)").set_input_files(
        {"name": "roll.csv", "mimeType": "text/csv", "buffer": ROLL.format(area=cycle.area.slug).encode()}
    )
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("nothing has changed yet")).to_be_visible()
    page.get_by_role("button", name="Take these people in").click()
    expect(page.get_by_text("The file is taken in")).to_be_visible()
    page.goto(f"{clerk.url}/desk/votes/{cycle.slug}/letters/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the letters (PDF)").click()
    assert download.value.suggested_filename == f"letters-{CodeBatch.objects.get().pk}.pdf"

    page = coordinator.open(f"/desk/votes/{cycle.slug}/open/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Open the vote").click()
    expect(page.get_by_text("The vote is opened")).to_be_visible()

    assert Election.objects.get().frozen_at is not None
    assert RollEntry.objects.count() == 2
    assert [fault for fault in coordinator.faults + clerk.faults if "/ws/live/" not in fault] == []


@pytest.mark.parametrize("path", ["", "rules/", "ballot/", "roll/", "letters/", "open/"])
@pytest.mark.parametrize(("width", "colours", "language"), [(320, "light", "fi"), (1280, "dark", "sv")])
def test_no_page_of_the_desk_has_a_flaw_that_axe_finds(
    visitor: Callable[..., Visitor], path: str, width: int, colours: str, language: str
) -> None:
    cycle = vote_in(Stage.PREPARING)
    pot = cycle.envelopes.get()
    approved(
        cycle, Decimal(5_000), envelope=pot, title="Päiväkotitoiminnanjohtajankujan pyöräliikennejärjestelyt"
    )
    both: Any = official(Role.COORDINATOR)
    both.roles.create(role=Role.VOTE_CLERK)
    someone = visitor(width=width, colours=colours, language=language, user=both)

    page = someone.open(f"/desk/votes/{cycle.slug}/{path}")

    assert findings(page) == []
    assert not someone.is_too_wide
    assert someone.faults == []
