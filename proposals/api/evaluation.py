"""A year later: what residents say of a finished project."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.sent import checked
from commons.moderation.api.effort import effort_of
from proposals.api import execution_shapes as shapes
from proposals.domain import queries
from proposals.domain.execution import evaluation
from proposals.domain.history import reached_at
from proposals.models import QUESTIONS, Judgement, Proposal, State


@extend_schema(tags=["carrying out"])
class EvaluationView(APIView):
    """Did it do what it promised?"""

    @extend_schema(operation_id="evaluation", responses=shapes.EvaluationSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Whether it is asked now, and what was answered, without small numbers."""
        return Response(_told(queries.reached(pk, request.user)))

    @extend_schema(
        operation_id="evaluation_answer", request=shapes.NewEvaluation, responses=shapes.EvaluationSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer, without a name and without signing in."""
        sent = checked(shapes.NewEvaluation, request)
        proposal = queries.reached(pk, request.user)
        evaluation.answer(
            proposal=proposal,
            network=address_of(request._request),
            effort=effort_of(sent),
            key=sent["key"],
            answers={name: sent[name] for name in QUESTIONS},
            text=sent["text"],
        )
        return Response(_told(proposal))


def _told(proposal: Proposal) -> dict[str, Any]:
    names = [str(judgement) for judgement in Judgement]
    return {
        "is_asked": evaluation.is_asked(proposal, reached_at(proposal.pk).get(State.DONE)),
        "questions": [
            {"words": one.words, **dict(zip(names, one.counts, strict=True))}
            for one in evaluation.result(proposal).questions
        ],
    }
