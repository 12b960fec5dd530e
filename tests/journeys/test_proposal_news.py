"""News on an open page of a proposal: told, shown on demand, and never at the cost of what somebody is typing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from commons.accounts.models import Role
from commons.deliberation.domain.summing_up import writing
from commons.deliberation.models import CommentKind
from commons.process.models import Cycle, PhaseKind
from proposals.domain import discussion, review, stating, supports
from proposals.models import Proposal
from tests.factories.accounts import official
from tests.factories.places import AreaFactory, square
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal() -> Proposal:
    cycle: Cycle = CycleFactory(area=AreaFactory(slug="kuvala", outline=square(61.5, 23.8, 0.05)))
    open_phase(cycle, PhaseKind.PROPOSE)
    made: Proposal = ProposalFactory(cycle=cycle, title="Valaistu pulkkamäki")
    return made


def test_news_arrives_while_somebody_writes(visitor: Callable[..., Visitor], proposal: Proposal) -> None:
    reader = ResidentFactory()
    someone = visitor(width=320, language="en", user=reader)
    page = someone.page
    # The journeys' server has no sockets: the page polls, here without waiting for it to give up on one.
    page.clock.install()
    someone.open(f"/proposals/{proposal.pk}/")
    words = page.get_by_label("Your comment")
    words.fill("Olen samaa mieltä, mutta")
    others = [ResidentFactory() for _number in range(2)]
    said = [
        discussion.comment(
            actor=person, proposal=proposal, kind=CommentKind(kind), text=f"Tuore sana {kind}", language="fi"
        )
        for person, kind in zip(others, ("for", "question"), strict=True)
    ]
    supports.support(actor=others[0], proposal=proposal)
    review.return_for_completion(
        actor=official(Role.COORDINATOR), proposal=proposal, request="Kerro, missä mäki on."
    )
    writing.write(
        actor=official(Role.FACILITATOR),
        thread=proposal.thread,
        text="Mäkeä toivotaan.",
        language="fi",
        seen=0,
    )
    button = page.get_by_role("button", name="2 new comments – show them")
    for _try in range(40):
        if button.is_visible():
            break
        page.clock.run_for(15_000)
        page.wait_for_load_state("networkidle")
    expect(button).to_be_visible()
    expect(words).to_be_focused()
    expect(words).to_have_value("Olen samaa mieltä, mutta")
    expect(page.locator("#standing")).to_contain_text("Returned for completion")
    expect(page.locator("#supporters [data-live]")).to_have_text("1")
    expect(page.locator("#summary")).to_contain_text("Mäkeä toivotaan.")
    expect(page.locator(f"#comment-{said[0].pk}")).to_have_count(0)
    button.click()
    for one in said:
        expect(page.locator(f"#comment-{one.pk}")).to_be_visible()
    expect(button).to_be_hidden()
    expect(words).to_have_value("Olen samaa mieltä, mutta")
    assert not someone.is_too_wide
    assert [fault for fault in someone.faults if "ws/live" not in fault] == []


def test_a_statement_is_answered_and_others_arrive_while_one_is_written(
    visitor: Callable[..., Visitor], proposal: Proposal
) -> None:
    others = [ResidentFactory() for _number in range(2)]
    stating.write(actor=others[0], proposal=proposal, text="Mäki tarvitsee valot.", language="fi")
    someone = visitor(width=320, language="en", user=ResidentFactory())
    page = someone.page
    page.clock.install()
    someone.open(f"/proposals/{proposal.pk}/")
    page.get_by_role("link", name="Say what you think").click()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_role("heading", name="You have answered every statement")).to_be_visible()
    words = page.get_by_label("Your statement")
    words.fill("Kelkat voisi lainata")
    stating.write(actor=others[1], proposal=proposal, text="Mäelle pitää päästä bussilla.", language="fi")
    fresh = page.get_by_role("heading", name="Mäelle pitää päästä bussilla.")
    for _try in range(40):
        if fresh.is_visible():
            break
        page.clock.run_for(15_000)
        page.wait_for_load_state("networkidle")
    expect(fresh).to_be_visible()
    expect(words).to_have_value("Kelkat voisi lainata")
    assert (findings(page), someone.is_too_wide) == ([], False)
