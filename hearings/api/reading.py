"""Reading hearings, their notes, themes and numbers. Open to everybody once a hearing has opened."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.followup.models import Milestone
from commons.http.idempotency import IdempotentCreate
from commons.http.pagination import Pages
from hearings.api import answers, note_shapes, preparing, reaching, shapes
from hearings.domain import queries, who_spoke
from hearings.models import Channel, DevelopmentProposal, Polarity


def number_of(request: Request, name: str) -> int | None:
    """A number of the address; anything else counts as none."""
    words = request.query_params.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


@extend_schema(tags=["hearings"])
class HearingsView(IdempotentCreate, ListAPIView):
    """All hearings that have opened."""

    serializer_class = shapes.HearingRow
    filter_backends: list[Any] = []

    @extend_schema(operation_id="hearings")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hearings, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="hearing_create", request=shapes.NewHearing, responses={201: shapes.HearingShape}
    )
    def post(self, request: Request) -> Response:
        """A new hearing to be prepared, for coordinators."""
        preparing.may_create(request)
        return self.answer_once(request, lambda: preparing.create(request))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        pages = Pages()
        rows = pages.paginate_queryset(queries.public_hearings(), request, self) or []
        return pages.get_paginated_response([answers.hearing_row(row) for row in rows])


@extend_schema(tags=["hearings"])
class HearingView(APIView):
    """One hearing."""

    @extend_schema(operation_id="hearing", responses=shapes.HearingShape)
    def get(self, request: Request, slug: str) -> Response:
        """Its texts, questions, services, events and counts."""
        hearing = reaching.hearing(request, slug)
        return Response(
            answers.hearing_whole(hearing, queries.counts(hearing), is_taking=queries.is_taking(hearing))
        )

    @extend_schema(operation_id="hearing_change", request=shapes.HearingFields, responses=shapes.HearingShape)
    def patch(self, request: Request, slug: str) -> Response:
        """Change texts and times, for coordinators. An open hearing keeps every text in each of its languages."""
        return preparing.change(request, slug)


@extend_schema(tags=["hearings"])
class ShownNotesView(ListAPIView):
    """Notes that everybody may read."""

    serializer_class = note_shapes.NoteShape
    filter_backends: list[Any] = []

    @extend_schema(
        operation_id="hearing_notes",
        parameters=[
            OpenApiParameter("service_area", OpenApiTypes.INT64),
            OpenApiParameter("polarity", str, enum=Polarity.values),
            OpenApiParameter("theme", OpenApiTypes.INT64),
            OpenApiParameter("town", str),
            OpenApiParameter("channel", str, enum=Channel.values),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approved notes, newest first."""
        return super().get(request, *args, **kwargs)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        hearing = reaching.hearing(request, kwargs["slug"])
        theme = number_of(request, "theme")
        rows = queries.shown_notes(
            hearing,
            service_area=number_of(request, "service_area"),
            polarity=request.query_params.get("polarity", ""),
            theme=reaching.theme(request, theme) if theme is not None else None,
            town=request.query_params.get("town", ""),
            channel=request.query_params.get("channel", ""),
        )
        pages = Pages()
        found = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.note(row) for row in found])


@extend_schema(tags=["hearings"])
class NumbersView(APIView):
    """Who spoke."""

    @extend_schema(operation_id="hearing_numbers", responses=note_shapes.Numbers)
    def get(self, request: Request, slug: str) -> Response:
        """People by age, gender and home town without small groups. Empty until answering begins; no filters."""
        hearing = reaching.hearing(request, slug)
        return Response({"tables": [answers.table(table) for table in who_spoke.tables(hearing)]})


def theme_list(hearing: Any) -> dict[str, Any]:
    """All themes with their answers and what was told later. Three queries."""
    developments = list(DevelopmentProposal.objects.public().filter(theme__hearing=hearing))
    later = list(Milestone.objects.filter(track__theme__hearing=hearing))
    return {"results": [answers.theme(row, developments, later) for row in queries.themes_of(hearing)]}
