"""What delegates of the follow-up group found at projects, and what the town answers."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import Actor
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.texts.shapes import Texts
from proposals.domain import queries
from proposals.domain.delegates import answering, noting, reading
from proposals.domain.delegates.noting import Shot
from proposals.models import (
    MOST_FINDING_PICTURES,
    Finding,
    FindingKind,
    FindingReply,
    FindingState,
    Proposal,
    ReplyKind,
)

Json = dict[str, Any]
TAGS = ["follow-up group"]
MOST = 100


class FindingPictureSerializer(serializers.Serializer):
    """A picture of a finding."""

    url = serializers.CharField()
    alt = serializers.CharField()


class FindingReplySerializer(serializers.Serializer):
    """What the town answered."""

    kind = serializers.ChoiceField(choices=ReplyKind.choices)
    text = serializers.CharField(help_text="In the reader's language, or the first that was written.")
    promised_on = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()


class FindingCheckSerializer(serializers.Serializer):
    """What the delegate saw on looking again."""

    is_fixed = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class ProjectFindingSerializer(serializers.Serializer):
    """What a delegate saw at a project on a day."""

    id = serializers.IntegerField()
    proposal = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=FindingKind.choices)
    state = serializers.ChoiceField(choices=FindingState.choices)
    delegate = serializers.CharField(
        help_text="The name that they agreed to show, else their number in words."
    )
    language = serializers.CharField()
    text = serializers.CharField()
    place = serializers.CharField()
    visited_on = serializers.DateField()
    answer_by = serializers.DateField(allow_null=True)
    promised_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    is_shown = serializers.BooleanField(help_text="False: a moderator reads it first, or has hidden it.")
    pictures = FindingPictureSerializer(many=True)
    replies = FindingReplySerializer(many=True)
    checks = FindingCheckSerializer(many=True)


class ProjectFindingsSerializer(serializers.Serializer):
    """Findings."""

    results = ProjectFindingSerializer(many=True)


class NewFinding(serializers.Serializer):
    """What a delegate saw. Pictures need the form that takes files; each needs its words."""

    kind = serializers.ChoiceField(choices=FindingKind.choices)
    text = serializers.CharField(max_length=2000)
    language = serializers.CharField(max_length=12, required=False, default="fi")
    visited_on = serializers.DateField()
    place = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    key = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Made by the device: sent twice is stored once.",
    )
    picture_1 = serializers.FileField(required=False, help_text="JPEG, PNG, WebP or GIF of at most 10 MB.")
    alt_1 = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    picture_2 = serializers.FileField(required=False)
    alt_2 = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    picture_3 = serializers.FileField(required=False)
    alt_3 = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class NewReply(serializers.Serializer):
    """What the town answers."""

    kind = serializers.ChoiceField(choices=ReplyKind.choices)
    promised_on = serializers.DateField(required=False, allow_null=True, default=None)
    text = Texts(required=False, default=dict)
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="How many answers were there to be read."
    )


class NewCheck(serializers.Serializer):
    """What the delegate saw on looking again."""

    is_fixed = serializers.BooleanField()
    text = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


def _finding(one: Finding) -> Json:
    names = (
        "kind",
        "state",
        "language",
        "text",
        "place",
        "visited_on",
        "answer_by",
        "promised_on",
        "is_late",
    )
    return {
        "id": one.pk,
        "proposal": one.proposal_id,
        "delegate": str(one.delegate),
        "is_shown": one.hidden_at is None and one.state != FindingState.WITHDRAWN,
        **{name: getattr(one, name) for name in names},
        "pictures": [{"url": picture.image.url, "alt": picture.alt} for picture in one.pictures.all()],
        "replies": [_reply(reply) for reply in one.replies.all()],
        "checks": [
            {"is_fixed": check.is_fixed, "text": check.text, "at": check.created_at}
            for check in one.checks.all()
        ],
    }


def _reply(reply: FindingReply) -> Json:
    return {
        "kind": reply.kind,
        "text": reply.text,
        "promised_on": reply.promised_on,
        "at": reply.created_at,
    }


def _again(pk: int) -> Json:
    (found,) = reading.whole(Finding.objects.filter(pk=pk))
    return _finding(found)


def _one(pk: int, actor: Actor) -> Finding:
    """A finding that everybody can read, or the actor's own."""
    rows = Finding.objects.select_related("delegate", "proposal__cycle", "proposal__area")
    found = rows.filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise Http404
    is_public = Finding.objects.public().filter(pk=found.pk).exists()
    if not is_public and not (actor.is_authenticated and found.delegate.user_id == actor.pk):
        raise Http404
    return found


