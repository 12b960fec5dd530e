"""Support."""

import threading

import pytest
from django.db import connection

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.models import Follower
from commons.http.errors import SignInNeeded
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from proposals.domain import supports
from proposals.domain.errors import OwnProposal, WrongState
from proposals.models import Proposal, State, Support
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


def test_support_counts_once_and_can_be_taken_back(town: Town, resident: User) -> None:
    proposal = ProposalFactory(cycle=town.cycle)
    assert supports.support(actor=resident, proposal=proposal) == 1
    assert supports.support(actor=resident, proposal=proposal) == 1
    assert supports.support(actor=ResidentFactory(), proposal=proposal) == 2
    assert list(Follower.objects.values_list("reason", flat=True)) == ["supporter", "supporter"]
    assert supports.unsupport(actor=resident, proposal=proposal) == 1
    assert supports.unsupport(actor=resident, proposal=proposal) == 1


def test_nobody_supports_anonymously_or_their_own(town: Town, anonymous: Actor, resident: User) -> None:
    proposal = ProposalFactory(cycle=town.cycle, author=resident)
    with pytest.raises(SignInNeeded):
        supports.support(actor=anonymous, proposal=proposal)
    with pytest.raises(OwnProposal):
        supports.support(actor=resident, proposal=proposal)
    assert not Support.objects.exists()


@pytest.mark.parametrize("kind", list(PhaseKind))
def test_the_phase_decides(town: Town, resident: User, kind: PhaseKind) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, kind)
    proposal = ProposalFactory(cycle=town.cycle)
    if kind in (PhaseKind.PROPOSE, PhaseKind.REVIEW, PhaseKind.DELIBERATE):
        assert supports.support(actor=resident, proposal=proposal) == 1
    else:
        with pytest.raises(PhaseClosed):
            supports.support(actor=resident, proposal=proposal)


@pytest.mark.parametrize("state", list(State))
def test_the_state_decides(town: Town, resident: User, state: State) -> None:
    proposal = BallotProposalFactory(
        cycle=town.cycle, category=town.category, state=state, public_reason="Syy", outcome_reason="Syy"
    )
    if state in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.ON_BALLOT):
        assert supports.support(actor=resident, proposal=proposal) == 1
    else:
        with pytest.raises((WrongState, Proposal.DoesNotExist)):
            supports.support(actor=resident, proposal=proposal)


@pytest.mark.django_db(transaction=True)
def test_ten_people_and_double_clicks_at_once_are_ten(town: Town) -> None:
    proposal = ProposalFactory(cycle=town.cycle)
    people = ResidentFactory.create_batch(10)

    def click(person: User) -> None:
        supports.support(actor=person, proposal=proposal)
        connection.close()

    clicks = [threading.Thread(target=click, args=(person,)) for person in people * 2]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    proposal.refresh_from_db()
    assert (proposal.support_count, Support.objects.count()) == (10, 10)
