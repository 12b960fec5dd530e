"""The review of a year in numbers: where proposals stopped and on which grounds, how long each part took."""

import datetime as dt
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from commons.accounts.models import Role, Service
from commons.process.models import Cycle
from proposals.models import Appeal, Proposal, ReviewStep, ReviewTask, State, StepKind, TaskState, Verdict
from tests.factories.accounts import ServiceFactory, official
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory, CategoryFactory, ProposalFactory
from tests.voting.report.making import published, same_everywhere
from voting.domain.report.review import review
from voting.domain.report.tree import Section

pytestmark = pytest.mark.django_db

FORMAL, CHECK, DECISION = StepKind
NO: dict[str, Any] = {"state": State.NOT_FEASIBLE, "public_reason": "No."}
BEGUN = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english(client: Client) -> Any:
    client.cookies["django_language"] = "en"
    cache.clear()
    with translation.override("en"):
        yield


def task(
    proposal: Proposal,
    kind: StepKind,
    days: float | None = None,
    *,
    passed: bool = True,
    due: int = 10,
    service: Service | None = None,
    state: TaskState = TaskState.OPEN,
) -> ReviewTask:
    """A part of a review that took so many days, or (None) is in `state`; `due`: days that there were for it."""
    done = {} if days is None else {"done_at": BEGUN + dt.timedelta(days=days), "passed": passed}
    made: ReviewTask = ReviewTask.objects.create(
        proposal=proposal,
        kind=kind,
        service=service,
        opened_at=BEGUN,
        due=(BEGUN + dt.timedelta(days=due)).date(),
        state=state if days is None else TaskState.DONE,
        **done,
    )
    return made


def told(section: Section, key: str) -> dict[str, tuple[Any, ...]]:
    """Cells of a table by row; empty where there is no such table."""
    return {row.label: row.cells for one in section.tables if one.key == key for row in one.rows}


def refused(proposal: Proposal, *, by_clock: bool = False) -> Verdict:
    """The decision on a proposal that cannot be carried out."""
    made: Verdict = Verdict.objects.create(
        proposal=proposal,
        outcome="not_feasible",
        ground=proposal.ground or "other",
        reason="No.",
        decided_by=None if by_clock else official(Role.REVIEWER),
        appeal_until=timezone.localdate(),
    )
    return made


def a_year(cycle: Cycle) -> None:
    """Seven proposals: one through all steps, one stopped in each, one there, one lapsed, one merged."""
    pot = {"envelope": cycle.envelopes.first()} if cycle.envelopes.exists() else {}
    done = BallotProposalFactory(cycle=cycle, area=cycle.area, **pot)
    streets = CategoryFactory(name_en="Streets")
    formal, check, decided, lapsed = (
        ProposalFactory(cycle=cycle, category=category, ground=ground, **NO)
        for category, ground in ((None, "other"), (streets, "plan"), (streets, "plan"), (streets, ""))
    )
    here = ProposalFactory(cycle=cycle, state=State.IN_REVIEW)
    merged = ProposalFactory(cycle=cycle, state=State.MERGED, merged_into=done)
    for one in (done, check, decided, here):
        task(one, FORMAL, 1)
    task(formal, FORMAL, 2, passed=False)
    task(formal, DECISION, 3)
    task(done, CHECK, 4)
    task(check, CHECK, 5, passed=False)
    task(decided, CHECK, 20)
    task(here, CHECK)
    for one in (done, check, decided):
        task(one, DECISION, 6)
    returned = task(lapsed, FORMAL)
    ReviewTask.objects.filter(pk=returned.pk).update(state=TaskState.PAUSED)
    ReviewTask.objects.filter(pk=returned.pk).update(state=TaskState.DROPPED)
    task(merged, FORMAL, state=TaskState.DROPPED)
    for one in (formal, check, decided):
        refused(one)
    refused(lapsed, by_clock=True)


def test_each_proposal_stops_in_one_step_and_the_numbers_are_the_same_everywhere(client: Client) -> None:
    election, _projects = published()
    a_year(election.cycle)

    section = next(one for one in same_everywhere(client).sections if one.key == "review")

    steps = told(section, "review-steps")
    assert steps == {
        "Formal check": (7, 4, 2, 0, 1, 1),
        "Substantive check": (4, 2, 1, 1, 0, 0),
        "Decision": (2, 1, 1, 0, 0, 0),
        "Review in one step": (3, 3, 0, 0, 0, 0),
    }
    assert all(came == sum(went) for came, *went, _returned in steps.values())
    assert told(section, "review-stopped") == {
        "Reached the ballot": (4,),
        "Not feasible": (4,),
        "Being reviewed": (1,),
        "Merged into another": (1,),
    }
    assert told(section, "review-grounds") == {
        "The formal check was not passed": (1,),
        "The substantive check was not passed": (1,),
        "The checks were passed, the decision was against it": (1,),
        "Not completed by its author in time": (1,),
    }
    refused_by = next(one for one in section.tables if one.key == "review-refusals")
    assert refused_by.columns == ("Proposals", "Formal check", "Substantive check", "Decision")
    assert [(row.label, row.cells) for row in refused_by.rows] == [
        ("Against a plan or decision in force", (2, 0, 1, 1)),
        ("Something else, which the reason tells", (1, 1, 0, 0)),
        ("Not stated", (1, 1, 0, 0)),
    ]
    assert told(section, "review-refusals-categories") == {
        "Streets: Against a plan or decision in force": (2,),
        "Streets: Not stated": (1,),
        "No category: Something else, which the reason tells": (1,),
    }


