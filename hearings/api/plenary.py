"""The closing plenary: what the room sees, the console's acts, the ballot from a phone, the minutes."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from hearings import browser
from hearings.api import reaching
from hearings.domain.notes import Writer
from hearings.domain.plenary import acts, agenda, minutes, reading, votes
from hearings.models import LineKind, Part, Plenary, PlenaryState, Round, RoundKind, Screen, SpeakerRole
from hearings.rules import GROUP


class AgendaItemShape(serializers.Serializer):
    """An item. `title` empty: called as its part."""

    id = serializers.IntegerField()
    part = serializers.ChoiceField(choices=Part.choices)
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class SpokenShape(serializers.Serializer):
    """How long a role has spoken."""

    role = serializers.ChoiceField(choices=SpeakerRole.choices)
    seconds = serializers.IntegerField()
    is_speaking = serializers.BooleanField()


class OptionResultShape(serializers.Serializer):
    """One proposal in a result."""

    title = serializers.CharField()
    dots = serializers.IntegerField()
    givers = serializers.IntegerField()
    agree = serializers.IntegerField()
    disagree = serializers.IntegerField()
    unsure = serializers.IntegerField()
    disputed = serializers.BooleanField()


class RoundShape(serializers.Serializer):
    """A vote. `results` is empty until it has closed, and where too few voted."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RoundKind.choices)
    cap = serializers.IntegerField()
    options = serializers.ListField(child=serializers.IntegerField())
    is_open = serializers.BooleanField()
    ballots = serializers.IntegerField()
    results = OptionResultShape(many=True)


class WrittenShape(serializers.Serializer):
    """A proposal that the room sees."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()


class PlenaryShape(serializers.Serializer):
    """A plenary as the room sees it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PlenaryState.choices)
    held_at = serializers.DateTimeField()
    event = serializers.IntegerField(allow_null=True)
    previous = serializers.IntegerField(allow_null=True)
    screen = serializers.ChoiceField(choices=Screen.choices)
    item = serializers.IntegerField(allow_null=True)
    item_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the item that goes on was planned; it may run over."
    )
    theme = serializers.IntegerField(allow_null=True)
    agenda = AgendaItemShape(many=True)
    proposals = WrittenShape(many=True)
    vote = RoundShape(allow_null=True)
    spoken = SpokenShape(many=True)


class PlenaryList(serializers.Serializer):
    """The plenaries of a hearing, newest first."""

    results = PlenaryShape(many=True)


class NewPlenary(serializers.Serializer):
    """When it begins; of which event; whose minutes are looked at."""

    held_at = serializers.DateTimeField()
    event = serializers.IntegerField(allow_null=True, required=False, default=None)
    previous = serializers.IntegerField(allow_null=True, required=False, default=None)


class PlenaryAct(serializers.Serializer):
    """One act of the console, with the fields that it needs."""

    act = serializers.ChoiceField(choices=[(name, name) for name in acts.ACTS])
    item = serializers.IntegerField(required=False)
    minutes = serializers.IntegerField(required=False)
    title_fi = serializers.CharField(required=False, allow_blank=True)
    title_sv = serializers.CharField(required=False, allow_blank=True)
    title_en = serializers.CharField(required=False, allow_blank=True)
    screen = serializers.CharField(required=False)
    theme = serializers.IntegerField(required=False)
    role = serializers.CharField(required=False, allow_blank=True)
    proposal = serializers.IntegerField(required=False)
    title = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False)
    into = serializers.IntegerField(required=False)
    others = serializers.ListField(child=serializers.IntegerField(), required=False)
    kind = serializers.CharField(required=False)
    options = serializers.ListField(child=serializers.IntegerField(), required=False)
    cap = serializers.IntegerField(required=False)
    line = serializers.IntegerField(required=False)
    is_decision = serializers.BooleanField(required=False)
    is_left_out = serializers.BooleanField(required=False)


class BallotChoices(serializers.Serializer):
    """Number of the proposal → dots, or `agree`, `disagree`, `unsure`."""

    choices = serializers.DictField(child=serializers.JSONField())
    is_empty = serializers.BooleanField(
        default=False,
        help_text="Choosing nothing is meant; without it a ballot that chooses nothing is refused.",
    )


