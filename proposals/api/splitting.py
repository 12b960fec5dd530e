"""Plans for splitting a proposal into parts."""

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
from proposals.domain.splitting import carrying, plans, preparing, reading
from proposals.models import Answer, SplitPlan, SplitState

Json = dict[str, Any]
KEY = {"min_value": 1, "max_value": 2**63 - 1}


class NewSplitPlan(serializers.Serializer):
    """Which proposal, why, into how many parts, and how long its author will have."""

    proposal = serializers.IntegerField(**KEY)  # type: ignore[arg-type]
    reason = serializers.CharField(max_length=2000)
    parts = serializers.IntegerField(default=2, min_value=-1000, max_value=1000)
    days = serializers.IntegerField(default=14, min_value=-1000, max_value=1000)


class PartChanges(serializers.Serializer):
    """Fields of a part; those that are not sent stay."""

    title = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False, max_length=12)
    what = serializers.CharField(required=False, allow_blank=True)
    why = serializers.CharField(required=False, allow_blank=True)
    for_whom = serializers.CharField(required=False, allow_blank=True)
    category = serializers.CharField(required=False, allow_null=True, help_text="Its identifier.")
    area = serializers.IntegerField(required=False, allow_null=True)
    latitude = serializers.FloatField(required=False, allow_null=True)
    longitude = serializers.FloatField(required=False, allow_null=True)
    place_name = serializers.CharField(required=False, allow_blank=True)
    rough_cost = serializers.DecimalField(max_digits=14, decimal_places=2, required=False, allow_null=True)


class AnswerToSplitPlan(serializers.Serializer):
    """The author's yes or no; a no needs its reason."""

    agrees = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class SplitPartSerializer(serializers.Serializer):
    """One part; `proposal` once it is one."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()
    for_whom = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    area = serializers.IntegerField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    place_name = serializers.CharField()
    rough_cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="What it still lacks, in words.")
    proposal = LinkedSerializer(allow_null=True)


class SplitPlanSerializer(serializers.Serializer):
    """A plan with its parts and the author's answer."""

    id = serializers.IntegerField()
    proposal = LinkedSerializer()
    state = serializers.ChoiceField(choices=SplitState.choices)
    reason = serializers.CharField()
    days = serializers.IntegerField()
    answer = serializers.ChoiceField(choices=Answer.choices)
    answer_reason = serializers.CharField(allow_blank=True)
    asks_nobody = serializers.BooleanField(help_text="Its author deleted the account.")
    answered_at = serializers.DateTimeField(allow_null=True)
    answer_until = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)
    parts = SplitPartSerializer(many=True)


class SplitPlansSerializer(serializers.Serializer):
    """Plans, the newest first."""

    results = SplitPlanSerializer(many=True)


def _part(one: reading.PartSeen) -> Json:
    part = one.part
    kept = ("title", "language", "what", "why", "for_whom", "latitude", "longitude", "place_name")
    return {name: getattr(part, name) for name in kept} | {
        "id": part.pk,
        "category": part.category.slug if part.category else None,
        "area": part.area_id,
        "rough_cost": None if part.rough_cost is None else str(part.rough_cost),
        "missing": one.gaps,
        "proposal": linked(part.proposal) if part.proposal else None,
    }


def _plan(seen: reading.Seen) -> Json:
    """As `SplitPlanSerializer`."""
    kept = (
        "state",
        "reason",
        "days",
        "answer",
        "answer_reason",
        "asks_nobody",
        "answered_at",
        "answer_until",
    )
    return {name: getattr(seen.plan, name) for name in kept} | {
        "id": seen.plan.pk,
        "proposal": linked(seen.plan.proposal),
        "undo_until": seen.plan.undo_until,
        "parts": [_part(one) for one in seen.parts],
    }


def _now(request: Request, plan: SplitPlan) -> Json:
    return _plan(reading.plan(actor=request.user, pk=plan.pk))


