"""Reading the tasks and questions of a review. Never for the public."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service, User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from proposals.domain.queries import reached
from proposals.domain.reviewing.plan import steps_of
from proposals.models import Proposal, ReviewQuestion, ReviewStep, ReviewTask
from proposals.rules import REVIEW


@dataclass(frozen=True)
class Course:
    """How a review goes: the planned steps, the tasks in the order they were opened, questions and answers."""

    proposal: Proposal
    steps: list[ReviewStep]
    tasks: list[ReviewTask]
    questions: list[ReviewQuestion]


def course_of(actor: Actor, pk: int) -> Course:
    """The course of a proposal's review. Raises `Proposal.DoesNotExist`, `SignInNeeded`, `NotAllowed`. Four queries."""
    proposal = reached(pk, actor)
    require(actor, REVIEW, proposal)
    return Course(proposal, steps_of(proposal), tasks_of(proposal), questions_of(proposal))


def tasks_of(proposal: Proposal) -> list[ReviewTask]:
    """Its tasks as they were opened. For who may review. One query."""
    found = ReviewTask.objects.filter(proposal=proposal.pk)
    return list(found.select_related("reviewer", "service", "done_by"))


def questions_of(proposal: Proposal) -> list[ReviewQuestion]:
    """Its questions as they were asked. For who may review. One query."""
    found = ReviewQuestion.objects.filter(proposal=proposal.pk)
    return list(found.select_related("asked_by", "asked_of", "answered_by"))


def task_called(actor: Actor, pk: int) -> ReviewTask:
    """A task by its id. Raises `ReviewTask.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    found = ReviewTask.objects.select_related("proposal__area").get(pk=pk)
    require(actor, REVIEW, found.proposal)
    return found


def question_called(actor: Actor, pk: int) -> ReviewQuestion:
    """A question by its id. Raises `ReviewQuestion.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    found = ReviewQuestion.objects.select_related("proposal__area").get(pk=pk)
    require(actor, REVIEW, found.proposal)
    return found


def person_called(pk: int | None) -> User | None:
    """The person of this id; whether they may review, the verbs ask. Raises `Invalid`."""
    if pk is None:
        return None
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(fields={"reviewer": [_("This person cannot review this proposal.")]})
    return found


def department_called(slug: str | None) -> Service | None:
    """The department of this name. Raises `Invalid`."""
    if not slug:
        return None
    found = Service.objects.filter(slug=slug).first()
    if found is None:
        raise Invalid(fields={"service": [_("There is no such department.")]})
    return found
