"""The desk of the year that is proposed for: a review in each step, one late, one with its estimate, one appealed; and
the steps that the reviews of the finished year went through.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from commons.accounts.domain import posting
from commons.accounts.models import Service, User
from commons.process.domain import working_days
from commons.process.models import Cycle
from portal.demo import catalogue
from portal.demo.catalogue import Year
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain import review, undelivered
from proposals.domain.reviewing import appeals, estimates, plan, questions, tasks
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.domain.reviewing.plan import StepWish
from proposals.models import Ground as RefusalGround
from proposals.models import (
    Letter,
    LetterKind,
    Proposal,
    Review,
    ReviewStep,
    ReviewTask,
    State,
    StepKind,
    TaskState,
)

REFUSAL = "Paikka on luonnonsuojelualuetta, eikä siihen voi rakentaa. Toiselle puolelle polkua sama olisi mahdollinen."
UNREACHED = "proposing-39"
"""Returned to its author, whose mailbox is gone."""
APPEAL = "Tarkoitin juuri polun toista puolta: merkitsin kartalle väärän kohdan. Pyydän katsomaan uudestaan."


def tell(cycle: Cycle, laid: Ground, told: Mapping[str, Proposal]) -> None:
    """Set the steps of the year and live through some reviews."""
    lead = laid.people[COORDINATOR]
    services = {one.slug: one for one in Service.objects.all()}
    formal, decision = StepWish(StepKind.FORMAL, 3, services["osallisuus"]), StepWish(StepKind.DECISION, 5)
    check = StepWish(StepKind.SUBSTANTIVE, 15, services["puistot"])
    plan.set_steps(actor=lead, cycle=cycle, category=None, steps=[formal, check, decision])
    streets = [formal, StepWish(StepKind.SUBSTANTIVE, 20, services["kadut"]), decision]
    plan.set_steps(actor=lead, cycle=cycle, category=laid.categories["liikkuminen"], steps=streets)
    found = [told[idea.key] for idea in catalogue.ideas(Year.PROPOSING) if idea.state == "in_review"]
    for proposal in found[:8]:
        tasks.begin(Proposal.objects.select_related("category").get(pk=proposal.pk))
    _second_step(found[1])
    _third_step(found[2])
    _late(found[3], lead)
    _appealed(found[4])
    _unreached(told[UNREACHED])


def lived_through(cycle: Cycle, laid: Ground) -> None:
    """The tasks of a finished year's reviews, from each proposal's own days: some late, some stopped by a check."""
    services = {one.slug: one for one in Service.objects.all()}
    days = {StepKind.FORMAL: 3, StepKind.SUBSTANTIVE: 40, StepKind.DECISION: 5}
    ReviewStep.objects.bulk_create(
        ReviewStep(cycle=cycle, kind=kind, days=most) for kind, most in days.items()
    )
    tasks_made = []
    reviews = Review.objects.filter(proposal__cycle=cycle, finished_at__isnull=False, reviewer__isnull=False)
    for review_ in reviews.select_related("proposal").order_by("pk"):
        proposal = review_.proposal
        streets = proposal.category_id == laid.categories["liikkuminen"].pk
        departments = {
            StepKind.FORMAL: services["osallisuus"],
            StepKind.SUBSTANTIVE: services["kadut" if streets else "puistot"],
        }
        begun, ended = proposal.submitted_at, review_.finished_at
        if begun is None or ended is None:
            continue
        for kind, opened, done, passed in _course(proposal, begun, ended):
            tasks_made.append(
                ReviewTask(
                    proposal=proposal,
                    kind=kind,
                    service=departments.get(kind),
                    due=working_days.after(timezone.localdate(opened), days[kind]),
                    state=TaskState.DONE,
                    passed=passed,
                    opened_at=opened,
                    done_at=done,
                    done_by_id=review_.reviewer_id,
                )
            )
    tasks_made += [
        ReviewTask(
            proposal=proposal,
            kind=StepKind.FORMAL,
            service=services["osallisuus"],
            due=working_days.after(timezone.localdate(begun), days[StepKind.FORMAL]),
            state=TaskState.DROPPED,
            opened_at=begun,
        )
        for proposal in Proposal.objects.filter(cycle=cycle, state=State.WITHDRAWN).without_texts()
        if (begun := proposal.submitted_at) is not None
    ]
    ReviewTask.objects.bulk_create(tasks_made)


def _course(
    proposal: Proposal, begun: datetime, ended: datetime
) -> Iterator[tuple[StepKind, datetime, datetime, bool]]:
    """Steps with when they opened and ended, and whether they were passed."""
    formal = min(begun + timedelta(days=1 + proposal.pk % 5), ended)
    check = max(ended - timedelta(days=1 + proposal.pk % 4), formal)
    refused = proposal.state == State.NOT_FEASIBLE
    yield StepKind.FORMAL, begun, formal, True
    yield StepKind.SUBSTANTIVE, formal, check, not refused or proposal.pk % 2 == 0
    yield StepKind.DECISION, check, ended, True


def _finish(proposal: Proposal, note: str = "") -> None:
    task = ReviewTask.objects.get(proposal=proposal, state=TaskState.OPEN)
    tasks.finish(actor=_reviewer(proposal), task=task, passed=True, note=note)


def _reviewer(proposal: Proposal) -> User:
    reviewer = Review.objects.select_related("reviewer").get(proposal=proposal).reviewer
    if reviewer is None:
        raise LookupError(proposal.title)
    return reviewer


def _second_step(proposal: Proposal) -> None:
    _finish(proposal, "Kuuluu kunnalle ja on tältä alueelta.")
    questions.ask(
        actor=_reviewer(proposal),
        proposal=proposal,
        of=None,
        text="Kenen maalla polku kulkee: kunnan vai yksityisen?",
    )


def _third_step(proposal: Proposal) -> None:
    _finish(proposal)
    lines = [
        Line("Suunnittelu", Decimal(1800)),
        Line("Rakenteet ja kalusteet", Decimal(14200)),
        Line("Maatyöt", Decimal(5600)),
    ]
    wish = Estimate(lines, Decimal(10), Decimal(600), "Puitesopimuksen yksikköhinnat, toukokuu")
    estimates.estimate(actor=_reviewer(proposal), proposal=proposal, wish=wish)
    _finish(proposal, "Toteutettavissa, jos maatyöt tehdään sulan maan aikana.")


def _late(proposal: Proposal, lead: User) -> None:
    task = ReviewTask.objects.get(proposal=proposal, state=TaskState.OPEN)
    due = working_days.before(timezone.localdate(), 4)
    tasks.give(actor=lead, task=task, reviewer=_reviewer(proposal), service=task.service, due=due)


def _unreached(proposal: Proposal) -> None:
    author = Proposal.objects.select_related("author").get(pk=proposal.pk).author
    if author is None:
        return
    posting.remember(author.email)
    for letter in Letter.objects.filter(proposal=proposal, kind=LetterKind.RETURNED):
        undelivered.lost(letter.pk)


def _appealed(proposal: Proposal) -> None:
    reviewer = _reviewer(proposal)
    task = ReviewTask.objects.get(proposal=proposal, state=TaskState.OPEN)
    tasks.finish(actor=reviewer, task=task, passed=False, note="Suojelualue, kaava estää.")
    review.refuse(actor=reviewer, proposal=proposal, ground=RefusalGround.PLAN, reason=REFUSAL)
    fresh = Proposal.objects.select_related("author").get(pk=proposal.pk)
    if fresh.author is not None:
        appeals.appeal(actor=fresh.author, proposal=fresh, text=APPEAL)
