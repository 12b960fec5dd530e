"""The steps of a review: the plan of a year, the tasks of a proposal, questions between officials."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import User
from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.process.models import Cycle
from proposals.api import step_shapes as shapes
from proposals.domain import queries
from proposals.domain.reviewing import plan, questions, reading, tasks
from proposals.models import Category, ReviewQuestion, ReviewStep, ReviewTask, StepKind

Json = dict[str, Any]


def course_answer(course: reading.Course) -> Json:
    """As `CourseSerializer`."""
    return {
        "steps": [step(one) for one in course.steps],
        "tasks": [task(one) for one in course.tasks],
        "questions": [question(one) for one in course.questions],
    }


def step(one: ReviewStep) -> Json:
    """As `StepSerializer`."""
    return {"kind": one.kind, "days": one.days, "service": one.service.slug if one.service else None}


def task(one: ReviewTask) -> Json:
    """As `TaskSerializer`."""
    return {
        **{name: getattr(one, name) for name in ("kind", "state", "due", "passed", "note", "done_at")},
        "id": one.pk,
        "service": one.service.slug if one.service else None,
        "reviewer": person(one.reviewer),
        "done_by": person(one.done_by),
    }


def question(one: ReviewQuestion) -> Json:
    """As `QuestionSerializer`."""
    return {
        **{name: getattr(one, name) for name in ("text", "asked_at", "answer", "answered_at")},
        "id": one.pk,
        **{name: person(getattr(one, name)) for name in ("asked_by", "asked_of", "answered_by")},
    }


def person(one: User | None) -> Json | None:
    """As `PersonSerializer`."""
    return {"id": one.pk, "name": str(one)} if one else None


def plans(found: Iterable[ReviewStep]) -> Json:
    """As `PlanListSerializer`."""
    by: dict[str | None, list[Json]] = {}
    for one in found:
        by.setdefault(one.category.slug if one.category else None, []).append(step(one))
    return {"results": [{"category": slug, "steps": rows} for slug, rows in by.items()]}


@extend_schema(tags=["review"])
class PlanView(APIView):
    """The steps of a year."""

    @extend_schema(operation_id="review_steps", responses=shapes.PlanListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """All steps, the general ones first."""
        return Response(plans(plan.plan_of_year(actor=request.user, cycle=_year(slug))))

    @extend_schema(
        operation_id="review_steps_set",
        request=shapes.ReviewPlanSerializer,
        responses=shapes.PlanListSerializer,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Set the steps of the year or of one category; running reviews go on as they are."""
        sent, year = checked(shapes.ReviewPlanSerializer, request), _year(slug)
        wishes = [
            plan.StepWish(StepKind(one["kind"]), one["days"], reading.department_called(one["service"]))
            for one in sent["steps"]
        ]
        category = _category(year, sent["category"])
        plan.set_steps(actor=request.user, cycle=year, category=category, steps=wishes)
        return self.get(request, slug)


def _year(slug: str) -> Cycle:
    found = Cycle.objects.select_related("area").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _category(year: Cycle, slug: str | None) -> Category | None:
    if not slug:
        return None
    found = Category.objects.filter(slug=slug, cycle__in=[year]).first()
    found = found or Category.objects.filter(slug=slug, cycle=None).first()
    if found is None:
        raise Invalid(fields={"category": [_("Choose a category of this budget year.")]})
    return found


@extend_schema(tags=["review"])
class TasksView(IdempotentCreate, APIView):
    """The tasks of a review."""

    @extend_schema(operation_id="review_course", responses=shapes.CourseSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Planned steps, tasks, questions and answers: for those who may review it."""
        return Response(course_answer(reading.course_of(request.user, pk)))

    @extend_schema(
        operation_id="review_task_add", request=shapes.AddWish, responses={201: shapes.TaskSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask one more person or department to take part in a step."""
        sent = checked(shapes.AddWish, request)
        proposal = reading.course_of(request.user, pk).proposal

        def produce() -> tuple[int, Any]:
            made = tasks.add(
                actor=request.user,
                proposal=proposal,
                kind=StepKind(sent["kind"]),
                reviewer=reading.person_called(sent["reviewer"]),
                service=reading.department_called(sent["service"]),
                days=sent["days"],
            )
            return 201, task(made)

        return self.answer_once(request, produce)


def _task(request: Request, pk: int) -> ReviewTask:
    try:
        return reading.task_called(request.user, pk)
    except ReviewTask.DoesNotExist:
        raise Http404 from None


@extend_schema(tags=["review"])
class TaskView(APIView):
    """One task."""

    @extend_schema(operation_id="review_task_give", request=shapes.GiveWish, responses=shapes.TaskSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Take it, give it to a colleague or a department, move its day."""
        sent, found = checked(shapes.GiveWish, request), _task(request, pk)
        given = tasks.give(
            actor=request.user,
            task=found,
            reviewer=reading.person_called(sent["reviewer"]),
            service=reading.department_called(sent["service"]),
            due=sent["due"],
        )
        return Response(task(given))


@extend_schema(tags=["review"])
class FinishView(APIView):
    """The end of a task."""

    @extend_schema(
        operation_id="review_task_finish", request=shapes.FinishWish, responses=shapes.TaskSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what the check found; then the next step begins."""
        sent, found = checked(shapes.FinishWish, request), _task(request, pk)
        return Response(task(tasks.finish(actor=request.user, task=found, **sent)))


@extend_schema(tags=["review"])
class QuestionsView(IdempotentCreate, APIView):
    """Questions between officials."""

    @extend_schema(
        operation_id="review_ask", request=shapes.AskWish, responses={201: shapes.QuestionSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask a colleague. Never public."""
        sent = checked(shapes.AskWish, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Any]:
            asked_of = reading.person_called(sent["of"])
            made = questions.ask(actor=request.user, proposal=proposal, of=asked_of, text=sent["text"])
            made.refresh_from_db()
            return 201, question(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["review"])
class AnswerView(APIView):
    """The answer to a question."""

    @extend_schema(
        operation_id="review_answer", request=shapes.AnswerWish, responses=shapes.QuestionSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer it once."""
        sent = checked(shapes.AnswerWish, request)
        try:
            found = reading.question_called(request.user, pk)
        except ReviewQuestion.DoesNotExist:
            raise Http404 from None
        return Response(question(questions.answer(actor=request.user, question=found, text=sent["answer"])))
