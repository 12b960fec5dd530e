"""Plans for merging proposals."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api.answers import linked
from proposals.api.shapes import LinkedSerializer
from proposals.domain import queries
from proposals.domain.merging import carrying, plans, reading
from proposals.models import Answer, MergePart, PlanState

Json = dict[str, Any]
KEY = {"min_value": 1, "max_value": 2**63 - 1}


class NewPlan(serializers.Serializer):
    """Which proposals, why, and how long their authors have."""

    lead = serializers.IntegerField(**KEY)  # type: ignore[arg-type]
    others = serializers.ListField(child=serializers.IntegerField(**KEY), max_length=20)  # type: ignore[arg-type]
    reason = serializers.CharField(max_length=2000)
    days = serializers.IntegerField(default=14, min_value=-1000, max_value=1000)


class AnswerToPlan(serializers.Serializer):
    """An author's yes or no; a no needs its reason."""

    agrees = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class PartSerializer(serializers.Serializer):
    """One proposal of a plan."""

    proposal = LinkedSerializer()
    is_lead = serializers.BooleanField()
    answer = serializers.ChoiceField(choices=Answer.choices)
    asks_nobody = serializers.BooleanField(help_text="Its author deleted the account.")
    reason = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class MergePlanSerializer(serializers.Serializer):
    """A plan with the answers."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PlanState.choices)
    reason = serializers.CharField()
    answer_until = serializers.DateTimeField()
    undo_until = serializers.DateTimeField(allow_null=True)
    parts = PartSerializer(many=True)


class PlansSerializer(serializers.Serializer):
    """Plans, the newest first."""

    results = MergePlanSerializer(many=True)


def _part(part: MergePart) -> Json:
    return {
        "proposal": linked(part.proposal),
        "is_lead": part.is_lead,
        "answer": part.answer,
        "asks_nobody": part.asks_nobody,
        "reason": part.reason,
        "answered_at": part.answered_at,
    }


def _plan(seen: reading.Seen, parts: list[MergePart] | None = None) -> Json:
    """As `MergePlanSerializer`; with `parts` only the answers of these are told."""
    plan = seen.plan
    return {
        "id": plan.pk,
        "state": plan.state,
        "reason": plan.reason,
        "answer_until": plan.answer_until,
        "undo_until": plan.undo_until,
        "parts": [_part(part) for part in (seen.parts if parts is None else parts)],
    }


@extend_schema(tags=["merging"])
class PlansView(IdempotentCreate, APIView):
    """Plans of the coordinators."""

    @extend_schema(operation_id="merge_plans", responses=PlansSerializer)
    def get(self, request: Request) -> Response:
        """The newest hundred plans in one's area."""
        return Response({"results": [_plan(seen) for seen in reading.plans(actor=request.user)]})

    @extend_schema(operation_id="merge_plan_add", request=NewPlan, responses={201: MergePlanSerializer})
    def post(self, request: Request) -> Response:
        """Ask the authors, by mail, whether their proposals may be merged."""
        sent = checked(NewPlan, request)

        def produce() -> tuple[int, Json]:
            plan = plans.propose(
                actor=request.user,
                lead=queries.reached(sent["lead"], request.user),
                others=[queries.reached(pk, request.user) for pk in sent["others"]],
                reason=sent["reason"],
                days=sent["days"],
            )
            return 201, _plan(reading.plan(actor=request.user, pk=plan.pk))

        return self.answer_once(request, produce)


@extend_schema(tags=["merging"])
class PlanView(APIView):
    """One plan."""

    @extend_schema(operation_id="merge_plan", responses=MergePlanSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The plan with all answers: for coordinators."""
        return Response(_plan(reading.plan(actor=request.user, pk=pk)))


@extend_schema(tags=["merging"])
class AnswerView(APIView):
    """An author's answer."""

    @extend_schema(operation_id="merge_plan_answer", request=AnswerToPlan, responses=MergePlanSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Agree, or decline with a reason; may be changed until the deadline. Others' answers are not told."""
        sent = checked(AnswerToPlan, request)
        seen, _mine = reading.asked(actor=request.user, pk=pk)
        mine = plans.answer(actor=request.user, plan=seen.plan, agrees=sent["agrees"], reason=sent["reason"])
        return Response(_plan(seen, mine))


class _Move(APIView):
    """A step of a plan."""

    verb: Any

    def move(self, request: Request, pk: int) -> Response:
        """Do it, and tell the plan."""
        type(self).verb(actor=request.user, plan=reading.plan(actor=request.user, pk=pk).plan)
        return Response(_plan(reading.plan(actor=request.user, pk=pk)))


@extend_schema(tags=["merging"])
class CarryOutView(_Move):
    """Carrying out."""

    verb = staticmethod(carrying.carry_out)

    @extend_schema(operation_id="merge_plan_carry_out", request=None, responses=MergePlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Merge those whose authors agreed, once all have answered or the deadline has passed."""
        return self.move(request, pk)


@extend_schema(tags=["merging"])
class CallOffView(_Move):
    """Giving up."""

    verb = staticmethod(plans.call_off)

    @extend_schema(operation_id="merge_plan_call_off", request=None, responses=MergePlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give the plan up before it was carried out."""
        return self.move(request, pk)


@extend_schema(tags=["merging"])
class UndoView(_Move):
    """Undoing."""

    verb = staticmethod(carrying.undo)

    @extend_schema(operation_id="merge_plan_undo", request=None, responses=MergePlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give every merged proposal back as it was: within 30 days, before it was decided."""
        return self.move(request, pk)
