"""An official reviews a proposal on a phone without JavaScript, and a coordinator gives out reviews by keyboard."""

from collections.abc import Callable

import pytest

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from proposals.models import Letter, Proposal, Review, State
from tests.factories.accounts import official
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
    page.get_by_label("Valitse Penkki rantaan").focus()
    page.keyboard.press("Space")
    page.get_by_label("Anna valitut arvioinnit", exact=True).focus()
    page.keyboard.type("Riitta")
    page.get_by_role("button", name="Anna arvioinnit").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()

    assert Review.objects.get().reviewer == reviewer
    assert page.url.endswith("/desk/proposals/?tab=nobody")
    assert someone.faults == []
