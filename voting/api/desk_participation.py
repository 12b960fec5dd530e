"""The participation desk over the API."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from voting.domain import desk_votes
from voting.domain.reach.desk import ParticipationDesk, participation_desk


class FunnelStepSerializer(serializers.Serializer[Any]):
    """A step, and how many came so far."""

    step = serializers.CharField(source="label")
    number = serializers.IntegerField()


class WrittenSerializer(serializers.Serializer[Any]):
    """Proposals begun, submitted, on the ballot."""

    begun = serializers.IntegerField()
    submitted = serializers.IntegerField()
    on_ballot = serializers.IntegerField()


class WrittenAreaSerializer(WrittenSerializer):
    """The same of one area."""

    area = serializers.CharField()


class WayVotesSerializer(serializers.Serializer[Any]):
    """Votes by one way; null: too few to tell."""

    way = serializers.CharField()
    votes = serializers.IntegerField(allow_null=True)


class FunnelWeekSerializer(serializers.Serializer[Any]):
    """A week by its Monday."""

    monday = serializers.DateField()
    votes = WayVotesSerializer(many=True)
    proposals = WrittenSerializer()


class FunnelAreaSerializer(serializers.Serializer[Any]):
    """An area; null: too few to tell."""

    name = serializers.CharField()
    path = serializers.CharField()
    people = serializers.IntegerField()
    sent = serializers.IntegerField()
    voted = serializers.IntegerField(allow_null=True)
    chosen = serializers.IntegerField(allow_null=True)


class AgeShareSerializer(serializers.Serializer[Any]):
    """An age group: its part of the population and of the voters."""

    ages = serializers.CharField(source="label")
    population = serializers.IntegerField()
    population_percent = serializers.FloatField(allow_null=True)
    voted = serializers.IntegerField(allow_null=True)
    voted_percent = serializers.FloatField(allow_null=True)


class HintSerializer(serializers.Serializer[Any]):
    """Something to do about a gap. `station`: its number, 0 where the hint is about none."""

    kind = serializers.CharField()
    words = serializers.CharField()
    station = serializers.IntegerField()
    station_name = serializers.CharField()


class GapSerializer(serializers.Serializer[Any]):
    """A group that is missing."""

    area = serializers.CharField()
    path = serializers.CharField()
    ages = serializers.CharField()
    voted = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField()
    hints = HintSerializer(many=True)


class LanguageShareSerializer(serializers.Serializer[Any]):
    """A language: people, proposals written in it, and how many were expected; null: not known."""

    language = serializers.CharField(source="code")
    persons = serializers.IntegerField(allow_null=True)
    persons_percent = serializers.FloatField(allow_null=True)
    written = serializers.IntegerField()
    expected = serializers.IntegerField(allow_null=True)
    is_missing = serializers.BooleanField()


class ParticipationDeskSerializer(serializers.Serializer[Any]):
    """The whole page."""

    voted = serializers.IntegerField()
    entitled = serializers.IntegerField()
    proposals = FunnelStepSerializer(many=True)
    votes = FunnelStepSerializer(many=True)
    weeks = FunnelWeekSerializer(many=True)
    areas = FunnelAreaSerializer(many=True)
    written = WrittenAreaSerializer(many=True)
    by_register = serializers.BooleanField()
    shares = AgeShareSerializer(many=True)
    gaps = GapSerializer(many=True)
    languages = LanguageShareSerializer(many=True)


def answer(desk: ParticipationDesk) -> dict[str, Any]:
    """The figures of the page."""
    funnel = desk.funnel
    return {
        "voted": desk.voted,
        "entitled": desk.entitled,
        "proposals": funnel.proposals,
        "votes": funnel.votes,
        "weeks": [
            {
                "monday": week.monday,
                "votes": [
                    {"way": str(way), "votes": number}
                    for way, number in zip(funnel.ways, week.votes, strict=True)
                ],
                "proposals": week.written,
            }
            for week in funnel.weeks
        ],
        "areas": funnel.areas,
        "written": [{"area": area, **asdict(written)} for area, written in funnel.written],
        "by_register": desk.representation.by_register,
        "shares": desk.representation.shares,
        "gaps": desk.representation.gaps,
        "languages": desk.languages.shares,
    }


@extend_schema(tags=["voting desk"])
class DeskParticipation(APIView):
    """How far people have come, and who is missing; for officials of the vote."""

    @extend_schema(responses=ParticipationDeskSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Small groups are null."""
        election = desk_votes.election_at_desk(request.user, slug)
        desk = participation_desk(actor=request.user, election=election)
        return Response(ParticipationDeskSerializer(answer(desk)).data)
