"""Certifying a result over the API: where it stands, and one's name under it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from voting.domain import certification, sealing
from voting.domain.certification import NAMES_NEEDED, Step
from voting.models import Election


class NameSerializer(serializers.Serializer):
    """A name under a result."""

    name = serializers.CharField(help_text="Empty where the account was deleted.")
    when = serializers.DateTimeField()


class CountMadeSerializer(serializers.Serializer):
    """A count that was made."""

    when = serializers.DateTimeField()
    by = serializers.CharField()
    reason = serializers.CharField(help_text="Why it was made again; empty for the first.")
    superseded = serializers.BooleanField()
    same = serializers.BooleanField(help_text="The same ballots were counted as the time before.")


class StandingSerializer(serializers.Serializer):
    """Where a result stands."""

    step = serializers.ChoiceField(choices=[step.value for step in Step], help_text="What comes next.")
    fingerprint = serializers.CharField(help_text="Of the counts that stand; send it back when certifying.")
    counted_by = serializers.CharField()
    counted_at = serializers.DateTimeField(allow_null=True)
    names_needed = serializers.IntegerField()
    names = NameSerializer(many=True)
    counts = CountMadeSerializer(many=True)


class CertifySerializer(serializers.Serializer):
    """What the person who certifies looked at."""

    seen = serializers.CharField(
        required=False, allow_null=True, default=None, max_length=80, help_text="`fingerprint`, see above."
    )


def told(found: certification.Standing) -> dict[str, Any]:
    """As `StandingSerializer`."""
    return {
        "step": found.step.value,
        "fingerprint": found.fingerprint,
        "counted_by": found.counted_by,
        "counted_at": found.counted_at,
        "names_needed": NAMES_NEEDED,
        "names": [vars(name) for name in found.names],
        "counts": [vars(count) for count in found.counts],
    }


def election_of(slug: str) -> Election:
    """The election of a year; Http404."""
    return get_object_or_404(Election.objects.select_related("cycle", "cycle__area"), cycle__slug=slug)


@extend_schema(tags=["results"])
class Certification(IdempotentCreate, APIView):
    """Two people certify a count before it can be published."""

    @extend_schema(operation_id="results_certification_retrieve", responses=StandingSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Where the result stands, for the officials of the vote."""
        election = election_of(slug)
        return Response(told(certification.standing(actor=request.user, election=election)))

    @extend_schema(
        operation_id="results_certify", request=CertifySerializer, responses={201: StandingSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put one's name under the counts; nobody who counted, and nobody twice."""
        election = election_of(slug)
        data = CertifySerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def produce() -> tuple[int, Any]:
            certification.certify(actor=request.user, election=election, **data.validated_data)
            return 201, told(certification.standing(actor=request.user, election=election))

        return self.answer_once(request, produce)


class SealStateSerializer(serializers.Serializer):
    """How far sealing is."""

    may_from = serializers.DateTimeField(
        allow_null=True, help_text="When appeals are over; null before publishing."
    )
    is_time = serializers.BooleanField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField(allow_null=True)
    sealed_by = serializers.CharField()
    sealed_at = serializers.DateTimeField(allow_null=True)
    key_gone = serializers.BooleanField(help_text="The file of the box key is gone from the disk.")
    mine = serializers.BooleanField(help_text="You have asked for it, so another person seals.")


@extend_schema(tags=["results"])
class Seal(IdempotentCreate, APIView):
    """Two people seal the box when appeals are over."""

    @extend_schema(operation_id="results_seal_retrieve", responses=SealStateSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How far it is, for the officials of the vote."""
        return Response(vars(sealing.state_of(actor=request.user, election=election_of(slug))))

    @extend_schema(operation_id="results_seal", request=None, responses={201: SealStateSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Ask for it as the first person, seal as the second; it cannot be undone."""
        election = election_of(slug)

        def produce() -> tuple[int, Any]:
            sealing.seal(actor=request.user, election=election)
            return 201, vars(sealing.state_of(actor=request.user, election=election))

        return self.answer_once(request, produce)

    @extend_schema(operation_id="results_seal_withdraw", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Take the wish back before anybody else has sealed."""
        sealing.withdraw(actor=request.user, election=election_of(slug))
        return Response(status=204)
