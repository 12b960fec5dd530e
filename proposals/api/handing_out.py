"""Giving many reviews or tasks at once by API, undoing it, and who has how much to do."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.domain import review_queue
from proposals.domain.reviewing import handing_out, reading
from proposals.domain.reviewing.handing_out import MOST, Given
from proposals.models import Handed, Handout

BIGGEST = 2**63 - 1


class HandoutWish(serializers.Serializer):
    """Which proposals' reviews, or next open tasks, and to whom. `reviewer` null: a review goes back to the queue."""

    what = serializers.ChoiceField(choices=Handed.choices)
    proposals = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIGGEST), min_length=1, max_length=MOST
    )
    reviewer = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIGGEST
    )
    service = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=50,
        help_text="The department's slug; of tasks only.",
    )
    due = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Null: each keeps its day."
    )


class StayedSerializer(serializers.Serializer):
    """One that stayed as it was, and why."""

    proposal = serializers.IntegerField()
    title = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class HandoutSerializer(serializers.Serializer):
    """What came of it. `id`: to undo it within a day; null where nothing was given."""

    id = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField()
    stayed = StayedSerializer(many=True)


class LoadSerializer(serializers.Serializer):
    """How much an official has to do: reviews that they lead and open tasks, and how many of both are late."""

    reviewer = serializers.IntegerField()
    name = serializers.CharField()
    reviews = serializers.IntegerField()
    tasks = serializers.IntegerField()
    late = serializers.IntegerField()


class LoadListSerializer(serializers.Serializer):
    """The fullest first."""

    results = LoadSerializer(many=True)


def answer(given: Given) -> dict[str, Any]:
    """As `HandoutSerializer`."""
    return {
        "id": given.handout.pk if given.handout else None,
        "done": given.done,
        "stayed": [
            {
                "proposal": one.proposal,
                "title": one.title,
                "code": one.refusal.code,
                "detail": str(one.refusal),
            }
            for one in given.refused
        ],
    }


@extend_schema(tags=["review"])
class HandoutsView(IdempotentCreate, APIView):
    """Many at once."""

    @extend_schema(operation_id="review_hand_out", request=HandoutWish, responses={201: HandoutSerializer})
    def post(self, request: Request) -> Response:
        """Give reviews or open tasks to a reviewer or a department. What is refused hinders no other one."""
        sent = checked(HandoutWish, request)

        def produce() -> tuple[int, Any]:
            given = handing_out.hand_out(
                actor=request.user,
                what=Handed(sent["what"]),
                ids=sent["proposals"],
                reviewer=reading.person_called(sent["reviewer"]),
                service=reading.department_called(sent["service"]),
                due=sent["due"],
            )
            return 201, answer(given)

        return self.answer_once(request, produce)


@extend_schema(tags=["review"])
class HandoutUndoView(APIView):
    """Undoing it."""

    @extend_schema(operation_id="review_hand_out_undo", request=None, responses=HandoutSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give everything back to who had it before; what was given on or finished since stays."""
        handout = get_object_or_404(Handout, pk=pk)
        return Response(answer(handing_out.undo(actor=request.user, handout=handout)))


@extend_schema(tags=["review"])
class LoadView(APIView):
    """Who has how much to do."""

    @extend_schema(operation_id="review_load", responses=LoadListSerializer)
    def get(self, request: Request) -> Response:
        """Everybody who has something to do where one reviews, the fullest first."""
        return Response({"results": [vars(one) for one in review_queue.load(actor=request.user)]})
