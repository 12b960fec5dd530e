"""Letters that the author's address did not take, by API: which wait, and that one was sent on paper."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.pagination import Pages
from commons.http.sent import checked
from proposals.domain import undelivered
from proposals.models import Letter, LetterKind


class UndeliveredSerializer(serializers.Serializer):
    """A letter. `refused_at`: when the address was found to take no mail; `paper_on`: the day it went on paper."""

    id = serializers.IntegerField()
    proposal = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=LetterKind.choices)
    language = serializers.CharField()
    subject = serializers.CharField()
    created_at = serializers.DateTimeField()
    refused_at = serializers.DateTimeField()
    paper_on = serializers.DateField(allow_null=True)
    pdf = serializers.CharField(help_text="Address of the letter as an accessible PDF, to print.")


class PaperWish(serializers.Serializer):
    """On which day; without one today."""

    day = serializers.DateField(required=False, allow_null=True, default=None)


def answer(found: Letter) -> dict[str, Any]:
    """As `UndeliveredSerializer`."""
    names = ("kind", "language", "subject", "created_at", "refused_at", "paper_on")
    return {name: getattr(found, name) for name in names} | {
        "id": found.pk,
        "proposal": found.proposal_id,
        "title": found.proposal.title,
        "pdf": reverse("proposals:desk_letter", args=[found.pk]),
    }


def _found(request: Request, pk: int) -> Letter:
    try:
        return undelivered.one(request.user, pk)
    except Letter.DoesNotExist:
        raise Http404 from None


@extend_schema(tags=["review"])
class UndeliveredView(GenericAPIView):
    """What waits to be sent on paper."""

    queryset = Letter.objects.none()
    pagination_class = Pages
    serializer_class = UndeliveredSerializer

    @extend_schema(operation_id="letters_undelivered", responses=UndeliveredSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Letters whose address took no mail and that were not sent on paper yet, where one reviews."""
        assert isinstance(self.paginator, Pages)  # noqa: S101 (tells the type)
        self.paginator.ordering = ("refused_at", "pk")
        rows = self.paginate_queryset(undelivered.waiting(request.user)) or []
        return self.get_paginated_response([answer(row) for row in rows])


@extend_schema(tags=["review"])
class OnPaperView(APIView):
    """One letter on paper."""

    @extend_schema(operation_id="letter_on_paper", request=PaperWish, responses=UndeliveredSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """It was sent on paper on this day."""
        sent = checked(PaperWish, request)
        found = _found(request, pk)
        return Response(answer(undelivered.send_on_paper(actor=request.user, letter=found, **sent)))

    @extend_schema(operation_id="letter_not_on_paper", responses=UndeliveredSerializer)
    def delete(self, request: Request, pk: int) -> Response:
        """It was not, after all."""
        return Response(answer(undelivered.undo(actor=request.user, letter=_found(request, pk))))
