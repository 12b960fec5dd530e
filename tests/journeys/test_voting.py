"""Voting in a real browser: narrow without JavaScript, by keyboard alone, in three languages, offline."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commons.process.models import PhaseKind
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor
from tests.voting.polling import BUDGET, POINTS, RANKING, Polling
from voting.models import Ballot, BallotDraft

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]


def enter(page: Page, code: str) -> None:
    page.locator("#id_code").fill(code)
    page.locator(".code-entry button").click()


def in_order(someone: Visitor) -> None:
    """The page that is shown holds against axe and is not too wide."""
    assert findings(someone.page) == []
    assert not someone.is_too_wide


@pytest.mark.parametrize(
    ("language", "rules"),
    [("fi", BUDGET), ("sv", BUDGET), ("en", BUDGET), ("fi", POINTS), ("sv", RANKING), ("en", {})],
    ids=["budget-fi", "budget-sv", "budget-en", "points", "ranking", "approval"],
)
def test_a_whole_vote_without_javascript_at_320_pixels(visitor: Visitors, language: str, rules: dict) -> None:
    vote = Polling(**rules)
    someone = visitor(width=320, script=False, language=language)
    page = someone.open("/vote/")
    assert not someone.is_too_wide
    enter(page, "AAAA")
    assert page.locator("#error-summary").count() == 1
    assert not someone.is_too_wide
    enter(page, vote.code.lower().replace("-", " "))
    for place, project in enumerate((vote.whole[0], vote.own[1])):
        assert not someone.is_too_wide
        assert page.url.endswith(vote.choose_url(place))
        field = page.locator(f"#project-{project.pk}")
        if rules in (BUDGET, {}):
            field.check()
        else:
            field.fill("1")
        page.locator("button[value=recount]").click()
        assert page.locator(".meter__left").inner_text()
        page.locator("#ballot button[value=next]").click()
    assert page.url.endswith("/review/")
    assert not someone.is_too_wide
    page.locator("#cast button").click()
    assert page.url.endswith("/receipt/")
    assert not someone.is_too_wide
    code = page.locator(".receipt__code").inner_text()
    page.reload()
    assert page.locator(".receipt__code").inner_text() == code == Ballot.objects.get().receipt
    assert vote.box() == [(False, {vote.whole[0].pk, vote.own[1].pk})]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("width", "colours"), [(320, "dark"), (1280, "light")])
def test_every_page_of_the_vote_holds_against_axe(
    visitor: Visitors, language: str, width: int, colours: str
) -> None:
    vote = Polling(totals_live=True, **BUDGET)
    someone = visitor(language=language, width=width, colours=colours)
    page = someone.open("/vote/")
    in_order(someone)
    someone.open(vote.url)
    in_order(someone)
    enter(page, vote.code)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    expect(page.locator("#uncast")).to_be_visible()
    in_order(someone)
    page.locator("#ballot button[value=next]").click()
    page.locator("#uncast button").click()
    page.wait_for_url("**/review/")
    in_order(someone)
    page.locator("#cast button").click()
    page.wait_for_url("**/receipt/")
    in_order(someone)
    for path in ("turnout/", "rules/", "check/"):
        someone.open(vote.url + path)
        in_order(someone)
    # The server of the tests has no sockets; turnout then polls.
    assert [fault for fault in someone.faults if "WebSocket" not in fault] == []


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_whole_vote_by_keyboard_alone(visitor: Visitors) -> None:
    vote = Polling(**BUDGET)
    someone = visitor(language="en")
    page = someone.open("/vote/")
    tab_to(page, "#id_code")
    page.keyboard.type(vote.code)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + vote.choose_url(0))
    tab_to(page, f"#project-{vote.whole[1].pk}")
    page.keyboard.press("Space")
    expect(page.locator(".meter__left")).to_have_text("30\u00a0000\u00a0€ left of 50\u00a0000\u00a0€")
    expect(page.locator("auto-save .saved")).to_contain_text("Your choices are saved.")
    tab_to(page, "#ballot button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + vote.choose_url(1))
    tab_to(page, "#ballot button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    tab_to(page, "#cast button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")
    in_order(someone)
    tab_to(page, ".visit-end button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vote/")
    assert "This device has forgotten you." in page.locator("body").inner_text()
    assert vote.box() == [(False, {vote.whole[1].pk})]
    assert someone.faults == []


def test_the_code_after_the_hash_is_filled_in_and_never_sent_in_an_address(visitor: Visitors) -> None:
    vote = Polling()
    someone = visitor(language="en")
    sent: list[str] = []
    someone.page.on("request", lambda request: sent.append(request.url))

    page = someone.open(f"/vote/#{vote.code}")

    expect(page.locator("#id_code")).to_have_value(vote.code)
    expect(page.locator(".code-entry__line")).to_have_text(
        "The code of your letter is filled in. Press the button."
    )
    assert page.evaluate("location.hash") == ""
    page.keyboard.press("Enter")
    page.wait_for_url("**" + vote.choose_url(0))
    assert [url for url in sent if vote.code[:4] in url] == [f"{someone.url}/vote/#{vote.code}"] or not [
        url for url in sent if vote.code[:4] in url.split("#")[0]
    ]


def test_a_slip_in_the_code_is_said_while_typing(visitor: Visitors) -> None:
    vote = Polling()
    page = visitor(language="en").open("/vote/")
    line = page.locator(".code-entry__line")

    page.locator("#id_code").press_sequentially(vote.code[:-1] + ("0" if vote.code[-1] != "0" else "1"))
    expect(line).to_contain_text("One character is wrong")
    page.locator("#id_code").fill(vote.code)
    expect(line).to_have_text("The code is complete.")
    page.locator("#id_code").fill("AÄ")
    expect(line).to_contain_text("“Ä” is in no code.")


def test_choices_made_without_a_connection_are_put_back_and_saved(visitor: Visitors) -> None:
    vote = Polling()
    someone = visitor(language="en")
    page = someone.open("/vote/")
    enter(page, vote.code)
    box = page.locator(f"#project-{vote.whole[0].pk}")
    page.wait_for_url("**/ballot/**")
    page.route("**/save/", lambda route: route.abort())
    box.check()
    expect(page.locator("auto-save .saved")).to_contain_text("Your choices are kept in this browser")
    page.reload()
    expect(box).to_be_checked()
    expect(page.locator("auto-save .saved")).to_contain_text("We found what you chose")
    page.unroute("**/save/")
    expect(page.locator("auto-save .saved")).to_contain_text("Your choices are saved.")
    assert BallotDraft.objects.get().choices == {str(vote.whole[0].pk): 1}


def test_casting_without_a_connection_says_so_and_the_next_press_casts_once(visitor: Visitors) -> None:
    vote = Polling()
    someone = visitor(language="en")
    page = someone.open("/vote/")
    enter(page, vote.code)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    page.locator("#ballot button[value=next]").click()
    page.locator("#ballot button[value=next]").click()
    someone.context.set_offline(True)
    page.locator("#cast button").click()
    expect(page.locator(".cast-line")).to_contain_text("your ballot is not cast yet")
    assert vote.box() == []
    someone.context.set_offline(False)
    page.locator("#cast button").click()
    page.wait_for_url("**/receipt/")
    assert vote.box() == [(False, {vote.whole[0].pk})]


def test_an_answer_lost_on_its_way_back_casts_nothing_twice(visitor: Visitors) -> None:
    vote = Polling()
    page = visitor(language="en").open("/vote/")
    enter(page, vote.code)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    page.locator("#ballot button[value=next]").click()
    page.locator("#ballot button[value=next]").click()

    def lose(route: object) -> None:
        if route.request.method == "POST":  # type: ignore[attr-defined]
            route.fetch(max_redirects=0)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.wait_for_url("**/review/")
    page.route("**/review/", lose)
    page.locator("#cast button").click()
    expect(page.locator(".cast-line")).to_contain_text("your ballot is not cast yet")
    first = Ballot.objects.get().receipt
    page.unroute("**/review/")
    page.locator("#cast button").dblclick()
    page.wait_for_url("**/receipt/")
    assert page.locator(".receipt__code").inner_text() == first
    assert len(vote.box()) == 1


def test_back_after_casting_does_not_cast_again(visitor: Visitors) -> None:
    vote = Polling()
    page = visitor(language="en").open("/vote/")
    enter(page, vote.code)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    page.locator("#ballot button[value=next]").click()
    page.locator("#ballot button[value=next]").click()
    page.locator("#cast button").click()
    page.wait_for_url("**/receipt/")
    page.go_back()
    page.wait_for_url("**/review/")
    expect(page.locator("h1")).to_have_text("Your ballot is in the box")
    assert page.locator("#cast").count() == 0
    assert len(vote.box()) == 1


def test_closed_while_choosing_is_said_by_the_page_that_saves(visitor: Visitors) -> None:
    vote = Polling()
    page = visitor(language="en").open("/vote/")
    enter(page, vote.code)
    expect(page.locator("#ballot")).to_be_visible()
    closed_phase(vote.cycle, PhaseKind.VOTE)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    expect(page.locator("auto-save .saved")).to_contain_text("Voting closed on")


def test_the_next_person_at_the_desk_finds_nothing_of_the_one_before(visitor: Visitors) -> None:
    vote = Polling()
    RollEntryFactory(election=vote.election, area=vote.here)
    neighbour = vote.new_code()
    someone = visitor(language="en")
    page = someone.open("/vote/")
    enter(page, vote.code)
    page.wait_for_url("**/ballot/**")
    page.route("**/save/", lambda route: route.abort())
    page.locator(f"#project-{vote.whole[0].pk}").check()
    expect(page.locator("auto-save .saved")).to_contain_text("kept in this browser")
    page.locator(".visit button").click()
    page.wait_for_url(re.compile(r"/vote/$"))
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('raati:ballot'))") == []
    page.go_back()
    expect(page.locator("#id_code")).to_be_visible()
    enter(page, neighbour)
    expect(page.locator(f"#project-{vote.whole[0].pk}")).not_to_be_checked()


def test_a_long_ballot_can_be_searched_and_what_is_chosen_stays_in_sight(visitor: Visitors) -> None:
    vote = Polling(costs=range(1_000, 1_014), max_length=None)
    page = visitor(language="en").open("/vote/")
    enter(page, vote.code)
    page.locator(f"#project-{vote.whole[0].pk}").check()
    wanted = vote.whole[7].proposal
    page.locator("#filter-words").fill(wanted.title)
    visible = page.locator(".ballot-row:visible .ballot-row__title")
    assert set(visible.all_inner_texts()) >= {vote.whole[0].proposal.title, wanted.title}
    assert visible.count() < 14
    page.keyboard.press("Enter")
    assert page.url.endswith(vote.choose_url(0))
    page.locator("#filter-words").fill("")
    assert visible.count() == 14