class LineShape(serializers.Serializer):
    """A line of the minutes, in the words of the asked language."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LineKind.choices)
    at = serializers.DateTimeField()
    words = serializers.CharField()
    is_own = serializers.BooleanField()
    vote = RoundShape(allow_null=True)


class SectionShape(serializers.Serializer):
    """An item of the agenda with what happened in it."""

    item = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    lines = LineShape(many=True)


class MinutesShape(serializers.Serializer):
    """Minutes: a draft until `approved_at`."""

    state = serializers.ChoiceField(choices=PlenaryState.choices)
    approved_at = serializers.DateTimeField(allow_null=True)
    sections = SectionShape(many=True)
    spoken = SpokenShape(many=True)


def reached(request: Request, pk: int) -> Plenary:
    """A plenary of a hearing that the reader may see, or 404."""
    try:
        found = reading.reached(pk)
    except Plenary.DoesNotExist:
        raise Http404 from None
    reaching.hearing(request, found.hearing.slug)
    return found


def vote_row(told: reading.Told | None) -> dict[str, Any] | None:
    """A vote as plain data."""
    if told is None:
        return None
    names = ("title", "dots", "givers", "agree", "disagree", "unsure", "disputed")
    return {
        "id": told.vote.pk,
        "kind": told.vote.kind,
        "cap": told.vote.cap,
        "options": told.vote.options,
        "is_open": told.is_open,
        "ballots": told.ballots,
        "results": [{name: getattr(one, name) for name in names} for one in told.options],
    }


def spoken_rows(rows: list[reading.Spoken]) -> list[dict[str, Any]]:
    """Speaking times as plain data."""
    return [{"role": row.role, "seconds": row.seconds, "is_speaking": row.is_speaking} for row in rows]


def whole(plenary: Plenary) -> dict[str, Any]:
    """A plenary as plain data."""
    items = reading.agenda(plenary)
    due = reading.due(plenary, items)
    return {
        "id": plenary.pk,
        "state": plenary.state,
        "held_at": plenary.held_at,
        "event": plenary.event_id,
        "previous": plenary.previous_id,
        "screen": plenary.screen,
        "item": plenary.item_id,
        "item_until": due.until if due else None,
        "theme": plenary.theme_id,
        "agenda": [
            {
                "id": item.pk,
                "part": item.part,
                "title": str(item),
                "minutes": item.minutes,
                "started_at": item.started_at,
                "ended_at": item.ended_at,
            }
            for item in items
        ],
        "proposals": [
            {"id": row.pk, "title": row.title, "text": row.text, "language": row.language}
            for row in reading.written(plenary)
        ],
        "vote": vote_row(reading.on_screen(plenary)),
        "spoken": spoken_rows(reading.spoken(plenary)),
    }


@extend_schema(tags=["hearings"])
class PlenariesView(IdempotentCreate, APIView):
    """The plenaries of a hearing."""

    @extend_schema(operation_id="hearing_plenaries", responses=PlenaryList)
    def get(self, request: Request, slug: str) -> Response:
        """All of them; they are few."""
        hearing = reaching.hearing(request, slug)
        return Response({"results": [whole(one) for one in reading.plenaries(hearing)]})

    @extend_schema(operation_id="hearing_plenary_plan", request=NewPlenary, responses={201: PlenaryShape})
    def post(self, request: Request, slug: str) -> Response:
        """Plan one, with the six parts as its agenda."""
        hearing = reaching.desk_hearing(request, slug, GROUP)
        sent = checked(NewPlenary, request)
        event = hearing.events.filter(pk=sent["event"]).first() if sent["event"] else None
        previous = reached(request, sent["previous"]) if sent["previous"] else None

        def produce() -> tuple[int, Any]:
            made = agenda.plan(
                actor=request.user, hearing=hearing, held_at=sent["held_at"], event=event, previous=previous
            )
            return 201, whole(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings"])
class PlenaryView(APIView):
    """One plenary."""

    @extend_schema(operation_id="hearing_plenary", responses=PlenaryShape)
    def get(self, request: Request, pk: int) -> Response:
        """What the room sees now."""
        return Response(whole(reached(request, pk)))


@extend_schema(tags=["hearings: officials"])
class ActsView(APIView):
    """The console."""

    @extend_schema(operation_id="hearing_plenary_act", request=PlenaryAct, responses=PlenaryShape)
    def post(self, request: Request, pk: int) -> Response:
        """Do one thing: begin, go to an item, take up a theme, write, show, merge, open and close a vote, …"""
        plenary = reached(request, pk)
        act = request.data.get("act") if isinstance(request.data, dict) else ""
        acts.permit(actor=request.user, plenary=plenary, act=act)
        sent = checked(PlenaryAct, request)
        acts.perform(actor=request.user, plenary=plenary, act=sent.pop("act"), fields=sent)
        return Response(whole(reached(request, pk)))


@extend_schema(tags=["hearings"])
class BallotView(APIView):
    """A ballot."""

    @extend_schema(operation_id="hearing_plenary_cast", request=BallotChoices, responses={204: None})
    def put(self, request: Request, pk: int, uuid: UUID) -> Response:
        """Cast a ballot under an id that the phone made, or change it. The phone is told by its cookie."""
        found = Round.objects.select_related("plenary__hearing").filter(pk=pk).first() if pk < 2**63 else None
        if found is None:
            raise Http404
        reaching.hearing(request, found.plenary.hearing.slug)
        sent = checked(BallotChoices, request)
        device = request.COOKIES.get(browser.DEVICE, "")[:64]
        writer = Writer(device=device, network=address_of(request), is_new=not device)
        numbers = {
            int(key) if key.isascii() and key.isdigit() and len(key) < 19 else -1: choice
            for key, choice in sent["choices"].items()
        }
        votes.cast(actor=writer, vote=found, uuid=uuid, choices=numbers, is_empty=sent["is_empty"])
        return Response(status=204)


@extend_schema(tags=["hearings"])
class MinutesView(APIView):
    """Minutes."""

    @extend_schema(operation_id="hearing_plenary_minutes", responses=MinutesShape)
    def get(self, request: Request, pk: int) -> Response:
        """The minutes: a draft until two officials have approved them."""
        plenary = reached(request, pk)
        found = minutes.minutes_of(plenary)
        return Response(
            {
                "state": plenary.state,
                "approved_at": plenary.approved_at,
                "sections": [
                    {
                        "item": section.item.pk if section.item else None,
                        "title": str(section.item or ""),
                        "lines": [
                            {
                                "id": line.row.pk,
                                "kind": line.row.kind,
                                "at": line.row.at,
                                "words": line.words,
                                "is_own": line.is_own,
                                "vote": vote_row(line.vote),
                            }
                            for line in section.lines
                        ],
                    }
                    for section in found.sections
                ],
                "spoken": spoken_rows(found.spoken),
            }
        )
