"""Organisers of a hearing, a changed event, and parts that are taken away again."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from hearings.api import reaching, shapes
from hearings.api.preparing import PartView, flat, whole
from hearings.domain import parts
from hearings.models import Hearing
from hearings.rules import SET_UP


class NewOrganiser(serializers.Serializer):
    """An organisation that holds the hearing. `is_lead`: it answers for the personal data."""

    name = serializers.CharField(max_length=160)
    url = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    is_lead = serializers.BooleanField(required=False, default=False)


class NewWords(serializers.Serializer):
    """The words of a part by language; what is left out stays."""

    words = shapes.Words()


@extend_schema(tags=["hearings: officials"])
class OrganisersView(PartView):
    """Organisations that hold a hearing together."""

    shape = NewOrganiser

    @extend_schema(
        operation_id="hearing_organiser_add", request=NewOrganiser, responses={201: shapes.HearingShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add an organisation."""
        return self.made(request, slug)

    def add(self, request: Request, hearing: Hearing, sent: dict[str, Any]) -> None:
        """Add it."""
        parts.add_organiser(actor=request.user, hearing=hearing, **sent)


@extend_schema(tags=["hearings: officials"])
class PartRemovalView(APIView):
    """One part of a hearing that is prepared."""

    @extend_schema(operation_id="hearing_part_remove", request=None, responses={204: None})
    def delete(self, request: Request, slug: str, kind: str, pk: int) -> Response:
        """Take it away with what hangs on it. `kind`: service-areas, questions, events or organisers."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        parts.remove(actor=request.user, hearing=hearing, kind=kind, pk=pk)
        return Response(status=204)

    @extend_schema(operation_id="hearing_part_reword", request=NewWords, responses=shapes.HearingShape)
    def patch(self, request: Request, slug: str, kind: str, pk: int) -> Response:
        """Other words by language, while it is prepared. `kind`: service-areas, questions or statements."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(NewWords, request)["words"]
        name = parts.WORDED[kind][1] if kind in parts.WORDED else "text"
        words = {f"{name}_{language}": text for language, text in sent.items()}
        parts.reword(actor=request.user, hearing=hearing, kind=kind, pk=pk, words=words)
        return Response(whole(hearing))


@extend_schema(tags=["hearings: officials"])
class EventView(APIView):
    """One meeting."""

    @extend_schema(
        operation_id="hearing_event_change", request=shapes.NewEvent, responses=shapes.HearingShape
    )
    def patch(self, request: Request, slug: str, pk: int) -> Response:
        """Another place or time; the codes stay."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(shapes.NewEvent, request, partial=True)
        parts.change_event(actor=request.user, hearing=hearing, pk=pk, fields=flat(sent, "programme"))
        return Response(whole(hearing))
