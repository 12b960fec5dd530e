"""Suggested groups of notes."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.asking import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from hearings.api import grouping_shapes, reaching
from hearings.domain import suggestions
from hearings.models import Hearing, Suggestion, SuggestionRun
from hearings.rules import GROUP


class SuggestionShape(serializers.Serializer):
    """Notes that use the same words, nearest to the middle first."""

    id = serializers.IntegerField()
    service_area = serializers.IntegerField()
    words = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.IntegerField())


class SuggestionsShape(serializers.Serializer):
    """The last search: how far it is, and what nobody has decided about."""

    state = serializers.ChoiceField(choices=SuggestionRun.State.choices, allow_null=True)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    results = SuggestionShape(many=True)


class Taking(serializers.Serializer):
    """Which notes go into which theme."""

    notes = serializers.ListField(child=serializers.IntegerField(), allow_empty=True)
    theme = serializers.IntegerField()


def suggested(hearing: Hearing) -> dict[str, Any]:
    """The last search as plain data."""
    run = suggestions.latest(hearing)
    if run is None:
        return {"state": None, "done": 0, "total": 0, "results": []}
    rows = [
        {
            "id": one.suggestion.pk,
            "service_area": one.suggestion.service_area_id,
            "words": one.suggestion.words,
            "notes": [note.pk for note in one.notes],
        }
        for one in suggestions.open_of(run)
    ]
    return {"state": run.state, "done": run.done, "total": run.total, "results": rows}


def reached(pk: int) -> Suggestion:
    """A suggestion, or 404; the verb asks who may."""
    found = (
        Suggestion.objects.select_related("run__hearing__area").filter(pk=pk).first() if pk < 2**63 else None
    )
    if found is None:
        raise Http404
    return found


@extend_schema(tags=["hearings: officials"])
class SuggestionsView(IdempotentCreate, APIView):
    """Suggested groups."""

    @extend_schema(operation_id="hearing_suggestions", responses=SuggestionsShape)
    def get(self, request: Request, slug: str) -> Response:
        """The last search."""
        return Response(suggested(reaching.desk_hearing(request, slug, GROUP)))

    @extend_schema(operation_id="hearing_suggest", request=None, responses={202: SuggestionsShape})
    def post(self, request: Request, slug: str) -> Response:
        """Look for groups among the notes without a theme. Many notes are looked through in the background."""
        hearing = reaching.desk_hearing(request, slug, GROUP)

        def produce() -> tuple[int, Any]:
            suggestions.ask(actor=request.user, hearing=hearing)
            return 202, suggested(hearing)

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class TakeView(APIView):
    """Taking a suggestion."""

    @extend_schema(
        operation_id="hearing_suggestion_take", request=Taking, responses=grouping_shapes.PlacedShape
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put some or all of its notes into a theme; an ordinary step of grouping."""
        found = reached(pk)
        require(request.user, GROUP, found.run.hearing)
        sent = checked(Taking, request)
        theme = reaching.theme(request, sent["theme"])
        placed = suggestions.accept(actor=request.user, suggestion=found, notes=sent["notes"], theme=theme)
        return Response({"moved": placed.moved, "elsewhere": placed.elsewhere})


@extend_schema(tags=["hearings: officials"])
class SetAsideView(APIView):
    """Taking nothing."""

    @extend_schema(operation_id="hearing_suggestion_set_aside", request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Set it aside."""
        suggestions.set_aside(actor=request.user, suggestion=reached(pk))
        return Response(status=204)
