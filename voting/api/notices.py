"""Changes after a vote was opened: public once two officials stand behind them; asked for and decided at the desk."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import Role
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.process.models import Envelope
from voting.domain import desk_votes, notices, queries
from voting.domain.notices import LONGEST_REASON, Told
from voting.models import BallotProject, Election, NoticeKind, NoticeState
from voting.models.notice import ENVELOPE_TEXTS, PROJECT_TEXTS

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, pattern=r"^[-a-zA-Z0-9_]+$")


class NoticeSerializer(serializers.Serializer):
    """What was changed, before and after, why, in which roles, when; and the hash of the rules before and since."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    project_id = serializers.CharField(help_text="Number on the ballot; empty for an envelope.")
    envelope = serializers.CharField(help_text="Identifier; empty for a project.")
    before = serializers.DictField(child=serializers.CharField())
    after = serializers.DictField(child=serializers.CharField())
    reason = serializers.CharField()
    asked_as = serializers.ChoiceField(choices=Role.choices)
    decided_as = serializers.ChoiceField(choices=Role.choices, allow_blank=True)
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    sha256_before = serializers.CharField()
    sha256 = serializers.CharField(help_text="Empty where no word changed.")


class DeskNoticeSerializer(NoticeSerializer):
    """The same for officials, also before it is decided."""

    state = serializers.ChoiceField(choices=NoticeState.choices)
    asked_by = serializers.CharField()
    decided_by = serializers.CharField()
    decision_reason = serializers.CharField()


class NoticeAskSerializer(serializers.Serializer):
    """About one project or one envelope. `after`: texts by field, what is left out stays; none for `cannot`."""

    kind = serializers.ChoiceField(choices=NoticeKind.choices, default=NoticeKind.TEXT)
    project_id = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    envelope = serializers.CharField(required=False, default="", allow_blank=True, max_length=80)
    after = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        default=dict,
        help_text=f"Fields: {', '.join((*PROJECT_TEXTS, *ENVELOPE_TEXTS))}.",
    )
    reason = serializers.CharField(max_length=LONGEST_REASON)


class RefuseSerializer(serializers.Serializer):
    """Why the text stays."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


def notice(told: Told) -> dict[str, Any]:
    """As `NoticeSerializer`."""
    one = told.notice
    return {
        "id": one.pk,
        "kind": one.kind,
        "project_id": one.project.project_id if one.project else "",
        "envelope": one.envelope.slug if one.envelope else "",
        "before": one.before,
        "after": one.after,
        "reason": one.reason,
        "asked_as": one.asked_as,
        "decided_as": one.decided_as,
        "asked_at": one.asked_at and one.asked_at.isoformat(),
        "decided_at": one.decided_at and one.decided_at.isoformat(),
        "sha256_before": told.hash_before,
        "sha256": one.rules_hash,
    }


def desk_notice(told: Told) -> dict[str, Any]:
    """As `DeskNoticeSerializer`."""
    people = {"asked_by": told.asked_by, "decided_by": told.decided_by}
    return (
        notice(told) | people | {"state": told.notice.state, "decision_reason": told.notice.decision_reason}
    )


@extend_schema(tags=["vote"], parameters=[SLUG])
class Notices(APIView):
    """What was changed since the vote was opened."""

    @extend_schema(operation_id="vote_notices_list", responses=NoticeSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """In force, newest first."""
        election = queries.election_of(request.user, slug)
        if election is None:
            raise Http404
        return Response([notice(told) for told in notices.public(election)])


def _thing(election: Election, sent: dict[str, Any]) -> notices.Thing:
    if sent["project_id"]:
        rows = BallotProject.objects.select_related("proposal")
        return get_object_or_404(rows, election=election, project_id=sent["project_id"])
    return get_object_or_404(Envelope, cycle=election.cycle_id, slug=sent["envelope"])


@extend_schema(tags=["voting desk"])
class DeskNotices(IdempotentCreate, APIView):
    """Requests for changes."""

    @extend_schema(responses=DeskNoticeSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All of them, newest first."""
        election = desk_votes.election_at_desk(request.user, slug)
        return Response([desk_notice(told) for told in notices.at_desk(request.user, election)])

    @extend_schema(request=NoticeAskSerializer, responses={201: DeskNoticeSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Ask for a change; nothing changes until another official confirms it."""
        election = desk_votes.election_at_desk(request.user, slug)
        sent = checked(NoticeAskSerializer, request)
        thing = _thing(election, sent)
        after = sent["after"] if sent["kind"] == NoticeKind.TEXT else None

        def produce() -> tuple[int, Any]:
            asked = notices.ask(
                actor=request.user, election=election, thing=thing, after=after, reason=sent["reason"]
            )
            return 201, desk_notice(notices.one_at_desk(request.user, election, asked.pk))

        return self.answer_once(request, produce)


class _One(IdempotentCreate, APIView):
    def decided(self, request: Request, slug: str, notice: int, reason: str | None) -> Response:
        """Confirm, or refuse with a reason."""
        election = desk_votes.election_at_desk(request.user, slug)
        told = notices.one_at_desk(request.user, election, notice)

        def produce() -> tuple[int, Any]:
            if reason is None:
                notices.confirm(actor=request.user, notice=told.notice)
            else:
                notices.refuse(actor=request.user, notice=told.notice, reason=reason)
            return 201, desk_notice(notices.one_at_desk(request.user, election, notice))

        return self.answer_once(request, produce)


@extend_schema(tags=["voting desk"])
class Confirm(_One):
    """Confirming a request."""

    @extend_schema(request=None, responses={201: DeskNoticeSerializer})
    def post(self, request: Request, slug: str, notice: int) -> Response:
        """Bring it into force; not by who asked."""
        return self.decided(request, slug, notice, None)


@extend_schema(tags=["voting desk"])
class Refuse(_One):
    """Refusing a request."""

    @extend_schema(request=RefuseSerializer, responses={201: DeskNoticeSerializer})
    def post(self, request: Request, slug: str, notice: int) -> Response:
        """Let the words be; who asked takes it back so."""
        return self.decided(request, slug, notice, checked(RefuseSerializer, request)["reason"])
