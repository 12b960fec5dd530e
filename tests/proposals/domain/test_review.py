"""The officials' review: who, when, and what nobody else sees."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, Refusal, SignInNeeded
from commons.process.models import PhaseKind
from proposals.domain import review
from proposals.domain.errors import DecidedAlready, TakenAlready, WrongState
from proposals.domain.gates import VotingHasBegun
from proposals.models import Feasibility, Ground, Letter, Proposal, Remark, Review, State
from tests.factories.process import EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    return made


def test_a_review_from_the_queue_to_the_ballot(town: Town, proposal: Proposal, reviewer: User) -> None:
    envelope = EnvelopeFactory(cycle=town.cycle)
    coming_phase(town.cycle, PhaseKind.VOTE)
    review.assign(actor=reviewer, proposal=proposal, reviewer=reviewer)
    review.record(
        actor=reviewer,
        proposal=proposal,
        feasibility=Feasibility.FEASIBLE,
        cost=Decimal(1200),
        reason="Sopii rantaan.",
    )
    review.remark(actor=reviewer, proposal=proposal, text="Kysy vielä puutarhurilta.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cost, proposal.public_reason) == (State.IN_REVIEW, None, "")
    review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=envelope)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.cost, proposal.public_reason, proposal.envelope) == (
        State.ON_BALLOT,
        Decimal("1200.00"),
        "Sopii rantaan.",
        envelope,
    )
    found = Review.objects.get()
    assert (found.feasibility, found.finished_at is not None) == (Feasibility.FEASIBLE, True)
    letter = Letter.objects.get()
    assert (letter.kind, "Sopii rantaan." in letter.body, "puutarhuri" in letter.body) == (
        "on_ballot",
        True,
        False,
    )


def test_a_refusal_gives_the_reason_first(proposal: Proposal, reviewer: User) -> None:
    with pytest.raises(Invalid) as refused:
        review.refuse(actor=reviewer, proposal=proposal)
    assert list(refused.value.fields) == ["ground", "reason"]
    review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Ranta on suojeltu.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.public_reason) == (State.NOT_FEASIBLE, "Ranta on suojeltu.")
    assert Letter.objects.get().body.startswith("Ranta on suojeltu.")


def test_a_proposal_is_returned_with_what_to_complete(proposal: Proposal, reviewer: User) -> None:
    with pytest.raises(Invalid):
        review.return_for_completion(actor=reviewer, proposal=proposal, request=" ")
    review.return_for_completion(actor=reviewer, proposal=proposal, request="Mihin kohtaan rantaa?")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.review.request) == (State.RETURNED, "Mihin kohtaan rantaa?")
    assert "Mihin kohtaan rantaa?" in Letter.objects.get().body


def test_the_ballot_needs_cost_and_an_envelope_of_the_year_that_can_pay(
    town: Town, proposal: Proposal, reviewer: User
) -> None:
    envelope, foreign = EnvelopeFactory(cycle=town.cycle), EnvelopeFactory()
    for price, pot, field in [
        (None, envelope, "cost"),
        (Decimal(50_001), envelope, "cost"),
        (Decimal(-1), envelope, "cost"),
        (Decimal(10), foreign, "envelope"),
    ]:
        with pytest.raises(Invalid) as refused:
            review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=pot, cost=price)
        assert list(refused.value.fields) == [field]
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


def test_nothing_changes_once_voting_has_begun(town: Town, proposal: Proposal, reviewer: User) -> None:
    open_phase(town.cycle, PhaseKind.VOTE)
    envelope = EnvelopeFactory(cycle=town.cycle)
    placed = BallotProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    verbs: list[Callable[[], object]] = [
        lambda: review.assign(actor=reviewer, proposal=proposal, reviewer=reviewer),
        lambda: review.record(actor=reviewer, proposal=proposal, feasibility=Feasibility.OPEN),
        lambda: review.return_for_completion(actor=reviewer, proposal=proposal, request="Lisää"),
        lambda: review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=envelope, cost=Decimal(1)),
        lambda: review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Ei"),
        lambda: review.reopen(actor=reviewer, proposal=placed),
    ]
    for each in verbs:
        with pytest.raises(VotingHasBegun):
            each()


def test_a_finished_review_can_be_opened_again(town: Town, reviewer: User) -> None:
    placed = BallotProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    review.reopen(actor=reviewer, proposal=placed)
    placed.refresh_from_db()
    assert (placed.state, placed.envelope, placed.cost) == (State.IN_REVIEW, None, None)


def test_assigning(town: Town, proposal: Proposal, reviewer: User, coordinator: User) -> None:
    colleague, stranger = official(Role.REVIEWER, town.harjula), official(Role.REVIEWER, town.ranta)
    with pytest.raises(NotAllowed):
        review.assign(actor=reviewer, proposal=proposal, reviewer=colleague)
    with pytest.raises(NotAllowed):
        review.assign(actor=stranger, proposal=proposal, reviewer=stranger)
    with pytest.raises(Invalid):
        review.assign(actor=coordinator, proposal=proposal, reviewer=stranger)
    review.assign(actor=coordinator, proposal=proposal, reviewer=colleague)
    with pytest.raises(TakenAlready):
        review.assign(actor=reviewer, proposal=proposal, reviewer=reviewer)
    review.assign(actor=colleague, proposal=proposal, reviewer=None)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.review.reviewer) == (State.SUBMITTED, None)


def test_nobody_reviews_their_own(town: Town, reviewer: User) -> None:
    own = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category, author=reviewer)
    with pytest.raises(NotAllowed):
        review.refuse(actor=reviewer, proposal=own, ground=Ground.PLAN, reason="Ei")
    with pytest.raises(NotAllowed):
        review.assign(actor=reviewer, proposal=own, reviewer=reviewer)


WHO = ("anonymous", "resident", "author", "councillor", "moderator", "elsewhere", "reviewer", "coordinator")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", WHO)
def test_who_may_review_in_which_state(town: Town, anonymous: Actor, who: str, state: State) -> None:
    author: User = ResidentFactory()
    proposal = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, author=author, state=state,
        public_reason="Syy", outcome_reason="Syy",
    )  # fmt: skip
    actor: Actor = {
        "anonymous": lambda: anonymous,
        "resident": ResidentFactory,
        "author": lambda: author,
        "councillor": lambda: official(Role.COUNCILLOR),
        "moderator": lambda: official(Role.MODERATOR),
        "elsewhere": lambda: official(Role.REVIEWER, town.ranta),
        "reviewer": lambda: official(Role.REVIEWER, town.harjula),
        "coordinator": lambda: official(Role.COORDINATOR),
    }[who]()
    may = who in ("reviewer", "coordinator")
    open_states = {
        "record": (State.SUBMITTED, State.IN_REVIEW, State.RETURNED),
        "return": (State.SUBMITTED, State.IN_REVIEW),
        "refuse": (State.SUBMITTED, State.IN_REVIEW, State.RETURNED),
        "reopen": (State.NOT_FEASIBLE, State.ON_BALLOT),
    }
    verbs: dict[str, Callable[[], object]] = {
        "record": lambda: review.record(actor=actor, proposal=proposal, feasibility=Feasibility.OPEN),
        "refuse": lambda: review.refuse(actor=actor, proposal=proposal, ground=Ground.PLAN, reason="Ei"),
        "return": lambda: review.return_for_completion(actor=actor, proposal=proposal, request="Lisää"),
        "reopen": lambda: review.reopen(actor=actor, proposal=proposal),
    }
    from django.db import transaction

    for name, run in verbs.items():
        outcome: object = "done"
        try:
            with transaction.atomic():
                run()
                transaction.set_rollback(True)
        except Refusal as error:
            outcome = type(error)
        if not may:
            assert outcome == (SignInNeeded if who == "anonymous" else NotAllowed), name
        else:
            decided = name == "refuse" and state in (State.NOT_FEASIBLE, State.ON_BALLOT)
            closed = DecidedAlready if decided else WrongState
            assert outcome == ("done" if state in open_states[name] else closed), name


def test_a_remark_is_nowhere_but_in_its_own_table(proposal: Proposal, reviewer: User) -> None:
    made = review.remark(actor=reviewer, proposal=proposal, text="Sisäinen")
    assert list(Remark.objects.values_list("pk", "text", "author")) == [(made.pk, "Sisäinen", reviewer.pk)]
    with pytest.raises(NotAllowed):
        review.remark(actor=ResidentFactory(), proposal=proposal, text="Sisäinen")
