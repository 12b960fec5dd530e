"""The recount package and the lot over the API."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from voting.api.certification import election_of
from voting.domain import lot, recount_package, results
from voting.domain.lot import Way


class PackageFileSerializer(serializers.Serializer):
    """A file of the package."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()
    url = serializers.CharField()


class PackageSerializer(serializers.Serializer):
    """What a published result can be recounted from."""

    url = serializers.CharField(help_text="The ZIP file.")
    sha256 = serializers.CharField()
    manifest_sha256 = serializers.CharField(help_text="For `python -m voting.counting verify --manifest`.")
    bytes = serializers.IntegerField()
    files = PackageFileSerializer(many=True)


class LotSerializer(serializers.Serializer):
    """How ties are settled."""

    way = serializers.ChoiceField(choices=[way.value for way in Way])
    seed = serializers.CharField(help_text="Empty until it is told.")
    commitment = serializers.CharField(help_text="SHA-256 of a promised seed.")
    source = serializers.CharField(help_text="A public drawing, in words.")  # type: ignore[assignment]  # a field of the answer, not where this field comes from
    told_at = serializers.DateTimeField(allow_null=True)
    entered = serializers.IntegerField(help_text="How many people have read the drawing off.")


class ReadOffSerializer(serializers.Serializer):
    """What was drawn in public."""

    value = serializers.CharField(max_length=200)


@extend_schema(tags=["results"])
class ResultPackage(APIView):
    """Everything to check a published result with."""

    @extend_schema(operation_id="results_package_retrieve", responses=PackageSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Files and their hashes; 404 before the result is published."""
        found = recount_package.package_of(results.counted_election(request.user, slug))
        if found is None:
            raise Http404
        return Response(told(found))


def told(found: recount_package.Package) -> dict[str, Any]:
    """As `PackageSerializer`."""
    return {
        "url": reverse("voting:result_package", args=[found.slug]),
        "sha256": found.sha256,
        "manifest_sha256": found.manifest_sha256,
        "bytes": found.size,
        "files": [
            {
                "name": one.name,
                "sha256": one.sha256,
                "bytes": one.size,
                "url": reverse("voting:result_package_file", args=[found.slug, one.name]),
            }
            for one in found.files
        ],
    }


@extend_schema(tags=["results"])
class ReadLot(IdempotentCreate, APIView):
    """Reading off a public drawing."""

    @extend_schema(operation_id="results_lot_read", request=ReadOffSerializer, responses={201: LotSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Enter what was drawn, as the first or second of two people; if they differ both entries are dropped."""
        election = election_of(slug)
        data = ReadOffSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def produce() -> tuple[int, Any]:
            return 201, vars(lot.read_off(actor=request.user, election=election, **data.validated_data))

        return self.answer_once(request, produce)
