"""An official reviews a proposal on a phone without JavaScript, and a coordinator gives out reviews by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from proposals.domain import review
from proposals.models import Letter, Proposal, Review, State
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]


@pytest.fixture
def proposal() -> Proposal:
    cycle = CycleFactory(area=AreaFactory(slug="kuvala"))
    open_phase(cycle, PhaseKind.REVIEW)
    coming_phase(cycle, PhaseKind.VOTE)
    EnvelopeFactory(cycle=cycle, name_fi="Harjulan rahat")
    made: Proposal = ProposalFactory(cycle=cycle, title="Penkki rantaan")
    return made


def test_a_review_from_the_queue_to_the_letter_without_javascript(
    visitor: Visitors, proposal: Proposal
) -> None:
    someone = visitor(width=320, script=False, user=official(Role.REVIEWER))
    page = someone.open("/desk/")
    page.get_by_role("link", name="Ehdotusten arviointi").click()
    page.get_by_role("link", name="Penkki rantaan").click()
    page.get_by_role("button", name="Minä arvioin tämän").click()
    page.get_by_label("Toteutettavissa", exact=True).check()
    page.get_by_label("Mitä se maksaa").fill("1 250,50")
    page.locator("#record-reason").fill("Penkki mahtuu polun varteen.")
    page.get_by_role("button", name="Tallenna havainnot").click()
    page.get_by_role("link", name="Vie äänestykseen…").click()
    page.get_by_label("Maksetaan potista").select_option("Harjulan rahat")
    page.get_by_role("button", name="Katso kirje").click()
    assert "Penkki mahtuu polun varteen." in page.get_by_role("article").inner_text()
    assert Letter.objects.count() == 0
    page.get_by_role("button", name="Vie äänestykseen ja lähetä kirje").click()
    assert page.get_by_role("status").inner_text().startswith("Ehdotus menee äänestykseen")

    proposal.refresh_from_db()
    assert (proposal.state, str(proposal.cost), Letter.objects.count()) == (State.ON_BALLOT, "1250.50", 1)
    assert (someone.is_too_wide, someone.faults) == (False, [])


def test_reviews_are_given_out_by_keyboard_alone(visitor: Visitors, proposal: Proposal) -> None:
    reviewer = official(Role.REVIEWER, display_name="Riitta")
    someone = visitor(user=official(Role.COORDINATOR, display_name="Kaisa"))
    page = someone.open("/desk/proposals/?tab=nobody")
    assert findings(page) == []
    page.evaluate("customElements.whenDefined('desk-keys')")
    page.get_by_role("link", name="Penkki rantaan").focus()
    page.keyboard.press("?")
    page.get_by_text("avaa ja sulkee tämän luettelon").wait_for()
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.textContent") == "Penkki rantaan"
    page.keyboard.press("Space")
    assert page.get_by_label("Valitse Penkki rantaan").is_checked()
    page.get_by_label("Anna valitut", exact=True).focus()
    page.keyboard.type("Riitta")
    page.get_by_role("button", name="Anna arvioinnit").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()

    assert Review.objects.get().reviewer == reviewer
    assert page.url.endswith("/desk/proposals/?tab=nobody")
    page.get_by_role("button", name="Peru").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Peru").wait_for(state="detached")
    assert Review.objects.get().reviewer is None
    page.evaluate("customElements.whenDefined('desk-keys')")
    page.get_by_role("link", name="Penkki rantaan").focus()
    page.keyboard.press("m")
    page.get_by_text("Arviointi on sinun.").wait_for()
    assert page.url.endswith("/desk/proposals/?tab=nobody")
    someone.open("/desk/proposals/").evaluate("customElements.whenDefined('desk-keys')")
    page.get_by_role("link", name="Penkki rantaan").focus()
    page.keyboard.press("b")
    page.wait_for_url("**/ballot/")
    # The journeys' server has no sockets; the table then polls.
    assert [fault for fault in someone.faults if "/ws/live/" not in fault] == []
    assert not someone.is_too_wide


def test_the_table_stays_true_while_others_work_and_leaves_alone_what_is_chosen(
    visitor: Visitors, proposal: Proposal
) -> None:
    other = ProposalFactory(cycle=proposal.cycle, title="Laituri")
    someone = visitor(user=official(Role.COORDINATOR), language="en")
    page = someone.page
    # The journeys' server has no sockets: the page polls, here without waiting for it to give up on one.
    page.clock.install()
    someone.open("/desk/proposals/?tab=nobody")
    mine = page.get_by_label("Choose Laituri")
    for taken, left, chosen in ((proposal, "1", False), (other, "0", True)):
        if chosen:
            mine.check()
        reviewer = official(Role.REVIEWER)
        review.assign(actor=reviewer, proposal=taken, reviewer=reviewer)
        tab = page.get_by_role("link", name=f"Nobody's {left}")
        for _try in range(40):
            if tab.is_visible():
                break
            page.clock.run_for(15_000)
            page.wait_for_load_state("networkidle")
        expect(tab).to_be_visible()
        expect(page.get_by_role("link", name="Penkki rantaan")).to_have_count(0)
        expect(mine).to_be_checked(checked=chosen)
    assert findings(page) == []


def test_rare_repairs_keep_to_the_policy_of_the_site(visitor: Visitors, proposal: Proposal) -> None:
    someone = visitor(user=UserFactory(is_staff=True, is_superuser=True))
    page = someone.open("/admin/")
    for path in ("proposals/category/", "accounts/service/add/", "proposals/proposal/?q=penkki"):
        someone.open(f"/admin/{path}")
    someone.open(f"/admin/proposals/category/{proposal.category_id}/change/")
    page.get_by_label("Miksi").fill("Kirjoitusvirhe")
    page.locator("[name=_save]").click()
    page.wait_for_url("**/admin/proposals/category/")
    assert someone.faults == []
