"""The course of a year's reviews: what came into each step and left it, and how long each part took.

Departments are told, people never: no reviewer's name or number leaves this module.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from commons.accounts.models import Service
from commons.process.models import Cycle
from proposals.models import (
    Appeal,
    Category,
    Proposal,
    Review,
    ReviewStep,
    ReviewTask,
    State,
    StepKind,
    TaskState,
)

DAY = timedelta(days=1)
WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW, State.RETURNED})
LEFT = frozenset({State.WITHDRAWN, State.MERGED, State.SPLIT})
ON_BALLOT = frozenset(State) - WAITING - LEFT - {State.DRAFT, State.NOT_FEASIBLE}
"""Those whose review ended well, whatever the vote and the council said afterwards."""


@dataclass(frozen=True)
class Seen:
    """A proposal as the statistics see it."""

    pk: int
    state: str
    category: int | None
    ground: str
    title: str
    language: str
    reason: str
    hidden_at: datetime | None


@dataclass(frozen=True)
class Part:
    """One task. `days`: from its opening to its end without the time in which the author had to do something; None
    while it runs. `late`: it ended, or still is, after its last day."""

    proposal: int
    kind: StepKind
    service: int | None
    runs: bool
    passed: bool | None
    days: float | None
    late: bool


@dataclass
class Flow:
    """Proposals that came into a step. All but `returned` add up to `entered`: a proposal that was returned to its
    author is also counted where it went then."""

    entered: int = 0
    on: int = 0
    stopped: int = 0
    here: int = 0
    left: int = 0
    returned: int = 0


@dataclass(frozen=True)
class Took:
    """How long parts took, in whole days. `ninth`: nine of ten were done within so many days (nearest rank); what is
    longer is the slowest tenth. `late` of `of`."""

    done: int
    runs: int
    middle: int | None
    ninth: int | None
    late: int
    of: int

    @property
    def share(self) -> float | None:
        """Late ones in percent, one decimal."""
        return round(100 * self.late / self.of, 1) if self.of else None


@dataclass(frozen=True)
class Appeals:
    """Refusals that could be appealed against, and what became of the appeals."""

    refusals: int
    made: int
    on_paper: int
    upheld: int
    granted: int

    @property
    def waiting(self) -> int:
        """Not decided yet."""
        return self.made - self.upheld - self.granted


@dataclass(frozen=True)
class Course:
    """A year's reviews. `categories`: all that its proposals have; `own`: those with steps of their own. `lapsed`:
    refused because the author did not complete them in time. `whole`: days of each review from the proposal to its
    end, by proposal."""

    proposals: Sequence[Seen]
    parts: Sequence[Part]
    returned: Mapping[int, frozenset[StepKind | None]]
    own: Sequence[Category]
    categories: Sequence[Category]
    lapsed: frozenset[int]
    whole: Mapping[int, float]
    whole_late: tuple[int, int]
    services: Mapping[int, str]
    appeals: Appeals
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def by_proposal(self) -> dict[int, list[Part]]:
        """The parts of each proposal that has some."""
        found: dict[int, list[Part]] = defaultdict(list)
        for part in self.parts:
            found[part.proposal].append(part)
        return found

    def stop_of(self, proposal: Seen) -> StepKind | None:
        """The step in which a proposal is, or which it did not leave for another; None: its review had no steps.

        A check that said no leads straight to the decision; where that refused, the check is where it stopped.
        """
        parts = self.by_proposal.get(proposal.pk, [])
        if not parts:
            return None
        reached = max((part.kind for part in parts), key=order)
        said_no = [part.kind for part in parts if part.passed is False]
        return min(said_no, key=order) if said_no and proposal.state == State.NOT_FEASIBLE else reached

    def flows(self) -> dict[tuple[int | None, StepKind | None], Flow]:
        """What came into each step and left it, by category with steps of its own (None: all others) and step."""
        own = {one.pk for one in self.own}
        found: dict[tuple[int | None, StepKind | None], Flow] = defaultdict(Flow)
        for one in self.proposals:
            kind = one.category if one.category in own else None
            last = self.stop_of(one)
            steps = {part.kind for part in self.by_proposal.get(one.pk, [])}
            for step in sorted(steps, key=order) if last else [None]:
                if last and step and order(step) > order(last):
                    continue
                flow = found[kind, step]
                flow.entered += 1
                flow.returned += step in self.returned.get(one.pk, frozenset())
                if step != last:
                    flow.on += 1
                else:
                    _end(flow, one.state)
        return found


def order(kind: StepKind) -> int:
    """The place of a step in the course of a review."""
    return list(StepKind).index(kind)


def _end(flow: Flow, state: str) -> None:
    if state in WAITING:
        flow.here += 1
    elif state in LEFT:
        flow.left += 1
    elif state == State.NOT_FEASIBLE:
        flow.stopped += 1
    else:
        flow.on += 1


def took(parts: Iterable[Part]) -> Took:
    """The times of some tasks; those that nobody needed in the end are none."""
    known = [part for part in parts if part.runs or part.days is not None]
    days = sorted(part.days for part in known if part.days is not None)
    return took_of(days, sum(part.runs for part in known), sum(part.late for part in known), len(known))


def took_of(days: Sequence[float], runs: int, late: int, of: int) -> Took:
    """The times of sorted `days`."""
    return Took(
        done=len(days),
        runs=runs,
        middle=round(median(days)) if days else None,
        ninth=round(days[math.ceil(0.9 * len(days)) - 1]) if days else None,
        late=late,
        of=of,
    )


def course_of(cycle: Cycle) -> Course:
    """All of it. Nine queries."""
    rows = Proposal.objects.filter(cycle=cycle).exclude(state=State.DRAFT).order_by("pk")
    proposals = [
        Seen(*row)
        for row in rows.values_list(
            "pk", "state", "category", "ground", "title", "language", "public_reason", "hidden_at"
        )
    ]
    today = timezone.localdate()
    begun, ended, sent_back = _moves(cycle)
    paused, returned = _pauses(cycle)
    for pk in sent_back:
        # Without steps there is only the proposal's own history to say so.
        returned.setdefault(pk, set()).add(None)
    tasks = ReviewTask.objects.filter(proposal__cycle=cycle).exclude(proposal__state=State.DRAFT)
    steps_of_it = ReviewStep.objects.filter(cycle=cycle, category=OuterRef("pk"))
    categories = list(
        Category.objects.filter(Q(cycle=None) | Q(cycle=cycle)).annotate(has_steps=Exists(steps_of_it))
    )
    used = {one.category for one in proposals}
    lapsed, appeals = _verdicts(cycle)
    return Course(
        proposals=proposals,
        parts=[_part(task, paused.get(task.pk, timedelta()), today) for task in tasks.order_by("pk")],
        returned={pk: frozenset(steps) for pk, steps in returned.items()},
        own=[one for one in categories if one.has_steps],
        categories=[one for one in categories if one.pk in used],
        lapsed=lapsed,
        whole={pk: _days(ended[pk] - begun[pk]) for pk in sorted(ended) if pk in begun},
        whole_late=_whole_late(cycle),
        services={one.pk: str(one) for one in Service.objects.all()},
        appeals=appeals,
        today=today,
    )


def _part(task: ReviewTask, paused: timedelta, today: date) -> Part:
    done = task.done_at
    runs = task.state in (TaskState.OPEN, TaskState.PAUSED)
    if done is not None:
        late = timezone.localdate(done) > task.due
    else:
        late = task.state == TaskState.OPEN and today > task.due
    return Part(
        proposal=task.proposal_id,
        kind=StepKind(task.kind),
        service=task.service_id,
        runs=runs,
        passed=task.passed,
        days=None if done is None else _days(done - task.opened_at - paused),
        late=late,
    )


def _days(time: timedelta) -> float:
    return max(round(time / DAY, 1), 0.0)


def _moves(cycle: Cycle) -> tuple[dict[int, datetime], dict[int, datetime], set[int]]:
    """When each proposal was first submitted, when its review first ended, and which were returned. One query."""
    events = _events("ProposalEvent").filter(pgh_obj__cycle=cycle).order_by("pgh_id")
    begun: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    returned: set[int] = set()
    for pk, state, when in events.values_list("pgh_obj", "state", "pgh_created_at"):
        if state == State.SUBMITTED:
            begun.setdefault(pk, when)
        elif state in (State.ON_BALLOT, State.NOT_FEASIBLE):
            ended.setdefault(pk, when)
        elif state == State.RETURNED:
            returned.add(pk)
    return begun, ended, returned


def _pauses(cycle: Cycle) -> tuple[dict[int, timedelta], dict[int, set[StepKind | None]]]:
    """How long each task waited for the author, and in which steps each proposal was returned. One query."""
    events = _events("ReviewTaskEvent").filter(proposal__cycle=cycle).order_by("pgh_id")
    since: dict[int, datetime] = {}
    paused: dict[int, timedelta] = defaultdict(timedelta)
    returned: dict[int, set[StepKind | None]] = {}
    rows = events.values_list("pgh_obj", "proposal", "kind", "state", "pgh_created_at")
    for task, proposal, kind, state, when in rows:
        if state == TaskState.PAUSED:
            since.setdefault(task, when)
            returned.setdefault(proposal, set()).add(StepKind(kind))
        elif task in since:
            paused[task] += when - since.pop(task)
    return paused, returned


def _whole_late(cycle: Cycle) -> tuple[int, int]:
    """Reviews with a last day of their own: how many ended after it, of how many. One query."""
    rows = Review.objects.filter(proposal__cycle=cycle, due__isnull=False, finished_at__isnull=False)
    known = [
        due < timezone.localdate(done) for due, done in rows.values_list("due", "finished_at") if due and done
    ]
    return sum(known), len(known)


def _verdicts(cycle: Cycle) -> tuple[frozenset[int], Appeals]:
    """Proposals that were closed by the clock, and the appeals. Two queries.

    The history of a decision says who made it also when the account is gone: nobody means the clock.
    """
    lapsed: set[int] = set()
    refusals = 0
    rows = _events("VerdictProposalOutcomeDecidedByEvent").filter(proposal__cycle=cycle).order_by("pgh_id")
    for proposal, outcome, by, until in rows.values_list(
        "proposal", "outcome", "decided_by", "pgh_obj__appeal_until"
    ):
        refusals += until is not None
        closed = outcome == State.NOT_FEASIBLE and by is None
        (lapsed.add if closed else lapsed.discard)(proposal)
    made = list(Appeal.objects.filter(proposal__cycle=cycle).values_list("from_paper", "verdict__outcome"))
    answers = [outcome for _paper, outcome in made]
    return frozenset(lapsed), Appeals(
        refusals=refusals,
        made=len(made),
        on_paper=sum(paper for paper, _outcome in made),
        upheld=answers.count("not_feasible"),
        granted=answers.count("feasible"),
    )


def _events(name: str) -> Any:
    return apps.get_model("proposals", name)._default_manager.all()
