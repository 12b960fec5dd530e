"""Comments on what a year taught."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.deliberation.api.answers import comment, discussion
from commons.deliberation.api.shapes import DiscussionSerializer, NewComment, ReplySerializer
from commons.deliberation.domain.errors import NotToBeAnswered
from commons.deliberation.domain.queries import page_of
from commons.deliberation.domain.selects import Order
from commons.deliberation.models import CommentKind
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.process.domain import queries as years
from commons.process.models import Cycle
from proposals.api.reading import number_of
from proposals.domain import lesson_talk
from proposals.models import LessonTalk

TAGS = ["lessons"]


class LessonDiscussionSerializer(DiscussionSerializer):
    """A page of the comments on a year's lessons, newest first."""

    until = serializers.DateField(help_text="The last day on which everybody can comment.")
    is_open = serializers.BooleanField()


class LessonTalkOpening(serializers.Serializer):
    """Until when everybody can comment, that day included."""

    until = serializers.DateField()


class LessonTalkSerializer(serializers.Serializer):
    """The talk."""

    until = serializers.DateField()
    is_open = serializers.BooleanField()


def _talk(slug: str) -> LessonTalk:
    try:
        return lesson_talk.talk_of(slug)
    except LessonTalk.DoesNotExist:
        raise Http404 from None


@extend_schema(tags=TAGS)
class LessonCommentsView(IdempotentCreate, APIView):
    """What residents say of what a year taught."""

    @extend_schema(
        operation_id="lesson_comments",
        responses=LessonDiscussionSerializer,
        parameters=[OpenApiParameter("page", OpenApiTypes.INT32, description="From 1; 20 comments.")],
    )
    def get(self, request: Request, slug: str) -> Response:
        """A page of comments, each with the first few of its replies."""
        talk = _talk(slug)
        number = number_of(request, "page", least=1, most=10_000) or 1
        found = page_of(talk.thread, order=Order.NEWEST, number=number, viewer=request.user)
        return Response(discussion(found) | {"until": talk.until, "is_open": talk.is_open})

    @extend_schema(operation_id="lesson_comment_add", request=NewComment, responses={201: ReplySerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Comment, while the talk is open; `is_official`: for those who set the year up, at any time."""
        sent = checked(NewComment, request)
        talk = _talk(slug)
        answered = lesson_talk.said_in(talk, sent["reply_to"])
        if answered is None and sent["reply_to"] is not None:
            raise NotToBeAnswered
        sent |= {"kind": CommentKind(sent["kind"]), "reply_to": answered}

        def produce() -> tuple[int, Any]:
            return 201, comment(lesson_talk.say(actor=request.user, talk=talk, **sent), request.user)

        return self.answer_once(request, produce)


@extend_schema(tags=TAGS)
class LessonTalkView(APIView):
    """Opening and closing the talk."""

    @extend_schema(operation_id="lesson_talk_open", request=LessonTalkOpening, responses=LessonTalkSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Say until when everybody can comment: for those who set the year up."""
        sent = checked(LessonTalkOpening, request)
        try:
            cycle = years.visible(request.user, slug)
        except Cycle.DoesNotExist:
            raise Http404 from None
        talk = lesson_talk.open_until(actor=request.user, cycle=cycle, until=sent["until"])
        return Response({"until": talk.until, "is_open": talk.is_open})
