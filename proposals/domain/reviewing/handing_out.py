"""Giving many reviews or tasks at once, to a reviewer or a department, and undoing it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service, User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid, Refusal
from proposals.domain import review
from proposals.domain.errors import ChangedSince, NoOpenTask, TooLateToUndo, UndoneAlready
from proposals.domain.reviewing import tasks
from proposals.models import Handed, Handout, Proposal, Review, ReviewTask, TaskState
from proposals.rules import ASSIGN

MOST = 200
UNDO_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Refused:
    """What stayed as it was, and why."""

    proposal: int
    title: str
    refusal: Refusal


@dataclass
class Given:
    """How many were given (or given back), what was refused, and what undoes it; None where nothing was given."""

    done: int = 0
    refused: list[Refused] = field(default_factory=list)
    handout: Handout | None = None

    def refuse(self, proposal: Proposal, refusal: Refusal) -> None:
        """Note that this one stayed as it was."""
        self.refused.append(Refused(proposal.pk, proposal.title, refusal))


@dataclass(frozen=True)
class _Thing:
    """A review or a task, who has it now, and how it is given. `id`: of the proposal or of the task."""

    id: int
    proposal: Proposal
    reviewer: int | None
    service: Service | None
    due: date | None
    give: Callable[[User | None, Service | None, date | None], Any]

    def row(self) -> dict[str, Any]:
        """As `Handout.rows`."""
        due = self.due.isoformat() if self.due else None
        return {
            "id": self.id,
            "reviewer": self.reviewer,
            "service": self.service.pk if self.service else None,
            "due": due,
        }


@transaction.atomic
def hand_out(
    *,
    actor: Actor,
    what: Handed,
    ids: Sequence[int],
    reviewer: User | None = None,
    service: Service | None = None,
    due: date | None = None,
) -> Given:
    """Give the reviews, or of each the open task that is due first; what is refused hinders no other one.

    `ids`: of proposals, the first 200 count. A review goes to a person, or (None) back to the queue; a task to a
    person, a department or both. `due` None leaves each its day. Raises `SignInNeeded`, `NotAllowed` for who may give
    nothing at all, `Invalid`.
    """
    require(actor, ASSIGN)
    if what == Handed.REVIEWS and service is not None:
        raise Invalid(
            fields={"service": [_("A review goes to a person. To a department go the open tasks.")]}
        )
    if what == Handed.TASKS and reviewer is None and service is None:
        raise Invalid(fields={"reviewer": [_("Choose a person or a department.")]})
    given = Given()
    found = {one.pk: one for one in Proposal.objects.filter(pk__in=ids[:MOST]).without_texts().order_by("pk")}
    things = _reviews(actor, found) if what == Handed.REVIEWS else _next_tasks(actor, found, given)
    before = [
        thing.row()
        for thing in things
        if _tried(given, thing, reviewer, service or thing.service, due or thing.due)
    ]
    if before:
        given.handout = Handout.objects.create(
            what=what, made_by=_person(actor), reviewer=reviewer, service=service, rows=before
        )
    return given


@transaction.atomic
def undo(*, actor: Actor, handout: Handout) -> Given:
    """Give everything back to who had it before, within a day; what was given on or finished since stays.

    Raises `SignInNeeded`, `NotAllowed`, `UndoneAlready`, `TooLateToUndo`.
    """
    require(actor, ASSIGN)
    found = Handout.objects.select_for_update().get(pk=handout.pk)
    if found.undone_at is not None:
        raise UndoneAlready
    if timezone.now() - found.made_at > UNDO_WITHIN:
        raise TooLateToUndo
    given, rows = Given(handout=found), {row["id"]: row for row in found.rows}
    people = User.objects.in_bulk([row["reviewer"] for row in found.rows if row["reviewer"]])
    services = Service.objects.in_bulk([row["service"] for row in found.rows if row["service"]])
    for thing in _given_things(actor, found):
        row = rows[thing.id]
        if thing.reviewer != found.reviewer_id or (found.service_id and thing.service != found.service):
            given.refuse(thing.proposal, ChangedSince())
        else:
            due = date.fromisoformat(row["due"]) if row["due"] else None
            _tried(given, thing, people.get(row["reviewer"]), services.get(row["service"]), due)
    found.undone_at, found.undone_by = timezone.now(), _person(actor)
    found.save(update_fields=["undone_at", "undone_by"])
    return given


def latest(actor: Actor) -> Handout | None:
    """What the actor gave out last, as long as it can be undone. One query."""
    found = Handout.objects.filter(
        made_by=actor.pk, undone_at=None, made_at__gte=Now() - UNDO_WITHIN
    ).select_related("reviewer", "service")
    return found.first()


def _tried(
    given: Given, thing: _Thing, reviewer: User | None, service: Service | None, due: date | None
) -> bool:
    try:
        with transaction.atomic():
            thing.give(reviewer, service, due)
    except Refusal as refusal:
        given.refuse(thing.proposal, refusal)
        return False
    given.done += 1
    return True


def _reviews(actor: Actor, proposals: dict[int, Proposal]) -> Iterator[_Thing]:
    held = {one.proposal_id: one for one in Review.objects.filter(proposal__in=proposals)}
    for pk, proposal in proposals.items():
        yield _review_of(actor, proposal, held.get(pk))


def _review_of(actor: Actor, proposal: Proposal, held: Review | None) -> _Thing:
    def give(reviewer: User | None, service: Service | None, due: date | None) -> None:
        review.assign(actor=actor, proposal=proposal, reviewer=reviewer, due=due)

    reviewer, due = (held.reviewer_id, held.due) if held else (None, None)
    return _Thing(proposal.pk, proposal, reviewer, None, due, give)


def _next_tasks(actor: Actor, proposals: dict[int, Proposal], given: Given) -> Iterator[_Thing]:
    """Of each proposal the open task that is due first; those without one are refused."""
    found = _tasks(Q(proposal__in=proposals, state=TaskState.OPEN)).order_by("proposal_id", "due", "pk")
    firsts = {task.proposal_id: task for task in found.distinct("proposal")}
    for pk, proposal in proposals.items():
        if pk in firsts:
            yield _as_thing(actor, firsts[pk])
        else:
            given.refuse(proposal, NoOpenTask())


def _given_things(actor: Actor, handout: Handout) -> Iterator[_Thing]:
    ids = [row["id"] for row in handout.rows]
    if handout.what == Handed.REVIEWS:
        found = Proposal.objects.filter(pk__in=ids).without_texts().order_by("pk")
        return _reviews(actor, {one.pk: one for one in found})
    return (_as_thing(actor, task) for task in _tasks(Q(pk__in=ids)).order_by("proposal_id", "pk"))


def _tasks(which: Q) -> Any:
    return ReviewTask.objects.filter(which).select_related("proposal", "service")


def _as_thing(actor: Actor, task: ReviewTask) -> _Thing:
    def give(reviewer: User | None, service: Service | None, due: date | None) -> None:
        tasks.give(actor=actor, task=task, reviewer=reviewer, service=service, due=due)

    return _Thing(task.pk, task.proposal, task.reviewer_id, task.service, task.due, give)


def _person(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) and actor.pk else None
