"""Statements about a proposal: listing, writing, answering; what people think together."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.deliberation.api import statement_answers as answers
from commons.deliberation.api import statement_shapes as shapes
from commons.deliberation.domain.statements.reading import Sheet, sheet_of
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api.reading import SEED, number_of
from proposals.api.taking_part import choice
from proposals.domain import queries, stating
from proposals.domain.merging.reading import threads_of
from proposals.models import Proposal

NUMBERS = OpenApiParameter(
    "numbers", str, enum=["all"], description="Every number at once, also of what one could still answer."
)


def _sheet(request: Request, proposal: Proposal, *, is_open: bool) -> Sheet:
    asks_all = choice(request, "numbers", ["", "all"], "") == "all"
    seed = number_of(request, "seed")
    return sheet_of(threads_of(proposal), viewer=request.user, is_open=is_open, asks_all=asks_all, seed=seed)


@extend_schema(tags=["taking part"])
class StatementsView(IdempotentCreate, APIView):
    """Short statements that one agrees or disagrees with."""

    @extend_schema(
        operation_id="statements", responses=shapes.OpinionStatementsSerializer, parameters=[NUMBERS, SEED]
    )
    def get(self, request: Request, pk: int) -> Response:
        """All of them, at most 300, with the asker's answers."""
        proposal = queries.reached(pk, request.user)
        is_open = stating.takes_answers(proposal)
        return Response(answers.statements(_sheet(request, proposal, is_open=is_open), is_open=is_open))

    @extend_schema(
        operation_id="statement_add",
        request=shapes.NewOpinionStatement,
        responses={201: shapes.OpinionStatementSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Write one. The error `looks-alike` names others in `similar`; `although_similar` passes it."""
        sent = checked(shapes.NewOpinionStatement, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Any]:
            return 201, answers.written(stating.write(actor=request.user, proposal=proposal, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=["taking part"])
class StatementAnswerView(APIView):
    """One's answer to a statement. It is told to nobody."""

    @extend_schema(
        operation_id="statement_answer",
        request=shapes.OpinionAnswer,
        responses=shapes.OpinionAnsweredSerializer,
    )
    def put(self, request: Request, pk: int, statement: int) -> Response:
        """Agree, disagree or pass; again changes it."""
        sent = checked(shapes.OpinionAnswer, request)
        proposal = queries.reached(pk, request.user)
        found = stating.statement_of(proposal, statement)
        value = stating.answer(actor=request.user, proposal=proposal, statement=found, value=sent["value"])
        return Response({"my_answer": value})

    @extend_schema(operation_id="statement_answer_back", responses={200: shapes.OpinionAnsweredSerializer})
    def delete(self, request: Request, pk: int, statement: int) -> Response:
        """Take one's answer back; without any nothing changes."""
        proposal = queries.reached(pk, request.user)
        found = stating.statement_of(proposal, statement)
        stating.take_back(actor=request.user, proposal=proposal, statement=found)
        return Response({"my_answer": None})


@extend_schema(tags=["taking part"])
class OpinionsView(APIView):
    """What people think together."""

    @extend_schema(operation_id="opinions", responses=shapes.OpinionsSerializer, parameters=[NUMBERS])
    def get(self, request: Request, pk: int) -> Response:
        """What all share, and opinion groups. No number of fewer than five people; shares in steps of five percent."""
        proposal = queries.reached(pk, request.user)
        is_open = stating.takes_answers(proposal)
        return Response(answers.opinions(_sheet(request, proposal, is_open=is_open)))
