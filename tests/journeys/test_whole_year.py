"""A whole budget year in an almost empty town, walked through its pages: from the first dates to the built bench.

Only the calendar is not lived through: `days_pass` moves every date of the year into the past.
"""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import Role
from commons.places.models import Area
from commons.process.models import Phase, PhaseKind
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.proposals import CategoryFactory
from tests.journeys.conftest import Visitor
from tests.journeys.vote_pages import (
    change_the_vote,
    count_and_publish,
    follow,
    in_order,
    let_the_council_decide,
    prepare_the_vote,
    press,
    read_the_result,
    said,
    vote,
)

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]

AUTHOR, NEIGHBOUR = "anna@kuvala.example", "asta@kuvala.example"
DAYS = {
    PhaseKind.PROPOSE: (-1, 9),
    PhaseKind.REVIEW: (-1, 19),
    PhaseKind.DELIBERATE: (-1, 19),
    PhaseKind.VOTE: (20, 29),
    PhaseKind.COUNT: (30, 34),
    PhaseKind.COUNCIL: (35, 44),
    PhaseKind.CARRY_OUT: (45, 300),
}
"""First and last day of each phase, counted from today."""
LETTERS = sorted(
    [
        (AUTHOR, "We received your proposal: Benches for the shore"),
        (AUTHOR, "We received your proposal: A cable car over the bay"),
        (AUTHOR, "Your proposal is on the ballot: Benches for the shore"),
        (AUTHOR, "Your proposal cannot be carried out: A cable car over the bay"),
        (AUTHOR, "Benches for the shore: The council confirmed the project"),
        (AUTHOR, "Benches for the shore: The work has begun"),
        (AUTHOR, "Benches for the shore: The benches stand"),
        (AUTHOR, "Benches for the shore: It is done"),
        (NEIGHBOUR, "We received your proposal: A tower for looking at birds"),
        (NEIGHBOUR, "Your proposal is on the ballot: A tower for looking at birds"),
        (NEIGHBOUR, "Benches for the shore: The council confirmed the project"),
        (NEIGHBOUR, "Benches for the shore: The work has begun"),
        (NEIGHBOUR, "Benches for the shore: The benches stand"),
        (NEIGHBOUR, "Benches for the shore: It is done"),
    ]
)
"""What arrives by mail in the whole year, but for the codes of signing in."""


def test_a_whole_year(visitor: Visitors, tmp_path: Path) -> None:
    town = AreaFactory(slug="kuvala", name_en="Kuvala")
    AreaFactory(slug="ranta", name_en="Ranta", parent=town)
    CategoryFactory(slug="luonto", name_en="Nature")
    coordinator = visitor(language="en", user=official(Role.COORDINATOR, display_name="Kaisa"))
    author = visitor(language="en", width=320, script=False)
    neighbour = visitor(language="en")

    make_the_year(coordinator, town)
    bench = propose(author, "Benches for the shore", cost="1 500", sign_in_as=AUTHOR)
    cable_car = propose(author, "A cable car over the bay", cost="")
    support_and_object(neighbour, bench)
    propose(neighbour, "A tower for looking at birds", cost="9000")

    reviewer = visitor(language="en", user=official(Role.REVIEWER, display_name="Riitta"))
    place_on_ballot(reviewer, "Benches for the shore", cost="1 250,50")
    place_on_ballot(reviewer, "A tower for looking at birds", cost="9 000")
    refuse(reviewer, "A cable car over the bay", "The bay is a nature reserve.")
    expect(author.open(cable_car).locator(".verdict")).to_contain_text("The bay is a nature reserve.")

    clerk = visitor(language="en", user=official(Role.VOTE_CLERK))
    codes = prepare_the_vote(coordinator, clerk)
    days_pass(25)
    expect(author.open(bench).get_by_role("link", name="Vote now")).to_be_visible()
    receipts = [
        vote(visitor(language="en", width=320, script=False), codes[0], "Benches for the shore"),
        vote(visitor(language="en"), codes[1], "Benches for the shore", "A tower for looking at birds"),
        change_the_vote(visitor(language="en"), codes[2]),
    ]
    days_pass(7)

    certifiers = [visitor(language="en", user=official(Role.CERTIFIER)) for _name in range(2)]
    count_and_publish(clerk, *certifiers)
    read_the_result(visitor(language="en", width=320, script=False), receipts, tmp_path)
    days_pass(6)
    let_the_council_decide(coordinator, certifiers[0], "Benches for the shore")
    days_pass(10)
    carry_out(reviewer, "Benches for the shore")

    work_off_jobs()
    assert letters() == LETTERS
    look_back(visitor(language="en", width=320, script=False), bench)
    everybody = (coordinator, author, neighbour, reviewer, clerk, *certifiers)
    # The server of the tests has no sockets; pages then poll.
    assert [fault for one in everybody for fault in one.faults if "/ws/live/" not in fault] == []