def test_each_kind_of_proposals_has_its_own_steps() -> None:
    cycle = CycleFactory()
    streets = CategoryFactory(name_en="Streets")
    for kind, category in ((FORMAL, None), (DECISION, None), (DECISION, streets)):
        ReviewStep.objects.create(cycle=cycle, kind=kind, category=category)
    task(ProposalFactory(cycle=cycle, category=streets, state=State.IN_REVIEW), DECISION)
    task(ProposalFactory(cycle=cycle, state=State.IN_REVIEW), FORMAL)

    assert told(review(cycle), "review-steps") == {
        "Streets: Decision": (1, 0, 0, 1, 0, 0),
        "All others: Formal check": (1, 0, 0, 1, 0, 0),
    }


def test_times_tell_median_slowest_tenth_and_what_was_late_by_department_and_name_nobody() -> None:
    cycle = CycleFactory()
    parks = ServiceFactory(name_en="Parks")
    reviewer = official(Role.REVIEWER, display_name="Rauni Reviewer")
    for days in range(1, 11):
        part = task(ProposalFactory(cycle=cycle), CHECK, days * 2, due=16, service=parks)
        ReviewTask.objects.filter(pk=part.pk).update(reviewer=reviewer, done_by=reviewer)
    task(ProposalFactory(cycle=cycle), FORMAL)  # not ended, and its day is over
    task(ProposalFactory(cycle=cycle), FORMAL, state=TaskState.DROPPED)

    section = review(cycle)

    checked = (10, 0, 11.0, 18.0, 2, 20.0)
    waits = (0, 1, None, None, 1, 100.0)
    assert told(section, "review-times") == {"Formal check": waits, "Substantive check": checked}
    assert told(section, "review-departments") == {
        "Parks: Substantive check": checked,
        "No department: Formal check": waits,
    }
    assert "Rauni" not in repr(section)


def test_the_time_that_the_author_takes_is_not_the_reviewers() -> None:
    cycle = CycleFactory()
    now = timezone.now()
    part = task(ProposalFactory(cycle=cycle), FORMAL)
    ReviewTask.objects.filter(pk=part.pk).update(opened_at=now - dt.timedelta(days=3))
    ReviewTask.objects.filter(pk=part.pk).update(state=TaskState.PAUSED)
    ReviewTask.objects.filter(pk=part.pk).update(state=TaskState.OPEN)
    events = apps.get_model("proposals", "ReviewTaskEvent")
    with pgtrigger.ignore("proposals.ReviewTaskEvent:append_only"):  # for this once it was two days ago
        events.objects.filter(state="paused").update(pgh_created_at=now - dt.timedelta(days=2))
    ReviewTask.objects.filter(pk=part.pk).update(
        state=TaskState.DONE, passed=True, done_at=now, due=timezone.localdate()
    )

    assert told(review(cycle), "review-times")["Formal check"] == (1, 0, 1.0, 1.0, 0, 0.0)


def test_appeals_and_how_they_ended() -> None:
    cycle = CycleFactory()
    for outcome in ("not_feasible", "feasible", None):
        proposal = ProposalFactory(cycle=cycle, **NO)
        made = Appeal.objects.create(
            proposal=proposal,
            against=refused(proposal),
            text="Please look again.",
            received_on=timezone.localdate(),
            from_paper=outcome is None,
        )
        if outcome:
            Verdict.objects.create(
                proposal=proposal,
                outcome=outcome,
                ground="plan" if outcome == "not_feasible" else "",
                reason="Looked again.",
                answers=made,
                decided_by=official(Role.REVIEWER),
            )
    refused(ProposalFactory(cycle=cycle, **NO))

    section = review(cycle)

    assert list(told(section, "review-appeals").values()) == [(4,), (3,), (1,), (1,), (1,), (1,)]
    assert "Please look again." not in repr(section), "the words of an appeal are its author's and the town's"


def test_an_empty_year_one_proposal_and_an_imported_year() -> None:
    empty, one, imported = CycleFactory(), CycleFactory(), CycleFactory(is_imported=True)
    ProposalFactory(cycle=one)
    ProposalFactory(cycle=one, state=State.DRAFT)
    BallotProposalFactory(cycle=imported, area=imported.area)

    assert [fact.value for fact in review(empty).facts] == [0]
    assert review(empty).tables == ()
    assert told(review(one), "review-steps") == {"Review in one step": (1, 0, 0, 1, 0, 0)}
    assert [table.key for table in review(imported).tables] == ["review-stopped"]


def test_the_number_of_queries_does_not_grow() -> None:
    counted = []
    for size in (1, 5):
        cycle = CycleFactory()
        for _number in range(size):
            a_year(cycle)
        with CaptureQueriesContext(
            connection,
        ) as found:
            review(cycle)
        counted.append(len(found))

    assert counted[0] == counted[1] <= 10
