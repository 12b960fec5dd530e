"""Correcting and hiding comments. Writing them is asked of the thing that is talked about."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.deliberation.api.answers import comment
from commons.deliberation.api.shapes import CommentText, HiddenSerializer, HidingReason, ReplySerializer
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment
from commons.deliberation.reasons import in_words
from commons.http.sent import checked


@extend_schema(tags=["discussion"])
class CommentView(APIView):
    """One's own comment."""

    @extend_schema(operation_id="comment_edit", request=CommentText, responses=ReplySerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Correct one's own comment, within 15 minutes after writing it."""
        sent = checked(CommentText, request)
        found = Comment.objects.select_related("author").get(pk=pk)
        return Response(
            comment(comments.edit(actor=request.user, comment=found, text=sent["text"]), request.user)
        )


@extend_schema(tags=["discussion"])
class HideView(APIView):
    """Moderation of a comment."""

    @extend_schema(operation_id="comment_hide", request=HidingReason, responses=HiddenSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Show a public reason in place of the text: for moderators. The text is kept."""
        sent = checked(HidingReason, request)
        found = Comment.objects.select_related("thread").get(pk=pk)
        hidden = comments.hide(actor=request.user, comment=found, reason=sent["reason"])
        return Response({"id": hidden.pk, "hidden": in_words(hidden.hidden_reason)})


@extend_schema(tags=["discussion"])
class ShowView(APIView):
    """Taking back a hiding."""

    @extend_schema(operation_id="comment_show", request=None, responses=HiddenSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Show a hidden comment again: for moderators."""
        found = Comment.objects.select_related("thread").get(pk=pk)
        shown = comments.show_again(actor=request.user, comment=found)
        return Response({"id": shown.pk, "hidden": in_words(shown.hidden_reason)})
