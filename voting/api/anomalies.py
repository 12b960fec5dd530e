"""Findings over the API: what stands out in a box, and what two people decide."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from voting.api.certification import election_of
from voting.domain import anomalies, finding_words
from voting.models import AnomalyCase, CaseState, FindingKind


class FindingSerializer(serializers.Serializer):
    """Something that stands out against the rest of the vote."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=FindingKind.choices)
    where = serializers.CharField(help_text="Hour and way, day and years of birth, or batch; in words.")
    sentence = serializers.CharField(help_text="What stands out against the rest, in words.")
    number = serializers.IntegerField()
    among = serializers.IntegerField()
    expected = serializers.IntegerField(help_text="If it were like the rest.")
    state = serializers.ChoiceField(choices=CaseState.choices)
    proposed = serializers.CharField(help_text="What the first person has written; empty before.")
    reason = serializers.CharField()


class FindingEffectSerializer(serializers.Serializer):
    """The result of a pot with the ballots of a finding and without."""

    pot = serializers.CharField()
    ballots_with = serializers.IntegerField()
    ballots_without = serializers.IntegerField()
    selected_with = serializers.ListField(child=serializers.CharField())
    selected_without = serializers.ListField(child=serializers.CharField())
    only_with = serializers.ListField(child=serializers.CharField())
    only_without = serializers.ListField(child=serializers.CharField())


class FindingDetailSerializer(FindingSerializer):
    """A finding with what its ballots change; `compared` is null where reckoning takes too long."""

    compared = FindingEffectSerializer(many=True, allow_null=True)


class SearchedSerializer(serializers.Serializer):
    """What was found by looking once more."""

    new = serializers.IntegerField()


class DecideSerializer(serializers.Serializer):
    """`write` a decision as the first person (`state`, `reason`), `agree` as the second, or drop it (`back`)."""

    step = serializers.ChoiceField(choices=["write", "agree", "back"])
    state = serializers.ChoiceField(choices=CaseState.choices, required=False, default=CaseState.OPEN)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=4_000)


def told(case: AnomalyCase) -> dict[str, Any]:
    """As `FindingSerializer`."""
    names = ("kind", "number", "among", "expected", "state", "proposed", "reason")
    return {
        "id": case.pk,
        "where": finding_words.where(case),
        "sentence": finding_words.sentence(case),
        **{name: getattr(case, name) for name in names},
    }


@extend_schema(tags=["results"])
class Findings(APIView):
    """What stands out in a box."""

    @extend_schema(operation_id="results_findings_list", responses=FindingSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All findings, open ones first, for the officials of the vote."""
        found = anomalies.cases(actor=request.user, election=election_of(slug))
        return Response([told(case) for case in found])

    @extend_schema(operation_id="results_findings_search", request=None, responses=SearchedSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Look once more; what was decided stays. Done again it finds nothing new."""
        return Response({"new": anomalies.search(actor=request.user, election=election_of(slug))})


@extend_schema(tags=["results"])
class Finding(IdempotentCreate, APIView):
    """One finding."""

    @extend_schema(operation_id="results_finding_retrieve", responses=FindingDetailSerializer)
    def get(self, request: Request, slug: str, pk: int) -> Response:
        """The finding, and the result with its ballots and without."""
        case = anomalies.case_of(actor=request.user, election=election_of(slug), pk=pk)
        compared = anomalies.compared(case) if case.ballots else []
        rows = None if compared is None else [vars(one) for one in compared]
        return Response({**told(case), "compared": rows})

    @extend_schema(
        operation_id="results_finding_decide", request=DecideSerializer, responses={201: FindingSerializer}
    )
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Write, agree or drop; two different people decide."""
        case = anomalies.case_of(actor=request.user, election=election_of(slug), pk=pk)
        data = DecideSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def produce() -> tuple[int, Any]:
            return 201, told(_decide(request, case, **data.validated_data))

        return self.answer_once(request, produce)


def _decide(request: Request, case: AnomalyCase, *, step: str, state: str, reason: str) -> AnomalyCase:
    if step == "write":
        return anomalies.propose(actor=request.user, case=case, state=CaseState(state), reason=reason)
    verb = anomalies.agree if step == "agree" else anomalies.send_back
    return verb(actor=request.user, case=case)
