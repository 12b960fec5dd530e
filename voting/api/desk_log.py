"""The book of acts over the API, for the officials of the vote."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.audit.domain.chain import LOOKED_AT
from voting.domain import acts, desk_votes


class BreakSerializer(serializers.Serializer):
    """The first entry that does not fit."""

    number = serializers.IntegerField()
    why = serializers.ChoiceField(choices=list(LOOKED_AT))


class LinkSerializer(serializers.Serializer):
    """One entry of the book."""

    number = serializers.IntegerField()
    hash = serializers.CharField()
    thing = serializers.CharField()
    done = serializers.CharField()
    rows = serializers.IntegerField()


class ActSerializer(serializers.Serializer):
    """What one verb did. `actor` is empty for the system."""

    when = serializers.DateTimeField()
    actor = serializers.CharField()
    what = serializers.CharField()
    reason = serializers.CharField()
    entries = LinkSerializer(many=True)


class LogSerializer(serializers.Serializer):
    """The book, reckoned again just now, and a page of its acts, newest first."""

    length = serializers.IntegerField()
    head = serializers.CharField()
    broken = BreakSerializer(allow_null=True)
    acts = ActSerializer(many=True)
    before = serializers.IntegerField(allow_null=True, help_text="For the page after this one.")


def _act(act: acts.Act) -> dict[str, Any]:
    entries = [vars(link) | {"thing": str(link.thing), "done": str(link.done)} for link in act.links]
    told = {"when": act.when.isoformat(), "actor": act.actor, "what": str(act.what), "reason": act.reason}
    return told | {"entries": entries}


@extend_schema(tags=["voting desk"])
class Log(APIView):
    """The book of acts."""

    @extend_schema(responses=LogSerializer, parameters=[OpenApiParameter("before", int)])
    def get(self, request: Request, slug: str) -> Response:
        """Is it whole, and who did what when and why."""
        election = desk_votes.election_at_desk(request.user, slug)
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
        looked = acts.look_over(actor=request.user, election=election)
        page = acts.acts(actor=request.user, election=election, before=before)
        broken = looked.broken and {"number": looked.broken.number, "why": looked.broken.why}
        told = {"length": looked.length, "head": looked.head, "broken": broken, "before": page.before}
        return Response(told | {"acts": [_act(act) for act in page.acts]})
