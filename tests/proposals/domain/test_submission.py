"""Submitting, completing, withdrawing."""

import pytest
from django.core import mail

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.models import Follower
from commons.http.errors import NotAllowed, SignInNeeded
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from proposals.domain import drafts, letters, submission
from proposals.domain.errors import Incomplete, WrongState
from proposals.models import Letter, Proposal, State
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import DraftFactory, ProposalFactory, ResidentFactory, ReviewFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(town: Town, resident: User) -> Proposal:
    made: Proposal = DraftFactory(
        cycle=town.cycle, author=resident, area=town.harjula, category=town.category
    )
    return made


def test_a_complete_draft_is_submitted_once(draft: Proposal, resident: User) -> None:
    submission.submit(actor=resident, proposal=draft)
    submission.submit(actor=resident, proposal=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at is not None) == (State.SUBMITTED, True)
    assert list(Follower.objects.values_list("user", "reason")) == [(resident.pk, "author")]
    assert list(Letter.objects.values_list("kind", "language")) == [("received", "fi")]


def test_what_is_missing_is_named(town: Town, resident: User) -> None:
    draft = drafts.start(actor=resident, cycle=town.cycle, changes={"title": "Penkki"})
    with pytest.raises(Incomplete) as refused:
        submission.submit(actor=resident, proposal=draft)
    assert list(refused.value.fields) == ["what", "why", "area", "category"]
    assert Proposal.objects.get().state == State.DRAFT


def test_the_phase_decides_at_submitting(town: Town, draft: Proposal, resident: User) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    with pytest.raises(PhaseClosed):
        submission.submit(actor=resident, proposal=draft)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_draft_without_account_is_kept_until_sign_in(town: Town, anonymous: Actor, resident: User) -> None:
    draft = DraftFactory(
        cycle=town.cycle,
        author=None,
        area=town.harjula,
        category=town.category,
        draft_owner=drafts.owner_of("t"),
    )
    with pytest.raises(SignInNeeded):
        submission.submit(actor=anonymous, proposal=draft, token="t")
    submission.submit(actor=resident, proposal=draft, token="t")
    assert Proposal.objects.values_list("author", "state", "draft_owner").get() == (
        resident.pk,
        "submitted",
        "",
    )


def test_nobody_submits_for_another(draft: Proposal, anonymous: Actor) -> None:
    with pytest.raises(NotAllowed):
        submission.submit(actor=ResidentFactory(), proposal=draft)
    with pytest.raises(SignInNeeded):
        submission.submit(actor=anonymous, proposal=draft)


@pytest.mark.parametrize("kind", [PhaseKind.PROPOSE, PhaseKind.REVIEW])
@pytest.mark.parametrize(("has_reviewer", "state"), [(True, State.IN_REVIEW), (False, State.SUBMITTED)])
def test_a_completed_proposal_goes_back_to_its_reviewer_or_the_queue(
    town: Town, resident: User, kind: PhaseKind, has_reviewer: bool, state: State
) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, kind)
    proposal = ProposalFactory(cycle=town.cycle, author=resident, state=State.RETURNED)
    ReviewFactory(proposal=proposal, reviewer=ResidentFactory() if has_reviewer else None)
    drafts.save(actor=resident, proposal=proposal, changes={"what": "Täydennetty"})
    submission.resubmit(actor=resident, proposal=proposal)
    assert Proposal.objects.values_list("state", "what").get() == (state, "Täydennetty")


@pytest.mark.parametrize("state", list(State))
def test_withdrawing_is_possible_until_the_ballot(resident: User, state: State) -> None:
    from tests.factories.proposals import BallotProposalFactory

    proposal = BallotProposalFactory(author=resident, state=state, public_reason="Syy", outcome_reason="Syy")
    if state in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.WITHDRAWN):
        assert submission.withdraw(actor=resident, proposal=proposal).state == State.WITHDRAWN
    else:
        with pytest.raises(WrongState):
            submission.withdraw(actor=resident, proposal=proposal)
    with pytest.raises(NotAllowed):
        submission.withdraw(actor=ResidentFactory(), proposal=proposal)


def test_a_letter_is_mailed_once_in_the_authors_language(town: Town) -> None:
    author = ResidentFactory(language="sv", email="astrid@example.fi")
    draft = DraftFactory(cycle=town.cycle, author=author, area=town.harjula, category=town.category)
    submission.submit(actor=author, proposal=draft)
    letter = Letter.objects.get()
    assert letters.send(letter.pk) is True
    assert letters.send(letter.pk) is False
    assert [(sent.to, sent.subject, sent.body) for sent in mail.outbox] == [
        (["astrid@example.fi"], letter.subject, letter.body)
    ]
    assert f"/proposals/{draft.pk}/" in letter.body


def test_a_mail_server_that_fails_leaves_the_letter_to_be_sent(
    draft: Proposal, resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission.submit(actor=resident, proposal=draft)

    def fail(self: object) -> None:
        raise OSError("no mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    with pytest.raises(OSError, match="no mail server"):
        letters.send(Letter.objects.get().pk)
    assert Letter.objects.get().sent_at is None
