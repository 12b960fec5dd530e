"""The result in a real browser: it takes the place of the wait, and is readable at 320 px, in dark, without scripts."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests import pabulib
from tests.factories.accounts import official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import ballot_of, cast_ballot, made_public
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor
from voting.domain import count
from voting.domain.pb_import import import_pb
from voting.models import Election

pytestmark = pytest.mark.django_db(transaction=True)


def closed_vote() -> Election:
    pot = EnvelopeFactory(source=Decimal(50_000))
    election, projects = ballot_of([pot], (10_000, 20_000, 30_000))
    for chosen in (projects[1:2], projects[1:], projects):
        cast_ballot(election, chosen)
    closed_phase(pot.cycle, PhaseKind.VOTE)
    return election


def test_the_result_takes_the_place_of_the_page_that_waits_for_it(visitor: Callable[..., Visitor]) -> None:
    election = closed_vote()
    someone = visitor(language="en")
    page = someone.open(f"/results/{election.cycle.slug}/")
    expect(page.get_by_text("The result has not been published yet")).to_be_visible()

    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)

    page.reload()  # this server has no socket to tell of it
    expect(page.get_by_role("heading", name="The projects")).to_be_visible()
    expect(page.get_by_text("The result has not been published yet")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "colours", "script"), [(320, "light", True), (1280, "dark", True), (320, "dark", False)]
)
def test_the_result_page_has_no_flaw_that_axe_finds(
    visitor: Callable[..., Visitor], width: int, colours: str, script: bool
) -> None:
    election = closed_vote()
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    someone = visitor(width=width, colours=colours, script=script)

    page = someone.open(f"/results/{election.cycle.slug}/")

    assert page.locator(".result__row").count() == 3
    assert not someone.is_too_wide
    if script:
        assert findings(page) == []
        assert [fault for fault in someone.faults if "/ws/live/" not in fault] == []


def test_a_real_election_with_many_projects_unfolds_by_keyboard(visitor: Callable[..., Visitor]) -> None:
    name = "Poland_Warszawa_2020_Praga-Polnoc.pb"
    content = pabulib.file(name).read_bytes()
    made = import_pb(actor=operator(), content=content, file_name=name, publish_result=True)
    someone = visitor(width=320, language="en")

    page = someone.open(f"/results/{made.cycle.slug}/")
    folded = page.locator("details").filter(has=page.locator(".result__row")).first

    assert page.locator(".result__row").count() == made.projects == 68
    expect(page.get_by_role("heading", name="Compared with the official result")).to_be_visible()
    expect(folded.locator(".result__row").first).to_be_hidden()
    folded.locator("summary").press("Enter")
    expect(folded.locator(".result__row").first).to_be_visible()
    assert not someone.is_too_wide
