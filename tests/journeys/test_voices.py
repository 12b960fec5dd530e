"""Stories, smileys and the station's tablet in a real browser: drafts kept, presses without a network, nothing left."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Response, expect

from hearings.models import Contribution, SmileyPress, SmileyQuestion, Story
from tests.factories.hearings import in_each, open_hearing
from tests.hearings.conftest import Hall
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    hearing = open_hearing(slug="marraskuu")
    works, works_not, idea = hearing.questions.all()
    elderly, child = hearing.service_areas.all()
    return Hall(hearing, hearing.stations.get(), elderly, child, works, works_not, idea)


def test_a_story_survives_a_reload_and_leaves_the_browser_when_it_is_sent(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    someone = visitor(width=320, language="en")
    page = someone.page
    someone.open("/hearings/marraskuu/story/")
    page.fill("#id_text", "قصتي طويلة 😀\nSecond line")
    page.get_by_label("It may be published so that nobody can be recognised").check()
    expect(page.locator("[data-draft]")).to_be_visible()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("قصتي طويلة 😀\nSecond line")
    assert findings(page) == []
    page.get_by_role("button", name="Send my story").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your story has been received.")
    assert findings(page) == []
    assert not someone.is_too_wide
    story = Story.objects.get()
    assert (story.text, story.consent) == ("قصتي طويلة 😀\nSecond line", "anonymised")
    someone.open("/hearings/marraskuu/story/")
    expect(page.locator("#id_text")).to_have_value("")
    page.go_back()
    page.get_by_text("Take my story back").click()
    page.get_by_role("button", name="Delete my story").click()
    expect(page.get_by_text("Its words are gone")).to_be_visible()
    story.refresh_from_db()
    assert story.text == ""
    assert someone.faults == []


def test_smileys_go_on_without_a_network_and_begin_again(visitor: Callable[..., Visitor], hall: Hall) -> None:
    for position in (1, 2, 3):
        SmileyQuestion.objects.create(
            hearing=hall.hearing, position=position, **in_each("text", f"Question {position}")
        )
    someone = visitor(language="en")
    page = someone.page
    send = "**/api/v1/hearings/smileys/"
    page.route(send, lambda route: route.abort())
    someone.open(f"/h/{hall.station.code}/smileys/")
    page.wait_for_selector("smiley-tablet[data-ready]")
    assert findings(page) == []
    page.clock.install(time=timezone.now())
    for position in (1, 2, 3):
        expect(page.get_by_role("heading", name=f"Question {position} (en)")).to_be_visible()
        page.get_by_role("button", name="Very good").click()
        page.clock.run_for(1000)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    page.clock.run_for(4000)
    expect(page.get_by_role("heading", name="Question 1 (en)")).to_be_visible()
    assert not SmileyPress.objects.exists()
    page.unroute(send)
    stored: list[int] = []

    def third(answer: Response) -> bool:
        if answer.url.endswith("/api/v1/hearings/smileys/"):
            stored.append(answer.status)
        return len(stored) == 3

    with page.expect_response(third):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert stored == [201, 201, 201]
    assert SmileyPress.objects.count() == 3


def test_the_stations_tablet_is_empty_after_sending_after_quiet_and_behind_back(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    someone = visitor(language="en")
    page = someone.page
    page.clock.install(time=timezone.now())
    someone.open(f"/h/{hall.station.code}/tablet/")
    page.wait_for_selector("shared-tablet[data-ready]")
    assert findings(page) == []
    page.select_option("#id_service_area", index=1)
    page.locator(".kind--works").click()
    page.fill("#id_text", "Only my own words")
    page.get_by_role("button", name="Send the note").click()
    expect(page.get_by_text("Thank you. Your note has been received.")).to_be_visible()
    receipt = page.locator("[data-receipt]").inner_text()
    assert len(receipt) == 11
    assert page.input_value("#id_text") == ""
    with page.expect_navigation():
        page.clock.run_for(31_000)
    page.wait_for_selector("shared-tablet[data-ready]")
    assert receipt not in page.content()
    # Typed, and gone away: a question, then nothing.
    page.fill("#id_text", "Somebody left this")
    page.clock.run_for(46_000)
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    page.get_by_role("button", name="I am still writing").click()
    expect(page.get_by_text("Are you still there?")).to_be_hidden()
    with page.expect_navigation():
        page.clock.run_for(62_000)
    page.wait_for_selector("shared-tablet[data-ready]")
    assert page.input_value("#id_text") == ""
    # Without a network it is emptied as it stands; the note goes when the network is back.
    page.route("**/*", lambda route: route.abort())
    page.select_option("#id_service_area", index=1)
    page.locator(".kind--works").click()
    page.fill("#id_text", "Written in a tunnel")
    page.get_by_role("button", name="Send the note").click()
    page.clock.run_for(5_000)
    expect(page.get_by_text("There is no connection just now.")).to_be_visible()
    page.clock.run_for(31_000)
    expect(page.get_by_role("button", name="Send the note")).to_be_visible()
    assert page.input_value("#id_text") == ""
    page.unroute("**/*")
    with page.expect_response(
        lambda answer: answer.url.endswith("/api/v1/hearings/notes/") and answer.status == 201
    ):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    someone.open("/h/")
    page.go_back()
    page.wait_for_selector("shared-tablet[data-ready]")
    assert page.input_value("#id_text") == ""
    assert "Only my own words" not in page.content()
    told = Contribution.objects.order_by("pk").values_list("text", "channel")
    assert list(told) == [("Only my own words", "tablet"), ("Written in a tunnel", "tablet")]
