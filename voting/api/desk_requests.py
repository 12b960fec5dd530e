"""Requests to be on the roll over the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import require
from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.pagination import Pages
from commons.http.sent import checked
from voting import rules
from voting.api.desk_votes import TAG
from voting.domain import desk_votes, roll_requests
from voting.models import RequestState, RollRequest


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


class DecisionsSerializer(DecisionSerializer):
    """One decision for several requests."""

    requests = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        allow_empty=False,
        max_length=roll_requests.MOST_AT_ONCE,
    )


class LeftSerializer(serializers.Serializer):
    """A request that stays as it is."""

    id = serializers.IntegerField()
    reason = serializers.CharField()


class DecidedManySerializer(serializers.Serializer):
    """What became of them."""

    decided = serializers.IntegerField()
    left = LeftSerializer(many=True)


class InOrderOfAsking(Pages):
    """Pages of requests."""

    ordering = ("asked_at", "pk")


def shaped(found: RollRequest) -> dict[str, Any]:
    """As `RollRequestSerializer`."""
    names = ("asked_at", "times", "contact", "birth_year", "reason", "state", "decision", "on_roll")
    return {"id": found.pk, "area": str(found.area)} | {name: getattr(found, name) for name in names}


@extend_schema(tags=TAG)
class Requests(GenericAPIView):
    """The queue."""

    queryset = RollRequest.objects.none()
    pagination_class = InOrderOfAsking
    serializer_class = RollRequestSerializer

    @extend_schema(
        operation_id="desk_requests_list",
        responses=RollRequestSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=RequestState.values, description="Only these.")],
    )
    def get(self, request: Request, slug: str) -> Response:
        """The oldest first."""
        election = desk_votes.election_at_desk(request.user, slug)
        rows = roll_requests.queue(actor=request.user, election=election)
        state = request.query_params.get("state", "")
        if state and state not in RequestState.values:
            raise Invalid(fields={"state": [_("Choose one of the states.")]})
        page = self.paginate_queryset(rows.filter(state=state) if state else rows) or []
        return self.get_paginated_response([shaped(row) for row in page])


@extend_schema(tags=TAG)
class DecideMany(IdempotentCreate, APIView):
    """Deciding several alike."""

    @extend_schema(
        operation_id="desk_requests_decide_many",
        request=DecisionsSerializer,
        responses=DecidedManySerializer,
    )
    def post(self, request: Request, slug: str) -> Response:
        """What cannot be decided (decided already, one's own) is left as it is, and named with the reason."""
        election = desk_votes.election_at_desk(request.user, slug)
        require(request.user, rules.MANAGE_ROLL, election)
        sent = checked(DecisionsSerializer, request)

        def produce() -> tuple[int, Any]:
            done = roll_requests.decide_many(actor=request.user, election=election, **sent)
            return 200, {
                "decided": done.decided,
                "left": [{"id": pk, "reason": why} for pk, why in done.left],
            }

        return self.answer_once(request, produce)


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