def days_pass(days: int) -> None:
    """What was today is so many days ago: every phase of the year lies that much earlier."""
    gone = dt.timedelta(days=days)
    Phase.objects.update(opens_at=F("opens_at") - gone, closes_at=F("closes_at") - gone)


def work_off_jobs() -> None:
    """What the worker does beside the server."""
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("pk"):
        app.tasks[job.task_name](**job.args)


def make_the_year(coordinator: Visitor, town: Area) -> None:
    """Name, dates and money; then everybody sees it."""
    page = coordinator.open("/desk/")
    follow(page, "Budget years")
    follow(page, "Make a budget year")
    page.get_by_label("Year", exact=True).fill(str(timezone.localdate().year))
    page.get_by_label("Town").select_option(str(town.pk))
    for language, name in (
        ("Finnish", "Kuvalan budjetti"),
        ("Swedish", "Kuvalas budget"),
        ("English", "Our budget"),
    ):
        page.get_by_label(f"Name in {language}").fill(name)
    press(page, "Make the year")
    follow(page, "Change the dates")
    today = timezone.localdate()
    for kind, days in DAYS.items():
        for part, day in zip(("opens", "closes"), days, strict=True):
            page.locator(f"#id_{kind}_{part}").fill((today + dt.timedelta(days=day)).isoformat())
    press(page, "Save the dates")
    follow(page, "Add an envelope")
    for language in ("Finnish", "Swedish", "English"):
        page.get_by_label(f"Name in {language}").fill("Ranta")
    page.get_by_label("Source 1 in English").fill("The city's budget")
    page.get_by_label("Source 1 in Finnish").fill("Kaupungin määräraha")
    page.get_by_label("Source 1 in Swedish").fill("Stadens anslag")
    page.get_by_label("Sum of source 1").fill("10 000")
    press(page, "Save the money")
    expect(page.get_by_role("cell", name="The city's budget: 10\u00a0000\u00a0€")).to_be_visible()
    press(page, "Show the year to everybody")
    said(page, "Everybody can see the year now.")


def propose(someone: Visitor, title: str, *, cost: str, sign_in_as: str = "") -> str:
    """From the front page through all questions; the address of the proposal."""
    page = someone.open("/")
    page.get_by_role("link", name="Make a proposal").first.click()
    page.get_by_label("What do you propose?").fill(title)
    press(page, "Continue")
    page.get_by_label("What should be done?").fill(f"{title}, made of wood.")
    page.get_by_label("Why is it needed?").fill("There is none today.")
    press(page, "Continue")
    page.get_by_label("Who is it for?").fill("For everybody by the shore.")
    press(page, "Continue")
    page.get_by_label("Ranta", exact=True).check()
    press(page, "Continue")
    page.get_by_label("Nature").check()
    page.get_by_label("What could it cost").fill(cost)
    press(page, "Continue")
    follow(page, "Go on without pictures")
    if sign_in_as:
        follow(page, "Sign in to hand it in")
        sign_in(page, sign_in_as)
    press(page, "Hand in my proposal")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your proposal")
    follow(page, "See its page")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    in_order(someone)
    return page.url.removeprefix(someone.url)


def sign_in(page: Page, email: str) -> None:
    """The mailed code, typed from the mail."""
    page.get_by_label("Mail address").fill(email)
    press(page, "Send me the code")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write the code")
    [code] = [sent.extra_headers["X-Raati-Code"] for sent in mail.outbox[-1:] if sent.to == [email]]
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")


