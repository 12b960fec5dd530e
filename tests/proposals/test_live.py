"""What open pages hear of a proposal."""

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import Role
from commons.deliberation.models import Comment
from commons.live.topics import UnknownTopic, find
from proposals.models import Proposal
from proposals.topics import REVIEW_QUEUE
from tests.factories.accounts import official
from tests.factories.process import CycleFactory
from tests.factories.proposals import (
    DraftFactory,
    LessonTalkFactory,
    ProposalFactory,
    ResidentFactory,
    SupportFactory,
)

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def hears(proposal: Proposal) -> bool:
    name = f"proposal:{proposal.pk}"
    return find(name).may_subscribe(ANYBODY, name)


def test_everybody_hears_of_public_proposals_only() -> None:
    assert hears(ProposalFactory())
    assert not hears(DraftFactory())
    assert not hears(ProposalFactory(cycle=CycleFactory(is_published=False)))


def test_only_who_reviews_hears_of_the_table_of_reviews() -> None:
    who = [
        ANYBODY,
        ResidentFactory(),
        official(Role.MODERATOR),
        official(Role.REVIEWER),
        official(Role.COORDINATOR),
    ]
    topic = find(REVIEW_QUEUE)
    assert [topic.may_subscribe(one, REVIEW_QUEUE) for one in who] == [False, False, False, True, True]


def test_open_pages_hear_of_comments_on_public_proposals_and_lessons_only() -> None:
    proposal, lessons = ProposalFactory(), LessonTalkFactory()
    hidden = [DraftFactory().thread_id, LessonTalkFactory(cycle=CycleFactory(is_published=False)).thread_id]
    Comment.objects.create(
        thread=lessons.thread, author=ResidentFactory(), kind="for", text="Niin on", language="fi"
    )
    names = [f"thread:{pk}" for pk in (proposal.thread_id, lessons.thread_id, *hidden)]
    topic = find(names[0])
    assert topic.snapshot is not None
    assert [topic.may_subscribe(ANYBODY, name) for name in names] == [True, True, False, False]
    assert [topic.snapshot(name) for name in names] == [{"comments": 0}, {"comments": 1}, None, None]


@pytest.mark.parametrize("number", ["99999999999999999", "9999999999999999999"])
def test_nobody_hears_of_what_is_not_there(number: str) -> None:
    name = f"proposal:{number}"
    assert not find(name).may_subscribe(ANYBODY, name)


@pytest.mark.parametrize("name", ["proposal:0", "proposal:-1", "proposal:x", "proposal:99999999999999999999"])
def test_nonsense_is_no_topic(name: str) -> None:
    with pytest.raises(UnknownTopic):
        find(name)


def test_the_snapshot_is_what_anybody_may_see() -> None:
    proposal = ProposalFactory()
    SupportFactory(proposal=proposal)
    for hidden_at in (None, "2026-01-01T12:00:00Z"):
        Comment.objects.create(
            thread=proposal.thread, author=ResidentFactory(), kind="for", text="Hyvä", hidden_at=hidden_at,
            hidden_reason="Syy" if hidden_at else "",
        )  # fmt: skip
    name = f"proposal:{proposal.pk}"
    snapshot = find(name).snapshot
    assert snapshot is not None
    assert snapshot(name) == {
        "state": "submitted",
        "supports": 1,
        "comments": 1,
        "summary": 0,
        "findings": 0,
        "answers": 0,
        "checks": 0,
    }
    assert snapshot(f"proposal:{DraftFactory().pk}") is None
