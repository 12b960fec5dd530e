"""Requests to be on the roll over the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from voting.api.desk_votes import TAG
from voting.domain import desk_votes, roll_requests
from voting.models import RequestState, RollRequest

MOST = 500


class RollRequestSerializer(serializers.Serializer):
    """A request; address, year and reason are empty once they have been deleted."""

    id = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    times = serializers.IntegerField()
    contact = serializers.CharField(allow_blank=True)
    birth_year = serializers.IntegerField(allow_null=True)
    area = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=RequestState.choices)
    decision = serializers.CharField(allow_blank=True)
    on_roll = serializers.BooleanField(help_text="The person is on the roll already.")


class DecisionSerializer(serializers.Serializer):
    """What is decided, and why: the person is told."""

    add = serializers.BooleanField()
    reason = serializers.CharField(max_length=roll_requests.LONGEST)


def shaped(found: RollRequest) -> dict[str, Any]:
    """As `RollRequestSerializer`."""
    names = ("asked_at", "times", "contact", "birth_year", "reason", "state", "decision", "on_roll")
    return {"id": found.pk, "area": str(found.area)} | {name: getattr(found, name) for name in names}


@extend_schema(tags=TAG)
class Requests(APIView):
    """The queue."""

    @extend_schema(operation_id="desk_requests_list", responses=RollRequestSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Those that wait first, the oldest in front; at most 500."""
        election = desk_votes.election_at_desk(request.user, slug)
        rows = roll_requests.queue(actor=request.user, election=election)
        return Response([shaped(row) for row in rows[:MOST]])


@extend_schema(tags=TAG)
class RequestOne(IdempotentCreate, APIView):
    """Deciding one."""

    @extend_schema(
        operation_id="desk_requests_decide",
        request=DecisionSerializer,
        responses={201: RollRequestSerializer},
    )
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Add the person to the roll or not, with a reason."""
        election = desk_votes.election_at_desk(request.user, slug)
        rows = roll_requests.queue(actor=request.user, election=election)
        found, sent = get_object_or_404(rows, pk=pk), checked(DecisionSerializer, request)

        def produce() -> tuple[int, Any]:
            roll_requests.decide(actor=request.user, request=found, add=sent["add"], reason=sent["reason"])
            return 201, shaped(rows.get(pk=pk))

        return self.answer_once(request, produce)
