"""Merging proposals: authors are asked first, nothing is lost, and it can be undone exactly."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.models import Comment, Conviction
from commons.followup.models import Follower
from commons.http.errors import NotAllowed, SignInNeeded
from commons.process.models import PhaseKind
from proposals.domain import discussion, queries, submission, supports
from proposals.domain.errors import WrongState
from proposals.domain.gates import VotingHasBegun
from proposals.domain.merging import carrying, mails, plans, reading
from proposals.domain.merging.errors import (
    AnswersMissing,
    NotMergeable,
    PlanIsOver,
    ReasonNeeded,
    TooLateToAnswer,
    TooLateToUndo,
)
from proposals.models import Answer, MergePart, MergePlan, PlanState, Proposal, State, Support
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(town: Town) -> Proposal:
    return made(town, title="Pulkkamäki")


@pytest.fixture
def other(town: Town) -> Proposal:
    return made(town, State.RETURNED, title="Valaistu mäki")


def made(town: Town, state: State = State.SUBMITTED, **fields: Any) -> Proposal:
    """A proposal with a supporter and a comment of its own."""
    proposal: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, state=state, **fields)
    assert proposal.author is not None
    Follower.objects.create(track=proposal.track, user=proposal.author, reason="author")
    supports.support(actor=ResidentFactory(), proposal=proposal)
    said = Comment.objects.create(thread=proposal.thread, author=ResidentFactory(), kind="for", text="Hyvä")
    Conviction.objects.create(comment=said, user=ResidentFactory())
    return proposal


def planned(actor: User, lead: Proposal, *others: Proposal, **given: Any) -> MergePlan:
    return plans.propose(actor=actor, lead=lead, others=others, **({"reason": "Sama mäki."} | given))


def agreed(actor: User, lead: Proposal, *others: Proposal) -> MergePlan:
    plan = planned(actor, lead, *others)
    for one in (lead, *others):
        plans.answer(actor=author(one), plan=plan, agrees=True)
    return plan


def author(proposal: Proposal) -> User:
    assert proposal.author is not None
    return proposal.author


def late(plan: MergePlan) -> None:
    MergePlan.objects.filter(pk=plan.pk).update(answer_until=timezone.now() - dt.timedelta(minutes=1))


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that is stored about proposals and what hangs on them."""
    kept: tuple[Any, ...] = (Proposal, Support, Follower, Comment, Conviction)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in kept}


def state_of(proposal: Proposal) -> tuple[str, int | None]:
    proposal.refresh_from_db()
    return proposal.state, proposal.merged_into_id


def test_undoing_gives_everything_back_as_it_was(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    both, third = ResidentFactory(), made(town, State.IN_REVIEW, title="Kolmas")
    for one in (lead, other, third):
        supports.support(actor=both, proposal=one)
    supports.support(actor=author(lead), proposal=other)
    before = everything()
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other, third))
    assert everything() != before
    assert [state_of(one) for one in (lead, other, third)] == [
        ("submitted", None), ("merged", lead.pk), ("merged", lead.pk),
    ]  # fmt: skip
    # Four people besides the author of the leading one, who cannot support it.
    assert lead.support_count == 4
    assert carrying.undo(actor=coordinator, plan=plan).state == PlanState.UNDONE
    assert everything() == before


