"""Which mails one gets, through the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.followup.domain import choices
from commons.followup.domain.choices import Chosen
from commons.followup.models import Rhythm
from commons.http.sent import checked


class MailWish(serializers.Serializer):
    """How often, and of what beyond the single things that one follows."""

    rhythm = serializers.ChoiceField(choices=Rhythm.choices)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=500)


class MailChoiceSerializer(MailWish):
    """What one chose."""

    bounces = serializers.BooleanField(help_text="The address takes no mails; none are sent.")


@extend_schema(tags=["me"])
class MailsView(APIView):
    """One's mails."""

    @extend_schema(operation_id="my_mails", responses=MailChoiceSerializer)
    def get(self, request: Request) -> Response:
        """What one chose."""
        return Response(_told(choices.chosen_by(request.user)))

    @extend_schema(operation_id="my_mails_choose", request=MailWish, responses=MailChoiceSerializer)
    def put(self, request: Request) -> Response:
        """Choose how often, and of what: "own", "area:12", "category:3"."""
        sent = checked(MailWish, request)
        return Response(_told(choices.choose(actor=request.user, **sent)))


def _told(chosen: Chosen) -> dict[str, object]:
    return {"rhythm": chosen.rhythm, "tags": sorted(chosen.tags), "bounces": chosen.bounces}
