"""The hall in a real browser: the outbox through lost requests, the wall, the queue by one key."""

import json
import re
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from commons.accounts.models import Role
from commons.moderation.models import Moderation
from commons.moderation.proof import Effort
from hearings.domain import moderation
from hearings.domain.receipts import grouped, receipt_of
from hearings.models import Contribution, Hearing, HearingState
from tests.factories.accounts import official
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    EventFactory,
    StationFactory,
    ThemeFactory,
    open_hearing,
)
from tests.factories.plenary import open_vote, proposals, running
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.hearings.conftest import Hall
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

AWAKE = """
window.awake = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: async (what) => awake.push(what) } });
"""
"""Writes down what the page wants to be kept awake."""
SEND = "**/api/v1/hearings/notes/"


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    hearing = open_hearing(slug="marraskuu")
    works, works_not, idea = hearing.questions.all()
    elderly, child = hearing.service_areas.all()
    return Hall(hearing, hearing.stations.get(), elderly, child, works, works_not, idea)


def write(page: Page, text: str) -> None:
    """Choose what the note is about, write it and send it, as a person would."""
    page.select_option("#id_service_area", index=1)
    page.locator(".kind--works_not").click()
    page.fill("#id_text", text)
    page.locator(".note-form .button--main").click()


def states(page: Page) -> list[str | None]:
    """The states of one's own notes, newest first."""
    return [item.get_attribute("data-state") for item in page.locator(".own li").all()]


def test_a_note_survives_lost_requests_a_reload_and_lost_answers(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    someone = visitor(width=320, language="en")
    page = someone.page
    page.route(SEND, lambda route: route.abort())
    someone.open(f"/h/{hall.station.code}/")
    page.wait_for_selector("note-outbox[data-ready]")
    write(page, "First, in a tunnel")
    write(page, "Second, in a tunnel")
    expect(page.locator(".own li")).to_have_count(2)
    assert page.input_value("#id_text") == ""
    assert states(page) == ["waiting", "waiting"]
    page.reload()
    page.wait_for_selector("note-outbox[data-ready]")
    expect(page.locator(".own li")).to_have_count(2)
    assert not Contribution.objects.exists()

    # The server hears it, but its answer is lost: the phone sends again, and it is still one note.
    heard: list[str] = []

    def lose_the_answer(route: Route) -> None:
        heard.append(route.request.post_data or "")
        if len(heard) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.unroute(SEND)
    page.route(SEND, lose_the_answer)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator('.own li[data-state="held"]')).to_have_count(2)

    assert list(Contribution.objects.order_by("pk").values_list("text", flat=True)) == [
        "First, in a tunnel",
        "Second, in a tunnel",
    ]
    assert len(heard) == 3
    for sent in map(json.loads, heard):  # the phone has worked for each, without asking anybody
        assert Effort(answer=sent["answer"]).proves("note", UUID(sent["uuid"]))
    assert not someone.is_too_wide


