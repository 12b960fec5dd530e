"""Paper over the API: stations, shifts, sheets and days; and what everybody may see."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import User
from commons.accounts.permissions import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.places.models import Area
from voting import rules
from voting.api import paper_serializers as shapes
from voting.api.vote import SLUG, found
from voting.domain.desk_votes import election_at_desk
from voting.domain.paper import days, printing, queries, reconciliation, stations
from voting.domain.paper.printing import Printed
from voting.domain.paper.stations import StationWords
from voting.models import Election, PollingStation, SheetState, StationDay, StationShift

TAG = ["paper"]


@extend_schema(tags=TAG, parameters=[SLUG])
class PublicStations(APIView):
    """Where one can vote on paper."""

    @extend_schema(operation_id="vote_stations_list", responses=shapes.StationSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All stations of the vote."""
        return Response([shapes.station(one) for one in queries.stations(found(request, slug))])


@extend_schema(tags=TAG, parameters=[SLUG])
class PublicAccount(APIView):
    """What became of every sheet."""

    @extend_schema(operation_id="vote_paper_retrieve", responses=shapes.PaperAccountSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The newest account, and batches that are or were set aside."""
        return Response(account(found(request, slug)))


def account(election: Election) -> dict[str, Any]:
    """The newest account as JSON."""
    return shapes.account(reconciliation.latest(election), queries.quarantines(election))


@extend_schema(tags=TAG)
class Reconcile(IdempotentCreate, APIView):
    """Making the account again."""

    @extend_schema(request=None, responses={201: shapes.PaperAccountSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """As every night, but now."""
        election = election_at_desk(request.user, slug)

        def produce() -> tuple[int, Any]:
            reconciliation.run(actor=request.user, election=election)
            return 201, account(election)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class Stations(IdempotentCreate, APIView):
    """The stations of a vote."""

    @extend_schema(responses=shapes.StationSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """In the order in which they were made."""
        election = election_at_desk(request.user, slug)
        return Response([shapes.station(one) for one in queries.stations(election)])

    @extend_schema(request=shapes.StationWordsSerializer, responses={201: shapes.StationSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """A new station."""
        election = election_at_desk(request.user, slug)
        require(request.user, rules.MANAGE_PAPER, election)
        words = StationWords(**checked(shapes.StationWordsSerializer, request))

        def produce() -> tuple[int, Any]:
            return 201, shapes.station(stations.save(actor=request.user, election=election, words=words))

        return self.answer_once(request, produce)


def station_at(request: Request, slug: str, station: int) -> PollingStation:
    """The station, for who may change it."""
    election = election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_PAPER, election)
    return queries.station_at_desk(request.user, election, station)


def day_at(request: Request, slug: str, day: int) -> StationDay:
    """The day, for who may change it."""
    election = election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_PAPER, election)
    return queries.day_at_desk(request.user, election, day)


@extend_schema(tags=TAG)
class StationOne(APIView):
    """One station."""

    @extend_schema(request=shapes.StationWordsSerializer, responses=shapes.StationSerializer)
    def put(self, request: Request, slug: str, station: int) -> Response:
        """New words for it."""
        one = station_at(request, slug, station)
        words = StationWords(**checked(shapes.StationWordsSerializer, request))
        saved = stations.save(actor=request.user, election=one.election, words=words, station=one)
        return Response(shapes.station(saved))


@extend_schema(tags=TAG)
class Shifts(IdempotentCreate, APIView):
    """Who is on duty at a station."""

    @extend_schema(responses=shapes.ShiftShownSerializer(many=True))
    def get(self, request: Request, slug: str, station: int) -> Response:
        """By time."""
        one = queries.station_at_desk(request.user, election_at_desk(request.user, slug), station)
        return Response([shapes.shift(held) for held in one.shifts.all()])

    @extend_schema(request=shapes.ShiftSerializer, responses={201: shapes.ShiftShownSerializer})
    def post(self, request: Request, slug: str, station: int) -> Response:
        """Put somebody on duty."""
        one = station_at(request, slug, station)
        sent = checked(shapes.ShiftSerializer, request)
        officer = get_object_or_404(User, pk=sent.pop("officer"))

        def produce() -> tuple[int, Any]:
            return 201, shapes.shift(
                stations.add_shift(actor=request.user, station=one, officer=officer, **sent)
            )

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class ShiftOne(APIView):
    """One shift."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, station: int, shift: int) -> Response:
        """Take it off the list."""
        one = station_at(request, slug, station)
        stations.remove_shift(
            actor=request.user, shift=get_object_or_404(StationShift, pk=shift, station=one)
        )
        return Response(status=204)


def sheets_file(printed: Printed, status: int) -> HttpResponse:
    """The sheets, which no cache keeps."""
    return HttpResponse(
        printed.pdf, content_type="application/pdf", status=status, headers={"Cache-Control": "no-store"}
    )


@extend_schema(tags=TAG)
class Runs(APIView):
    """Printed sheets of a station."""

    @extend_schema(responses=shapes.RunSerializer(many=True))
    def get(self, request: Request, slug: str, station: int) -> Response:
        """Print runs, newest first."""
        one = queries.station_at_desk(request.user, election_at_desk(request.user, slug), station)
        return Response([shapes.run(made) for made in queries.runs(one)])

    @extend_schema(request=shapes.PrintSerializer, responses={(201, "application/pdf"): OpenApiTypes.BINARY})
    def post(self, request: Request, slug: str, station: int) -> HttpResponse:
        """New sheets, as a file that can be fetched again."""
        one = station_at(request, slug, station)
        sent = checked(shapes.PrintSerializer, request)
        area = get_object_or_404(Area, pk=sent["area"])
        made = printing.print_run(actor=request.user, station=one, area=area, size=sent["size"])
        return sheets_file(made, 201)


@extend_schema(tags=TAG)
class RunOne(APIView):
    """One print run."""

    @extend_schema(request=None, responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def post(self, request: Request, slug: str, run: int) -> HttpResponse:
        """The same sheets once more; how often is counted."""
        one = queries.run_at_desk(request.user, election_at_desk(request.user, slug), run)
        return sheets_file(printing.print_again(actor=request.user, run=one), 200)


@extend_schema(tags=TAG)
class Days(IdempotentCreate, APIView):
    """Days of a station."""

    @extend_schema(responses=shapes.DaySerializer(many=True))
    def get(self, request: Request, slug: str, station: int) -> Response:
        """Newest first."""
        one = queries.station_at_desk(request.user, election_at_desk(request.user, slug), station)
        return Response([shapes.day(held) for held in queries.days(one)])

    @extend_schema(request=shapes.TakeOutSerializer, responses={201: shapes.DaySerializer})
    def post(self, request: Request, slug: str, station: int) -> Response:
        """Take sheets to the station for a day."""
        one = station_at(request, slug, station)
        sent = checked(shapes.TakeOutSerializer, request)

        def produce() -> tuple[int, Any]:
            days.take_out(actor=request.user, station=one, **sent)
            held = days.day_of(one, sent["day"])
            return 201, shapes.day(queries.day_at_desk(request.user, one.election, held.pk))

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class DayOne(APIView):
    """One day at a station."""

    @extend_schema(responses=shapes.DaySerializer)
    def get(self, request: Request, slug: str, day: int) -> Response:
        """What became of its sheets so far."""
        one = queries.day_at_desk(request.user, election_at_desk(request.user, slug), day)
        return Response(shapes.day(one))


class _OnDay(IdempotentCreate, APIView):
    """A POST that changes a day and answers with it."""

    def done(self, request: Request, slug: str, day: int, verb: Any, **sent: Any) -> Response:
        """Run the verb once and show the day as it is then."""
        one = day_at(request, slug, day)

        def produce() -> tuple[int, Any]:
            verb(actor=request.user, day=one, **sent)
            return 200, shapes.day(queries.day_at_desk(request.user, one.station.election, day))

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BringBack(_OnDay):
    """Sheets that came back."""

    @extend_schema(request=shapes.BringBackSerializer, responses=shapes.DaySerializer)
    def post(self, request: Request, slug: str, day: int) -> Response:
        """Not used or spoilt; or a slip, corrected."""
        day_at(request, slug, day)
        sent = checked(shapes.BringBackSerializer, request)
        sent["state"] = SheetState(sent["state"])
        return self.done(request, slug, day, days.bring_back, **sent)


@extend_schema(tags=TAG)
class GivenOut(_OnDay):
    """How many voters were given a sheet."""

    @extend_schema(request=shapes.GivenOutSerializer, responses=shapes.DaySerializer)
    def post(self, request: Request, slug: str, day: int) -> Response:
        """The tally of the station."""
        day_at(request, slug, day)
        return self.done(
            request, slug, day, days.tell_given_out, **checked(shapes.GivenOutSerializer, request)
        )


@extend_schema(tags=TAG)
class CloseDay(_OnDay):
    """Closing a day."""

    @extend_schema(request=None, responses=shapes.DaySerializer)
    def post(self, request: Request, slug: str, day: int) -> Response:
        """Every sheet that is not in the box is told of."""
        return self.done(request, slug, day, days.close)


@extend_schema(tags=TAG)
class OpenDay(_OnDay):
    """Opening a closed day again."""

    @extend_schema(request=None, responses=shapes.DaySerializer)
    def post(self, request: Request, slug: str, day: int) -> Response:
        """For a correction."""
        return self.done(request, slug, day, days.open_again)
