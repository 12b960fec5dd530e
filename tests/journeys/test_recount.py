"""The published result counted again in a real browser: it agrees, or says that it does not; nothing is sent away."""

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import ballot_of, cast_ballot, made_public
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor
from voting.domain import count

pytestmark = pytest.mark.django_db(transaction=True)


def published(rule: str) -> str:
    """The address of a published result: 50 000 € for projects of 10 000, 20 000 and 30 000."""
    pot = EnvelopeFactory(source=Decimal(50_000))
    election, projects = ballot_of([pot], (10_000, 20_000, 30_000), rule=rule)
    for chosen in (projects[1:2], projects[1:], projects):
        cast_ballot(election, chosen)
    closed_phase(pot.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return f"/results/{election.cycle.slug}/"


@pytest.mark.parametrize("rule", ["greedy", "equal-shares"])
def test_the_browser_comes_to_the_published_result(visitor: Callable[..., Visitor], rule: str) -> None:
    someone = visitor(language="en", width=320)
    page = someone.open(published(rule))
    button = page.get_by_role("button", name="Count in this browser")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("recount-result")).to_contain_text("The same result: the same projects for")
    expect(page.locator("recount-result")).to_contain_text("The file is the published one, byte for byte.")
    expect(button).to_be_visible()
    assert not someone.is_too_wide
    assert findings(page) == []
    assert [fault for fault in someone.faults if "/ws/live/" not in fault] == []


def test_another_result_is_told_with_the_projects_that_differ(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    page = someone.open(published("greedy"))

    def tampered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("20000", "60000"))

    page.route("**/result.pb", tampered)
    page.get_by_role("button", name="Count in this browser").click()
    told = page.locator("recount-result")
    expect(told).to_contain_text("Your browser came to another result than the published one.")
    expect(told).to_contain_text("Funded only in the published result, numbers in the file: 2")
    expect(told).to_contain_text("This is not the published file")


def test_files_from_ones_own_disk_are_held_against_what_was_published(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    someone = visitor(language="en", width=320)
    page = someone.open(published("greedy"))
    with page.expect_download() as got:
        page.get_by_role("link", name="Everything in one file (ZIP)").click()
    whole = tmp_path / got.value.suggested_filename
    got.value.save_as(whole)
    field = page.get_by_label("Check files that you have downloaded")
    field.set_input_files(whole)
    told = page.locator("recount-result")
    expect(told).to_contain_text(f"{whole.name}: as published")
    data = whole.read_bytes()
    whole.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    other = tmp_path / "holiday.txt"
    other.write_text("sun")
    field.set_input_files([whole, other])
    expect(told).to_contain_text(f"{whole.name}: NOT as published, something in it was changed")
    expect(told).to_contain_text("holiday.txt: does not belong to this result")
    assert not someone.is_too_wide
    assert findings(page) == []


def test_a_lost_connection_and_a_broken_file_are_told(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en")
    page = someone.open(published("greedy"))
    page.route("**/result.pb", lambda route: route.abort())
    button = page.get_by_role("button", name="Count in this browser")
    button.click()
    expect(page.locator("recount-result")).to_contain_text("The ballots could not be fetched.")
    page.unroute("**/result.pb")
    page.route("**/result.pb", lambda route: route.fulfill(body="half a fi"))
    button.click()
    expect(page.locator("recount-result")).to_contain_text("The file could not be read by this program.")


def test_without_scripts_the_command_is_there(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(language="en", script=False)
    page = someone.open(published("equal-shares"))
    command = page.locator("#recount code")
    assert (command.text_content() or "").startswith(
        "python -m voting.counting count result.pb --rule equal-shares --utility cost --completion add1u"
    )
    expect(page.get_by_role("button", name="Count in this browser")).to_have_count(0)


def test_the_browser_looks_at_every_byte_of_the_package_and_names_the_file_that_was_changed(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    someone = visitor(language="en", width=320)
    page = someone.open(published("greedy"))
    button = page.get_by_role("button", name="Check the whole package in this browser")
    button.focus()
    page.keyboard.press("Enter")
    told = page.locator("recount-package")
    expect(told).to_contain_text("Nothing was changed: all")
    expect(told).to_contain_text("and the 3 receipts and the ballots add up.")
    with page.expect_download() as got:
        page.get_by_role("link", name="Everything in one file (ZIP)").click()
    whole = got.value.path().read_bytes()

    def with_one_byte_changed(route: Route) -> None:
        at = whole.index(b",counted") + 1  # in receipts.csv
        route.fulfill(body=whole[:at] + b"C" + whole[at + 1 :], content_type="application/zip")

    page.route("**/package.zip", with_one_byte_changed)
    button.click()
    expect(told).to_contain_text("This is not the package that was published.")
    expect(told).to_contain_text("receipts.csv: NOT as published, something in it was changed")
    expect(told).to_contain_text("The list of receipts does not add up")
    expect(told).not_to_contain_text("manifest.json")
    field = page.get_by_label("Or a package that you have on your device")
    mine = tmp_path / "mine.zip"
    with zipfile.ZipFile(mine, "w", zipfile.ZIP_DEFLATED) as packed, zipfile.ZipFile(got.value.path()) as old:
        for name in old.namelist():
            if name != "rules.json":
                packed.writestr(name, old.read(name))
    field.set_input_files(mine)
    expect(told).to_contain_text("rules.json: missing")
    expect(told.locator("p")).to_have_count(2)
    other = tmp_path / "holiday.zip"
    other.write_text("sun")
    field.set_input_files(other)
    expect(told).to_contain_text("This file is no package that can be read.")
    assert not someone.is_too_wide
    assert findings(page) == []
