"""The walk along the walls of an event: its plan, its clock, and what time it is."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from hearings.api import reaching
from hearings.domain.walks import plan, steering
from hearings.models import Event, Walk
from hearings.rules import GROUP


class PhaseShape(serializers.Serializer):
    """A time at the walls (`round`) or between them (`move`)."""

    kind = serializers.CharField()
    round = serializers.IntegerField()
    seconds = serializers.IntegerField()


class WalkShape(serializers.Serializer):
    """Everything to run the clock by oneself; times in milliseconds since 1970. `now`: the server's clock. `routes`:
    for each group the place of its wall in each round; `walls`: the service areas in their order."""

    now = serializers.IntegerField()
    began = serializers.IntegerField(allow_null=True)
    paused = serializers.IntegerField(allow_null=True)
    phases = PhaseShape(many=True)
    routes = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    walls = serializers.ListField(child=serializers.IntegerField())


class WalkPlan(serializers.Serializer):
    """The plan of a walk."""

    groups = serializers.IntegerField()
    rounds = serializers.IntegerField()
    first_minutes = serializers.IntegerField()
    later_minutes = serializers.IntegerField()
    move_minutes = serializers.IntegerField()


class WalkAct(serializers.Serializer):
    """What the clock is to do. `phase`: the one that was seen, for `skip`."""

    act = serializers.ChoiceField(choices=sorted(steering.ACTS))
    phase = serializers.IntegerField(required=False, allow_null=True, default=None)


def _event(request: Request, pk: int) -> Event:
    found = Event.objects.select_related("hearing__area").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    reaching.hearing(request, found.hearing.slug)
    return found


def _walk(event: Event) -> Walk:
    found = steering.walk_of(event)
    if found is None:
        raise Http404
    return found


def _answer(walk: Walk) -> dict[str, Any]:
    walls = plan.walls_of(walk.event.hearing)
    now = round(timezone.now().timestamp() * 1000)
    return {"now": now, **plan.told(walk, walls), "walls": [wall.pk for wall in walls]}


@extend_schema(tags=["hearings"])
class WalkView(APIView):
    """The walk of an event."""

    @extend_schema(operation_id="hearing_walk", responses=WalkShape)
    def get(self, request: Request, pk: int) -> Response:
        """Its plan and its clock, and what time it is at the server."""
        return Response(_answer(_walk(_event(request, pk))), headers={"Cache-Control": "no-store"})

    @extend_schema(operation_id="hearing_walk_plan", request=WalkPlan, responses=WalkShape)
    def put(self, request: Request, pk: int) -> Response:
        """Plan it, or change the plan while the clock does not run."""
        event = _event(request, pk)
        reaching.desk_hearing(request, event.hearing.slug, GROUP)
        made = steering.prepare(actor=request.user, event=event, **checked(WalkPlan, request))
        return Response(_answer(_walk(made.event)))

    @extend_schema(operation_id="hearing_walk_steer", request=WalkAct, responses=WalkShape)
    def post(self, request: Request, pk: int) -> Response:
        """Start, pause, go on, skip, one minute more, stop."""
        event = _event(request, pk)
        reaching.desk_hearing(request, event.hearing.slug, GROUP)
        walk = steering.steer(actor=request.user, walk=_walk(event), **checked(WalkAct, request))
        return Response(_answer(walk))