@extend_schema(tags=["splitting"])
class SplitPlansView(IdempotentCreate, APIView):
    """Plans of the coordinators."""

    @extend_schema(operation_id="split_plans", responses=SplitPlansSerializer)
    def get(self, request: Request) -> Response:
        """The newest hundred plans in one's area."""
        return Response({"results": [_plan(seen) for seen in reading.plans(actor=request.user)]})

    @extend_schema(operation_id="split_plan_add", request=NewSplitPlan, responses={201: SplitPlanSerializer})
    def post(self, request: Request) -> Response:
        """Prepare a plan: each part begins with what the proposal says. Nobody is asked yet."""
        sent = checked(NewSplitPlan, request)

        def produce() -> tuple[int, Json]:
            whole = queries.reached(sent.pop("proposal"), request.user)
            return 201, _now(request, preparing.prepare(actor=request.user, proposal=whole, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=["splitting"])
class SplitPlanView(APIView):
    """One plan."""

    @extend_schema(operation_id="split_plan", responses=SplitPlanSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The plan with its parts and the answer: for coordinators."""
        return Response(_plan(reading.plan(actor=request.user, pk=pk)))


@extend_schema(tags=["splitting"])
class SplitPartsView(IdempotentCreate, APIView):
    """The parts of a plan."""

    @extend_schema(operation_id="split_part_add", request=None, responses={201: SplitPlanSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """One more part, begun with what the proposal says; until the author is asked."""

        def produce() -> tuple[int, Json]:
            plan = reading.plan(actor=request.user, pk=pk).plan
            preparing.add_part(actor=request.user, plan=plan)
            return 201, _now(request, plan)

        return self.answer_once(request, produce)


@extend_schema(tags=["splitting"])
class SplitPartView(APIView):
    """One part."""

    @extend_schema(operation_id="split_part_change", request=PartChanges, responses=SplitPlanSerializer)
    def patch(self, request: Request, pk: int, part: int) -> Response:
        """Write the part; it need not be complete yet. Until the author is asked."""
        sent = checked(PartChanges, request)
        seen, found = reading.part(actor=request.user, plan_pk=pk, pk=part)
        preparing.save_part(actor=request.user, part=found.part, changes=sent)
        return Response(_now(request, seen.plan))

    @extend_schema(operation_id="split_part_remove", responses={200: SplitPlanSerializer})
    def delete(self, request: Request, pk: int, part: int) -> Response:
        """Leave the part out; at least two stay. Until the author is asked."""
        seen, found = reading.part(actor=request.user, plan_pk=pk, pk=part)
        preparing.remove_part(actor=request.user, part=found.part)
        return Response(_now(request, seen.plan))


@extend_schema(tags=["splitting"])
class SplitAnswerView(APIView):
    """The author's answer."""

    @extend_schema(operation_id="split_plan_answer", request=AnswerToSplitPlan, responses=SplitPlanSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Agree, or decline with a reason; may be changed until the deadline."""
        sent = checked(AnswerToSplitPlan, request)
        seen = reading.asked(actor=request.user, pk=pk)
        plans.answer(actor=request.user, plan=seen.plan, agrees=sent["agrees"], reason=sent["reason"])
        return Response(_plan(reading.asked(actor=request.user, pk=pk)))


class _Move(APIView):
    """A step of a plan."""

    verb: Any

    def move(self, request: Request, pk: int) -> Response:
        """Do it, and tell the plan."""
        plan = reading.plan(actor=request.user, pk=pk).plan
        type(self).verb(actor=request.user, plan=plan)
        return Response(_now(request, plan))


@extend_schema(tags=["splitting"])
class SplitAskView(_Move):
    """Asking."""

    verb = staticmethod(plans.ask)

    @extend_schema(operation_id="split_plan_ask", request=None, responses=SplitPlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask the author, by mail, whether the proposal may be split into these parts."""
        return self.move(request, pk)


@extend_schema(tags=["splitting"])
class SplitReworkView(_Move):
    """Changing the parts once more."""

    verb = staticmethod(plans.rework)

    @extend_schema(operation_id="split_plan_rework", request=None, responses=SplitPlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Change the parts again after the author was asked, for example after a no."""
        return self.move(request, pk)


@extend_schema(tags=["splitting"])
class SplitCallOffView(_Move):
    """Giving up."""

    verb = staticmethod(plans.call_off)

    @extend_schema(operation_id="split_plan_call_off", request=None, responses=SplitPlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give the plan up before it was carried out."""
        return self.move(request, pk)


@extend_schema(tags=["splitting"])
class SplitCarryOutView(_Move):
    """Carrying out."""

    verb = staticmethod(carrying.carry_out)

    @extend_schema(operation_id="split_plan_carry_out", request=None, responses=SplitPlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make a proposal of each part, once the author has agreed."""
        return self.move(request, pk)


@extend_schema(tags=["splitting"])
class SplitUndoView(_Move):
    """Undoing."""

    verb = staticmethod(carrying.undo)

    @extend_schema(operation_id="split_plan_undo", request=None, responses=SplitPlanSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make the proposal whole again: within 30 days, while nothing was built on a part."""
        return self.move(request, pk)
