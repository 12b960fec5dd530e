"""The voting desk over the API: rules, ballot, checks and opening."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.models import Proposal
from voting.api import desk_serializers as shapes
from voting.domain import desk_votes, elections
from voting.domain.elections import BallotRules
from voting.domain.readiness import checks
from voting.models import BallotKind, BallotProject, Election

TAG = ["voting desk"]


@extend_schema(tags=TAG)
class DeskVotes(APIView):
    """The votes of all years, for their officials."""

    @extend_schema(responses=shapes.DeskVoteSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        return Response([shapes.desk_vote(vote) for vote in desk_votes.desk_votes(request.user)])


@extend_schema(tags=TAG)
class DeskVoteOne(APIView):
    """One vote."""

    @extend_schema(responses=shapes.DeskVoteDetailSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How far it is, how many have voted, how many drafts were never cast."""
        return Response(shapes.desk_vote_detail(desk_votes.desk_vote(request.user, slug)))


@extend_schema(tags=TAG)
class Rules(APIView):
    """The rules of a vote."""

    @extend_schema(request=shapes.BallotRulesSerializer, responses=shapes.BallotRulesSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Decide them, as often as needed until the vote is opened."""
        cycle = desk_votes.desk_vote(request.user, slug).cycle
        sent = checked(shapes.BallotRulesSerializer, request)
        chosen = BallotRules(**{**sent, "ballot_kind": BallotKind(sent["ballot_kind"])})
        election = elections.set_up(actor=request.user, cycle=cycle, ballot_rules=chosen)
        return Response(shapes.ballot_rules(election))


def rows(election: Election) -> list[dict[str, Any]]:
    """The ballot as JSON."""
    return [shapes.ballot_row(row) for row in desk_votes.ballot_rows(election)]


@extend_schema(tags=TAG)
class Ballot(IdempotentCreate, APIView):
    """What stands on the ballot."""

    @extend_schema(responses=shapes.DeskBallotRowSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """In the order of the ballot."""
        return Response(rows(desk_votes.election_at_desk(request.user, slug)))

    @extend_schema(
        request=shapes.PutOnBallotSerializer, responses={201: shapes.DeskBallotRowSerializer(many=True)}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put a reviewed proposal last on the ballot; the whole ballot as it is then."""
        election = desk_votes.election_at_desk(request.user, slug)
        number = checked(shapes.PutOnBallotSerializer, request)["proposal"]
        proposal = get_object_or_404(Proposal.objects.without_texts(), pk=number)

        def produce() -> tuple[int, Any]:
            elections.put_on_ballot(actor=request.user, election=election, proposal=proposal)
            return 201, rows(election)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class FillBallot(IdempotentCreate, APIView):
    """Every reviewed proposal on the ballot."""

    @extend_schema(request=None, responses={201: shapes.DeskBallotRowSerializer(many=True)})
    def post(self, request: Request, slug: str) -> Response:
        """Costs and envelopes are taken from the reviews again; the order is drawn by lot."""
        election = desk_votes.election_at_desk(request.user, slug)

        def produce() -> tuple[int, Any]:
            elections.fill_ballot(actor=request.user, election=election)
            return 201, rows(election)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BallotOrder(APIView):
    """The order of the ballot."""

    @extend_schema(request=shapes.OrderSerializer, responses=shapes.DeskBallotRowSerializer(many=True))
    def put(self, request: Request, slug: str) -> Response:
        """The whole ballot in its new order."""
        election = desk_votes.election_at_desk(request.user, slug)
        order = checked(shapes.OrderSerializer, request)["order"]
        elections.put_in_order(actor=request.user, election=election, order=order)
        return Response(rows(election))


@extend_schema(tags=TAG)
class BallotOne(APIView):
    """One project on the ballot."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, project_id: str) -> Response:
        """Take it off."""
        election = desk_votes.election_at_desk(request.user, slug)
        project = get_object_or_404(BallotProject, election=election, project_id=project_id)
        elections.take_off_ballot(actor=request.user, project=project)
        return Response(status=204)


@extend_schema(tags=TAG)
class Checks(APIView):
    """What to look at before opening."""

    @extend_schema(responses=shapes.CheckSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """In the order of the work."""
        return Response(
            [shapes.check(found) for found in checks(desk_votes.election_at_desk(request.user, slug))]
        )


@extend_schema(tags=TAG)
class Open(IdempotentCreate, APIView):
    """Opening the vote."""

    @extend_schema(request=shapes.OpenSerializer, responses={201: shapes.DeskVoteDetailSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Freeze and publish rules, projects and costs; with warnings a reason is needed."""
        election = desk_votes.election_at_desk(request.user, slug)
        reason = checked(shapes.OpenSerializer, request)["reason"]

        def produce() -> tuple[int, Any]:
            elections.open_vote(actor=request.user, election=election, reason=reason)
            return 201, shapes.desk_vote_detail(desk_votes.desk_vote(request.user, slug))

        return self.answer_once(request, produce)
