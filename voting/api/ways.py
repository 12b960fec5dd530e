"""Asking to be on the roll, and the reminder of a ballot that is not cast, over the API."""

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.sent import checked
from commons.places.models import Area
from voting.api.vote import SLUG, OfVoter, found
from voting.api.vote_auth import voter_of
from voting.domain import reminders, roll_requests
from voting.domain.roll_requests import Wish


class AskSerializer(serializers.Serializer):
    """A request to be on the roll. The person id is hashed as it comes in and kept only so."""

    person = serializers.CharField(max_length=100)
    birth_year = serializers.IntegerField(min_value=1, max_value=9_999)
    area = serializers.PrimaryKeyRelatedField(queryset=Area.objects.all())
    reason = serializers.CharField(max_length=roll_requests.LONGEST)
    contact = serializers.EmailField(max_length=254)


class ReminderSerializer(serializers.Serializer):
    """Where one mail is sent before the close; empty: nowhere."""

    email = serializers.EmailField(max_length=254, allow_blank=True)


@extend_schema(tags=["vote"], parameters=[SLUG])
class Ask(APIView):
    """Asking to be on the roll."""

    @extend_schema(operation_id="vote_ask", request=AskSerializer, responses={202: None})
    def post(self, request: Request, slug: str) -> Response:
        """Sent again it stays one request; the answer says nothing of whether the person is on the roll."""
        election, sent = found(request, slug), checked(AskSerializer, request)
        roll_requests.ask(
            actor=request.user,
            election=election,
            wish=Wish(**sent, language=(get_language() or "fi")[:2]),
            network=address_of(request._request),
        )
        return Response(status=202)


class Reminder(OfVoter):
    """The reminder of a ballot that is not cast."""

    @extend_schema(operation_id="vote_reminder", request=ReminderSerializer, responses={204: None})
    def put(self, request: Request, slug: str) -> Response:
        """Keep an address with the draft for one mail before the close, or take it away."""
        voter, election = voter_of(request), found(request, slug)
        address = checked(ReminderSerializer, request)["email"]
        reminders.remind_me(
            actor=voter, election=election, address=address, language=(get_language() or "fi")[:2]
        )
        return Response(status=204)
