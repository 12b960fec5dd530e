"""The moderators' queue and their decisions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.sent import checked
from commons.moderation.models import Moderation
from hearings.api import answers, note_shapes, reaching
from hearings.domain import appeals, moderation, queries
from hearings.rules import MODERATE


@extend_schema(tags=["hearings: officials"])
class QueueView(APIView):
    """Notes that wait."""

    @extend_schema(
        operation_id="hearing_queue",
        responses=note_shapes.WaitingList,
        parameters=[
            OpenApiParameter("state", str, enum=[Moderation.HELD, Moderation.HIDDEN, queries.APPEALED])
        ],
    )
    def get(self, request: Request, slug: str) -> Response:
        """The hundred oldest notes that wait (or were hidden)."""
        hearing = reaching.desk_hearing(request, slug, MODERATE)
        state = request.query_params.get("state", Moderation.HELD)
        if state not in (Moderation.HELD, Moderation.HIDDEN, queries.APPEALED):
            raise Invalid(fields={"state": [_("Choose one of these.")]})
        rows = queries.queue(hearing, request.user, state=state, most=100)
        return Response({"results": [answers.waiting(row) for row in rows]})


@extend_schema(tags=["hearings: officials"])
class ShowView(APIView):
    """Showing a note."""

    @extend_schema(
        operation_id="hearing_note_show", request=note_shapes.AsSeen, responses=note_shapes.Decided
    )
    def post(self, request: Request, pk: int) -> Response:
        """Show it on the wall; again changes nothing."""
        seen = checked(note_shapes.AsSeen, request)["seen"]
        note = moderation.show(actor=request.user, note=reaching.note(pk), seen=seen)
        return Response(answers.decided(note))


@extend_schema(tags=["hearings: officials"])
class HideView(APIView):
    """Hiding a note."""

    @extend_schema(
        operation_id="hearing_note_hide", request=note_shapes.Hiding, responses=note_shapes.Decided
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hide it for a reason from the list."""
        sent = checked(note_shapes.Hiding, request)
        note = moderation.hide(
            actor=request.user, note=reaching.note(pk), reason=sent["reason"], seen=sent["seen"]
        )
        return Response(answers.decided(note))


@extend_schema(tags=["hearings: officials"])
class KeepView(APIView):
    """Refusing an appeal."""

    @extend_schema(operation_id="hearing_note_keep_hidden", request=None, responses=note_shapes.Decided)
    def post(self, request: Request, pk: int) -> Response:
        """Keep a note hidden after an appeal; never by who hid it."""
        note = reaching.note(pk)
        appeals.keep_hidden(actor=request.user, note=note)
        return Response(answers.decided(note))


@extend_schema(tags=["hearings: officials"])
class RedactView(APIView):
    """Blacking out words."""

    @extend_schema(
        operation_id="hearing_note_redact", request=note_shapes.BlackingOut, responses=note_shapes.Decided
    )
    def post(self, request: Request, pk: int) -> Response:
        """Black out marks and words, then show the note. The original is sealed."""
        sent: dict[str, Any] = checked(note_shapes.BlackingOut, request)
        note = moderation.redact(
            actor=request.user,
            note=reaching.note(pk),
            places=sent["places"],
            words="\n".join(sent["words"]),
            seen=sent["seen"],
        )
        return Response(answers.decided(note))