def test_everybody_hears_and_every_comment_is_shown_with_its_origin(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    followers = set(Follower.objects.filter(track=lead.track).values_list("user", flat=True))
    assert {author(lead).pk, author(other).pk} <= followers
    assert len(followers) == 4
    assert reading.threads_of(lead) == [lead.thread_id, other.thread_id]


def test_a_reply_to_a_comment_of_a_merged_one_stays_beside_it(
    coordinator: User, lead: Proposal, other: Proposal, resident: User
) -> None:
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    said = other.thread.comments.get()
    reached = queries.reached(lead.pk, resident)
    found = queries.said_about(reached, said.pk)
    reply = discussion.comment(
        actor=resident, proposal=reached, kind=found.kind, text="Niin.", language="fi", reply_to=found
    )
    assert (reply.thread_id, reply.reply_to_id) == (other.thread_id, said.pk)
    with pytest.raises(WrongState):
        discussion.comment(
            actor=resident,
            proposal=queries.reached(other.pk, resident),
            kind=found.kind,
            text="Ei.",
            language="fi",
        )


def test_a_support_taken_back_meanwhile_does_not_come_back(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    person = Support.objects.get(proposal=other).user
    assert supports.unsupport(actor=person, proposal=lead) == 1
    carrying.undo(actor=coordinator, plan=plan)
    other.refresh_from_db()
    assert (other.support_count, Support.objects.filter(user=person).exists()) == (0, False)


def test_who_says_no_or_nothing_stays_as_they_are(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    silent, against = made(town), made(town)
    plan = planned(coordinator, lead, other, silent, against)
    for one in (lead, other):
        plans.answer(actor=author(one), plan=plan, agrees=True)
    plans.answer(actor=author(against), plan=plan, agrees=False, reason="Eri paikka.")
    with pytest.raises(AnswersMissing):
        carrying.carry_out(actor=coordinator, plan=plan)
    late(plan)
    with pytest.raises(TooLateToAnswer):
        plans.answer(actor=author(silent), plan=plan, agrees=True)
    carrying.carry_out(actor=coordinator, plan=plan)
    assert [state_of(one)[0] for one in (lead, other, silent, against)] == [
        "submitted", "merged", "submitted", "submitted",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["lead", "others"])
def test_without_the_leading_author_or_any_other_nothing_is_merged(
    coordinator: User, lead: Proposal, other: Proposal, who: str
) -> None:
    plan = planned(coordinator, lead, other)
    no, yes = (lead, other) if who == "lead" else (other, lead)
    plans.answer(actor=author(no), plan=plan, agrees=False, reason="En halua.")
    plans.answer(actor=author(yes), plan=plan, agrees=True)
    with pytest.raises(AnswersMissing):
        carrying.carry_out(actor=coordinator, plan=plan)
    assert plans.call_off(actor=coordinator, plan=plan).state == PlanState.CALLED_OFF
    # Both can be asked anew.
    planned(coordinator, lead, other)


def test_an_author_who_deletes_the_account_in_the_middle_holds_nothing_up(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    plan = planned(coordinator, lead, other)
    plans.answer(actor=author(lead), plan=plan, agrees=True)
    User.objects.get(pk=author(other).pk).delete()
    assert MergePart.objects.get(proposal=other).asks_nobody
    carrying.carry_out(actor=coordinator, plan=plan)
    assert state_of(other) == ("merged", lead.pk)
    assert not mails.tell_author(MergePart.objects.get(proposal=other).pk, "merged")


def test_who_withdraws_meanwhile_is_left_out(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    third = made(town)
    plan = agreed(coordinator, lead, other, third)
    submission.withdraw(actor=author(third), proposal=third)
    carrying.carry_out(actor=coordinator, plan=plan)
    assert (state_of(other)[0], state_of(third)[0]) == ("merged", "withdrawn")


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)]
)
def test_a_proposal_in_another_state_is_refused_by_name(
    town: Town, coordinator: User, lead: Proposal, other: Proposal, state: State
) -> None:
    if state == State.MERGED:
        carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
        decided = other
    else:
        decided = proposal_in(town, state, title="Päätetty")
    with pytest.raises(NotMergeable, match=decided.title):
        planned(coordinator, made(town), decided)


def test_another_year_too_many_and_itself_are_refused(town: Town, coordinator: User, lead: Proposal) -> None:
    cycle = CycleFactory(area=town.area)
    foreign = ProposalFactory(cycle=cycle, area=town.harjula)
    for others in ([foreign], [], [lead], [made(town) for _number in range(9)]):
        with pytest.raises(NotMergeable):
            planned(coordinator, lead, *others)


def test_no_merging_once_voting_has_begun(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    third = made(town)
    done = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, third))
    plan = agreed(coordinator, made(town), other)
    open_phase(town.cycle, PhaseKind.VOTE)
    for verb, about in ((carrying.carry_out, plan), (carrying.undo, done)):
        with pytest.raises(VotingHasBegun):
            verb(actor=coordinator, plan=about)


def test_a_proposal_is_asked_about_by_one_plan_at_a_time(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    planned(coordinator, lead, other)
    with pytest.raises(NotMergeable):
        planned(coordinator, made(town), other)


def test_undoing_ends_with_its_time_and_with_the_decision(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    assert not reading.is_for_good(other)
    MergePlan.objects.update(undo_until=timezone.now())
    with pytest.raises(TooLateToUndo):
        carrying.undo(actor=coordinator, plan=plan)
    assert reading.is_for_good(other)
    with pytest.raises(PlanIsOver):
        carrying.carry_out(actor=coordinator, plan=plan)


def test_what_leads_can_lead_again_but_not_be_merged(
    town: Town, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    with pytest.raises(NotMergeable):
        planned(coordinator, made(town), lead)
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, made(town)))
    assert lead.merged.count() == 2


def test_the_database_keeps_chains_and_lonely_marks_out(town: Town, lead: Proposal, other: Proposal) -> None:
    for fields in (
        {"merged_into": lead},
        {"state": State.MERGED},
        {"state": State.MERGED, "merged_into": other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=other.pk).update(**fields)
    Proposal.objects.filter(pk=other.pk).update(state=State.MERGED, merged_into=lead)
    third = made(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=third.pk).update(state=State.MERGED, merged_into=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=lead.pk).update(state=State.MERGED, merged_into=third)


def test_only_coordinators_of_the_area_who_wrote_none_of_them_may(
    town: Town, coordinator: User, reviewer: User, resident: User, lead: Proposal, other: Proposal
) -> None:
    elsewhere = official(Role.COORDINATOR, town.ranta)
    own = made(town, author=coordinator)
    for actor in (resident, reviewer, elsewhere, official(Role.MODERATOR)):
        with pytest.raises(NotAllowed):
            planned(actor, lead, other)
    with pytest.raises(NotAllowed):
        planned(coordinator, lead, own)
    plan = agreed(coordinator, lead, other)
    for verb in (carrying.carry_out, plans.call_off, carrying.undo):
        with pytest.raises(NotAllowed):
            verb(actor=reviewer, plan=plan)


def test_only_its_authors_answer_and_a_no_says_why(
    coordinator: User, resident: User, anonymous: Any, lead: Proposal, other: Proposal
) -> None:
    plan = planned(coordinator, lead, other)
    with pytest.raises(SignInNeeded):
        plans.answer(actor=anonymous, plan=plan, agrees=True)
    for actor in (resident, coordinator):
        with pytest.raises(NotAllowed):
            plans.answer(actor=actor, plan=plan, agrees=True)
    for reason in ("", "  ", "x" * 1001, "a\x00b"):
        with pytest.raises(ReasonNeeded):
            plans.answer(actor=author(other), plan=plan, agrees=False, reason=reason)
    [part] = plans.answer(actor=author(other), plan=plan, agrees=True)
    assert part.answer == Answer.AGREED
    [part] = plans.answer(actor=author(other), plan=plan, agrees=False, reason="Toinen paikka.")
    assert (part.answer, part.reason) == (Answer.DECLINED, "Toinen paikka.")


def test_the_mails_say_what_is_asked_and_what_came_of_it(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    User.objects.filter(pk=author(other).pk).update(language="en")
    plan = planned(coordinator, lead, other)
    part = MergePart.objects.get(proposal=other)
    assert mails.tell_author(part.pk, "asked")
    assert "Pulkkamäki" in mail.outbox[-1].body
    assert f"/proposals/merging/{plan.pk}/" in mail.outbox[-1].body
    assert "Without an answer your proposal stays as it is" in mail.outbox[-1].body
    for one in (lead, other):
        plans.answer(actor=author(one), plan=plan, agrees=True)
    carrying.carry_out(actor=coordinator, plan=plan)
    assert mails.tell_author(part.pk, "merged")
    assert "goes on in “Pulkkamäki”" in mail.outbox[-1].body
    # What is out of date by the time the job runs is not sent.
    assert not mails.tell_author(part.pk, "asked")
