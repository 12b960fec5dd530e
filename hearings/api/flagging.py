"""Reports of something shown, and the public account of moderation."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from commons.moderation.api.effort import WorkedById, effort_of
from commons.moderation.models import Reason
from hearings import browser
from hearings.api import reaching
from hearings.domain import flags
from hearings.domain.receipts import grouped
from hearings.models import Flag, FlagOutcome
from hearings.rules import MODERATE


class NewFlag(WorkedById):
    """A report. `uuid` is made by the sender; the same one again is the same report."""

    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(flags.KINDS))
    id = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True, max_length=16)


class FlagReceipt(serializers.Serializer):
    """By which the reporter sees the decision."""

    receipt = serializers.CharField(max_length=40)


class FlagShape(serializers.Serializer):
    """A report. `outcome` empty: nobody has decided yet."""

    reason = serializers.ChoiceField(choices=Reason.choices)
    outcome = serializers.ChoiceField(choices=FlagOutcome.choices, allow_blank=True)
    is_again = serializers.BooleanField()


class FlagReason(serializers.Serializer):
    """Why it is hidden."""

    reason = serializers.CharField(allow_blank=True, max_length=16)


class FlaggedShape(serializers.Serializer):
    """Something reported, with its first open report."""

    flag = serializers.IntegerField()
    kind = serializers.CharField()
    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    is_again = serializers.BooleanField()
    may_hide = serializers.BooleanField()
    may_keep = serializers.BooleanField()


class FlaggedList(serializers.Serializer):
    """The longest waiting ones."""

    results = FlaggedShape(many=True)


class AccountShape(serializers.Serializer):
    """How moderation went."""

    received = serializers.IntegerField()
    shown = serializers.IntegerField()
    held = serializers.IntegerField()
    hidden = serializers.IntegerField()
    redacted = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    appealed = serializers.IntegerField()
    restored = serializers.IntegerField()
    refused = serializers.IntegerField()
    reported = serializers.IntegerField()
    kept = serializers.IntegerField()
    hidden_after_report = serializers.IntegerField()


def shape(flag: Flag) -> dict[str, Any]:
    """A report as its reporter sees it."""
    return {"reason": flag.reason, "outcome": flag.outcome, "is_again": flag.again_at is not None}


@extend_schema(tags=["hearings"])
class FlagsView(APIView):
    """Reporting; and what is reported."""

    @extend_schema(operation_id="hearing_flag", request=NewFlag, responses={201: FlagReceipt})
    def post(self, request: Request, slug: str) -> Response:
        """Report a shown note, story or comment. No account; once a device."""
        sent = checked(NewFlag, request)
        hearing = reaching.hearing(request, slug)
        writer = browser.writer_of(request._request, effort_of(sent))
        try:
            receipt = flags.flag(
                actor=writer,
                hearing=hearing,
                kind=sent["kind"],
                pk=sent["id"],
                reason=sent["reason"],
                uuid=sent["uuid"],
            )
        except flags.NothingShown:
            raise Http404 from None
        return Response({"receipt": grouped(receipt)}, status=201)

    @extend_schema(operation_id="hearing_flags", responses=FlaggedList, tags=["hearings: officials"])
    def get(self, request: Request, slug: str) -> Response:
        """What is reported, longest ago first."""
        hearing = reaching.desk_hearing(request, slug, MODERATE)
        rows = []
        for row in flags.waiting(hearing, request.user):
            text, language = flags.text_of(row.about)
            rows.append(
                {
                    "flag": row.flag.pk, "kind": row.kind, "id": row.about.pk, "text": text, "language": language,
                    "reasons": dict(row.reasons), "is_again": row.is_again, "may_hide": row.may_hide,
                    "may_keep": row.may_keep,
                }
            )  # fmt: skip
        return Response({"results": rows})


@extend_schema(tags=["hearings"])
class FlagStateView(APIView):
    """What was decided."""

    @extend_schema(operation_id="hearing_flag_state", request=FlagReceipt, responses=FlagShape)
    def post(self, request: Request) -> Response:
        """The report with this receipt."""
        return Response(shape(flags.flag_of(checked(FlagReceipt, request)["receipt"])))


@extend_schema(tags=["hearings"])
class FlagAgainView(APIView):
    """Asking again."""

    @extend_schema(operation_id="hearing_flag_again", request=FlagReceipt, responses=FlagShape)
    def post(self, request: Request) -> Response:
        """Ask that somebody else decides; once."""
        receipt = checked(FlagReceipt, request)["receipt"]
        return Response(shape(flags.ask_again(actor=browser.writer_of(request._request), receipt=receipt)))


def flag_of(pk: int) -> Flag:
    """A report, or 404; the verb asks who may."""
    found = Flag.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@extend_schema(tags=["hearings: officials"])
class FlagKeepView(APIView):
    """Keeping."""

    @extend_schema(operation_id="hearing_flag_keep", request=None, responses=FlagShape)
    def post(self, request: Request, pk: int) -> Response:
        """Leave it as it is; all its open reports are settled."""
        return Response(shape(flags.keep(actor=request.user, flag=flag_of(pk))))


@extend_schema(tags=["hearings: officials"])
class FlagHideView(APIView):
    """Hiding."""

    @extend_schema(operation_id="hearing_flag_hide", request=FlagReason, responses=FlagShape)
    def post(self, request: Request, pk: int) -> Response:
        """Hide it for a reason from the list; never criticism of one's own service."""
        reason = checked(FlagReason, request)["reason"]
        return Response(shape(flags.hide(actor=request.user, flag=flag_of(pk), reason=reason)))


@extend_schema(tags=["hearings"])
class AccountView(APIView):
    """The account of moderation."""

    @extend_schema(operation_id="hearing_moderation", responses=AccountShape)
    def get(self, request: Request, slug: str) -> Response:
        """Notes shown, held and hidden by reason; appeals and reports with what became of them."""
        found = flags.account(reaching.hearing(request, slug))
        return Response(
            {**vars(found), "reasons": {value: number for value, _label, number in found.reasons}}
        )
