"""A tablet in a booth, over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.sent import checked
from voting.api import vote_serializers as shapes
from voting.api.vote import SLUG, found
from voting.domain import kiosk


class EnvelopeSerializer(serializers.Serializer):
    """A sealed ballot, each part in base64; see `/vote/YEAR/booth/` for how it is sealed."""

    wrapped = serializers.CharField(max_length=1_000)
    iv = serializers.CharField(max_length=100)
    sealed = serializers.CharField(max_length=100_000)


@extend_schema(tags=["vote"], parameters=[SLUG])
class BoothCast(APIView):
    """Casting from a booth."""

    authentication_classes = ()

    @extend_schema(
        operation_id="vote_booth_cast", request=EnvelopeSerializer, responses={201: shapes.ReceiptSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Open the envelope and cast the ballot; sent again it gives the same receipt."""
        election = found(request, slug)
        envelope = kiosk.Envelope(**checked(EnvelopeSerializer, request))
        receipt = kiosk.cast(election=election, envelope=envelope, network=address_of(request._request))
        return Response(shapes.receipt(receipt), status=201, headers={"Cache-Control": "no-store"})
