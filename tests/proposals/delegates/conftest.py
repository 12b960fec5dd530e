"""A project under way, and a delegate of its year."""

import pytest

from commons.accounts.models import Role, User
from proposals.models import Delegate, Proposal, State
from tests.factories.delegates import DelegateFactory
from tests.factories.proposals import BallotProposalFactory
from tests.proposals.conftest import Town, official


@pytest.fixture
def project(town: Town) -> Proposal:
    made: Proposal = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=State.UNDER_WAY
    )
    return made


@pytest.fixture
def reviewer(town: Town) -> User:
    """For the whole area of the year: forms its group."""
    return official(Role.REVIEWER, town.area)


@pytest.fixture
def delegate(town: Town, resident: User) -> Delegate:
    made: Delegate = DelegateFactory(cycle=town.cycle, user=resident, number=1)
    return made
