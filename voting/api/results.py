"""Results over the API: read by everybody once published, made by officials."""

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from voting.api.result_serializers import (
    CountRunSerializer,
    EnvelopeResultSerializer,
    ImportedSerializer,
    ImportSerializer,
    RecountSerializer,
    ResultSerializer,
    ResultSummarySerializer,
    count_run,
    envelope_result,
    summary,
    took_part,
)
from voting.domain import count, counting_runs, explaining, pb_problems, results
from voting.domain.participation import participation
from voting.domain.pb_import import import_pb
from voting.models import Election


class ResultFilter(django_filters.FilterSet):
    """Narrow the list of results."""

    year = django_filters.NumberFilter(field_name="cycle__year", min_value=1989, max_value=2200)
    imported = django_filters.BooleanFilter(field_name="cycle__is_imported")

    class Meta:
        model = Election
        fields: list[str] = []


@extend_schema(tags=["results"])
class ResultList(ListAPIView):
    """Years with a public result, newest first."""

    queryset = Election.objects.none()
    serializer_class = ResultSummarySerializer
    filterset_class = ResultFilter

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of years."""
        queryset = self.filter_queryset(results.elections_with_results())
        page = (
            self.paginator.paginate_queryset(queryset, request, view=self)
            if self.paginator
            else list(queryset)
        )
        return self.get_paginated_response([summary(election) for election in page or []])


def whole(election: Election) -> list[dict[str, Any]]:
    """The results of all envelopes as JSON."""
    found = results.envelope_results(election)
    return [envelope_result(result, explaining.rule_name(result.count.rule)) for result in found]


@extend_schema(tags=["results"])
class ResultDetail(APIView):
    """The result of a year: every envelope, every project and why, who took part."""

    @extend_schema(responses=ResultSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Published results for everybody; provisional ones for the officials of the vote."""
        election = results.counted_election(request.user, slug)
        return Response(
            {
                **summary(election),
                "envelopes": whole(election),
                "participation": took_part(participation(election)),
            }
        )


@extend_schema(tags=["results"])
class Count(IdempotentCreate, APIView):
    """Count a closed vote."""

    @extend_schema(responses=CountRunSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How far the last count in the background is."""
        election = get_object_or_404(
            Election.objects.select_related("cycle", "cycle__area"), cycle__slug=slug
        )
        return Response(count_run(counting_runs.watch(actor=request.user, election=election), slug))

    @extend_schema(
        request=RecountSerializer,
        responses={201: EnvelopeResultSerializer(many=True), 202: CountRunSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """A small vote is counted at once (201: provisional results); a big one by the worker (202: where to look)."""
        election = get_object_or_404(
            Election.objects.select_related("cycle", "cycle__area"), cycle__slug=slug
        )
        data = RecountSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def produce() -> tuple[int, Any]:
            run = counting_runs.begin(actor=request.user, election=election, **data.validated_data)
            return (201, whole(election)) if run is None else (202, count_run(run, slug))

        response = self.answer_once(request, produce)
        if response.status_code == 202:
            response["Location"] = response.data["progress"]
        return response


@extend_schema(tags=["results"])
class Publish(IdempotentCreate, APIView):
    """Publish a certified result."""

    @extend_schema(request=None, responses={201: EnvelopeResultSerializer(many=True)})
    def post(self, request: Request, slug: str) -> Response:
        """The published results of all envelopes."""
        election = get_object_or_404(
            Election.objects.select_related("cycle", "cycle__area"), cycle__slug=slug
        )

        def produce() -> tuple[int, Any]:
            count.publish_result(actor=request.user, election=election)
            return 201, whole(election)

        return self.answer_once(request, produce)


@extend_schema(tags=["results"])
class Import(IdempotentCreate, APIView):
    """Make a complete, counted year out of a `.pb` file."""

    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": ImportSerializer}, responses={201: ImportedSerializer})
    def post(self, request: Request) -> Response:
        """What was made; nothing is stored when the file contradicts itself."""
        data = ImportSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data["file"]

        def produce() -> tuple[int, Any]:
            made = import_pb(
                actor=request.user,
                content=file.read(),
                file_name=file.name,
                publish_result=data.validated_data["publish"],
            )
            return 201, {
                "cycle": made.cycle.slug,
                "projects": made.projects,
                "ballots": made.ballots,
                "notes": [str(pb_problems.told(problem)) for problem in made.kept[:20]],
            }

        return self.answer_once(request, produce)