def support_and_object(someone: Visitor, proposal: str) -> None:
    """Signing in loses neither the press of the button nor the words."""
    page = someone.open(proposal)
    press(page, "Support this proposal")
    sign_in(page, NEIGHBOUR)
    press(page, "Send it now")
    expect(page.get_by_text("You support this.")).to_be_visible()
    page.get_by_label("Against").check()
    page.get_by_label("Your comment").fill("Benches rot. Stone would last.")
    press(page, "Send my comment")
    expect(page.locator(".pair__side--against")).to_contain_text("Stone would last.")


def place_on_ballot(reviewer: Visitor, title: str, *, cost: str) -> None:
    """Taken from the queue, reckoned, decided; the letter is read before it is sent."""
    page = reviewer.open("/desk/")
    follow(page, "Review of proposals")
    follow(page, title)
    press(page, "I review this")
    page.get_by_label("Feasible", exact=True).check()
    page.get_by_label("What it costs").fill(cost)
    page.locator("#record-reason").fill("It can be built in one summer.")
    press(page, "Save the findings")
    follow(page, "Place on the ballot…")
    page.get_by_label("Paid from").select_option("Ranta")
    press(page, "See the letter")
    expect(page.get_by_role("article")).to_contain_text("It can be built in one summer.")
    press(page, "Place it on the ballot and send the letter")
    said(page, "The proposal is on the ballot.")


def refuse(reviewer: Visitor, title: str, reason: str) -> None:
    page = reviewer.open("/desk/proposals/")
    follow(page, title)
    follow(page, "Not feasible…")
    page.get_by_label("Against a plan or decision in force").check()
    page.get_by_label("Why can it not be carried out?").fill(reason)
    press(page, "See the letter")
    press(page, "Decide so and send the letter")
    said(page, "The decision is public.")


def carry_out(reviewer: Visitor, title: str) -> None:
    """Planned, begun, told with a picture and money, done."""
    page = reviewer.open("/desk/")
    follow(page, "Carrying out")
    follow(page, title)
    press(page, "Planning has begun")
    press(page, "The work has begun")
    for language, words in (
        ("Finnish", "Penkit ovat rannassa"),
        ("Swedish", "Bänkarna står"),
        ("English", "The benches stand"),
    ):
        page.get_by_label(f"What happened, in {language}").fill(words)
        page.get_by_label(f"What the picture shows, in {language}").fill(words)
    page.get_by_label("Money spent in this step").fill("1 200")
    page.locator("#tell-picture").set_input_files(
        {"name": "bench.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    press(page, "Tell it and mail the followers")
    said(page, "It is told.")
    press(page, "It is done")
    said(page, "The new state is public, and everybody who follows the project gets a mail.")


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#264").save(file, "JPEG")
    return file.getvalue()


def letters() -> list[tuple[str, str]]:
    """To whom, and the subject; but for the codes of signing in."""
    return sorted(
        (sent.to[0], str(sent.subject)) for sent in mail.outbox if "X-Raati-Code" not in sent.extra_headers
    )


def look_back(someone: Visitor, proposal: str) -> None:
    """The same address as on the first day: the whole way, what was said, what it cost; and every change."""
    page = someone.open(proposal)
    expect(page.get_by_role("heading", level=1)).to_have_text("Benches for the shore")
    expect(page.locator(".track__step")).to_have_count(8)
    for words in ("It can be built in one summer.", "A place to rest for everybody.", "The benches stand"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("img", name="The benches stand")).to_be_visible()
    in_order(someone)
    follow(page, "See the result of the vote")
    expect(page.get_by_text("The council:").first).to_be_visible()
    someone.open(proposal)
    follow(page, "Everything that was changed")
    expect(page.locator(".history__what")).to_have_text(
        [
            "Submitted the proposal",
            "Changed who reviews it",
            "Placed it on the ballot",
            "Recorded that the residents chose it",
            "Recorded that the council confirmed it",
            "Planning began",
            "The work began",
            "It is done",
        ]
    )
    in_order(someone)
