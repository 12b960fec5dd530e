"""Mails about answers, and what is told after an answer."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.moderation.api.effort import WorkedBySigned, effort_of
from commons.texts.translated import LANGUAGES
from hearings import browser
from hearings.api import answers, reaching, shapes, theme_shapes
from hearings.api.theming import flat
from hearings.domain import answers as answer_verbs
from hearings.domain import subscribing
from hearings.rules import ANSWER


class NewSubscriber(WorkedBySigned):
    """An address that wants the answers. `services` empty: of the whole hearing."""

    address = serializers.CharField(max_length=254)
    language = serializers.ChoiceField(choices=LANGUAGES, default="fi")
    services = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, max_length=200
    )


class MailToken(serializers.Serializer):
    """The word in the link of a mail."""

    token = serializers.CharField(max_length=40)


class NewLater(serializers.Serializer):
    """What has been done since the answer, in each language of the hearing."""

    date = serializers.DateField()
    title = shapes.Words()
    text = shapes.Words(required=False, default=dict)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


@extend_schema(tags=["hearings"])
class SubscribeView(APIView):
    """Asking to be told."""

    @extend_schema(operation_id="hearing_subscribe", request=NewSubscriber, responses={202: None})
    def post(self, request: Request, slug: str) -> Response:
        """Be told of the answers by mail; the address gets a mail to confirm. The same answer for every address."""
        sent: dict[str, Any] = checked(NewSubscriber, request)
        hearing = reaching.hearing(request, slug)
        writer = browser.writer_of(request._request, effort_of(sent))
        subscribing.subscribe(actor=writer, hearing=hearing, **sent)
        return Response(status=202)


@extend_schema(tags=["hearings"])
class ConfirmView(APIView):
    """Confirming."""

    @extend_schema(operation_id="hearing_mails_confirm", request=MailToken, responses={204: None})
    def post(self, request: Request) -> Response:
        """Begin to be told; an unknown word changes nothing."""
        subscribing.confirm(token=checked(MailToken, request)["token"])
        return Response(status=204)


@extend_schema(tags=["hearings"])
class StopView(APIView):
    """Stopping."""

    @extend_schema(operation_id="hearing_mails_stop", request=MailToken, responses={204: None})
    def post(self, request: Request) -> Response:
        """Delete the address; again changes nothing."""
        subscribing.stop(token=checked(MailToken, request)["token"])
        return Response(status=204)


@extend_schema(tags=["hearings: officials"])
class LaterView(IdempotentCreate, APIView):
    """What is told after an answer."""

    @extend_schema(operation_id="hearing_later", request=NewLater, responses={201: theme_shapes.LaterShape})
    def post(self, request: Request, pk: int) -> Response:
        """Tell what has been done since; also when the hearing is archived. Who wants it is mailed."""
        theme = reaching.theme(request, pk)
        reaching.desk_hearing(request, theme.hearing.slug, ANSWER)
        sent = checked(NewLater, request)
        words = flat({"title": sent["title"], "text": sent["text"]})

        def produce() -> tuple[int, Any]:
            made = answer_verbs.follow_up(
                actor=request.user, theme=theme, date=sent["date"], words=words, key=sent["key"]
            )
            return 201, answers.later_row(made)

        return self.answer_once(request, produce)