def test_what_was_written_in_time_is_sent_from_the_page_of_a_closed_hearing(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    someone = visitor(language="en")
    page = someone.page
    page.route(SEND, lambda route: route.abort())
    someone.open(f"/h/{hall.station.code}/")
    page.wait_for_selector("note-outbox[data-ready]")
    write(page, "On the last evening, without a network")
    expect(page.locator('.own li[data-state="waiting"]')).to_have_count(1)
    Hearing.objects.update(closes_at=timezone.now())
    page.unroute(SEND)
    page.reload()
    expect(page.locator('.own li[data-state="held"]')).to_have_count(1)

    assert page.locator("form.note-form").count() == 0
    assert Contribution.objects.get().text == "On the last evening, without a network"
    assert findings(page) == []


def test_what_the_server_refuses_comes_back_into_the_form(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    someone = visitor(language="en")
    page = someone.open(f"/h/{hall.station.code}/")
    page.wait_for_selector("note-outbox[data-ready]")
    long = "x" * 1500
    write(page, long)
    expect(page.locator('.own li[data-state="refused"]')).to_have_count(1)
    page.locator(".own li button").click()

    assert page.input_value("#id_text") == long
    expect(page.locator(".own li")).to_have_count(0)


def test_empty_notes_are_not_sent_and_the_missing_thing_has_the_focus(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    page = visitor(language="en").open(f"/h/{hall.station.code}/")
    page.wait_for_selector("note-outbox[data-ready]")
    page.select_option("#id_service_area", index=1)
    page.locator(".note-form .button--main").click()
    assert page.evaluate("document.activeElement.name") == "question"
    page.keyboard.press("Space")
    page.locator(".note-form .button--main").click()

    assert page.evaluate("document.activeElement.id") == "id_text"
    expect(page.locator("[data-say]")).to_have_text("Write something first.")


def test_without_script_the_form_is_a_form(visitor: Callable[..., Visitor], hall: Hall) -> None:
    page = visitor(width=320, language="en", script=False).open(f"/h/{hall.station.code}/")
    write(page, "Sent the plain way")

    expect(page.locator(".own__text")).to_have_text("Sent the plain way")
    page.locator(".own__state a").click()
    expect(page.locator("h1")).to_have_text("What became of your note")


def test_an_approved_note_comes_to_the_wall_also_where_no_socket_is(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    """The test's server has no sockets, as behind a proxy that lets none through: the wall polls."""
    moderator = official(Role.MODERATOR)
    note = ContributionFactory(hearing=hall.hearing, text="Bussi puuttuu", moderation=Moderation.HELD)
    page = visitor(width=1920).open(f"/h/{hall.station.code}/wall/")
    expect(page.locator(".wall__note")).to_have_count(0)

    def approve() -> None:
        moderation.show(actor=moderator, note=note)
        connection.close()

    # In a thread of its own: this one holds the browser's event loop.
    official_at_work = threading.Thread(target=approve)
    official_at_work.start()
    official_at_work.join()
    expect(page.locator(f"#n{note.pk}")).to_have_text("Bussi puuttuu", timeout=60_000)
    expect(page.locator("[data-polarity=works] [data-count]")).to_have_text("1")


def test_the_wall_of_a_service_shows_that_service_alone_and_walks_by_keyboard(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    event = EventFactory(hearing=hall.hearing)
    station = StationFactory(hearing=hall.hearing, event=event, service_area=hall.child)
    mine = ContributionFactory(
        hearing=hall.hearing, event=event, service_area=hall.child, question=hall.works_not
    )
    ContributionFactory(hearing=hall.hearing, event=event)
    ContributionFactory(hearing=hall.hearing, service_area=hall.child)
    someone = visitor(width=1920)
    someone.page.add_init_script(AWAKE)
    page = someone.open(f"/h/{station.code}/wall/")

    assert [item.get_attribute("id") for item in page.locator(".wall__note").all()] == [f"n{mine.pk}"]
    page.locator("[data-polarity=works] ul").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('section').dataset.polarity") == "works_not"
    assert page.locator(".wall__notes").first.get_attribute("role") == "list"
    assert page.evaluate("awake") == ["screen"]


def test_two_thousand_notes_are_all_there_and_walked_by_keyboard(
    visitor: Callable[..., Visitor], hall: Hall
) -> None:
    Contribution.objects.bulk_create(
        ContributionFactory.build(
            hearing=hall.hearing,
            question=hall.works if number % 2 else hall.works_not,
            service_area=hall.elderly,
            text=f"Viesti numero {number}, jossa on muutama sana enemmän",
        )
        for number in range(2000)
    )
    page = visitor(width=1920).open(f"/h/{hall.station.code}/wall/")
    expect(page.locator(".wall__note")).to_have_count(2000)
    page.locator("[data-polarity=works] [data-notes]").focus()
    for key, place in (("PageDown", "> 100"), ("End", "> 10000"), ("Home", "=== 0")):
        page.keyboard.press(key)
        # Not wait_for_function: it evaluates text, which the pages' policy refuses.
        assert page.evaluate(
            f"""async () => {{
                const begun = performance.now();
                while (!(document.activeElement.scrollTop {place}) && performance.now() - begun < 20000) {{
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }}
                return document.activeElement.scrollTop {place};
            }}"""
        )


def test_the_queue_is_worked_by_one_key(visitor: Callable[..., Visitor], hall: Hall) -> None:
    moderator = official(Role.MODERATOR)
    waiting = ContributionFactory.build_batch(300, hearing=hall.hearing, moderation=Moderation.HELD)
    Contribution.objects.bulk_create(waiting)
    oldest = list(Contribution.objects.order_by("pk"))
    page = visitor(user=moderator, language="en").open("/desk/hearings/marraskuu/queue/")
    expect(page.locator("[data-show]:focus")).to_have_count(1)
    # The first page of fifty and the first note of the next one, which comes by itself: nothing is touched but Enter.
    for left in range(299, 248, -1):
        page.keyboard.press("Enter")
        expect(page.locator("[data-waiting]")).to_have_text(str(left))
        expect(page.locator("[data-show]:focus")).to_have_count(1)

    # The list may have been filled up meanwhile or not; the hand stands on the oldest of those that wait either way.
    shown = Contribution.objects.filter(moderation=Moderation.SHOWN)
    assert list(shown.order_by("pk")) == oldest[:51]
    expect(page.locator(f"#note-{oldest[51].pk} [data-show]")).to_be_focused()


def test_notes_are_grouped_by_keyboard_alone(visitor: Callable[..., Visitor], hall: Hall) -> None:
    ContributionFactory.create_batch(2, hearing=hall.hearing)
    theme = ThemeFactory(hearing=hall.hearing)
    page = visitor(user=official(Role.FACILITATOR), language="en").open("/desk/hearings/marraskuu/themes/")
    page.locator(".group__notes input").first.focus()
    page.keyboard.press("Space")
    page.locator("#into").focus()
    page.keyboard.press("ArrowDown")
    page.locator(".group__into button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("1 note moved.")
    assert theme.contributions.count() == 1
    page.get_by_role("button", name="Undo my latest step").press("Enter")
    expect(page.locator(".messages")).to_contain_text("1 note went back.")
    assert theme.contributions.count() == 0
    page.locator(".group__notes input").first.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("1")
    expect(page.locator(".messages")).to_contain_text("2 notes moved.")
    assert theme.contributions.count() == 2


def test_a_scribe_sends_with_control_and_enter(visitor: Callable[..., Visitor], hall: Hall) -> None:
    page = visitor(user=official(Role.SCRIBE), language="en").open("/desk/hearings/marraskuu/scribe/")
    page.locator(".kind--works").click()
    page.select_option("#id_service_area", index=1)
    page.fill("#id_text", "Niinku se jono")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".readback blockquote")).to_have_text("Niinku se jono")

    assert page.evaluate("document.activeElement.id") == "id_text"


SOCKET = """
window.WebSocket = class {
  static OPEN = 1;
  readyState = 1;
  constructor() {
    window.tell = (version, data) => {
      const state = { type: "state", topic: "hearing:marraskuu", epoch: "e", version, data };
      this.onmessage({ data: JSON.stringify(state) });
    };
  }
  send() {}
  close() {}
};
"""
"""A socket that says what the test wants it to."""


def test_a_number_that_is_told_no_longer_becomes_a_dash(visitor: Callable[..., Visitor], hall: Hall) -> None:
    ContributionFactory(hearing=hall.hearing)
    someone = visitor(language="en")
    someone.page.add_init_script(SOCKET)
    page = someone.open("/hearings/marraskuu/")
    expect(page.locator("[data-live=received]")).to_have_text("1")
    page.evaluate("window.tell(1, { received: 12345, shown: 7, hidden: 0 })")
    expect(page.locator("[data-live=received]")).to_have_text("12\u00a0345")
    page.evaluate("window.tell(2, { received: null, shown: 8 })")
    expect(page.locator("[data-live=received]")).to_have_text("–")
    told = [page.locator(f"[data-live={name}]").text_content() for name in ("shown", "hidden")]
    assert told == ["8", "0"]


PAGES = (
    "/h/",
    "/h/{code}/",
    "/h/{code}/wall/",
    "/h/note/{receipt}/",
    "/hearings/",
    "/hearings/marraskuu/",
    "/hearings/marraskuu/notes/",
    "/hearings/marraskuu/themes/{theme}/",
    "/desk/hearings/",
    "/desk/hearings/marraskuu/",
    "/desk/hearings/marraskuu/edit/",
    "/desk/hearings/marraskuu/queue/",
    "/desk/hearings/marraskuu/scribe/",
    "/desk/hearings/marraskuu/themes/",
    "/desk/hearings/marraskuu/themes/{theme}/",
    "/desk/hearings/marraskuu/themes/suggestions/",
    "/hearings/marraskuu/synthesis/",
    "/desk/hearings/marraskuu/synthesis/",
    "/hearings/marraskuu/plenary/{plenary}/",
    "/hearings/marraskuu/plenary/{plenary}/vote/",
    "/hearings/marraskuu/plenary/{plenary}/minutes/",
    "/desk/hearings/marraskuu/plenary/",
    "/desk/hearings/marraskuu/plenary/{plenary}/",
)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    visitor: Callable[..., Visitor], hall: Hall, width: int
) -> None:
    theme = ThemeFactory(hearing=hall.hearing, title_fi="Päiväkotitoiminnanjohtajakoulutuskeskus")
    AnswerFactory(theme=theme)
    ContributionFactory.create_batch(3, hearing=hall.hearing, theme=theme)
    ContributionFactory(
        hearing=hall.hearing, moderation=Moderation.HELD, text="Matti Virtanen", marks=[[0, 14, "name"]]
    )
    hidden = ContributionFactory(hearing=hall.hearing, moderation=Moderation.HIDDEN, hidden_reason="insult")
    receipt = grouped(receipt_of(hidden.uuid))
    assert hall.hearing.state == HearingState.OPEN
    facilitator = official(Role.FACILITATOR)
    plenary = running(facilitator, hall.hearing)
    open_vote(facilitator, plenary, "dots", proposals(facilitator, plenary, "Linja", "Penkit"))
    SynthesisCommentFactory(synthesis=SynthesisFactory(hearing=hall.hearing), theme=theme)
    someone = visitor(width=width, user=official(Role.COORDINATOR))
    found: dict[str, list[str]] = {}
    for path in PAGES:
        address = path.format(code=hall.station.code, theme=theme.pk, receipt=receipt, plenary=plenary.pk)
        page = someone.open(address)
        wrong = findings(page)
        if someone.is_too_wide:
            wrong.append("too wide")
        if wrong:
            found[path] = wrong

    assert found == {}
    assert [fault for fault in someone.faults if not re.search("WebSocket", fault)] == []
