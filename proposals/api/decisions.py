"""The end of a review: estimate, more time, appeals, and the public decisions."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from proposals.api import shapes
from proposals.api.reviewing import answer_of, envelope_of, ground_of
from proposals.api.wishes import BallotWish
from proposals.domain import queries
from proposals.domain.reviewing import appeals, completion, estimates, verdicts
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.models import TEXT_LENGTH, Feasibility, Ground, Proposal, Verdict


class CostLineSerializer(serializers.Serializer):
    """One part of the investment, in the cycle's currency."""

    what = serializers.CharField(max_length=160)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)


class EstimateWish(serializers.Serializer):
    """The whole estimate; what is not sent is empty. `contingency`: percent. `upkeep`: a year."""

    lines = CostLineSerializer(many=True)
    contingency = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, default=Decimal(0))
    upkeep = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None
    )
    cost_source = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    seen = serializers.DateTimeField(required=False, allow_null=True, default=None)


class MoreTimeWish(serializers.Serializer):
    """More time for the author."""

    until = serializers.DateField()
    reason = serializers.CharField(max_length=TEXT_LENGTH)


class AppealWish(serializers.Serializer):
    """Why somebody else should decide again."""

    text = serializers.CharField(max_length=TEXT_LENGTH)


class PaperAppealWish(AppealWish):
    """An appeal from paper, with the day it came."""

    received_on = serializers.DateField()


class SecondReason(serializers.Serializer):
    """Why the decision stays. Everybody reads it."""

    ground = serializers.ChoiceField(
        choices=Ground.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="Without it the first decision's.",
    )
    reason = serializers.CharField(max_length=TEXT_LENGTH)


class AppealSerializer(serializers.Serializer):
    """That an appeal came in. Its words are not public."""

    received_on = serializers.DateField()
    from_paper = serializers.BooleanField()


class DecisionSerializer(serializers.Serializer):
    """A finished decision as everybody may read it."""

    outcome = serializers.ChoiceField(choices=[(one.value, one.label) for one in Feasibility])
    ground = serializers.ChoiceField(
        choices=Ground.choices, allow_blank=True, help_text="Of a refusal; empty where none was stated."
    )
    ground_name = serializers.CharField(help_text="In the language that was asked for.")
    reason = serializers.CharField()
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    lines = CostLineSerializer(many=True)
    contingency = serializers.DecimalField(max_digits=5, decimal_places=2)
    upkeep = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    cost_source = serializers.CharField()
    decided_at = serializers.DateTimeField()
    appeal_until = serializers.DateField(allow_null=True)
    on_appeal = serializers.BooleanField()
    appeal = AppealSerializer(allow_null=True)


class DecisionListSerializer(serializers.Serializer):
    """The finished decisions, the newest first."""

    results = DecisionSerializer(many=True)


def decision(one: Verdict) -> dict[str, Any]:
    """As `DecisionSerializer`."""
    made = getattr(one, "appeal", None)
    names = ("outcome", "ground", "reason", "cost_source", "decided_at", "appeal_until")
    return {
        **{name: getattr(one, name) for name in names},
        "ground_name": one.get_ground_display(),
        "lines": [{"what": line["label"], "amount": line["amount"]} for line in one.lines],
        "cost": None if one.cost is None else str(one.cost),
        "contingency": str(one.contingency),
        "upkeep": None if one.upkeep is None else str(one.upkeep),
        "on_appeal": one.answers_id is not None,
        "appeal": {"received_on": made.received_on, "from_paper": made.from_paper} if made else None,
    }


def _reached(request: Request, pk: int) -> Proposal:
    return queries.reached(pk, request.user)


@extend_schema(tags=["proposals"])
class DecisionsView(APIView):
    """The finished decisions of a proposal's review."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="proposal_decisions", responses=DecisionListSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The newest first; empty while no decision is finished."""
        try:
            _proposal, found = verdicts.public_of(request.user, pk)
        except Proposal.DoesNotExist:
            raise Http404 from None
        return Response({"results": [decision(one) for one in found]})


@extend_schema(tags=["proposals"])
class AppealView(APIView):
    """The author's appeal."""

    @extend_schema(operation_id="proposal_appeal", request=AppealWish, responses={200: AppealSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for a second decision by another person, once, until the day that the decision names."""
        sent, proposal = checked(AppealWish, request), _reached(request, pk)
        made = appeals.appeal(actor=request.user, proposal=proposal, text=sent["text"])
        return Response({"received_on": made.received_on, "from_paper": made.from_paper})


@extend_schema(tags=["review"])
class EstimateView(APIView):
    """The estimate of the cost."""

    @extend_schema(operation_id="review_estimate", request=EstimateWish, responses=shapes.ReviewSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Save the lines; their sum with the contingency becomes the cost. `seen`: 409 if somebody saved since."""
        sent, proposal = checked(EstimateWish, request), _reached(request, pk)
        lines = [Line(one["what"], one["amount"]) for one in sent["lines"]]
        wish = Estimate(lines, sent["contingency"], sent["upkeep"], sent["cost_source"])
        estimates.estimate(actor=request.user, proposal=proposal, wish=wish, seen=sent["seen"])
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class ExtendView(APIView):
    """More time for the author."""

    @extend_schema(operation_id="review_extend", request=MoreTimeWish, responses=shapes.ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Move the last day of the completion, for a reason that the letter tells."""
        sent, proposal = checked(MoreTimeWish, request), _reached(request, pk)
        completion.extend(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class PaperAppealView(APIView):
    """An appeal that came on paper."""

    @extend_schema(
        operation_id="review_enter_appeal", request=PaperAppealWish, responses=shapes.ReviewSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Type it in; the day it came counts."""
        sent, proposal = checked(PaperAppealWish, request), _reached(request, pk)
        appeals.enter(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class UpholdView(APIView):
    """The second decision is as the first."""

    @extend_schema(operation_id="review_uphold", request=SecondReason, responses=shapes.ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Decide an appeal: the refusal stays. Never by who made the first decision."""
        sent, proposal = checked(SecondReason, request), _reached(request, pk)
        appeals.uphold(actor=request.user, proposal=proposal, reason=sent["reason"], ground=ground_of(sent))
        return answer_of(request, proposal)


@extend_schema(tags=["review"])
class GrantView(APIView):
    """The second decision is another one."""

    @extend_schema(operation_id="review_grant", request=BallotWish, responses=shapes.ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Decide an appeal: onto the ballot. Never by who made the first decision."""
        sent, proposal = checked(BallotWish, request), _reached(request, pk)
        sent["envelope"] = envelope_of(proposal, sent["envelope"])
        appeals.grant(actor=request.user, proposal=proposal, **sent)
        return answer_of(request, proposal)
