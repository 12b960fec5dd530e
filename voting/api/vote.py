"""Voting over the API: the same verbs as the pages. The code of a letter is exchanged for a token of half an hour."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.errors import Invalid
from commons.http.idempotency import HEADER
from voting.api import vote_serializers as shapes
from voting.api.vote_auth import VoterAuthentication, voter_of
from voting.domain import ballots, codes, drafts, queries, receipts, voters
from voting.domain.ballot_form import form_of
from voting.domain.turnout import snapshot
from voting.models import Election, FrozenRules

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, pattern=r"^[-a-zA-Z0-9_]+$")


def found(request: Request, slug: str) -> Election:
    """The election of this year, or 404 where there is none that this reader may see."""
    election = queries.election_of(request.user, slug)
    if election is None:
        raise Http404
    return election


@extend_schema(tags=["vote"])
class Votes(APIView):
    """Votes of published years."""

    @extend_schema(operation_id="vote_list", responses=shapes.VoteSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Open ones first, then those to come, then the past."""
        return Response([shapes.vote(time.election, time) for time in queries.times()])


@extend_schema(tags=["vote"])
class Enter(APIView):
    """From a letter's code to a token."""

    authentication_classes = ()

    @extend_schema(
        operation_id="vote_enter", request=shapes.CodeSerializer, responses=shapes.EnteredSerializer
    )
    def post(self, request: Request) -> Response:
        """Exchange the code of a letter for a token."""
        data = shapes.CodeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        voter = codes.enter(typed=data.validated_data["code"], network=address_of(request._request))
        answer = {
            "token": voters.token_of(voter),
            "cycle": queries.slug_of(voter.election_id),
            "valid_seconds": voters.IDLE_SECONDS,
        }
        return Response(answer, headers={"Cache-Control": "no-store"})


@extend_schema(tags=["vote"], parameters=[SLUG])
class Vote(APIView):
    """One vote."""

    @extend_schema(operation_id="vote_retrieve", responses=shapes.VoteSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """When it is open, and its kind of ballot."""
        election = found(request, slug)
        return Response(shapes.vote(election, queries.time_of(election)))


@extend_schema(tags=["vote"], parameters=[SLUG])
class OfVoter(APIView):
    """What only a voter may read or do. Nothing of it is kept by caches."""

    authentication_classes = (VoterAuthentication,)

    def finalize_response(
        self, request: Request, response: Response, *args: object, **kwargs: object
    ) -> Response:
        """Mark the answer as private."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class BallotForm(OfVoter):
    """The voter's empty ballot."""

    @extend_schema(operation_id="vote_ballot_retrieve", responses=shapes.BallotSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The envelopes that this voter votes on, with their projects in the ballot's order."""
        election = found(request, slug)
        own = drafts.own(actor=voter_of(request), election=election)
        form = form_of(election)
        pots = form.pots_for(own.area_path)
        return Response(shapes.ballot(form, pots, queries.rows(election, [pot.pk for pot in pots])))


class Draft(OfVoter):
    """What is chosen and not yet cast."""

    @extend_schema(operation_id="vote_draft_retrieve", responses=shapes.DraftSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The draft, else what was cast."""
        own = drafts.own(actor=voter_of(request), election=found(request, slug))
        return Response(shapes.draft(own))

    @extend_schema(
        operation_id="vote_draft_update", request=shapes.ChoicesSerializer, responses=shapes.DraftSerializer
    )
    def put(self, request: Request, slug: str) -> Response:
        """Keep the choices, also ones that cannot be cast yet."""
        voter, election = voter_of(request), found(request, slug)
        data = shapes.ChoicesSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(shapes.draft(drafts.save(actor=voter, election=election, choices=data.chosen)))


class Cast(OfVoter):
    """Casting."""

    @extend_schema(
        operation_id="vote_cast",
        request=shapes.CastSerializer,
        responses={201: shapes.ReceiptSerializer},
        parameters=[OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, required=True)],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put the ballot in the box; the same idempotency key gives the same receipt."""
        voter, election = voter_of(request), found(request, slug)
        key = request.headers.get(HEADER, "").strip()
        if not 0 < len(key) <= 200:
            raise Invalid(
                fields={HEADER: [_("Send a key of your own making with the ballot, up to 200 characters.")]}
            )
        data = shapes.CastSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        receipt = ballots.cast(
            actor=voter,
            election=election,
            choices=data.chosen,
            key=key,
            seen=data.validated_data["seen"],
            network=address_of(request._request),
        )
        return Response(shapes.receipt(receipt), status=201)


class OwnReceipt(OfVoter):
    """The receipt of the voter's ballot in the box."""

    @extend_schema(operation_id="vote_receipt_retrieve", responses=shapes.ReceiptSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The receipt, without what was chosen."""
        receipt = receipts.own_receipt(actor=voter_of(request), election=found(request, slug))
        return Response(shapes.receipt(receipt))


@extend_schema(tags=["vote"], parameters=[SLUG])
class ReceiptState(APIView):
    """Whether a receipt is in the box."""

    @extend_schema(operation_id="vote_receipt_check", responses=shapes.ReceiptStateSerializer)
    def get(self, request: Request, slug: str, code: str) -> Response:
        """Whether its ballot counts or was replaced; nothing of its content."""
        state = queries.receipt_state(found(request, slug), code)
        if state is None:
            raise Http404
        return Response(
            {
                "code": state.code,
                "is_current": state.is_current,
                "is_excluded": state.is_excluded,
                "excluded_because": state.excluded_because,
            }
        )


@extend_schema(tags=["vote"], parameters=[SLUG])
class Turnout(APIView):
    """How many have voted."""

    @extend_schema(operation_id="vote_turnout_retrieve", responses=shapes.TurnoutSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """By area, small groups hidden; votes by project where the rules show them."""
        return Response(snapshot(found(request, slug)))


@extend_schema(tags=["vote"], parameters=[SLUG])
class Rules(APIView):
    """The published rules."""

    @extend_schema(operation_id="vote_rules_retrieve", responses=shapes.RulesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The text that was fixed at opening, and its hash."""
        election = found(request, slug)
        frozen = FrozenRules.objects.filter(election=election).first()
        if frozen is None:
            raise Http404
        return Response(
            {
                "cycle": slug,
                "frozen_at": election.frozen_at,
                "sha256": election.frozen_hash,
                "text": frozen.text,
                "log": shapes.log_head(election),
            }
        )


@extend_schema(tags=["vote"], parameters=[SLUG])
class Log(APIView):
    """The book of acts."""

    @extend_schema(operation_id="vote_log_retrieve", responses=shapes.LogHeadSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How many entries it has, and the hash of the last."""
        return Response(shapes.log_head(found(request, slug)))
