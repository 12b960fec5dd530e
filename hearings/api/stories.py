"""Stories: telling, keeping in hand by receipt, what is published; and the officials' part. Who is signed in is not
looked at when a story is told."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.pagination import Pages
from commons.http.sent import checked
from commons.moderation.api.effort import effort_of
from hearings import browser
from hearings.api import reaching
from hearings.api import story_shapes as shapes
from hearings.domain import receipts, stories, story_desk
from hearings.models import Story
from hearings.rules import READ_STORIES


def own(story: Story) -> dict[str, Any]:
    """For its teller."""
    return {
        "receipt": receipts.grouped(receipts.receipt_of(story.uuid, kind=receipts.STORY)),
        "text": story.text,
        "language": story.language,
        "consent": story.consent,
        "withdrawn": story.withdrawn_at is not None,
        "version": story.public_text if story.offered_at else "",
        "word": story.word,
        "published": story.published_at is not None,
    }


def opened(story: Story) -> dict[str, Any]:
    """For officials."""
    return {
        "id": story.pk,
        "text": story.text,
        "marks": story.marks,
        "language": story.language,
        "consent": story.consent,
        "version": story.public_text,
        "word": story.word,
        "objection": story.objection,
        "published": story.published_at is not None,
        "may_publish": story_desk.may_publish(story),
    }


@extend_schema(tags=["hearings"])
class StoriesView(ListAPIView):
    """Stories of a hearing."""

    serializer_class = shapes.PublishedStory
    filter_backends: list[Any] = []
    authentication_classes = ()

    @extend_schema(operation_id="hearing_stories")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stories whose tellers let them be published, in an order without meaning."""
        return super().get(request, *args, **kwargs)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        pages = Pages()
        rows = stories.published(reaching.hearing(request, kwargs["slug"]))
        found = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response(
            [
                {
                    "id": row.uuid,
                    "text": row.public_text,
                    "language": row.language,
                    "service_area": row.service_area_id,
                    "consent": row.consent,
                }
                for row in found
            ]
        )

    @extend_schema(
        operation_id="hearing_story_tell",
        request=shapes.NewStory,
        responses={201: shapes.ToldShape, 200: shapes.ToldShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Tell a story in confidence; with the same `uuid` again it is the same story, with the same receipt."""
        hearing = reaching.hearing(request, slug)
        sent = checked(shapes.NewStory, request)
        writer = browser.writer_of(request._request, effort_of(sent))
        told = stories.tell(actor=writer, hearing=hearing, telling=stories.Telling(**sent))
        body = {"receipt": receipts.grouped(told.receipt), "is_new": told.is_new}
        answer = Response(body, status=201 if told.is_new else 200)
        browser.with_device(request._request, answer)
        return answer


class ByReceipt(APIView):
    """Base of what a teller does with the receipt."""

    authentication_classes = ()


@extend_schema(tags=["hearings"])
class OwnStoryView(ByReceipt):
    """One's own story."""

    @extend_schema(
        operation_id="hearing_story_state", request=shapes.StoryReceipt, responses={200: shapes.OwnStory}
    )
    def post(self, request: Request) -> Response:
        """What became of it; by POST, so that the receipt stands in no log."""
        return Response(own(stories.story_of(checked(shapes.StoryReceipt, request)["receipt"])))


@extend_schema(tags=["hearings"])
class LowerView(ByReceipt):
    """A smaller permission."""

    @extend_schema(
        operation_id="hearing_story_lower", request=shapes.Lowering, responses={200: shapes.OwnStory}
    )
    def post(self, request: Request) -> Response:
        """Let it go less far; what is published comes down at once."""
        sent = checked(shapes.Lowering, request)
        return Response(own(stories.lower(actor=browser.writer_of(request._request), **sent)))


@extend_schema(tags=["hearings"])
class WithdrawView(ByReceipt):
    """Taking it back."""

    @extend_schema(
        operation_id="hearing_story_withdraw", request=shapes.StoryReceipt, responses={200: shapes.OwnStory}
    )
    def post(self, request: Request) -> Response:
        """Delete the words, the version for others and the address; again changes nothing."""
        sent = checked(shapes.StoryReceipt, request)
        return Response(own(stories.withdraw(actor=browser.writer_of(request._request), **sent)))


@extend_schema(tags=["hearings"])
class JudgeView(ByReceipt):
    """Yes or no."""

    @extend_schema(
        operation_id="hearing_story_judge", request=shapes.Judging, responses={200: shapes.OwnStory}
    )
    def post(self, request: Request) -> Response:
        """Say yes or no to the version for others."""
        sent = checked(shapes.Judging, request)
        return Response(own(stories.judge(actor=browser.writer_of(request._request), **sent)))


def story(pk: int) -> Story:
    """A story, or 404; the verb asks who may."""
    found = Story.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@extend_schema(tags=["hearings: officials"])
class StoryInboxView(APIView):
    """Stories that came in."""

    @extend_schema(operation_id="hearing_story_inbox", responses=shapes.StoryRows)
    def get(self, request: Request, slug: str) -> Response:
        """Those that the reader may open, without a word of them."""
        hearing = reaching.desk_hearing(request, slug, READ_STORIES)
        rows = [
            {
                "id": row.pk,
                "service_area": row.service_area_id,
                "consent": row.consent,
                "length": row.length,
                "readings": row.read_times,
                "offered": row.offered_at is not None,
                "word": row.word,
                "published": row.published_at is not None,
            }
            for row in story_desk.readable(request.user, story_desk.inbox(hearing))
        ]
        return Response({"results": rows, "withdrawn": story_desk.withdrawn(hearing)})


@extend_schema(tags=["hearings: officials"])
class StoryView(APIView):
    """One story."""

    @extend_schema(operation_id="hearing_story_read", responses=shapes.OpenedStory)
    def get(self, request: Request, pk: int) -> Response:
        """Open it; that somebody did is kept with the name."""
        return Response(opened(story_desk.read(actor=request.user, story=story(pk)).story))


@extend_schema(tags=["hearings: officials"])
class VersionView(APIView):
    """The version for others."""

    @extend_schema(
        operation_id="hearing_story_offer", request=shapes.NewVersion, responses=shapes.OpenedStory
    )
    def put(self, request: Request, pk: int) -> Response:
        """Write it and show it to the teller."""
        found = story(pk)
        sent = checked(shapes.NewVersion, request)
        return Response(opened(story_desk.offer(actor=request.user, story=found, text=sent["text"])))


@extend_schema(tags=["hearings: officials"])
class PublishView(APIView):
    """Publishing."""

    @extend_schema(operation_id="hearing_story_publish", request=None, responses=shapes.OpenedStory)
    def post(self, request: Request, pk: int) -> Response:
        """Publish the version for others, once its teller has said yes or nothing for two weeks."""
        return Response(opened(story_desk.publish(actor=request.user, story=story(pk))))


@extend_schema(tags=["hearings: officials"])
class TakeDownView(APIView):
    """Taking down."""

    @extend_schema(operation_id="hearing_story_take_down", request=None, responses=shapes.OpenedStory)
    def post(self, request: Request, pk: int) -> Response:
        """Take a published story off again."""
        return Response(opened(story_desk.take_down(actor=request.user, story=story(pk))))
