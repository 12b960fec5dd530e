"""Writing a proposal: begin, save step by step, illustrate, submit, take back."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.moderation.api.effort import effort_of
from commons.process.models import Cycle
from proposals.api import answers, shapes, wishes
from proposals.api.holding import PARAMETER, token_of
from proposals.api.reading import ORDER, SEED, FilteredProposals
from proposals.domain import drafts, pictures, queries, submission
from proposals.models import Picture, Proposal


def own(request: Request, pk: int, token: str) -> Proposal:
    """The asking person's own proposal as it is now; anybody else's is not found."""
    return queries.own(pk, request.user, drafts.owner_of(token))


@extend_schema(tags=["proposals"])
class ProposalsView(IdempotentCreate, FilteredProposals):
    """The list of proposals, and where a new one begins."""

    @extend_schema(
        operation_id="proposals", parameters=[ORDER, SEED], responses=shapes.ProposalRowSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Public proposals of published budget years; withdrawn ones only where the state is asked for."""
        return self.get_paginated_response(self.page(request))

    @extend_schema(
        tags=["writing"],
        operation_id="draft_start",
        filters=False,
        parameters=[PARAMETER],
        request=wishes.NewDraft,
        responses={201: shapes.OwnProposalSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin a draft, while the budget year takes proposals. Nobody else can read it."""
        token, sent = token_of(request), checked(wishes.NewDraft, request)
        network, effort = address_of(request._request), effort_of(sent)
        cycle = get_object_or_404(
            Cycle.objects.select_related("area"), slug=sent.pop("cycle"), is_published=True
        )

        def produce() -> tuple[int, Any]:
            made = drafts.start(
                actor=request.user, cycle=cycle, changes=sent, token=token, network=network, effort=effort
            )
            return 201, answers.draft(own(request, made.pk, token))

        return self.answer_once(request, produce, holder=token)


@extend_schema(tags=["writing"])
class MineView(APIView):
    """One's own proposals and drafts."""

    @extend_schema(operation_id="drafts_mine", parameters=[PARAMETER], responses=shapes.MineListSerializer)
    def get(self, request: Request) -> Response:
        """One's own, newest first, at most 100."""
        found = queries.mine(request.user, drafts.owner_of(token_of(request)))[:100]
        return Response({"results": [answers.mine(one) for one in found]})


@extend_schema(tags=["writing"])
class ClaimView(APIView):
    """From a draft without an account to one's own."""

    @extend_schema(
        operation_id="drafts_claim", request=None, parameters=[PARAMETER], responses=shapes.ClaimedSerializer
    )
    def post(self, request: Request) -> Response:
        """After signing in: make the drafts that the secret holds one's own."""
        return Response({"claimed": drafts.claim(actor=request.user, token=token_of(request))})


@extend_schema(tags=["writing"], parameters=[PARAMETER])
class DraftView(APIView):
    """One's own draft, or a proposal that was returned for completion."""

    @extend_schema(operation_id="draft", responses=shapes.OwnProposalSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What is saved, what is missing, and what the town asked to complete."""
        return Response(answers.draft(own(request, pk, token_of(request))))

    @extend_schema(
        operation_id="draft_save",
        request=wishes.DraftFields(partial=True),
        responses=shapes.OwnProposalSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Save some fields; the others stay. What is written is kept even when the phase is over."""
        token, sent = token_of(request), checked(wishes.DraftFields, request, partial=True)
        drafts.save(actor=request.user, proposal=own(request, pk, token), changes=sent, token=token)
        return Response(answers.draft(own(request, pk, token)))

    @extend_schema(operation_id="draft_discard", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Delete a draft for good. A submitted proposal is withdrawn instead."""
        token = token_of(request)
        drafts.discard(actor=request.user, proposal=own(request, pk, token), token=token)
        return Response(status=204)


@extend_schema(tags=["writing"], parameters=[PARAMETER])
class SubmitView(APIView):
    """From a draft to a public proposal."""

    @extend_schema(operation_id="draft_submit", request=None, responses=shapes.StateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make a complete draft public. Needs an account; submitting twice is submitting once."""
        token = token_of(request)
        found = queries.reached(pk, request.user, drafts.owner_of(token))
        return Response(answers.state(submission.submit(actor=request.user, proposal=found, token=token)))


@extend_schema(tags=["writing"])
class ResubmitView(APIView):
    """Back to the reviewer."""

    @extend_schema(operation_id="proposal_resubmit", request=None, responses=shapes.StateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Hand in a completed proposal again."""
        found = queries.reached(pk, request.user)
        return Response(answers.state(submission.resubmit(actor=request.user, proposal=found)))


@extend_schema(tags=["writing"])
class WithdrawView(APIView):
    """Taking it back."""

    @extend_schema(operation_id="proposal_withdraw", request=None, responses=shapes.StateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw one's proposal, until it is on the ballot. Its page stays and says so."""
        found = queries.reached(pk, request.user)
        return Response(answers.state(submission.withdraw(actor=request.user, proposal=found)))


@extend_schema(tags=["writing"], parameters=[PARAMETER])
class PicturesView(IdempotentCreate, APIView):
    """Pictures of one's draft."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="picture_add",
        request={"multipart/form-data": wishes.NewPicture},
        responses={201: shapes.PictureSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add a picture, at most five. It is stored anew as a JPEG, without what the camera wrote beside it."""
        token = token_of(request)
        proposal, sent = own(request, pk, token), checked(wishes.NewPicture, request)
        file = sent["image"]

        def produce() -> tuple[int, Any]:
            made = pictures.add(
                actor=request.user, proposal=proposal, file=file, size=file.size, alt=sent["alt"], token=token
            )
            return 201, answers.picture(made)

        return self.answer_once(request, produce, holder=token)


@extend_schema(tags=["writing"], parameters=[PARAMETER])
class PictureView(APIView):
    """A picture of one's draft."""

    @extend_schema(
        operation_id="picture_describe", request=wishes.PictureText, responses=shapes.PictureSerializer
    )
    def patch(self, request: Request, pk: int, picture: int) -> Response:
        """Say what the picture shows, for those who cannot see it."""
        token, sent = token_of(request), checked(wishes.PictureText, request)
        found = get_object_or_404(Picture, pk=picture, proposal=own(request, pk, token))
        made = pictures.describe(actor=request.user, picture=found, alt=sent["alt"], token=token)
        return Response(answers.picture(made))

    @extend_schema(operation_id="picture_remove", responses={204: None})
    def delete(self, request: Request, pk: int, picture: int) -> Response:
        """Take the picture away for good."""
        token = token_of(request)
        found = get_object_or_404(Picture, pk=picture, proposal=own(request, pk, token))
        pictures.remove(actor=request.user, picture=found, token=token)
        return Response(status=204)


@extend_schema(tags=["writing"], parameters=[PARAMETER])
class PictureOrderView(APIView):
    """Which picture comes first."""

    @extend_schema(
        operation_id="pictures_order",
        request=wishes.PictureOrder,
        responses=shapes.PictureListSerializer,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Put all pictures in a new order; the first one is shown in lists."""
        token, sent = token_of(request), checked(wishes.PictureOrder, request)
        found = pictures.reorder(
            actor=request.user, proposal=own(request, pk, token), order=sent["order"], token=token
        )
        return Response({"results": [answers.picture(one) for one in found]})
