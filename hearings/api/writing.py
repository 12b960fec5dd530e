"""Sending a note, and asking what became of it. Who is signed in is not looked at: a note has no account beside it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from commons.moderation.api.effort import effort_of
from hearings import browser
from hearings.api import answers, note_shapes, reaching, shapes
from hearings.domain import appeals, codes, notes, queries
from hearings.domain.receipts import grouped
from hearings.domain.rounds import organisations
from hearings.models import Channel
from hearings.rules import SCRIBE


@extend_schema(tags=["hearings"])
class NotesView(APIView):
    """Notes from phones."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_note_send",
        request=note_shapes.NewNote,
        responses={201: note_shapes.ReceivedShape, 200: note_shapes.ReceivedShape},
    )
    def post(self, request: Request) -> Response:
        """Send a note; with the same `uuid` again it is the same note, with the same receipt (then 200)."""
        sent = checked(note_shapes.NewNote, request)
        station = codes.station_of(sent.pop("code"))
        through = organisations.passed_on(sent.pop("round"), station.hearing)
        channel = Channel.TABLET if sent.pop("shared") else Channel.PHONE
        got = notes.receive(
            actor=browser.writer_of(request._request, effort_of(sent)),
            hearing=station.hearing,
            wording=notes.Wording(**sent, channel=channel),
            station=station,
            through=through,
        )
        answer = Response(received(got), status=201 if got.is_new else 200)
        browser.with_device(request._request, answer)
        return answer


def received(got: notes.Received) -> dict[str, Any]:
    """That a note is stored."""
    return {"receipt": grouped(got.receipt), "state": got.moderation, "is_new": got.is_new}


@extend_schema(tags=["hearings"])
class StatesView(APIView):
    """What became of notes."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_note_states",
        request=note_shapes.Receipts,
        responses={200: note_shapes.FateList},
    )
    def post(self, request: Request) -> Response:
        """The notes with these receipts; by POST, so that receipts stand in no log. Wrong ones are left out."""
        sent = checked(note_shapes.Receipts, request)
        return Response({"results": [answers.fate(one) for one in queries.fates_of(sent["receipts"])]})


@extend_schema(tags=["hearings"])
class AppealView(APIView):
    """Asking again."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_appeal", request=note_shapes.NewAppeal, responses={201: note_shapes.FateShape}
    )
    def post(self, request: Request) -> Response:
        """Ask somebody else to look at a hidden note again; asked again it is the first appeal."""
        sent = checked(note_shapes.NewAppeal, request)
        appeals.appeal(actor=browser.writer_of(request._request), **sent)
        return Response(answers.fate(queries.fate_of(sent["receipt"])), status=201)


@extend_schema(tags=["hearings"])
class StationView(APIView):
    """Codes."""

    authentication_classes = ()

    @extend_schema(operation_id="hearing_station", responses=shapes.StationShape)
    def get(self, request: Request, code: str) -> Response:
        """Where a code leads."""
        station = codes.station_of(code)
        return Response(
            {
                "code": station.code,
                "hearing": station.hearing.slug,
                "event": station.event_id,
                "service_area": station.service_area_id,
                "is_taking": queries.is_taking(station.hearing),
            }
        )


@extend_schema(tags=["hearings"])
class WrittenForView(APIView):
    """Notes that a scribe writes down."""

    @extend_schema(
        operation_id="hearing_write_for",
        request=note_shapes.WrittenFor,
        responses={201: note_shapes.ReceivedShape, 200: note_shapes.ReceivedShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Write down word by word what somebody says."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        sent = checked(note_shapes.WrittenFor, request)
        code = sent.pop("code")
        station = codes.station_of(code) if code else None
        if station is not None and station.hearing_id != hearing.pk:
            station = None
        got = notes.write_for(
            actor=request.user, hearing=hearing, wording=notes.Wording(**sent), station=station
        )
        return Response(received(got), status=201 if got.is_new else 200)
