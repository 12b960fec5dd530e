"""Working together on a proposal: co-authors, suggested changes, versions."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import Actor, may
from commons.deliberation.reasons import in_words
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.texts.differences import Piece
from proposals.api.reading import number_of
from proposals.domain import queries
from proposals.domain.together import authors, reading, suggesting
from proposals.domain.together.reading import Source, Suggested
from proposals.models import CoAuthor, CoAuthorState, Proposal, SuggestedField, Suggestion, SuggestionState
from proposals.rules import EDIT, Held

Json = dict[str, Any]


class NewInvitation(serializers.Serializer):
    """Whom to invite."""

    email = serializers.CharField(max_length=254)


class AnswerToInvitation(serializers.Serializer):
    """Yes or no. A no needs no account."""

    accepts = serializers.BooleanField()


class CoAuthorSerializer(serializers.Serializer):
    """Who writes it with the author, or is asked to."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Empty while only invited.")
    state = serializers.ChoiceField(choices=CoAuthorState.choices)


class CoAuthorsSerializer(serializers.Serializer):
    """All of them."""

    results = CoAuthorSerializer(many=True)


class NewSuggestion(serializers.Serializer):
    """How a part of the text should read."""

    field = serializers.ChoiceField(choices=SuggestedField.choices)
    text = serializers.CharField(max_length=5000)
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class AnswerToSuggestion(serializers.Serializer):
    """Take it into the text, or decline it with a reason."""

    takes = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class PieceSerializer(serializers.Serializer):
    """A stretch of text."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class SuggestionSerializer(serializers.Serializer):
    """A suggested change. Only its writer and the authors see it."""

    id = serializers.IntegerField()
    field = serializers.ChoiceField(choices=SuggestedField.choices)
    author = serializers.CharField()
    state = serializers.ChoiceField(choices=SuggestionState.choices)
    note = serializers.CharField()
    reason = serializers.CharField()
    hidden = serializers.CharField(
        allow_blank=True, help_text="Why the authors do not see it; empty: they do."
    )
    created_at = serializers.DateTimeField()
    differences = PieceSerializer(many=True)


class SuggestionsSerializer(serializers.Serializer):
    """The newest hundred."""

    results = SuggestionSerializer(many=True)


class TextVersionSerializer(serializers.Serializer):
    """A text that was public."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    texts = serializers.DictField(child=serializers.CharField())
    made_by = serializers.ChoiceField(choices=Source.choices, help_text="What made this version.")
    is_covered = serializers.BooleanField(help_text="Moderators blacked out words of the text.")


class TextPartSerializer(serializers.Serializer):
    """A part of the text that differs."""

    field = serializers.ChoiceField(choices=SuggestedField.choices)
    differences = PieceSerializer(many=True)


class VersionsSerializer(serializers.Serializer):
    """All versions, and two of them compared: those asked for, or the last two."""

    versions = TextVersionSerializer(many=True)
    compared = TextPartSerializer(many=True)


def _pieces(found: list[Piece]) -> list[Json]:
    return [{"kind": piece.kind, "text": piece.text} for piece in found]


def _co_author(one: CoAuthor) -> Json:
    return {"id": one.pk, "name": one.user.display_name if one.user else "", "state": one.state}


def _suggestion(one: Suggested) -> Json:
    found = one.suggestion
    return {
        "id": found.pk,
        "field": found.field,
        "author": found.author.display_name if found.author else "",
        "state": found.state,
        "note": found.note,
        "reason": found.reason,
        "hidden": in_words(found.hidden_reason) if found.hidden_at else "",
        "created_at": found.created_at,
        "differences": _pieces(one.pieces),
    }


def _seen_by(actor: Actor, proposal: Proposal) -> list[Suggested]:
    """All suggestions for the authors; for anybody else their own."""
    if may(actor, EDIT, Held(proposal)):
        return reading.workshop(actor=actor, proposal=proposal).suggestions
    return reading.mine(actor=actor, proposal=proposal)


