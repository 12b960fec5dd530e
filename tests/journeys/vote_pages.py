"""How officials and voters go through the pages of a vote, from its rules to the council's word."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Visitor

ROLL = "person_id;birth_year;area\nA1;1980;ranta\nA2;1990;ranta\nA3;1955;ranta\n"


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def in_order(someone: Visitor) -> None:
    assert not someone.is_too_wide


def prepare_the_vote(coordinator: Visitor, clerk: Visitor) -> list[str]:
    """Rules and ballot by the coordinator, roll and letters by the clerk, opening; the codes of the printed letters."""
    page = coordinator.open("/desk/")
    follow(page, "Votes")
    follow(page, "Our budget")
    follow(page, "Decide the rules")
    page.get_by_label("Choose at most this many projects").fill("2")
    press(page, "Save the rules")
    press(page, "Fill the ballot from the reviews")
    said(page, "Projects on the ballot: 2.")

    page = clerk.open("/desk/")
    follow(page, "Votes")
    follow(page, "Our budget")
    follow(page, "Roll")
    page.get_by_label("File of those who may vote (CSV)").set_input_files(
        {"name": "roll.csv", "mimeType": "text/csv", "buffer": ROLL.encode()}
    )
    press(page, "Check the file")
    press(page, "Take these people in")
    expect(page.get_by_text("The file is taken in")).to_be_visible()
    follow(page, "Next: the letters")
    with page.expect_download() as download:
        press(page, "Make the letters (PDF)")
    letters = PdfReader(download.value.path())
    codes = [
        found
        for leaf in letters.pages
        for found in re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", leaf.extract_text())
    ]

    page = coordinator.open("/desk/votes/")
    follow(page, "Our budget")
    follow(page, "Check and open")
    page.get_by_role("checkbox").check()
    press(page, "Open the vote")
    said(page, "The vote is opened")
    return codes


def enter(someone: Visitor, code: str) -> Page:
    page = someone.open("/")
    page.get_by_role("link", name="Vote", exact=True).first.click()
    page.get_by_label("Code from your letter").fill(code)
    page.locator(".code-entry button").click()
    return page


def vote(someone: Visitor, code: str, *titles: str) -> str:
    """Choose, look it over, cast; the receipt."""
    page = enter(someone, code)
    for title in titles:
        page.get_by_role("checkbox", name=title).check()
    return cast(someone, page)


def cast(someone: Visitor, page: Page) -> str:
    page.locator("#ballot button[value=next]").click()
    page.wait_for_url("**/review/")
    page.locator("#cast button").click()
    page.wait_for_url("**/receipt/")
    in_order(someone)
    return page.locator(".receipt__code").inner_text()


def change_the_vote(someone: Visitor, code: str) -> str:
    """First for the tower, then for the benches instead; only the second ballot counts."""
    vote(someone, code, "A tower for looking at birds")
    page = someone.page
    follow(page, "See or change my ballot")
    page.locator(".chosen a").click()
    page.get_by_role("checkbox", name="A tower for looking at birds").uncheck()
    page.get_by_role("checkbox", name="Benches for the shore").check()
    return cast(someone, page)


def count_and_publish(clerk: Visitor, first: Visitor, second: Visitor) -> None:
    """One counts, two others put their names under it, one of them publishes."""
    page = clerk.open("/desk/")
    follow(page, "Votes")
    follow(page, "Our budget")
    page.get_by_role("link", name="Count the votes").click()
    press(page, "Count the votes")
    said(page, "The votes are counted.")
    for certifier in (first, second):
        page = certifier.open("/desk/")
        follow(page, "Counts and results")
        follow(page, "Our budget")
        follow(page, "Look and certify")
        in_order(certifier)
        page.get_by_role("checkbox", name="I have looked at this result").check()
        press(page, "Put my name under it")
    press(page, "Publish the result")
    said(page, "The result is public now.")


def read_the_result(someone: Visitor, receipts: list[str], folder: Path) -> None:
    """Why each project won or not; the file counts to the same winners; every receipt is in the box."""
    page = someone.open("/results/")
    page.get_by_role("link", name="Our budget").first.click()
    bench, tower = page.locator(".result__row").all()
    expect(bench).to_contain_text("Benches for the shore")
    expect(tower).to_contain_text("A tower for looking at birds")
    in_order(someone)
    expect(bench).to_contain_text("3 votes")
    expect(bench.locator(".why")).to_contain_text("Why funded: It was number 1 by support")
    expect(tower.locator(".why")).to_contain_text("Why not:")
    with page.expect_download() as download:
        follow(page, "Ballots and projects (.pb)")
    file = folder / "result.pb"
    download.value.save_as(file)
    command = [sys.executable, "-m", "voting.counting", "count", str(file)]
    again = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.search(r"Benches for the shore +3 +1250\.5 +yes", again)
    assert re.search(r"A tower for looking at birds +1 +9000 +not funded", again)
    page = someone.open("/vote/")
    follow(page, "Our budget")
    follow(page, "Look for a receipt")
    for receipt in receipts:
        page.get_by_label("Receipt").fill(receipt)
        press(page, "Look")
        expect(page.locator(".notice--success")).to_contain_text(receipt)
    in_order(someone)


def let_the_council_decide(coordinator: Visitor, second: Visitor, title: str) -> None:
    page = coordinator.open("/desk/")
    follow(page, "Counts and results")
    follow(page, "Our budget")
    follow(page, "The council's item")
    page.get_by_label("Meeting", exact=False).first.fill("City council")
    page.get_by_label("Section of the minutes").fill("§ 62")
    press(page, "Prepare the item")
    said(page, "The result is before the council")
    page.get_by_role("row", name=title).get_by_role("link", name=re.compile("^Record")).click()
    page.get_by_label("Confirmed", exact=True).check()
    page.get_by_label("Reason").fill("A place to rest for everybody.")
    press(page, "Record the decision")
    said(page, "Entered.")
    page.get_by_text("Confirm all others at once").click()
    press(page, "Enter them as confirmed")
    press(page, "Hand in to a second official")
    said(page, "Handed in.")
    page = second.open("/desk/")
    follow(page, "Counts and results")
    follow(page, "Our budget")
    follow(page, "The council's item")
    press(page, "It agrees with the minutes: confirm and publish")
    said(page, "The council's decisions are public")
