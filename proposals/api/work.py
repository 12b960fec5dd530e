"""Carrying out: how the work goes on, and what is told about it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.followup.api.answers import milestone
from commons.followup.api.shapes import MilestoneSerializer, NewMilestone, NewPicturedMilestone
from commons.followup.domain import milestones
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api import answers, shapes, wishes
from proposals.domain import outcome, queries
from proposals.domain.execution import plan
from proposals.models import State
from proposals.rules import CARRY_OUT


@extend_schema(tags=["carrying out"])
class MovesView(APIView):
    """How the work goes on."""

    @extend_schema(operation_id="work_move", request=wishes.WorkMove, responses=shapes.StateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Planned, under way, done, or cancelled for a public reason. The same move again changes nothing."""
        sent = checked(wishes.WorkMove, request)
        proposal = queries.reached(pk, request.user)
        if sent["to"] == State.CANCELLED:
            moved = outcome.cancel(actor=request.user, proposal=proposal, reason=sent["reason"])
        else:
            move = {State.PLANNED: outcome.plan, State.UNDER_WAY: outcome.start, State.DONE: outcome.finish}
            moved = move[State(sent["to"])](actor=request.user, proposal=proposal)
        return Response(answers.state(moved))


@extend_schema(tags=["carrying out"])
class MilestonesView(IdempotentCreate, APIView):
    """What happened on the way."""

    @extend_schema(operation_id="milestones", responses=shapes.MilestoneListSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """All milestones, oldest first."""
        found = queries.milestones_of(queries.reached(pk, request.user))
        return Response({"results": [milestone(one) for one in found]})

    @extend_schema(
        operation_id="milestone_add",
        request={"application/json": NewMilestone, "multipart/form-data": NewPicturedMilestone},
        responses={201: MilestoneSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Tell what happened; who follows the proposal gets a mail."""
        sent = checked(NewPicturedMilestone, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Any]:
            made = milestones.add(
                actor=request.user,
                track=proposal.track,
                permission=CARRY_OUT,
                target=proposal,
                not_before=plan.decided_on(proposal),
                **sent,
            )
            return 201, milestone(made)

        return self.answer_once(request, produce)