@extend_schema(tags=["working together"])
class CoAuthorsView(IdempotentCreate, APIView):
    """Who writes a proposal together."""

    @extend_schema(operation_id="co_authors", responses=CoAuthorsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The co-authors and the invitations: for the authors."""
        workshop = reading.workshop(actor=request.user, proposal=queries.reached(pk, request.user))
        return Response({"results": [_co_author(one) for one in workshop.co_authors]})

    @extend_schema(
        operation_id="co_author_invite", request=NewInvitation, responses={201: CoAuthorSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Invite somebody by mail: for the author."""
        sent = checked(NewInvitation, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Json]:
            return 201, _co_author(authors.invite(actor=request.user, proposal=proposal, email=sent["email"]))

        return self.answer_once(request, produce)


@extend_schema(tags=["working together"])
class CoAuthorView(APIView):
    """One co-author."""

    @extend_schema(operation_id="co_author_end", responses={200: CoAuthorSerializer})
    def delete(self, request: Request, pk: int, co_author: int) -> Response:
        """Leave; or, for the author, let somebody go or take an invitation back."""
        found = get_object_or_404(CoAuthor, pk=co_author, proposal=queries.reached(pk, request.user).pk)
        return Response(_co_author(authors.part(actor=request.user, co_author=found)))


@extend_schema(tags=["working together"])
class InvitationView(APIView):
    """An invitation, by the word of its mail."""

    @extend_schema(operation_id="invitation_answer", request=AnswerToInvitation, responses=CoAuthorSerializer)
    def put(self, request: Request, word: str) -> Response:
        """Accept it, signed in, or decline it."""
        invitation = authors.invitation_of(word)
        if checked(AnswerToInvitation, request)["accepts"]:
            return Response(_co_author(authors.accept(actor=request.user, invitation=invitation)))
        return Response(_co_author(authors.decline(invitation=invitation)))


@extend_schema(tags=["working together"])
class SuggestionsView(IdempotentCreate, APIView):
    """Suggested changes of the text."""

    @extend_schema(operation_id="suggestions", responses=SuggestionsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """All for the authors, one's own for anybody else."""
        found = _seen_by(request.user, queries.reached(pk, request.user))
        return Response({"results": [_suggestion(one) for one in found]})

    @extend_schema(operation_id="suggest", request=NewSuggestion, responses={201: SuggestionSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Suggest how a part of the text should read, before it is decided."""
        sent = checked(NewSuggestion, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Json]:
            suggesting.suggest(actor=request.user, proposal=proposal, **sent)
            return 201, _suggestion(reading.mine(actor=request.user, proposal=proposal)[0])

        return self.answer_once(request, produce)


@extend_schema(tags=["working together"])
class SuggestionView(APIView):
    """One suggested change."""

    @extend_schema(
        operation_id="suggestion_answer", request=AnswerToSuggestion, responses=SuggestionSerializer
    )
    def put(self, request: Request, pk: int, suggestion: int) -> Response:
        """Take it into the text while that may change, or decline it with a reason: for the authors."""
        sent = checked(AnswerToSuggestion, request)
        proposal = queries.reached(pk, request.user)
        found = get_object_or_404(Suggestion, pk=suggestion, proposal=proposal.pk)
        if sent["takes"]:
            suggesting.take(actor=request.user, suggestion=found)
        else:
            suggesting.decline(actor=request.user, suggestion=found, reason=sent["reason"])
        return Response(_one(request.user, proposal, found))

    @extend_schema(operation_id="suggestion_take_back", responses={200: SuggestionSerializer})
    def delete(self, request: Request, pk: int, suggestion: int) -> Response:
        """Take one's own suggestion back."""
        proposal = queries.reached(pk, request.user)
        found = get_object_or_404(Suggestion, pk=suggestion, proposal=proposal.pk)
        suggesting.take_back(actor=request.user, suggestion=found)
        return Response(_one(request.user, proposal, found))


def _one(actor: Actor, proposal: Proposal, found: Suggestion) -> Json:
    return next(_suggestion(one) for one in _seen_by(actor, proposal) if one.suggestion.pk == found.pk)


@extend_schema(tags=["proposals"])
class VersionsView(APIView):
    """The versions of the text."""

    @extend_schema(
        operation_id="proposal_versions",
        responses=VersionsSerializer,
        parameters=[
            OpenApiParameter("from", OpenApiTypes.INT32, description="Number of a version."),
            OpenApiParameter("to", OpenApiTypes.INT32, description="Number of another one."),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Every text that was public, and what differs between two of them."""
        found = reading.versions(queries.reached(pk, request.user))
        asked = (number_of(request, "from"), number_of(request, "to"))
        parts = reading.compared(*reading.pair(found, *asked)) if found else []
        return Response(
            {
                "versions": [vars(one) for one in found],
                "compared": [{"field": field, "differences": _pieces(pieces)} for field, pieces in parts],
            }
        )
