"""Budget years: read by everybody, set up by coordinators."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.pagination import Pages
from commons.http.sent import checked
from commons.places.models import Area
from commons.process.api import shapes
from commons.process.api.answers import cycle_row, envelope, whole
from commons.process.domain import money, phases, queries, years
from commons.process.models import Cycle, Envelope, PhaseKind


class CyclePages(Pages):
    """Newest years first."""

    ordering = ("-year", "-pk")


class CycleFilter(django_filters.FilterSet):
    """Narrow the list of years."""

    year = django_filters.NumberFilter(min_value=1989, max_value=2200)
    imported = django_filters.BooleanFilter(field_name="is_imported")

    class Meta:
        model = Cycle
        fields: list[str] = []


def area_of(pk: int | None) -> Area | None:
    """The area of this id; `Invalid` where there is none."""
    if pk is None:
        return None
    found = Area.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(fields={"area": [_("Choose an area from the list.")]})
    return found


def answer(cycle: Cycle) -> dict[str, Any]:
    """The year as it is now."""
    return whole(queries.year_of(cycle))


@extend_schema(tags=["years"])
class CyclesView(IdempotentCreate, GenericAPIView):
    """Budget years."""

    queryset = Cycle.objects.filter(is_published=True)
    filter_backends = (DjangoFilterBackend,)
    filterset_class = CycleFilter
    pagination_class = CyclePages
    serializer_class = shapes.CycleRowSerializer

    def get_queryset(self) -> QuerySet[Cycle]:
        """Published years."""
        return queries.published()

    @extend_schema(operation_id="cycles", responses=shapes.CycleRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Published budget years, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([cycle_row(cycle) for cycle in page])

    @extend_schema(
        operation_id="cycle_create",
        filters=False,
        request=shapes.NewCycle,
        responses={201: shapes.CycleSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin to set up a year: for coordinators. Only officials see it until it is published."""
        sent = checked(shapes.NewCycle, request)
        source, area = sent.pop("copied_from"), area_of(sent.pop("area"))
        copied = queries.for_desk(request.user, source) if source else None

        def produce() -> tuple[int, Any]:
            made = years.create(actor=request.user, area=area, copied_from=copied, **sent)  # type: ignore[arg-type]
            return 201, answer(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["years"])
class CycleView(APIView):
    """A budget year."""

    @extend_schema(operation_id="cycle", responses=shapes.CycleSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Its phases, envelopes and where their money comes from."""
        return Response(answer(queries.visible(request.user, slug)))

    @extend_schema(operation_id="cycle_describe", request=shapes.CycleWords, responses=shapes.CycleSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Change its name and what it is about: for coordinators."""
        sent = checked(shapes.CycleWords, request)
        cycle = queries.for_desk(request.user, slug)
        return Response(answer(years.describe(actor=request.user, cycle=cycle, **sent)))


@extend_schema(tags=["years"])
class PublishView(APIView):
    """Showing a year to everybody."""

    @extend_schema(operation_id="cycle_publish", request=None, responses=shapes.CycleSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Show the year to everybody; it cannot be hidden again."""
        cycle = queries.for_desk(request.user, slug)
        return Response(answer(years.show(actor=request.user, cycle=cycle)))


@extend_schema(tags=["years"])
class PhasesView(APIView):
    """The dates of a year."""

    @extend_schema(operation_id="cycle_phases", request=shapes.PhasePlan, responses=shapes.CycleSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Give the year exactly these phases. What has begun keeps its beginning; moved ends need a reason."""
        sent = checked(shapes.PhasePlan, request)
        cycle = queries.for_desk(request.user, slug)
        spans = {
            PhaseKind(row["kind"]): phases.Span(row["opens_at"], row["closes_at"]) for row in sent["phases"]
        }
        phases.plan(actor=request.user, cycle=cycle, spans=spans, reason=sent["reason"])
        return Response(answer(cycle))


@extend_schema(tags=["years"])
class EnvelopesView(IdempotentCreate, APIView):
    """The money of a year."""

    @extend_schema(
        operation_id="envelope_add", request=shapes.NewEnvelope, responses={201: shapes.EnvelopeSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add an envelope with its sources, until voting begins."""
        sent = checked(shapes.NewEnvelope, request)
        cycle = queries.for_desk(request.user, slug)

        def produce() -> tuple[int, Any]:
            made = money.save_envelope(actor=request.user, cycle=cycle, **pot(sent))
            return 201, envelope(made)

        return self.answer_once(request, produce)


def pot(sent: dict[str, Any]) -> dict[str, Any]:
    """What `save_envelope` wants of a `NewEnvelope`."""
    sources = [money.Source(source["name"], source["amount"]) for source in sent["sources"]]
    return {"name": sent["name"], "area": area_of(sent["area"]), "sources": sources}


@extend_schema(tags=["years"])
class EnvelopeView(APIView):
    """One envelope."""

    @extend_schema(
        operation_id="envelope_change", request=shapes.NewEnvelope, responses=shapes.EnvelopeSerializer
    )
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Change its name, area and all its sources, until voting begins."""
        sent = checked(shapes.NewEnvelope, request)
        cycle = queries.for_desk(request.user, slug)
        found = get_object_or_404(Envelope, pk=pk, cycle=cycle)
        changed = money.save_envelope(actor=request.user, cycle=cycle, envelope=found, **pot(sent))
        return Response(envelope(changed))

    @extend_schema(operation_id="envelope_remove", responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Take it out, while no proposal is in it and voting has not begun."""
        cycle = queries.for_desk(request.user, slug)
        found = get_object_or_404(Envelope.objects.select_related("cycle__area"), pk=pk, cycle=cycle)
        money.remove_envelope(actor=request.user, envelope=found)
        return Response(status=204)
