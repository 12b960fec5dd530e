"""The synthesis: reading it, commenting on it without an account, and the officials' side."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from commons.moderation.api.effort import WorkedById, effort_of
from commons.moderation.models import Moderation
from hearings import browser
from hearings.api import answers, reaching
from hearings.api.note_shapes import NewAppeal, ReceivedShape
from hearings.api.shapes import Words
from hearings.domain import comment_desk, synthesis
from hearings.domain.receipts import grouped
from hearings.models import Hearing, Synthesis, SynthesisComment
from hearings.rules import GROUP

STATES = (("open", "open"), ("replying", "replying"), ("frozen", "frozen"))


class CommentShape(serializers.Serializer):
    """A comment. `theme` null: on the whole. `changed`: the words were changed because of it."""

    id = serializers.IntegerField()
    theme = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reply = serializers.CharField(allow_blank=True)
    changed = serializers.BooleanField()


class SynthesisThemeShape(serializers.Serializer):
    """A theme: its words now, and as they were when commenting opened."""

    theme = serializers.IntegerField()
    title = Words()
    summary = Words()
    before = serializers.DictField(child=serializers.CharField(allow_blank=True))


class SynthesisShape(serializers.Serializer):
    """The synthesis whole. Moderators see comments that wait, too."""

    state = serializers.ChoiceField(choices=STATES)
    comments_until = serializers.DateTimeField()
    freezes_at = serializers.DateTimeField()
    themes = SynthesisThemeShape(many=True)
    comments = CommentShape(many=True)


class Times(serializers.Serializer):
    """When comments close and when the words freeze."""

    comments_until = serializers.DateTimeField()
    freezes_at = serializers.DateTimeField()


class NewSynthesisComment(WorkedById):
    """A comment. `uuid` is made by the sender; the same one again is the same comment."""

    uuid = serializers.UUIDField()
    theme = serializers.IntegerField(allow_null=True, required=False, default=None)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    language = serializers.CharField(max_length=12, required=False, default="fi")


class Deciding(serializers.Serializer):
    """`show`, `hide` for a reason, `redact` marked places (numbered from 0) and words, `keep` hidden after an appeal,
    or `reply`."""

    act = serializers.ChoiceField(choices=[(one, one) for one in ("show", "hide", "redact", "keep", "reply")])
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    places = serializers.ListField(child=serializers.IntegerField(min_value=0), required=False, default=list)
    words = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    reply = serializers.CharField(required=False, allow_blank=True, default="")
    changed = serializers.BooleanField(required=False, default=False)


def comment_row(row: SynthesisComment) -> dict[str, Any]:
    """A comment as plain data."""
    return {
        "id": row.pk,
        "theme": row.theme_id,
        "text": row.text,
        "language": row.language,
        "state": row.moderation,
        "reply": row.reply,
        "changed": row.has_changed,
    }


def whole(hearing: Hearing, *, every: bool) -> dict[str, Any]:
    """The synthesis as plain data; `every`: with the comments that wait or are hidden. Http404 where there is none."""
    row = Synthesis.objects.filter(hearing=hearing).first()
    if row is None:
        raise Http404
    rows = synthesis.read_through(hearing, language="fi", every=every)
    comments = [one for about in rows for one in about.comments] + synthesis.on_the_whole(
        hearing, every=every
    )
    return {
        "state": synthesis.state_of(hearing),
        "comments_until": row.comments_until,
        "freezes_at": row.freezes_at,
        "themes": [
            {
                "theme": about.theme.pk,
                "title": answers.words(about.theme, "title"),
                "summary": answers.words(about.theme, "summary"),
                "before": row.before.get(str(about.theme.pk), {}),
            }
            for about in rows
        ],
        "comments": [comment_row(one) for one in comments],
    }


@extend_schema(tags=["hearings"])
class SynthesisView(APIView):
    """The synthesis."""

    @extend_schema(operation_id="hearing_synthesis", responses=SynthesisShape)
    def get(self, request: Request, slug: str) -> Response:
        """The themes' words, what was changed, and the comments."""
        hearing = reaching.hearing(request, slug)
        return Response(whole(hearing, every=comment_desk.reads_all(request.user, hearing)))

    @extend_schema(operation_id="hearing_synthesis_open", request=Times, responses=SynthesisShape)
    def put(self, request: Request, slug: str) -> Response:
        """Open it for comments, or change the times, for facilitators."""
        hearing = reaching.desk_hearing(request, slug, GROUP)
        synthesis.open_up(actor=request.user, hearing=hearing, **checked(Times, request))
        return Response(whole(hearing, every=comment_desk.reads_all(request.user, hearing)))


