"""What a year taught, and the checklist that the next one makes of it."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import may
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.process.api import learned_shapes as shapes
from commons.process.domain import improvements, lessons, queries
from commons.process.domain.learned import Told, checklist, for_desk, learned
from commons.process.models import Improvement, Lesson
from commons.process.models.lesson import PARTS
from commons.process.rules import SET_UP
from commons.texts.translated import LANGUAGES

Json = dict[str, Any]


def _texts(holder: Any, part: str) -> Json:
    return {language: getattr(holder, f"{part}_{language}") for language in LANGUAGES}


def _stored(words: Mapping[str, str], part: str) -> Json:
    return {language: words[f"{part}_{language}"] for language in LANGUAGES}


def _lesson(told: Told) -> Json:
    one = told.lesson
    return {
        "id": one.pk,
        "topic": one.topic,
        **{part: _texts(one, part) for part in PARTS},
        "link": one.link,
        "is_published": one.is_published,
        "versions": [
            {"until": version.until, **{part: _stored(version.words, part) for part in PARTS}}
            for version in told.versions
        ],
    }


def _improvement(one: Improvement) -> Json:
    return {
        "id": one.pk,
        "lesson": one.lesson_id,
        "lesson_cycle": one.lesson.cycle.slug,
        "change": _texts(one.lesson, "change"),
        "state": one.state,
        "words": _texts(one, "words"),
        "settled_at": one.settled_at,
    }


@extend_schema(tags=["years"])
class LessonsView(IdempotentCreate, APIView):
    """What a year taught."""

    @extend_schema(operation_id="cycle_lessons", responses=shapes.LearnedShape)
    def get(self, request: Request, slug: str) -> Response:
        """Published lessons and settled improvements; for who sets the year up, all of them."""
        cycle = queries.visible(request.user, slug)
        found = for_desk(cycle) if may(request.user, SET_UP, cycle) else learned(cycle)
        return Response(
            {
                "lessons": [_lesson(told) for told in found.lessons],
                "improvements": [_improvement(one) for one in found.improvements],
            }
        )

    @extend_schema(
        operation_id="lesson_write", request=shapes.LessonWords, responses={201: shapes.LessonShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Write a draft: for coordinators."""
        sent = checked(shapes.LessonWords, request)
        cycle = queries.for_desk(request.user, slug)

        def produce() -> tuple[int, Any]:
            return 201, _lesson(Told(lessons.write(actor=request.user, cycle=cycle, **sent)))

        return self.answer_once(request, produce)


@extend_schema(tags=["years"])
class LessonView(APIView):
    """One lesson."""

    @extend_schema(operation_id="lesson_change", request=shapes.LessonWords, responses=shapes.LessonShape)
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Other words; of a published one the earlier stay readable."""
        sent = checked(shapes.LessonWords, request)
        cycle = queries.for_desk(request.user, slug)
        stored = get_object_or_404(Lesson, pk=pk, cycle=cycle)
        return Response(_lesson(Told(lessons.write(actor=request.user, cycle=cycle, lesson=stored, **sent))))

    @extend_schema(operation_id="lesson_remove", responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Throw a draft away."""
        cycle = queries.for_desk(request.user, slug)
        lessons.remove(actor=request.user, lesson=get_object_or_404(Lesson, pk=pk, cycle=cycle))
        return Response(status=204)


@extend_schema(tags=["years"])
class PublishLessonView(APIView):
    """Showing a lesson to everybody."""

    @extend_schema(operation_id="lesson_publish", request=None, responses=shapes.LessonShape)
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """For good; refused while a language is missing, which is named."""
        cycle = queries.for_desk(request.user, slug)
        stored = get_object_or_404(Lesson, pk=pk, cycle=cycle)
        return Response(_lesson(Told(lessons.publish(actor=request.user, lesson=stored))))


@extend_schema(tags=["years"])
class ImprovementsView(IdempotentCreate, APIView):
    """The checklist."""

    @extend_schema(
        operation_id="lessons_bring_over",
        request=shapes.BringOver,
        responses={201: shapes.ImprovementShape(many=True)},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put the published lessons of an earlier year on the checklist; gives the whole checklist."""
        sent = checked(shapes.BringOver, request)
        cycle = queries.for_desk(request.user, slug)
        source = queries.visible(request.user, sent["earlier"])

        def produce() -> tuple[int, Any]:
            improvements.bring_over(actor=request.user, cycle=cycle, source=source)
            return 201, [_improvement(one) for one in checklist(cycle)]

        return self.answer_once(request, produce)


@extend_schema(tags=["years"])
class ImprovementView(APIView):
    """One line of the checklist."""

    @extend_schema(
        operation_id="improvement_settle", request=shapes.Settling, responses=shapes.ImprovementShape
    )
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Done, or why not now; everybody reads it."""
        sent = checked(shapes.Settling, request)
        cycle = queries.for_desk(request.user, slug)
        rows = Improvement.objects.select_related("lesson__cycle")
        stored = get_object_or_404(rows, pk=pk, cycle=cycle)
        improvements.settle(actor=request.user, improvement=stored, **sent)
        return Response(_improvement(rows.get(pk=pk)))
