"""Themes, development proposals, answers; and the course of the hearing."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from hearings.api import answers, grouping_shapes, reaching, shapes, theme_shapes
from hearings.api.reading import theme_list
from hearings.domain import answers as answer_verbs
from hearings.domain import bridge, course, queries, themes
from hearings.models import Theme
from hearings.rules import GROUP, SET_UP


def flat(words: dict[str, dict[str, str]]) -> dict[str, str]:
    """`{"title": {"fi": …}}` → `{"title_fi": …}`."""
    return {f"{name}_{language}": text for name, by in words.items() for language, text in by.items()}


def seen_of(sent: dict[str, int | None]) -> dict[int, int | None]:
    """`{"17": 4}` → `{17: 4}`; what is no number is left out."""
    return {int(pk): theme for pk, theme in sent.items() if pk.isascii() and pk.isdigit() and len(pk) < 19}


def one_theme(theme: Theme) -> dict[str, Any]:
    """A theme as it is now."""
    rows = theme_list(theme.hearing)["results"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == theme.pk)
    return found


@extend_schema(tags=["hearings"])
class ThemesView(IdempotentCreate, APIView):
    """The themes of a hearing."""

    @extend_schema(operation_id="hearing_themes", responses=theme_shapes.ThemeList)
    def get(self, request: Request, slug: str) -> Response:
        """All of them with their answers; they are few."""
        return Response(theme_list(reaching.hearing(request, slug)))

    @extend_schema(
        operation_id="hearing_theme_create",
        request=grouping_shapes.NewTheme,
        responses={201: theme_shapes.ThemeShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """A new theme."""
        hearing = reaching.desk_hearing(request, slug, GROUP)
        sent = checked(grouping_shapes.NewTheme, request)

        def produce() -> tuple[int, Any]:
            made = themes.create(actor=request.user, hearing=hearing, words=flat(sent))
            return 201, one_theme(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings"])
class ThemeView(APIView):
    """One theme."""

    @extend_schema(operation_id="hearing_theme", responses=theme_shapes.ThemeShape)
    def get(self, request: Request, pk: int) -> Response:
        """The theme with its answer."""
        return Response(one_theme(reaching.theme(request, pk)))

    @extend_schema(
        operation_id="hearing_theme_change",
        request=grouping_shapes.NewTheme,
        responses=theme_shapes.ThemeShape,
    )
    def put(self, request: Request, pk: int) -> Response:
        """New words."""
        sent = checked(grouping_shapes.NewTheme, request)
        theme = themes.change(actor=request.user, theme=reaching.theme(request, pk), words=flat(sent))
        return Response(one_theme(theme))

    @extend_schema(operation_id="hearing_theme_remove", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take away a theme that holds nothing."""
        themes.remove(actor=request.user, theme=reaching.theme(request, pk))
        return Response(status=204)


@extend_schema(tags=["hearings: officials"])
class PlaceView(APIView):
    """Grouping."""

    @extend_schema(
        operation_id="hearing_place", request=grouping_shapes.Placing, responses=grouping_shapes.PlacedShape
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put notes into a theme, or out of theirs. The same again moves nothing."""
        hearing = reaching.desk_hearing(request, slug, GROUP)
        sent = checked(grouping_shapes.Placing, request)
        theme = reaching.theme(request, sent["theme"]) if sent["theme"] is not None else None
        placed = themes.place(
            actor=request.user, hearing=hearing, notes=sent["notes"], theme=theme, seen=seen_of(sent["seen"])
        )
        return Response({"moved": placed.moved, "elsewhere": placed.elsewhere})


@extend_schema(tags=["hearings: officials"])
class UndoView(IdempotentCreate, APIView):
    """Undoing."""

    @extend_schema(operation_id="hearing_undo", request=None, responses=grouping_shapes.Moved)
    def post(self, request: Request, slug: str) -> Response:
        """Take back one's own latest step of grouping."""
        hearing = reaching.desk_hearing(request, slug, GROUP)

        def produce() -> tuple[int, Any]:
            return 200, {"moved": themes.undo(actor=request.user, hearing=hearing)}

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class RedoView(IdempotentCreate, APIView):
    """Doing again."""

    @extend_schema(operation_id="hearing_redo", request=None, responses=grouping_shapes.Moved)
    def post(self, request: Request, slug: str) -> Response:
        """Do again what one undid last."""
        hearing = reaching.desk_hearing(request, slug, GROUP)

        def produce() -> tuple[int, Any]:
            return 200, {"moved": themes.redo(actor=request.user, hearing=hearing)}

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class PromiseView(APIView):
    """Who answers."""

    @extend_schema(
        operation_id="hearing_promise", request=theme_shapes.Promise, responses=theme_shapes.ThemeShape
    )
    def put(self, request: Request, pk: int) -> Response:
        """Say who answers a theme, by when, and who decides."""
        sent = checked(theme_shapes.Promise, request)
        theme = answer_verbs.promise(actor=request.user, theme=reaching.theme(request, pk), **sent)
        return Response(one_theme(theme))


@extend_schema(tags=["hearings: officials"])
class AnswerView(APIView):
    """Answering."""

    @extend_schema(
        operation_id="hearing_answer", request=theme_shapes.NewAnswer, responses=theme_shapes.ThemeShape
    )
    def put(self, request: Request, pk: int) -> Response:
        """Answer a theme, or correct its answer."""
        sent = checked(theme_shapes.NewAnswer, request)
        theme = reaching.theme(request, pk)
        words = flat({"text": sent.pop("text")})
        answer_verbs.answer(actor=request.user, theme=theme, words=words, **sent)
        return Response(one_theme(theme))


@extend_schema(tags=["hearings: officials"])
class DevelopmentsView(IdempotentCreate, APIView):
    """Development proposals."""

    @extend_schema(
        operation_id="hearing_develop",
        request=theme_shapes.NewDevelopment,
        responses={201: theme_shapes.DevelopmentShape},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Write down what could be done about a theme."""
        sent = checked(theme_shapes.NewDevelopment, request)
        theme = reaching.theme(request, pk)

        def produce() -> tuple[int, Any]:
            return 201, answers.development(bridge.develop(actor=request.user, theme=theme, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class ToBudgetView(APIView):
    """The bridge."""

    @extend_schema(
        operation_id="hearing_to_budget",
        request=None,
        responses={201: inline_serializer("BudgetProposal", {"proposal": serializers.IntegerField()})},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make a development proposal a draft of the budget year that takes proposals."""
        made = bridge.to_budget(actor=request.user, development=reaching.development(pk))
        return Response({"proposal": made.pk}, status=201)


@extend_schema(tags=["hearings: officials"])
class StateView(APIView):
    """The course of a hearing."""

    @extend_schema(operation_id="hearing_move", request=shapes.Move, responses=shapes.HearingShape)
    def put(self, request: Request, slug: str) -> Response:
        """Open, close, begin answering, archive."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        state = checked(shapes.Move, request)["state"]
        moved = course.move(actor=request.user, hearing=hearing, state=state)
        return Response(
            answers.hearing_whole(moved, queries.counts(moved), is_taking=queries.is_taking(moved))
        )
