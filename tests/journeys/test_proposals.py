"""Residents read, write and discuss proposals: with a screen of any width, without scripts, by keyboard, offline."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commons.accounts.models import User
from commons.deliberation.models import Comment
from commons.process.models import Cycle, PhaseKind
from proposals.models import Category, Proposal, State
from tests.factories.places import AreaFactory, square
from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
from tests.factories.proposals import CategoryFactory, DraftFactory, ProposalFactory, ResidentFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Visitor]
ARABIC = "حديقة صغيرة للأطفال بجانب المدرسة"


@pytest.fixture
def year() -> Cycle:
    """A year that takes proposals in a town with two districts."""
    town = AreaFactory(slug="kuvala", outline=square(61.5, 23.8, 0.05))
    cycle: Cycle = CycleFactory(area=town, slug="kuvala-2026")
    open_phase(cycle, PhaseKind.PROPOSE)
    AreaFactory(slug="harjula", parent=town, outline=square(61.5, 23.8))
    AreaFactory(slug="ranta", parent=town, outline=square(61.53, 23.8))
    CategoryFactory(slug="luonto", name_fi="Luonto", name_sv="Natur", name_en="Nature")
    return cycle


def proposal(year: Cycle, **fields: object) -> Proposal:
    """A proposal in Harjula."""
    area = year.area.children.get(slug="harjula")
    made: Proposal = ProposalFactory(cycle=year, area=area, category=Category.objects.first(), **fields)
    return made


@pytest.fixture
def discussed(year: Cycle) -> Proposal:
    """A proposal on the ballot with everything that can be said about it."""
    envelope = EnvelopeFactory(cycle=year)
    made = proposal(
        year, title="Valaistu pulkkamäki", state=State.ON_BALLOT, cost=12500, envelope=envelope,
        public_reason="Toteutettavissa, kun valot saadaan katuverkosta.",
    )  # fmt: skip
    for kind, text, language in [
        ("for", "Hyvä paikka talvella.", "fi"), ("for", ARABIC, "ar"), ("against", "Liian jyrkkä.", "fi"),
        ("question", "Kuka huoltaa?", "fi"), ("improvement", "Lisätkää penkki.", "fi"),
    ]:  # fmt: skip
        said = Comment.objects.create(
            thread=made.thread, author=ResidentFactory(), kind=kind, text=text, language=language
        )
    Comment.objects.create(
        thread=made.thread, author=ResidentFactory(), kind="improvement", text="Otetaan mukaan.",
        language="fi", reply_to=said, is_official=True,
    )  # fmt: skip
    Comment.objects.create(
        thread=made.thread, author=ResidentFactory(), kind="for", text="Ruma", language="fi",
        hidden_at="2026-01-01T12:00:00Z", hidden_reason="Loukkaava",
    )  # fmt: skip
    return made


def is_fine(someone: Visitor) -> None:
    """Nothing for axe, and nothing to scroll sideways."""
    assert findings(someone.page) == []
    assert not someone.is_too_wide


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_reading_is_accessible(
    visitor: Visit, year: Cycle, discussed: Proposal, width: int, language: str
) -> None:
    proposal(year, title="Päiväkotitoiminnanjohtajakoulutuskeskuksen piha-alueen kunnostussuunnitelma")
    proposal(year, title=ARABIC, language="ar")
    someone = visitor(width=width, language=language)
    for path in (
        "/proposals/", "/proposals/?q=mitätahansa&state=done&cost_max=5", "/proposals/?lat=x",
        f"/proposals/{discussed.pk}/", f"/proposals/{discussed.pk}/history/",
    ):  # fmt: skip
        someone.open(path)
        is_fine(someone)


@pytest.mark.parametrize("width", [320, 1280])
def test_writing_is_accessible(visitor: Visit, year: Cycle, width: int) -> None:
    author = ResidentFactory()
    proposal(year, title="Penkki rantaan")
    draft = DraftFactory(cycle=year, author=author, title="Penkit rantaan", what="", category=None, area=None)
    language = "sv" if width == 320 else "fi"
    someone = visitor(
        width=width, language=language, user=author, colours="dark" if width == 320 else "light"
    )
    someone.open("/proposals/new/")
    is_fine(someone)
    for slug in ("title", "what", "for-whom", "place", "category", "pictures", "submit"):
        someone.open(f"/proposals/{draft.pk}/edit/{slug}/")
        is_fine(someone)
    someone.page.locator("form button.button--main").last.click()
    is_fine(someone)
    someone.open(f"/proposals/{draft.pk}/discard/")
    is_fine(someone)
    someone.open("/me/")
    is_fine(someone)


def go_on(page: Page) -> None:
    page.locator("#write button.button--main").click()


def test_a_proposal_is_written_without_scripts_on_a_small_screen(visitor: Visit, year: Cycle) -> None:
    proposal(year, title="Penkki rantaan")
    someone = visitor(width=320, script=False, language="en")
    page = someone.open("/proposals/")
    page.get_by_role("link", name="Make a proposal").click()
    page.get_by_label("What do you propose?").fill("Penkkejä rantaan")
    go_on(page)
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Tell what should be done.")
    page.get_by_label("What should be done?").fill("Kolme penkkiä")
    page.get_by_label("Why is it needed?").fill("Levätä voi")
    go_on(page)
    go_on(page)  # for whom is not required
    page.get_by_label("Ranta (en)").check()
    go_on(page)
    page.get_by_label("Nature").check()
    page.get_by_label("What could it cost").fill("paljon")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Write the cost as a number")
    assert page.get_by_label("What could it cost").input_value() == "paljon"
    page.get_by_label("What could it cost").fill("1 500")
    go_on(page)
    page.get_by_role("link", name="Go on without pictures").click()
    expect(page.get_by_role("link", name="Sign in to hand it in")).to_be_visible()
    stored = Proposal.objects.values("title", "what", "area__slug", "category__slug", "state").get(
        state="draft"
    )
    assert stored == {
        "title": "Penkkejä rantaan",
        "what": "Kolme penkkiä",
        "area__slug": "ranta",
        "category__slug": "luonto",
        "state": "draft",
    }


def test_a_draft_is_handed_in_by_keyboard(visitor: Visit, year: Cycle) -> None:
    author = ResidentFactory()
    draft = DraftFactory(cycle=year, author=author, area=year.area, category=Category.objects.first())
    page = visitor(language="en", user=author).open(f"/proposals/{draft.pk}/edit/submit/")
    button = page.get_by_role("button", name="Hand in my proposal")
    for _press in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your proposal")
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def said(page: Page, words: str) -> None:
    expect(page.locator("auto-save .saved")).to_have_text(words)


def test_a_lost_connection_while_writing_loses_nothing(visitor: Visit, year: Cycle) -> None:
    author = ResidentFactory()
    draft = DraftFactory(cycle=year, author=author, what="Alku")
    someone = visitor(language="en", user=author)
    page = someone.open(f"/proposals/{draft.pk}/edit/what/")
    page.route(
        "**/edit/what/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("What should be done?").fill("Kirjoitettu tunnelissa")
    said(
        page,
        "No connection. What you write is kept in this browser, and saved as soon as the connection is back.",
    )
    page.unroute("**/edit/what/")
    page.reload()
    assert page.get_by_label("What should be done?").input_value() == "Kirjoitettu tunnelissa"
    said(page, "Your draft is saved.")
    draft.refresh_from_db()
    assert draft.what == "Kirjoitettu tunnelissa"
    # What saved itself is not taken for a change made in another window.
    page.get_by_label("Why is it needed?").fill("Siksi")
    go_on(page)
    expect(page).to_have_url(f"{someone.url}/proposals/{draft.pk}/edit/for-whom/")


def test_the_first_title_is_saved_and_what_is_alike_is_shown_while_typing(
    visitor: Visit, year: Cycle
) -> None:
    proposal(year, title="Pyörätie rantaan")
    page = visitor(language="en").open("/proposals/new/")
    page.get_by_label("What do you propose?").press_sequentially("Pyöräteitä", delay=5)
    expect(page.get_by_role("link", name="Pyörätie rantaan")).to_be_visible()
    said(page, "Your draft is saved.")
    page.reload()
    expect(page.get_by_role("link", name="Pyöräteitä")).to_be_visible()
    assert Proposal.objects.filter(state=State.DRAFT).count() == 1


def test_two_windows_do_not_overwrite_each_other(visitor: Visit, year: Cycle) -> None:
    author = ResidentFactory()
    draft = DraftFactory(cycle=year, author=author, what="Alku")
    someone = visitor(language="en", user=author, script=False)
    path = f"/proposals/{draft.pk}/edit/what/"
    first = someone.open(path)
    second = someone.context.new_page()
    second.goto(someone.url + path)
    second.get_by_label("What should be done?").fill("Toinen ikkuna")
    go_on(second)
    first.get_by_label("What should be done?").fill("Ensimmäinen ikkuna")
    go_on(first)
    expect(first.get_by_role("alert")).to_contain_text("You changed this in another window")
    expect(first.get_by_text("Toinen ikkuna")).to_be_visible()
    assert first.get_by_label("What should be done?").input_value() == "Ensimmäinen ikkuna"


def test_a_comment_is_written_without_scripts_and_without_a_session(
    visitor: Visit, year: Cycle, discussed: Proposal
) -> None:
    someone = visitor(width=320, script=False, language="en")
    page = someone.open(f"/proposals/{discussed.pk}/")
    page.get_by_label("Against").check()
    page.get_by_label("Your comment").fill("Kirjoitin ennen kirjautumista")
    page.get_by_role("button", name="Reply").first.click()
    expect(page.get_by_label("Your reply")).to_have_value("Kirjoitin ennen kirjautumista")
    page.get_by_role("button", name="Write a comment of your own instead").click()
    expect(page.get_by_label("Against")).to_be_checked()
    expect(page.get_by_label("Your comment")).to_have_value("Kirjoitin ennen kirjautumista")
    page.get_by_role("button", name="Send my comment").click()
    expect(page).to_have_url(f"{someone.url}/accounts/login/?next=%2Faccounts%2Fcontinue%2F")
    assert not Comment.objects.filter(text="Kirjoitin ennen kirjautumista").exists()


def test_supporting_and_taking_it_back(visitor: Visit, year: Cycle, discussed: Proposal) -> None:
    resident: User = ResidentFactory()
    page = visitor(language="en", user=resident, script=False).open(f"/proposals/{discussed.pk}/")
    page.get_by_role("button", name="Support this proposal").click()
    expect(page.get_by_text("You support this proposal.")).to_be_visible()
    expect(page.locator("#supporters")).to_contain_text("1 supporter")
    page.get_by_role("button", name="Take my support back").click()
    expect(page.locator("#supporters")).to_contain_text("0 supporters")


def test_the_list_is_narrowed_by_hand_and_its_address_can_be_passed_on(visitor: Visit, year: Cycle) -> None:
    proposal(year, title="Penkki rantaan")
    ProposalFactory(cycle=year, title="Torni", what="Korkea", area=year.area)
    someone = visitor(language="en", script=False)
    page = someone.open("/proposals/")
    page.get_by_label("Area").select_option("kuvala/harjula/")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#sum")).to_have_text("1 proposal in Harjula (en)")
    other = visitor(language="en").open(page.url.removeprefix(someone.url))
    expect(other.locator(".card__title")).to_have_text(["Penkki rantaan"])
    expect(other.locator(".map-dot")).to_have_count(1)
