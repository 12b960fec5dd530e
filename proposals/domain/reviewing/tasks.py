"""The tasks of a review: open them step by step, give them, finish them. Nothing here is ever public."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service, User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain import working_days
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.drafts import locked
from proposals.domain.errors import StepsOpen, TakenAlready, TaskDone, WrongState
from proposals.domain.reviewing.plan import order_of, steps_of
from proposals.models import TEXT_LENGTH, Proposal, ReviewStep, ReviewTask, State, StepKind, TaskState
from proposals.rules import ASSIGN, REVIEW
from proposals.topics import REVIEW_QUEUE

__all__ = ["add", "begin", "close", "drop", "finish", "give", "pause", "require_decidable", "resume"]

WORKABLE = (State.SUBMITTED, State.IN_REVIEW)
RUNNING = (TaskState.OPEN, TaskState.PAUSED)


def begin(proposal: Proposal) -> None:
    """Open the first step's task; nothing where the year has no steps. For verbs, inside their transaction."""
    steps = steps_of(proposal)
    if steps:
        _open(proposal, steps[0])


def pause(proposal: Proposal) -> None:
    """The author has to do something first."""
    _save_each(ReviewTask.objects.filter(proposal=proposal, state=TaskState.OPEN), state=TaskState.PAUSED)


def resume(proposal: Proposal) -> None:
    """The author did it: every paused task has its step's days again, from today on."""
    days = {step.kind: step.days for step in steps_of(proposal)}
    for task in ReviewTask.objects.filter(proposal=proposal, state=TaskState.PAUSED):
        task.state = TaskState.OPEN
        task.due = working_days.after(timezone.localdate(), days.get(task.kind, 5))
        task.escalated_at = None
        task.save(update_fields=["state", "due", "escalated_at"])


def drop(proposal: Proposal) -> None:
    """Nobody has to do anything any more."""
    _save_each(ReviewTask.objects.filter(proposal=proposal, state__in=RUNNING), state=TaskState.DROPPED)


def require_decidable(proposal: Proposal) -> None:
    """Pass once the checks before the decision are done, or one of them said no. One query. Raises `StepsOpen`."""
    found = list(ReviewTask.objects.filter(proposal=proposal).exclude(kind=StepKind.DECISION))
    if any(task.passed is False for task in found):
        return
    if waiting := [task for task in found if task.state in RUNNING]:
        names = ", ".join(dict.fromkeys(str(StepKind(task.kind).label) for task in waiting))
        raise StepsOpen(format_lazy("{names}. {detail}", names=names, detail=StepsOpen.detail))


def close(proposal: Proposal, actor: Actor) -> None:
    """A decision was made: its task is done by who made it, every other one is no longer needed."""
    for task in ReviewTask.objects.filter(proposal=proposal, state=TaskState.OPEN, kind=StepKind.DECISION):
        _finish(task, actor, passed=True, note="")
    drop(proposal)


@transaction.atomic
def give(
    *,
    actor: Actor,
    task: ReviewTask,
    reviewer: User | None,
    service: Service | None,
    due: date | None = None,
) -> ReviewTask:
    """Route a task to a department, or to somebody, or (a reviewer) take one that nobody has or give back one's own.

    `due` None keeps the day. Raises `SignInNeeded`, `NotAllowed`, `TakenAlready`, `TaskDone`, `Invalid`.
    """
    proposal = locked(task.proposal)
    found = _locked_task(task)
    own = reviewer is not None and reviewer == actor
    takes = own and found.reviewer_id in (None, reviewer.pk if reviewer else None)
    gives_back = reviewer is None and found.reviewer_id is not None and found.reviewer_id == actor.pk
    if own and not takes and not may(actor, ASSIGN, proposal):
        require(actor, REVIEW, proposal)
        raise TakenAlready
    require(actor, REVIEW if takes or gives_back else ASSIGN, proposal)
    _require_running(found)
    _require_able(reviewer, proposal)
    if due is not None and due != found.due:
        require(actor, ASSIGN, proposal)
        found.due = due
        found.escalated_at = None
    found.reviewer = reviewer
    found.service = service
    with verb("proposals.give_task", actor):
        _save(found, "reviewer", "service", "due", "escalated_at")
    _tell(proposal)
    return found


