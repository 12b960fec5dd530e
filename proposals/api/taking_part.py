"""Supporting a proposal, hearing of it, talking about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.deliberation.api.answers import comment, discussion, replies
from commons.deliberation.api.shapes import (
    ConvincedSerializer,
    DiscussionSerializer,
    NewComment,
    RepliesSerializer,
    ReplySerializer,
)
from commons.deliberation.domain.errors import NotToBeAnswered
from commons.deliberation.domain.queries import page_of, replies_of
from commons.deliberation.domain.selects import Order
from commons.deliberation.models import Comment, CommentKind
from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api import shapes
from proposals.api.reading import SEED, number_of
from proposals.domain import discussion as talk
from proposals.domain import following, queries, supports
from proposals.domain.merging.reading import threads_of
from proposals.models import Proposal


@extend_schema(tags=["taking part"])
class SupportView(APIView):
    """One's support. Who supports what is never told to anybody."""

    @extend_schema(operation_id="support", request=None, responses=shapes.SupportSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Support it; again changes nothing."""
        count = supports.support(actor=request.user, proposal=queries.reached(pk, request.user))
        return Response({"supports": True, "support_count": count})

    @extend_schema(operation_id="unsupport", responses={200: shapes.SupportSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Take one's support back; without any nothing changes."""
        count = supports.unsupport(actor=request.user, proposal=queries.reached(pk, request.user))
        return Response({"supports": False, "support_count": count})


@extend_schema(tags=["taking part"])
class FollowView(APIView):
    """A mail at each step."""

    @extend_schema(operation_id="follow", request=None, responses=shapes.FollowSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Ask to hear of it."""
        following.follow(actor=request.user, proposal=queries.reached(pk, request.user))
        return Response({"follows": True})

    @extend_schema(operation_id="unfollow", responses={200: shapes.FollowSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Stop the mails."""
        following.unfollow(actor=request.user, proposal=queries.reached(pk, request.user))
        return Response({"follows": False})


def choice(request: Request, name: str, options: list[str], default: str) -> str:
    """A word of the address out of `options`; `Invalid` for another one."""
    word: str = request.query_params.get(name, default)
    if word not in options:
        raise Invalid(fields={name: [_("Choose one of these.")]})
    return word


@extend_schema(tags=["taking part"])
class CommentsView(IdempotentCreate, APIView):
    """The discussion of a proposal."""

    @extend_schema(
        operation_id="comments",
        responses=DiscussionSerializer,
        parameters=[
            OpenApiParameter(
                "order", str, enum=list(Order), description="Fair (by lot, kinds taking turns)."
            ),
            OpenApiParameter("kind", str, enum=CommentKind.values),
            OpenApiParameter(
                "page", OpenApiTypes.INT32, description="From 1; 20 comments, each with its first 3 replies."
            ),
            OpenApiParameter(
                "comment",
                OpenApiTypes.INT64,
                description="A comment or reply of this discussion: the page and the replies that show it.",
            ),
            SEED,
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of comments, each with the first few of its replies."""
        kind = choice(request, "kind", ["", *CommentKind.values], "")
        found = page_of(
            threads_of(queries.reached(pk, request.user)),
            order=Order(choice(request, "order", list(Order), Order.FAIR)),
            kind=CommentKind(kind) if kind else None,
            number=number_of(request, "page", least=1, most=10_000) or 1,
            seed=number_of(request, "seed"),
            viewer=request.user,
            sought=number_of(request, "comment", least=1, most=10**11 - 1),
        )
        return Response(discussion(found))

    @extend_schema(operation_id="comment_add", request=NewComment, responses={201: ReplySerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Say something about a proposal, while proposals are taken or discussed."""
        sent = checked(NewComment, request)
        proposal = queries.reached(pk, request.user)
        sent["kind"] = CommentKind(sent["kind"])
        sent["reply_to"] = replied_to(proposal, sent["reply_to"])

        def produce() -> tuple[int, Any]:
            made = talk.comment(actor=request.user, proposal=proposal, **sent)
            return 201, comment(made, request.user)

        return self.answer_once(request, produce)


@extend_schema(tags=["taking part"])
class RepliesView(APIView):
    """The replies to a comment of a proposal's discussion."""

    @extend_schema(
        operation_id="comment_replies",
        responses=RepliesSerializer,
        parameters=[
            OpenApiParameter(
                "order",
                str,
                enum=list(Order),
                description="Fair: up to three as they were spoken; of more the town's first, the others by lot.",
            ),
            OpenApiParameter("page", OpenApiTypes.INT32, description="From 1; 20 replies."),
            SEED,
        ],
    )
    def get(self, request: Request, pk: int, comment: int) -> Response:
        """A page of them, in the order of the discussion."""
        proposal = queries.reached(pk, request.user)
        found = replies_of(
            threads_of(proposal),
            queries.said_about(proposal, comment).pk,
            order=Order(choice(request, "order", list(Order), Order.FAIR)),
            number=number_of(request, "page", least=1, most=10_000) or 1,
            seed=number_of(request, "seed"),
            viewer=request.user,
        )
        return Response(replies(found))


@extend_schema(tags=["taking part"])
class ConvincedView(APIView):
    """An argument that convinces one. Whom it convinces is never told to anybody."""

    @extend_schema(operation_id="convince", request=None, responses=ConvincedSerializer)
    def put(self, request: Request, pk: int, comment: int) -> Response:
        """It convinces me; again changes nothing."""
        proposal = queries.reached(pk, request.user)
        said = queries.said_about(proposal, comment)
        count = talk.convince(actor=request.user, proposal=proposal, comment=said)
        return Response({"convinced": count, "convinces_me": True})

    @extend_schema(operation_id="unconvince", responses={200: ConvincedSerializer})
    def delete(self, request: Request, pk: int, comment: int) -> Response:
        """Take that back; without any nothing changes."""
        proposal = queries.reached(pk, request.user)
        said = queries.said_about(proposal, comment)
        count = talk.unconvince(actor=request.user, proposal=proposal, comment=said)
        return Response({"convinced": count, "convinces_me": False})


def replied_to(proposal: Proposal, pk: int | None) -> Comment | None:
    """The comment of this proposal's thread that is replied to; `NotToBeAnswered` where there is none."""
    if pk is None:
        return None
    try:
        return queries.said_about(proposal, pk)
    except Comment.DoesNotExist:
        raise NotToBeAnswered from None
