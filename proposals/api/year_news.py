"""Hearing by mail how the funded projects of a year go, through the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.sent import checked
from commons.moderation.api.effort import WorkedBySigned, effort_of
from commons.process.domain.queries import published
from commons.texts.translated import Language
from proposals.domain import year_news


class NewsWish(WorkedBySigned):
    """An address that wants to hear. `areas` empty: of the whole town."""

    address = serializers.CharField(max_length=254)
    language = serializers.ChoiceField(choices=Language.choices, default="fi")
    areas = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=year_news.MOST_AREAS,
    )


class ConfirmingWord(serializers.Serializer):
    """The word in the link of the mail that asks to confirm."""

    word = serializers.CharField(max_length=4000)


class StopWord(serializers.Serializer):
    """The word in the link that stops."""

    word = serializers.CharField(max_length=40)


@extend_schema(tags=["carrying out"])
class AskView(APIView):
    """Asking to hear."""

    @extend_schema(operation_id="year_news_ask", request=NewsWish, responses={202: None})
    def post(self, request: Request, slug: str) -> Response:
        """A mail asks to confirm; nothing is stored before. The same answer for every address."""
        sent = checked(NewsWish, request)
        cycle = get_object_or_404(published(), slug=slug)
        network, effort = address_of(request._request), effort_of(sent)
        year_news.ask(network=network, cycle=cycle, effort=effort, **sent)
        return Response(status=202)


@extend_schema(tags=["carrying out"])
class ConfirmView(APIView):
    """Confirming."""

    @extend_schema(operation_id="year_news_confirm", request=ConfirmingWord, responses={200: StopWord})
    def post(self, request: Request) -> Response:
        """Begin to be told; gives the word that stops it."""
        kept = year_news.confirm(word=checked(ConfirmingWord, request)["word"])
        return Response({"word": kept.stop_word})


@extend_schema(tags=["carrying out"])
class StopView(APIView):
    """Stopping."""

    @extend_schema(operation_id="year_news_stop", request=StopWord, responses={204: None})
    def post(self, request: Request) -> Response:
        """Delete the address; again changes nothing."""
        year_news.stop(word=checked(StopWord, request)["word"])
        return Response(status=204)