@transaction.atomic
def add(
    *,
    actor: Actor,
    proposal: Proposal,
    kind: StepKind,
    reviewer: User | None = None,
    service: Service | None = None,
    days: int = 5,
) -> ReviewTask:
    """Ask one more person or department to take part in a step that is not over yet.

    Raises `SignInNeeded`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    if found.state not in WORKABLE:
        raise WrongState
    if reviewer is None and service is None:
        raise Invalid(fields={"reviewer": [_("Choose a person or a department.")]})
    if not 1 <= days <= 250:
        raise Invalid(fields={"days": [_("Write a number of working days between 1 and 250.")]})
    now = order_of(kind)
    done = ReviewTask.objects.filter(proposal=found, state=TaskState.DONE).values_list("kind", flat=True)
    if any(order_of(one) > now for one in done):
        raise Invalid(fields={"kind": [_("This step is over.")]})
    _require_able(reviewer, found)
    task = ReviewTask(
        proposal=found,
        kind=kind,
        reviewer=reviewer,
        service=service,
        due=working_days.after(timezone.localdate(), days),
    )
    with verb("proposals.add_task", actor):
        _save(task)
    _tell(found)
    return task


@transaction.atomic
def finish(*, actor: Actor, task: ReviewTask, passed: bool, note: str = "") -> ReviewTask:
    """Say what the check found. When nobody's part in the step is left, the next step begins; after a no, the decision.

    Raises `SignInNeeded`, `NotAllowed`, `TakenAlready` for somebody else's task, `TaskDone`, `WrongState`, `Invalid`.
    """
    proposal = locked(task.proposal)
    require(actor, REVIEW, proposal)
    found = _locked_task(task)
    _require_running(found)
    if proposal.state not in WORKABLE:
        raise WrongState
    if found.kind == StepKind.DECISION:
        raise Invalid(_("The decision itself finishes this task: decide on the page of the review."))
    if found.reviewer_id not in (None, actor.pk) and not may(actor, ASSIGN, proposal):
        raise TakenAlready
    words = note.replace("\r\n", "\n").replace("\x00", "").strip()
    if not passed and not words:
        raise Invalid(fields={"note": [_("Write what is not in order.")]})
    if len(words) > TEXT_LENGTH:
        raise Invalid(fields={"note": [_("The text is too long: at most 5,000 characters.")]})
    with verb("proposals.finish_task", actor):
        _finish(found, actor, passed=passed, note=words)
        if proposal.state == State.SUBMITTED:
            proposal.state = State.IN_REVIEW
            proposal.save(update_fields=["state"])
        _go_on(proposal, StepKind(found.kind))
    _tell(proposal)
    return found


def _go_on(proposal: Proposal, kind: StepKind) -> None:
    """Open what comes after `kind` once nobody's part in it is left."""
    here = ReviewTask.objects.filter(proposal=proposal, kind=kind)
    if here.filter(state__in=RUNNING).exists():
        return
    said_no = here.filter(passed=False).exists()
    for step in steps_of(proposal):
        comes = order_of(step.kind) > order_of(kind)
        if comes and (not said_no or step.kind == StepKind.DECISION):
            _open(proposal, step)
            return


def _open(proposal: Proposal, step: ReviewStep) -> None:
    running = ReviewTask.objects.filter(proposal=proposal, kind=step.kind, state__in=RUNNING)
    if not running.exists():
        ReviewTask.objects.create(
            proposal=proposal,
            kind=step.kind,
            service=step.service,
            due=working_days.after(timezone.localdate(), step.days),
        )


def _finish(task: ReviewTask, actor: Actor, *, passed: bool, note: str) -> None:
    task.state = TaskState.DONE
    task.passed = passed
    task.note = note
    task.done_at = StatementTimestamp()
    task.done_by = actor if isinstance(actor, User) and actor.pk else None
    task.save()
    task.refresh_from_db()


def _save_each(tasks: QuerySet[ReviewTask], *, state: TaskState) -> None:
    for task in tasks:
        task.state = state
        task.save(update_fields=["state"])


def _save(task: ReviewTask, *fields: str) -> None:
    """Save, or say that the same person or department has the same part already."""
    try:
        with transaction.atomic():
            task.save(update_fields=fields or None)
    except IntegrityError as broken:
        if "review_task_given_once" not in str(broken):
            raise
        raise Invalid(fields={"reviewer": [_("They have this task already.")]}) from broken


def _locked_task(task: ReviewTask) -> ReviewTask:
    return ReviewTask.objects.select_for_update(of=("self",)).select_related("done_by").get(pk=task.pk)


def _require_running(task: ReviewTask) -> None:
    if task.state == TaskState.DONE:
        said = _("in order") if task.passed else _("not in order")
        who = str(task.done_by) if task.done_by else ""
        raise TaskDone(format_lazy("{who}: {said}. {detail}", who=who, said=said, detail=TaskDone.detail))
    if task.state not in RUNNING:
        raise WrongState


def _require_able(reviewer: User | None, proposal: Proposal) -> None:
    if reviewer is not None and not may(reviewer, REVIEW, proposal):
        raise Invalid(fields={"reviewer": [_("This person cannot review this proposal.")]})


def _tell(proposal: Proposal) -> None:
    publish(REVIEW_QUEUE)
