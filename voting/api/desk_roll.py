"""The roll and the letters over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.places.models import Area
from voting import rules
from voting.api import desk_serializers as shapes
from voting.api.desk_votes import TAG
from voting.domain import codes, desk_votes, letters, roll_files
from voting.domain.letters import Printed
from voting.models import CodeBatch, RollFile


@extend_schema(tags=TAG)
class Roll(IdempotentCreate, APIView):
    """Those who may vote."""

    parser_classes = (MultiPartParser,)

    @extend_schema(responses=shapes.RollAreaSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """How many there are, area by area."""
        election = desk_votes.election_at_desk(request.user, slug)
        return Response([shapes.roll_area(area) for area in desk_votes.roll_by_area(election)])

    @extend_schema(
        request={"multipart/form-data": shapes.CsvSerializer}, responses={201: shapes.RollFileSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Check a file; nothing changes before it is taken in. One with errors is refused, see its report."""
        election = desk_votes.election_at_desk(request.user, slug)
        file = checked(shapes.CsvSerializer, request)["file"]

        def produce() -> tuple[int, Any]:
            made = roll_files.look_at(
                actor=request.user, election=election, data=file.read(), file_name=file.name
            )
            return 201, shapes.roll_file(made)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class RollFileOne(APIView):
    """A file that was sent for the roll."""

    @extend_schema(responses=shapes.RollFileSerializer)
    def get(self, request: Request, slug: str, file: UUID) -> Response:
        """Its report, and how far taking it in is."""
        election = desk_votes.election_at_desk(request.user, slug)
        require(request.user, rules.MANAGE_ROLL, election)
        return Response(shapes.roll_file(get_object_or_404(RollFile, pk=file, election=election)))

    @extend_schema(
        operation_id="desk_votes_roll_begin", request=None, responses={202: shapes.RollFileSerializer}
    )
    def post(self, request: Request, slug: str, file: UUID) -> Response:
        """Take it in: a small file at once, a big one in the background."""
        election = desk_votes.election_at_desk(request.user, slug)
        found = get_object_or_404(
            RollFile.objects.select_related("election__cycle__area"), pk=file, election=election
        )
        return Response(shapes.roll_file(roll_files.begin(actor=request.user, file=found)), status=202)


def letters_file(printed: Printed) -> HttpResponse:
    """The letters, which no cache keeps and which cannot be fetched again."""
    return HttpResponse(
        printed.pdf, content_type="application/pdf", status=201, headers={"Cache-Control": "no-store"}
    )


@extend_schema(tags=TAG)
class Letters(APIView):
    """Letters with voting codes."""

    @extend_schema(responses=shapes.BatchSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The batches, newest first."""
        election = desk_votes.election_at_desk(request.user, slug)
        return Response([shapes.batch(found) for found in desk_votes.batches(election)])

    @extend_schema(
        request=shapes.LettersSerializer, responses={(201, "application/pdf"): OpenApiTypes.BINARY}
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """Make letters for people without a code. The answer is the only place where the codes can be read."""
        election = desk_votes.election_at_desk(request.user, slug)
        sent = checked(shapes.LettersSerializer, request)
        area = get_object_or_404(Area, pk=sent["area"]) if sent["area"] else None
        return letters_file(
            letters.print_batch(actor=request.user, election=election, area=area, most=sent["most"])
        )


@extend_schema(tags=TAG)
class ReplaceLetter(APIView):
    """A new letter for one person."""

    @extend_schema(request=shapes.PersonSerializer, responses={(201, "application/pdf"): OpenApiTypes.BINARY})
    def post(self, request: Request, slug: str) -> HttpResponse:
        """The old code stops working."""
        election = desk_votes.election_at_desk(request.user, slug)
        typed = checked(shapes.PersonSerializer, request)["person"]
        return letters_file(letters.print_replacement(actor=request.user, election=election, typed=typed))


@extend_schema(tags=TAG)
class RevokeLetters(IdempotentCreate, APIView):
    """Calling a batch of letters back."""

    @extend_schema(request=shapes.RevokeSerializer, responses={201: shapes.BatchSerializer(many=True)})
    def post(self, request: Request, slug: str, batch: int) -> Response:
        """Its codes stop working; what was cast with them stays. All batches as they are then."""
        election = desk_votes.election_at_desk(request.user, slug)
        found = get_object_or_404(
            CodeBatch.objects.select_related("election__cycle__area"), pk=batch, election=election
        )
        reason = checked(shapes.RevokeSerializer, request)["reason"]

        def produce() -> tuple[int, Any]:
            codes.revoke_batch(actor=request.user, batch=found, reason=reason)
            return 201, [shapes.batch(other) for other in desk_votes.batches(election)]

        return self.answer_once(request, produce)