@extend_schema(tags=TAGS)
class FindingsView(IdempotentCreate, APIView):
    """What was found at a project."""

    @extend_schema(operation_id="project_findings", responses=ProjectFindingsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What everybody may read, the newest visit first."""
        found = reading.findings_at(queries.reached(pk, request.user))
        return Response({"results": [_finding(one) for one in found]})

    @extend_schema(
        operation_id="finding_note",
        request={"multipart/form-data": NewFinding, "application/json": NewFinding},
        responses={201: ProjectFindingSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Note what one saw: for delegates of the project's year."""
        sent = checked(NewFinding, request)
        proposal = queries.reached(pk, request.user)

        def produce() -> tuple[int, Json]:
            return 201, _again(_note(request.user, proposal, sent).pk)

        return self.answer_once(request, produce)


def _note(actor: Actor, proposal: Proposal, sent: Json) -> Finding:
    shots = [
        Shot(file.file, file.size, sent[f"alt_{number}"], number)
        for number in range(1, MOST_FINDING_PICTURES + 1)
        if (file := sent.get(f"picture_{number}"))
    ]
    names = ("kind", "text", "language", "visited_on", "place", "key")
    return noting.note(actor=actor, proposal=proposal, shots=shots, **{name: sent[name] for name in names})


@extend_schema(tags=TAGS)
class FindingView(APIView):
    """One finding."""

    @extend_schema(operation_id="finding", responses=ProjectFindingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """A finding that everybody can read, or one's own."""
        return Response(_again(_one(pk, request.user).pk))

    @extend_schema(operation_id="finding_withdraw", responses={200: ProjectFindingSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Take one's own finding back while nobody has answered it."""
        return Response(_again(noting.withdraw(actor=request.user, finding=_one(pk, request.user)).pk))


@extend_schema(tags=TAGS)
class ReplyView(APIView):
    """The town's answer."""

    @extend_schema(operation_id="finding_answer", request=NewReply, responses=ProjectFindingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Answer a finding; its delegate gets a mail."""
        sent = checked(NewReply, request)
        found = _one(pk, request.user)
        answering.answer(actor=request.user, finding=found, **(sent | {"kind": ReplyKind(sent["kind"])}))
        return Response(_again(found.pk))


@extend_schema(tags=TAGS)
class CheckView(APIView):
    """Looking again."""

    @extend_schema(operation_id="finding_look_again", request=NewCheck, responses=ProjectFindingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say that it is fixed, or once that it is not: for who noted it."""
        sent = checked(NewCheck, request)
        found = _one(pk, request.user)
        noting.look_again(actor=request.user, finding=found, **sent)
        return Response(_again(found.pk))


@extend_schema(tags=TAGS)
class AllFindingsView(APIView):
    """Findings at the desk."""

    @extend_schema(
        operation_id="findings_to_answer",
        responses=ProjectFindingsSerializer,
        parameters=[
            OpenApiParameter("late", OpenApiTypes.BOOL, description="Only what is overdue."),
            OpenApiParameter(
                "escalated", OpenApiTypes.BOOL, description="Only of what the coordinators were told."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """The hundred that are due first, where one answers."""
        rows = answering.to_answer(actor=request.user).filter(state__in=answering.ANSWERABLE)
        if request.query_params.get("late") == "true":
            rows = rows.late()
        if request.query_params.get("escalated") == "true":
            rows = rows.escalated()
        return Response({"results": [_finding(one) for one in reading.whole(rows[:MOST])]})
