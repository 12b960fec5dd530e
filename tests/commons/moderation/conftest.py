"""A year in which residents talk, and a moderator."""

import pytest

from commons.accounts.models import Role, User
from commons.deliberation.models import Comment, CommentKind
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Case
from commons.process.models import PhaseKind
from proposals.domain import discussion
from proposals.models import Proposal
from tests.factories.accounts import UserFactory, official
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import ProposalFactory


@pytest.fixture
def proposal() -> Proposal:
    cycle = CycleFactory()
    open_phase(cycle, PhaseKind.PROPOSE)
    made: Proposal = ProposalFactory(cycle=cycle, author=UserFactory())
    return made


@pytest.fixture
def moderator() -> User:
    return official(Role.MODERATOR)


def say(proposal: Proposal, text: str, writer: User | None = None, **fields: object) -> Comment:
    return discussion.comment(
        actor=writer or UserFactory(),
        proposal=proposal,
        kind=CommentKind.AGAINST,
        text=text,
        language="fi",
        **fields,  # type: ignore[arg-type]
    )


def case(comment: Comment) -> Case:
    found = case_of("comment", comment.pk)
    assert found is not None
    return found
