"""The steps of a review: opened one after the other, given, finished, paused, late and told."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from commons.accounts.models import Role, Service, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain import working_days
from commons.process.models import PhaseKind
from proposals.domain import review, submission
from proposals.domain.errors import StepsOpen, TakenAlready, TaskDone, WrongState
from proposals.domain.reviewing import escalation, plan, questions, tasks
from proposals.domain.reviewing.plan import StepWish
from proposals.models import Ground, Proposal, ReviewQuestion, ReviewTask, State, StepKind, TaskState
from tests.factories.accounts import ServiceFactory
from tests.factories.process import EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import CategoryFactory, DraftFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
F, S, D = StepKind.FORMAL, StepKind.SUBSTANTIVE, StepKind.DECISION


@pytest.fixture
def parks(town: Town, coordinator: User) -> Service:
    """The department of the substantive check, in a year whose reviews take three steps."""
    made: Service = ServiceFactory(email="puistot@kuvala.example")
    steps = [StepWish(F, 2), StepWish(S, 10, made), StepWish(D, 5)]
    plan.set_steps(actor=coordinator, cycle=town.cycle, category=None, steps=steps)
    return made


@pytest.fixture
def proposal(town: Town, parks: Service) -> Proposal:
    """A proposal that was just sent in."""
    draft = DraftFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    return submission.submit(actor=draft.author, proposal=draft)


def course(proposal: Proposal) -> list[tuple[str, str]]:
    found = ReviewTask.objects.filter(proposal=proposal).order_by("pk")
    return [(task.kind, task.state) for task in found]


def only(proposal: Proposal, kind: StepKind) -> ReviewTask:
    return ReviewTask.objects.get(proposal=proposal, kind=kind)


def test_a_review_goes_from_step_to_step_to_its_decision(
    town: Town, parks: Service, proposal: Proposal, reviewer: User
) -> None:
    coming_phase(town.cycle, PhaseKind.VOTE)
    envelope = EnvelopeFactory(cycle=town.cycle)
    first = only(proposal, F)
    assert (course(proposal), first.due) == (
        [("formal", "open")],
        working_days.after(timezone.localdate(), 2),
    )
    with pytest.raises(StepsOpen):
        review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=envelope, cost=Decimal(10))
    tasks.finish(actor=reviewer, task=first, passed=True)
    proposal.refresh_from_db()
    assert proposal.state == State.IN_REVIEW
    assert only(proposal, S).service == parks
    tasks.finish(actor=reviewer, task=only(proposal, S), passed=True, note="Onnistuu.")
    with pytest.raises(Invalid):
        tasks.finish(actor=reviewer, task=only(proposal, D), passed=True)
    review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=envelope, cost=Decimal(10))
    assert course(proposal) == [("formal", "done"), ("substantive", "done"), ("decision", "done")]
    assert only(proposal, D).done_by == reviewer


def test_a_no_leads_to_the_decision_at_once(proposal: Proposal, reviewer: User) -> None:
    with pytest.raises(Invalid) as refused:
        tasks.finish(actor=reviewer, task=only(proposal, F), passed=False)
    assert list(refused.value.fields) == ["note"]
    tasks.finish(actor=reviewer, task=only(proposal, F), passed=False, note="Ei kuulu kunnalle.")
    assert course(proposal) == [("formal", "done"), ("decision", "open")]
    review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Tämä ei kuulu kunnalle.")
    assert course(proposal) == [("formal", "done"), ("decision", "done")]


def test_a_step_is_over_when_everybody_in_it_is_done(
    town: Town, parks: Service, proposal: Proposal, reviewer: User
) -> None:
    colleague = official(Role.REVIEWER, town.harjula)
    second = tasks.add(actor=reviewer, proposal=proposal, kind=F, reviewer=colleague)
    with pytest.raises(Invalid) as twice:
        tasks.add(actor=reviewer, proposal=proposal, kind=F, reviewer=colleague)
    assert list(twice.value.fields) == ["reviewer"]
    first = ReviewTask.objects.get(proposal=proposal, reviewer=None)
    tasks.finish(actor=reviewer, task=first, passed=True)
    assert course(proposal) == [("formal", "done"), ("formal", "open")]
    with pytest.raises(TakenAlready):
        tasks.finish(actor=reviewer, task=second, passed=True)
    with pytest.raises(TaskDone) as done:
        tasks.finish(actor=colleague, task=first, passed=False, note="Ei.")
    assert str(reviewer) in str(done.value)
    tasks.finish(actor=colleague, task=second, passed=True)
    assert course(proposal)[-1] == ("substantive", "open")


def test_tasks_are_taken_given_back_and_routed(
    town: Town, parks: Service, proposal: Proposal, reviewer: User, coordinator: User
) -> None:
    task = only(proposal, F)
    tasks.give(actor=reviewer, task=task, reviewer=reviewer, service=None)
    colleague = official(Role.REVIEWER, town.harjula)
    with pytest.raises(TakenAlready):
        tasks.give(actor=colleague, task=task, reviewer=colleague, service=None)
    with pytest.raises(NotAllowed):
        tasks.give(actor=reviewer, task=task, reviewer=colleague, service=None)
    tasks.give(actor=reviewer, task=task, reviewer=None, service=None)
    with pytest.raises(Invalid):
        tasks.give(actor=coordinator, task=task, reviewer=official(Role.REVIEWER, town.ranta), service=None)
    day = date(2031, 5, 2)
    given = tasks.give(actor=coordinator, task=task, reviewer=colleague, service=parks, due=day)
    assert (given.reviewer, given.service, given.due) == (colleague, parks, day)


def test_a_category_can_have_steps_of_its_own(town: Town, parks: Service, coordinator: User) -> None:
    play = CategoryFactory()
    plan.set_steps(actor=coordinator, cycle=town.cycle, category=play, steps=[StepWish(D, 3)])
    draft = DraftFactory(cycle=town.cycle, area=town.harjula, category=play)
    assert course(submission.submit(actor=draft.author, proposal=draft)) == [("decision", "open")]
    plan.set_steps(actor=coordinator, cycle=town.cycle, category=play, steps=[])
    draft = DraftFactory(cycle=town.cycle, area=town.harjula, category=play)
    assert course(submission.submit(actor=draft.author, proposal=draft)) == [("formal", "open")]


def test_a_plan_ends_in_a_decision_and_has_each_step_once(
    town: Town, coordinator: User, reviewer: User
) -> None:
    for steps in ([StepWish(F, 2)], [StepWish(D, 2), StepWish(D, 3)], [StepWish(D, 0)], [StepWish(D, 251)]):
        with pytest.raises(Invalid):
            plan.set_steps(actor=coordinator, cycle=town.cycle, category=None, steps=steps)
    with pytest.raises(NotAllowed):
        plan.set_steps(actor=reviewer, cycle=town.cycle, category=None, steps=[])


def test_tasks_wait_while_the_author_completes(proposal: Proposal, reviewer: User) -> None:
    open_phase(proposal.cycle, PhaseKind.REVIEW)
    ReviewTask.objects.filter(proposal=proposal).update(due=date(2026, 1, 2))
    review.return_for_completion(actor=reviewer, proposal=proposal, request="Missä?")
    assert course(proposal) == [("formal", "paused")]
    assert escalation.tell_leads() == 0
    submission.resubmit(actor=proposal.author, proposal=proposal)
    assert course(proposal) == [("formal", "open")]
    assert only(proposal, F).due == working_days.after(timezone.localdate(), 2)


def test_nobody_has_a_task_with_a_withdrawn_proposal(proposal: Proposal, reviewer: User) -> None:
    task = only(proposal, F)
    submission.withdraw(actor=proposal.author, proposal=proposal)
    assert course(proposal) == [("formal", "dropped")]
    with pytest.raises(WrongState):
        tasks.finish(actor=reviewer, task=task, passed=True)


def test_a_done_task_stays_done(proposal: Proposal, reviewer: User) -> None:
    task = tasks.finish(actor=reviewer, task=only(proposal, F), passed=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewTask.objects.filter(pk=task.pk).update(state=TaskState.OPEN, passed=None, done_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewTask.objects.filter(pk=task.pk).update(passed=None)


def test_late_tasks_are_told_once_to_leads_and_department(
    town: Town, parks: Service, proposal: Proposal, coordinator: User, reviewer: User
) -> None:
    elsewhere = official(Role.COORDINATOR, town.ranta)
    tasks.finish(actor=reviewer, task=only(proposal, F), passed=True)
    due = only(proposal, S).due
    at_the_end = working_days.end_of(due)
    assert escalation.tell_leads(at_the_end - timedelta(seconds=1)) == 0
    assert escalation.tell_leads(at_the_end) == 2
    assert sorted(one.to[0] for one in mail.outbox) == sorted([coordinator.email, "puistot@kuvala.example"])
    assert elsewhere.email not in {one.to[0] for one in mail.outbox}
    assert proposal.title in mail.outbox[0].body
    assert escalation.tell_leads(at_the_end + timedelta(days=1)) == 0


def test_an_address_that_takes_no_mail_keeps_none_from_the_others_and_what_reached_nobody_is_told_later(
    town: Town, parks: Service, proposal: Proposal, coordinator: User, reviewer: User, monkeypatch: Any
) -> None:
    tasks.finish(actor=reviewer, task=only(proposal, F), passed=True)
    late = working_days.end_of(only(proposal, S).due)
    dead = {coordinator.email: 550, "puistot@kuvala.example": 451}
    send = mail.EmailMessage.send

    def refuse(message: mail.EmailMessage, *how: Any) -> int:
        if message.to[0] in dead:
            raise SMTPRecipientsRefused({message.to[0]: (dead[message.to[0]], b"not now, or never")})
        return send(message, *how)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)

    assert escalation.tell_leads(late) == 0
    dead.clear()
    assert escalation.tell_leads(late + timedelta(hours=1)) == 1
    assert [one.to for one in mail.outbox] == [["puistot@kuvala.example"]]
    assert escalation.tell_leads(late + timedelta(hours=2)) == 0


@pytest.mark.parametrize(
    ("due", "still", "late"),
    [
        (date(2026, 3, 29), "2026-03-29T20:59:59Z", "2026-03-29T21:00:00Z"),  # summer time since that morning
        (
            date(2026, 10, 25),
            "2026-10-25T21:59:59Z",
            "2026-10-25T22:00:00Z",
        ),  # winter time since that morning
    ],
)
def test_a_task_is_late_from_midnight_on_also_when_the_clocks_change(
    proposal: Proposal, coordinator: User, due: date, still: str, late: str
) -> None:
    ReviewTask.objects.filter(proposal=proposal).update(due=due)
    assert escalation.tell_leads(datetime.fromisoformat(still)) == 0
    assert escalation.tell_leads(datetime.fromisoformat(late)) == 1


def test_a_late_review_without_steps_is_told_too(town: Town, coordinator: User, reviewer: User) -> None:
    proposal = ProposalFactory(cycle=town.cycle, area=town.harjula)
    review.assign(actor=coordinator, proposal=proposal, reviewer=reviewer, due=date(2026, 1, 7))
    now = datetime(2026, 1, 8, 12, tzinfo=UTC)
    assert [escalation.tell_leads(now), escalation.tell_leads(now)] == [1, 0]
    review.assign(actor=coordinator, proposal=proposal, reviewer=reviewer, due=date(2026, 1, 9))
    assert escalation.tell_leads(now + timedelta(days=3)) == 1


def test_colleagues_ask_and_answer_once(town: Town, proposal: Proposal, reviewer: User) -> None:
    colleague = official(Role.REVIEWER, town.harjula)
    asked = questions.ask(actor=reviewer, proposal=proposal, of=colleague, text="Onko maa kunnan?")
    assert [questions.mail(asked.pk), questions.mail(asked.pk)] == [True, False]
    assert (mail.outbox[0].to, "Onko maa" in mail.outbox[0].body) == ([colleague.email], False)
    answered = questions.answer(actor=colleague, question=asked, text="On.")
    assert (answered.answer, answered.answered_by) == ("On.", colleague)
    with pytest.raises(questions.AnsweredAlready):
        questions.answer(actor=reviewer, question=asked, text="Ei ole.")
    for actor, of, text, error in (
        (ResidentFactory(), None, "Mitä?", NotAllowed),
        (reviewer, ResidentFactory(), "Mitä?", Invalid),
        (reviewer, None, " ", Invalid),
    ):
        with pytest.raises(error):
            questions.ask(actor=actor, proposal=proposal, of=of, text=text)
    assert ReviewQuestion.objects.count() == 1


def test_a_year_without_steps_reviews_in_one_go(town: Town, reviewer: User) -> None:
    draft = DraftFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    proposal = submission.submit(actor=draft.author, proposal=draft)
    review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Kaava estää.")
    assert course(proposal) == []
