"""The desk of the year that is proposed for: a review in each step, one late, one with its estimate, one appealed."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from commons.accounts.models import Service, User
from commons.process.domain import working_days
from commons.process.models import Cycle
from portal.demo import catalogue
from portal.demo.catalogue import Year
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain import review
from proposals.domain.reviewing import appeals, estimates, plan, questions, tasks
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.domain.reviewing.plan import StepWish
from proposals.models import Proposal, Review, ReviewTask, StepKind, TaskState

REFUSAL = "Paikka on luonnonsuojelualuetta, eikä siihen voi rakentaa. Toiselle puolelle polkua sama olisi mahdollinen."
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


def _appealed(proposal: Proposal) -> None:
    reviewer = _reviewer(proposal)
    task = ReviewTask.objects.get(proposal=proposal, state=TaskState.OPEN)
    tasks.finish(actor=reviewer, task=task, passed=False, note="Suojelualue, kaava estää.")
    review.refuse(actor=reviewer, proposal=proposal, reason=REFUSAL)
    fresh = Proposal.objects.select_related("author").get(pk=proposal.pk)
    if fresh.author is not None:
        appeals.appeal(actor=fresh.author, proposal=fresh, text=APPEAL)
