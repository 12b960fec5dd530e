"""A tablet in a booth: by keyboard, through an outage, and nothing left behind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor
from tests.voting.polling import BUDGET, Polling
from voting.models import Ballot

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]


def start(page: Page, code: str) -> None:
    page.locator("#booth-code").fill(code)
    page.keyboard.press("Enter")


def step(page: Page, name: str) -> None:
    expect(page.locator(f"[data-step={name}]")).to_be_visible()


def test_a_ballot_filled_in_during_an_outage_is_cast_once_when_the_network_is_back(visitor: Visitors) -> None:
    vote = Polling(**BUDGET)
    someone = visitor(width=800, language="en")
    page = someone.open(f"{vote.url}booth/")
    expect(page.locator("voting-booth[data-ready]")).to_be_attached()
    assert findings(page) == []

    # With a network, by keyboard alone: the receipt is shown, then everything is forgotten.
    start(page, vote.code)
    step(page, "choose")
    assert findings(page) == []
    page.locator(f"#project-{vote.whole[0].pk}").focus()
    page.keyboard.press("Space")
    page.locator("[data-review]").press("Enter")
    step(page, "review")
    page.locator("[data-cast]").press("Enter")
    step(page, "cast")
    first = Ballot.objects.get()
    expect(page.locator("[data-receipt]")).to_have_text(first.receipt)
    page.keyboard.press("Enter")  # "I am done" has the focus
    step(page, "start")
    assert first.receipt not in page.content()
    assert page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie.includes('session')]"
    ) == [
        0,
        0,
        False,
    ]

    # The same voter changes the vote; the network breaks before casting.
    start(page, vote.code)
    step(page, "choose")
    page.locator(f"#project-{vote.own[1].pk}").check()
    page.locator("[data-review]").click()
    someone.context.set_offline(True)
    page.locator("[data-cast]").click()
    step(page, "kept")
    assert findings(page) == []
    kept = page.evaluate(
        "new Promise((done) => { const asked = indexedDB.open('raati-booth', 1); asked.onsuccess = () => {"
        " const all = asked.result.transaction('ballots').objectStore('ballots').getAll();"
        " all.onsuccess = () => done(JSON.stringify(all.result)); }; })"
    )
    assert (vote.code in kept, "choices" in kept, "sealed" in kept) == (False, False, True)
    page.locator("[data-leave] button").click()

    # A third visit begins without any network at all: a code that cannot be right is told at once.
    start(page, "AAAA-AAAA-AAAA-AAAB")
    expect(page.locator("[data-say]")).to_be_visible()
    start(page, vote.code)
    step(page, "area")
    page.locator("[data-leave] button").click()
    assert Ballot.objects.count() == 1

    someone.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text("Every ballot of this tablet is in the box.")
    assert vote.box() == [(True, {vote.whole[0].pk}), (False, {vote.own[1].pk})]


def test_the_booth_counts_down_and_forgets(visitor: Visitors) -> None:
    vote = Polling(**BUDGET)
    someone = visitor(width=320, language="en")
    someone.page.clock.install()
    page = someone.open(f"{vote.url}booth/")
    expect(page.locator("voting-booth[data-ready]")).to_be_attached()
    start(page, vote.code)
    step(page, "choose")
    assert not someone.is_too_wide
    box = page.locator(f"#project-{vote.whole[0].pk}")
    box.check()
    page.clock.run_for(45_000)
    expect(page.locator("dialog")).to_be_visible()
    page.locator("[data-here]").click()
    expect(page.locator("dialog")).to_be_hidden()
    expect(box).to_be_checked()
    page.clock.run_for(61_000)
    step(page, "start")
    expect(page.locator("#booth-code")).to_have_value("")
    expect(box).not_to_be_checked()
    page.go_back()
    assert vote.code not in page.content()