@extend_schema(tags=["hearings: officials"])
class FreezeView(APIView):
    """Freezing."""

    @extend_schema(operation_id="hearing_synthesis_freeze", request=None, responses=SynthesisShape)
    def post(self, request: Request, slug: str) -> Response:
        """Freeze the words now; again changes nothing."""
        hearing = reaching.desk_hearing(request, slug, GROUP)
        synthesis.freeze(actor=request.user, hearing=hearing)
        return Response(whole(hearing, every=comment_desk.reads_all(request.user, hearing)))


@extend_schema(tags=["hearings"])
class CommentsView(APIView):
    """Commenting."""

    @extend_schema(
        operation_id="hearing_synthesis_comment",
        request=NewSynthesisComment,
        responses={200: ReceivedShape, 201: ReceivedShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Comment on a theme's words, or on all of them, without an account. Sent twice it is stored once."""
        hearing = reaching.hearing(request, slug)
        sent = checked(NewSynthesisComment, request)
        writer = browser.writer_of(request._request, effort_of(sent))
        got = synthesis.comment(actor=writer, hearing=hearing, said=synthesis.Said(**sent))
        body = {"receipt": grouped(got.receipt), "state": got.moderation, "is_new": got.is_new}
        return Response(body, status=201 if got.is_new else 200)


@extend_schema(tags=["hearings: officials"])
class CommentView(APIView):
    """One comment."""

    @extend_schema(operation_id="hearing_synthesis_decide", request=Deciding, responses=CommentShape)
    def patch(self, request: Request, pk: int) -> Response:
        """Show, hide, black out, keep hidden or answer it."""
        found = SynthesisComment.objects.filter(pk=pk).first() if pk < 2**63 else None
        if found is None:
            raise Http404
        return Response(comment_row(_decided(request, found, checked(Deciding, request))))


def _decided(request: Request, found: SynthesisComment, sent: dict[str, Any]) -> SynthesisComment:
    actor = request.user
    if sent["act"] == "show":
        return comment_desk.show(actor=actor, comment=found)
    if sent["act"] == "hide":
        return comment_desk.hide(actor=actor, comment=found, reason=sent["reason"])
    if sent["act"] == "redact":
        words = "\n".join(sent["words"])
        return comment_desk.redact(actor=actor, comment=found, places=sent["places"], words=words)
    if sent["act"] == "keep":
        return comment_desk.keep_hidden(actor=actor, comment=found).comment
    return synthesis.reply(actor=actor, comment=found, text=sent["reply"], has_changed=sent["changed"])


class CommentFateShape(serializers.Serializer):
    """What became of one's comment. `reason`: why it was hidden, in words. `appeal`: null while nobody asked to look
    again, else whether that waits, was granted or refused."""

    receipt = serializers.CharField()
    comment = CommentShape()
    reason = serializers.CharField(allow_blank=True)
    appeal = serializers.ChoiceField(
        choices=[(one, one) for one in ("waits", "granted", "refused")], allow_null=True
    )


def comment_fate(fate: synthesis.CommentFate) -> dict[str, Any]:
    """The same as plain data."""
    made = getattr(fate.comment, "appeal", None)
    answers_of = {None: "waits", True: "granted", False: "refused"}
    return {
        "receipt": grouped(fate.receipt),
        "comment": comment_row(fate.comment),
        "reason": str(fate.told),
        "appeal": answers_of[made.is_granted] if made else None,
    }


class CommentReceipt(serializers.Serializer):
    """The receipt of a comment; by POST, so that it stands in no log."""

    receipt = serializers.CharField(max_length=40)


@extend_schema(tags=["hearings"])
class CommentFateView(APIView):
    """What became of a comment."""

    authentication_classes = ()

    @extend_schema(operation_id="hearing_comment_fate", request=CommentReceipt, responses=CommentFateShape)
    def post(self, request: Request) -> Response:
        """The comment with this receipt."""
        return Response(comment_fate(synthesis.fate_of(checked(CommentReceipt, request)["receipt"])))


@extend_schema(tags=["hearings"])
class CommentAppealView(APIView):
    """Asking again about a comment."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_comment_appeal", request=NewAppeal, responses={201: CommentFateShape}
    )
    def post(self, request: Request) -> Response:
        """Ask somebody else to look at one's hidden comment again; asked again it is the first appeal."""
        sent = checked(NewAppeal, request)
        comment_desk.appeal(actor=browser.writer_of(request._request), **sent)
        return Response(comment_fate(synthesis.fate_of(sent["receipt"])), status=201)
