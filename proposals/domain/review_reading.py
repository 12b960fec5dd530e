"""Reading the officials' side of proposals: what waits for a review, and the file of one. Never for the public."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, paths_held, require
from commons.http.errors import Invalid
from proposals.domain.letters import unreached
from proposals.domain.queries import reached, translated_columns
from proposals.domain.review import REVIEWABLE
from proposals.domain.reviewing import appeals, verdicts
from proposals.domain.reviewing.reading import questions_of, tasks_of
from proposals.models import (
    Appeal,
    Letter,
    Proposal,
    Remark,
    Review,
    ReviewQuestion,
    ReviewTask,
    TaskState,
    Verdict,
)
from proposals.rules import REVIEW

WHOSE = ["all", "mine", "nobody"]


def has_task(**what: Any) -> Q:
    """Proposals with an open task of that kind."""
    tasks = ReviewTask.objects.filter(proposal=OuterRef("pk"), state=TaskState.OPEN, **what)
    return Q(Exists(tasks))


def first_task(column: str) -> Subquery:
    """Of the open task that is due first."""
    tasks = ReviewTask.objects.filter(proposal=OuterRef("pk"), state=TaskState.OPEN).order_by("due", "pk")
    return Subquery(tasks.values(column)[:1])


IS_LATE = Q(review__due__lt=TruncDate(Now())) | has_task(due__lt=TruncDate(Now()))
"""The day of the review or of one of its open tasks is over, by the database's clock in the town's time."""


def queue(actor: Actor, *, whose: str = "all") -> QuerySet[Proposal, dict[str, Any]]:
    """What waits for a review where the actor may review, as rows. `whose`: one of `WHOSE`.

    Raises `SignInNeeded`, `NotAllowed`. One query.
    """
    require(actor, REVIEW)
    found = Proposal.objects.filter(reviewable_by(actor), state__in=REVIEWABLE)
    if whose == "mine":
        found = found.filter(Q(review__reviewer=actor.pk) | has_task(reviewer=actor.pk))
    if whose == "nobody":
        found = found.filter(review__reviewer=None).exclude(has_task(reviewer__isnull=False))
    rows: QuerySet[Proposal, dict[str, Any]] = found.annotate(
        sent=Coalesce("submitted_at", "created_at"),
        step=first_task("kind"),
        step_service=first_task("service__slug"),
        task_due=first_task("due"),
        is_late=Case(When(IS_LATE, then=True), default=False),
        is_unreached=unreached(),
    ).values(
        "step",
        "step_service",
        "task_due",
        "is_late",
        "is_unreached",
        "pk",
        "title",
        "language",
        "state",
        "support_count",
        "submitted_at",
        "sent",
        "area_id",
        "area__path",
        "category__slug",
        "cycle__slug",
        "review__due",
        "review__feasibility",
        "review__reviewer",
        "review__reviewer__display_name",
        *translated_columns("area__name", "category__name"),
    )
    return rows


def reviewable_by(actor: Actor) -> Q:
    """Proposals in the areas where the actor reviews, never the actor's own."""
    paths = paths_held(actor, Role.REVIEWER, Role.COORDINATOR)
    if paths is None:
        return ~Q(author=actor.pk) | Q(author=None)
    there = Q(pk__in=[])
    for path in paths:
        there |= Q(area__path__startswith=path)
    return there & (~Q(author=actor.pk) | Q(author=None))


def reviewer_called(actor: Actor, proposal: Proposal, pk: int | None) -> User | None:
    """The person of this id, to be given the review; None for nobody. Who may not review learns of nobody.

    Raises `SignInNeeded`, `NotAllowed`, `Invalid`.
    """
    require(actor, REVIEW, proposal)
    if pk is None:
        return None
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(fields={"reviewer": [_("This person cannot review this proposal.")]})
    return found


@dataclass(frozen=True)
class File:
    """The internal side of a proposal. `review` is None until somebody has begun one."""

    proposal: Proposal
    review: Review | None
    remarks: list[Remark]
    letters: list[Letter]
    tasks: list[ReviewTask]
    questions: list[ReviewQuestion]
    verdict: Verdict | None
    appeal: Appeal | None


def file_of(actor: Actor, pk: int) -> File:
    """The file of a proposal, for who may review it. Raises `Proposal.DoesNotExist`, `SignInNeeded`, `NotAllowed`.

    Eight queries.
    """
    proposal = reached(pk, actor)
    require(actor, REVIEW, proposal)
    review = Review.objects.select_related("reviewer").filter(proposal=pk).first()
    remarks = list(Remark.objects.select_related("author").filter(proposal=pk))
    letters = list(Letter.objects.filter(proposal=pk))
    return File(
        proposal,
        review,
        remarks,
        letters,
        tasks_of(proposal),
        questions_of(proposal),
        verdicts.latest(proposal),
        appeals.waiting(proposal),
    )
