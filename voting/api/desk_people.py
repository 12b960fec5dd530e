"""The officer's desk over the API: find a person, give a one-time code or a ballot on paper."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from voting import rules
from voting.api.desk_votes import TAG
from voting.domain import codes, desk_people, desk_votes, paper_voters
from voting.domain.desk_people import PersonAtDesk
from voting.domain.letter_code import grouped
from voting.models import Channel, DeskDeed, Election

NO_STORE = {"Cache-Control": "no-store"}


class FindPersonSerializer(serializers.Serializer):
    """Whom to look up. The person id is hashed as it comes in and kept nowhere."""

    person = serializers.CharField(max_length=100)
    station = serializers.CharField(max_length=80, allow_blank=True, default="")


class DeclareSerializer(serializers.Serializer):
    """Where the official stands on the roll: a person id, or not on it."""

    person = serializers.CharField(max_length=100, allow_blank=True, default="")
    not_on_roll = serializers.BooleanField(default=False)


class DeskPersonSerializer(serializers.Serializer):
    """What an official sees of somebody on the roll."""

    person = serializers.CharField(help_text="Stands for the person in the next request, for 15 minutes.")
    area = serializers.CharField()
    age = serializers.CharField(allow_blank=True, help_text="Age band, empty where it is not known.")
    voted_hour = serializers.DateTimeField(allow_null=True)
    channel = serializers.ChoiceField(choices=Channel.choices, allow_blank=True)
    paper_since = serializers.DateTimeField(allow_null=True)
    has_code = serializers.BooleanField()


class TokenSerializer(serializers.Serializer):
    """Whom a lookup has found."""

    person = serializers.CharField(max_length=500)
    station = serializers.CharField(max_length=80, allow_blank=True, default="")


class PaperSerializer(TokenSerializer):
    """What happens with the ballot on paper."""

    do = serializers.ChoiceField(choices=["give", "in-box", "spoilt", "returned"])


class CorrectSerializer(serializers.Serializer):
    """Whose ballot on paper is not in the box after all, and why it was thought so."""

    person = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=300)


class OneTimeCodeSerializer(serializers.Serializer):
    """A code that works once."""

    code = serializers.CharField()
    valid_seconds = serializers.IntegerField()


def person(found: PersonAtDesk) -> dict[str, Any]:
    """As `DeskPersonSerializer`."""
    return {
        "person": found.token,
        "area": found.area,
        "age": found.age,
        "voted_hour": found.voted_hour,
        "channel": found.channel or "",
        "paper_since": found.paper_since,
        "has_code": found.has_code,
    }


def election_of(request: Request, slug: str) -> Election:
    """The election, for those who tick people off."""
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.TICK_OFF, election)
    return election


@extend_schema(tags=TAG)
class DeclarePlace(APIView):
    """The official's own place on the roll."""

    @extend_schema(operation_id="desk_people_declare", request=DeclareSerializer, responses={204: None})
    def post(self, request: Request, slug: str) -> Response:
        """Said once for each vote, before anybody can be looked up: nobody ticks off themselves."""
        election = desk_votes.election_at_desk(request.user, slug)
        desk_people.require_desk(request.user, election)
        sent = checked(DeclareSerializer, request)
        desk_people.declare(
            actor=request.user, election=election, typed=sent["person"], not_on_roll=sent["not_on_roll"]
        )
        return Response(status=204)


@extend_schema(tags=TAG)
class FindPerson(APIView):
    """Looking somebody up."""

    @extend_schema(
        operation_id="desk_people_find", request=FindPersonSerializer, responses=DeskPersonSerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        """Each lookup is written down without the id."""
        election, sent = election_of(request, slug), checked(FindPersonSerializer, request)
        found = desk_people.find(
            actor=request.user, election=election, typed=sent["person"], station=sent["station"]
        )
        return Response(person(found), headers=NO_STORE)


@extend_schema(tags=TAG)
class GiveCode(APIView):
    """A one-time code."""

    @extend_schema(
        operation_id="desk_people_code", request=TokenSerializer, responses={201: OneTimeCodeSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Voids every earlier code of the person; the answer is the only place where it can be read."""
        election, sent = election_of(request, slug), checked(TokenSerializer, request)
        entry = desk_people.of_token(actor=request.user, election=election, token=sent["person"])
        code = desk_people.give_code(actor=request.user, entry=entry, station=sent["station"])
        answer = {"code": grouped(code), "valid_seconds": int(codes.DESK_CODE.total_seconds())}
        return Response(answer, status=201, headers=NO_STORE)


@extend_schema(tags=TAG)
class Paper(IdempotentCreate, APIView):
    """A ballot on paper."""

    @extend_schema(
        operation_id="desk_people_paper", request=PaperSerializer, responses={201: DeskPersonSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Give one, note that it is in the box, or take it back spoilt or unused."""
        election, sent = election_of(request, slug), checked(PaperSerializer, request)
        entry = desk_people.of_token(actor=request.user, election=election, token=sent["person"])
        at = {"actor": request.user, "entry": entry, "station": sent["station"]}
        acts = {
            "give": lambda: paper_voters.take_paper(**at),
            "in-box": lambda: paper_voters.put_in_box(**at),
            "spoilt": lambda: paper_voters.give_back(**at, how=DeskDeed.PAPER_SPOILT),
            "returned": lambda: paper_voters.give_back(**at, how=DeskDeed.PAPER_RETURNED),
        }
        return self.answer_once(
            request, lambda: (201, person(desk_people.seen(request.user, acts[sent["do"]]())))
        )


@extend_schema(tags=TAG)
class CorrectPaper(APIView):
    """A mistaken “in the box”."""

    @extend_schema(
        operation_id="desk_people_correct", request=CorrectSerializer, responses=DeskPersonSerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        """By the coordinator alone, with a reason that is kept: the ballot counts as given, not as in the box."""
        election = desk_votes.election_at_desk(request.user, slug)
        require(request.user, rules.CORRECT_ROLL, election)
        sent = checked(CorrectSerializer, request)
        entry = desk_people.correct(
            actor=request.user, election=election, typed=sent["person"], reason=sent["reason"]
        )
        return Response(person(desk_people.seen(request.user, entry)), headers=NO_STORE)
