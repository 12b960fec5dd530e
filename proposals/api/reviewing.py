"""The officials' side: what waits for a review, findings, remarks, decisions, letters."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.pagination import KeysetPages
from commons.http.sent import checked
from commons.process.models import Envelope
from proposals.api import answers, shapes, wishes
from proposals.api.taking_part import choice
from proposals.domain import queries, review
from proposals.domain.review import REVIEWABLE
from proposals.domain.review_reading import WHOSE, file_of, has_task, queue, reviewer_called
from proposals.models import Feasibility, Ground, Proposal, StepKind

Rows = QuerySet[Proposal, dict[str, Any]]


def answer_of(request: Request, proposal: Proposal) -> Response:
    """The internal side of the proposal as it is now."""
    return Response(answers.review(file_of(request.user, proposal.pk)))


def ground_of(sent: dict[str, Any]) -> Ground | None:
    """The ground that was sent."""
    return Ground(sent["ground"]) if sent["ground"] else None


class QueueFilter(django_filters.FilterSet):
    """Narrow the queue."""

    cycle = django_filters.CharFilter(field_name="cycle__slug", label=_("budget year"))
    category = django_filters.CharFilter(field_name="category__slug", label=_("category"))
    state = django_filters.ChoiceFilter(choices=[(state.value, state.label) for state in REVIEWABLE])
    area = django_filters.CharFilter(method="below", label=_("path of an area; all below it counts"))
    service = django_filters.CharFilter(method="of_department", label=_("department of an open task"))
    step = django_filters.ChoiceFilter(
        method="in_step", choices=StepKind.choices, label=_("step of an open task")
    )
    reviewer = django_filters.NumberFilter(
        method="of_reviewer", min_value=1, max_value=2**63 - 1, label=_("whose review or open task, by id")
    )
    late = django_filters.BooleanFilter(
        field_name="is_late", label=_("only what is late, or only what is not")
    )

    unreached = django_filters.BooleanFilter(
        field_name="is_unreached", label=_("only with a letter to send on paper, or only without")
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def below(self, rows: Rows, name: str, value: str) -> Rows:
        """In this area or below."""
        return rows.filter(area__path__startswith=value.rstrip("/") + "/")

    def of_department(self, rows: Rows, name: str, value: str) -> Rows:
        """With an open task of this department."""
        return rows.filter(has_task(service__slug=value))

    def in_step(self, rows: Rows, name: str, value: str) -> Rows:
        """With an open task in this step."""
        return rows.filter(has_task(kind=value))

    def of_reviewer(self, rows: Rows, name: str, value: Decimal) -> Rows:
        """Reviewed by this official, or with an open task of theirs."""
        return rows.filter(Q(review__reviewer=int(value)) | has_task(reviewer=int(value)))


@extend_schema(tags=["review"])
class QueueView(GenericAPIView):
    """What waits for a review."""

    queryset = Proposal.objects.none()
    pagination_class = KeysetPages
    filterset_class = QueueFilter
    serializer_class = shapes.QueueRowSerializer

    @extend_schema(
        operation_id="review_queue",
        responses=shapes.QueueRowSerializer(many=True),
        parameters=[
            OpenApiParameter(
                "whose", str, enum=WHOSE, description="Mine, nobody's, or everybody's (default)."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """Proposals to review in one's own areas, those that were submitted first at the top."""
        found = self.filter_queryset(queue(request.user, whose=choice(request, "whose", WHOSE, "all")))
        pages = self.paginator
        assert isinstance(pages, KeysetPages)  # noqa: S101 (tells the type)
        pages.ordering = ("sent", "pk")
        rows = pages.paginate_queryset(found, request, self) or []
        return self.get_paginated_response([answers.queue_row(row) for row in rows])


@extend_schema(tags=["review"])
class ReviewView(APIView):
    """The internal side of a proposal."""

    @extend_schema(operation_id="review", responses=shapes.ReviewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Findings, remarks and letters: for those who may review it."""
        return Response(answers.review(file_of(request.user, pk)))

    @extend_schema(operation_id="review_record", request=wishes.Findings, responses=shapes.ReviewSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Save findings while the review goes on."""
        sent = checked(wishes.Findings, request)
        sent["feasibility"] = Feasibility(sent["feasibility"])
        sent["ground"] = ground_of(sent)
        proposal = queries.reached(pk, request.user)
        review.record(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class AssignView(APIView):
    """Who reviews it."""

    @extend_schema(
        operation_id="review_assign", request=wishes.ReviewerWish, responses=shapes.ReviewSerializer
    )
    def put(self, request: Request, pk: int) -> Response:
        """Take it, give it to a colleague, or (null) put it back into the queue."""
        sent = checked(wishes.ReviewerWish, request)
        proposal = queries.reached(pk, request.user)
        reviewer = reviewer_called(request.user, proposal, sent["reviewer"])
        review.assign(actor=request.user, proposal=proposal, reviewer=reviewer, due=sent["due"])
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class RemarksView(IdempotentCreate, APIView):
    """Notes among colleagues."""

    @extend_schema(
        operation_id="review_remark", request=wishes.NewRemark, responses={201: shapes.RemarkSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Note something. Never public."""
        sent = checked(wishes.NewRemark, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Any]:
            made = review.remark(actor=request.user, proposal=proposal, text=sent["text"])
            return 201, answers.remark(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["review"])
class ReturnView(APIView):
    """Back to the author."""

    @extend_schema(
        operation_id="review_return", request=wishes.CompletionWish, responses=shapes.ReviewSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask the author to complete the proposal; a letter says what."""
        sent = checked(wishes.CompletionWish, request)
        proposal = queries.reached(pk, request.user)
        review.return_for_completion(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class BallotView(APIView):
    """Onto the ballot."""

    @extend_schema(operation_id="review_place", request=wishes.BallotWish, responses=shapes.ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Finish the review: feasible, with the town's cost, in an envelope's vote. The author gets a letter."""
        sent = checked(wishes.BallotWish, request)
        proposal = queries.reached(pk, request.user)
        sent["envelope"] = envelope_of(proposal, sent["envelope"])
        review.place_on_ballot(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


def envelope_of(proposal: Proposal, slug: str) -> Envelope:
    """The envelope of the proposal's year; `Invalid` where there is none of this name."""
    found = Envelope.objects.filter(cycle=proposal.cycle_id, slug=slug).first()
    if found is None:
        raise Invalid(fields={"envelope": [_("Choose an envelope of this budget year.")]})
    return found


@extend_schema(tags=["review"])
class RefuseView(APIView):
    """Not feasible."""

    @extend_schema(
        operation_id="review_refuse", request=wishes.RefusalWish, responses=shapes.ReviewSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Finish the review: not feasible, on a ground and for a reason; all read both. The author gets a letter."""
        sent = checked(wishes.RefusalWish, request)
        proposal = queries.reached(pk, request.user)
        sent["ground"] = ground_of(sent)
        review.refuse(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class ReopenView(APIView):
    """A second look."""

    @extend_schema(operation_id="review_reopen", request=None, responses=shapes.ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Look again at a finished review, until voting opens."""
        proposal = queries.reached(pk, request.user)
        review.reopen(actor=request.user, proposal=proposal)
        return answer_of(request, proposal)
