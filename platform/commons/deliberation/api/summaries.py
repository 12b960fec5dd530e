"""The summary of a discussion: its versions, writing it, and correcting it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.deliberation.domain.summing_up import correcting, reading, writing
from commons.deliberation.models import Correction, CorrectionState, Summary
from commons.deliberation.models.summaries import LONGEST_CORRECTION, LONGEST_REASON, LONGEST_SUMMARY
from commons.deliberation.reasons import in_words
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked

Json = dict[str, Any]
NUMBER = {"min_value": 0, "max_value": 2**31 - 1}


class SummarySerializer(serializers.Serializer):
    """One version, written by the town."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    created_at = serializers.DateTimeField()
    back_to = serializers.IntegerField(allow_null=True, help_text="The version that was taken up again.")


class CorrectionSerializer(serializers.Serializer):
    """What somebody suggested, and what became of it."""

    id = serializers.IntegerField()
    thread = serializers.IntegerField()
    about = serializers.IntegerField(help_text="Number of the version that it corrects.")
    text = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=CorrectionState.choices)
    reason = serializers.CharField(allow_blank=True)
    hidden = serializers.CharField(allow_blank=True, help_text="Why others do not see it; empty: they do.")
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class SummarySeenSerializer(serializers.Serializer):
    """The summary of a discussion for one reader."""

    summary = SummarySerializer(allow_null=True)
    may_sum_up = serializers.BooleanField()
    may_correct = serializers.BooleanField()
    mine = CorrectionSerializer(many=True, help_text="What the reader suggested, newest first.")
    waiting = CorrectionSerializer(many=True, help_text="What waits for an answer: for who may answer it.")


class SummariesSerializer(serializers.Serializer):
    """All versions, newest first."""

    results = SummarySerializer(many=True)


class CorrectionsSerializer(serializers.Serializer):
    """Corrections that wait for the reader's answer, oldest first."""

    results = CorrectionSerializer(many=True)


class NewSummary(serializers.Serializer):
    """The whole text of the next version."""

    text = serializers.CharField(max_length=LONGEST_SUMMARY)
    language = serializers.CharField(max_length=12, help_text="Of the text, BCP 47.")
    seen = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        help_text="Number of the version that was read before writing; 0 for none.",
    )


class EarlierSummary(serializers.Serializer):
    """The version to show again."""

    number = serializers.IntegerField(**NUMBER)  # type: ignore[arg-type]
    seen = serializers.IntegerField(**NUMBER)  # type: ignore[arg-type]


class NewCorrection(serializers.Serializer):
    """What is missing or wrong."""

    text = serializers.CharField(max_length=LONGEST_CORRECTION)
    language = serializers.CharField(max_length=12, help_text="Of the text, BCP 47.")


class TakenCorrection(serializers.Serializer):
    """The whole summary with the correction in it."""

    text = serializers.CharField(max_length=LONGEST_SUMMARY)
    seen = serializers.IntegerField(**NUMBER)  # type: ignore[arg-type]


class DeclinedCorrection(serializers.Serializer):
    """Why not."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


def summary_told(one: Summary) -> Json:
    """As `SummarySerializer`."""
    return {name: getattr(one, name) for name in ("number", "text", "language", "created_at", "back_to")}


def correction_told(one: Correction) -> Json:
    """As `CorrectionSerializer`; with its version loaded."""
    kept = ("text", "language", "state", "reason", "created_at", "answered_at")
    return {name: getattr(one, name) for name in kept} | {
        "id": one.pk,
        "hidden": in_words(one.hidden_reason) if one.hidden_at else "",
        "thread": one.thread_id,
        "about": one.about.number,
    }


@extend_schema(tags=["summary"])
class SummaryView(APIView):
    """The summary that is shown."""

    @extend_schema(operation_id="summary", responses=SummarySeenSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The newest version, and what the reader has to do with it."""
        seen = reading.seen(reading.talk_of(pk), request.user)
        return Response(
            {
                "summary": summary_told(seen.newest) if seen.newest else None,
                "may_sum_up": seen.may_sum_up,
                "may_correct": seen.may_correct,
                "mine": [correction_told(one) for one in seen.mine],
                "waiting": [correction_told(one) for one in seen.waiting],
            }
        )

    @extend_schema(operation_id="summary_write", request=NewSummary, responses=SummarySerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Write the next version: for facilitators. Refused when another one came meanwhile."""
        sent = checked(NewSummary, request)
        talk = reading.talk_of(pk)
        return Response(summary_told(writing.write(actor=request.user, thread=talk.thread, **sent)))


@extend_schema(tags=["summary"])
class VersionsView(APIView):
    """All versions."""

    @extend_schema(operation_id="summary_versions", responses=SummariesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Every version that was ever shown, newest first."""
        found = reading.versions(reading.talk_of(pk))
        return Response({"results": [summary_told(one) for one in found.versions]})


@extend_schema(tags=["summary"])
class BackView(APIView):
    """Going back."""

    @extend_schema(operation_id="summary_back", request=EarlierSummary, responses=SummarySerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Show an earlier version again, as a new one: for facilitators."""
        sent = checked(EarlierSummary, request)
        talk = reading.talk_of(pk)
        return Response(summary_told(writing.back(actor=request.user, thread=talk.thread, **sent)))


@extend_schema(tags=["summary"])
class CorrectionsView(IdempotentCreate, APIView):
    """What people find missing or wrong."""

    @extend_schema(
        operation_id="correction_suggest", request=NewCorrection, responses={201: CorrectionSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Suggest a correction, while people may talk; one at a time waits for its answer."""
        sent = checked(NewCorrection, request)

        def produce() -> tuple[int, Json]:
            talk = reading.talk_of(pk)
            made = correcting.suggest(actor=request.user, thread=talk.thread, **sent)
            return 201, correction_told(made)

        return self.answer_once(request, produce)


@extend_schema(tags=["summary"])
class WaitingView(APIView):
    """What waits for an answer."""

    @extend_schema(operation_id="corrections_waiting", responses=CorrectionsSerializer)
    def get(self, request: Request) -> Response:
        """Corrections in one's area: for facilitators."""
        found = reading.waiting(actor=request.user)
        return Response({"results": [correction_told(one.correction) for one in found]})


def _correction(pk: int) -> Correction:
    return Correction.objects.select_related("about", "thread").get(pk=pk)


@extend_schema(tags=["summary"])
class TakeView(APIView):
    """Taking a correction in."""

    @extend_schema(operation_id="correction_take", request=TakenCorrection, responses=SummarySerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make a new version with what it says: for facilitators. Its writer is told."""
        sent = checked(TakenCorrection, request)
        return Response(summary_told(correcting.take(actor=request.user, correction=_correction(pk), **sent)))


@extend_schema(tags=["summary"])
class DeclineView(APIView):
    """Declining a correction."""

    @extend_schema(
        operation_id="correction_decline", request=DeclinedCorrection, responses=CorrectionSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave the summary as it is: for facilitators. Its writer is told why."""
        sent = checked(DeclinedCorrection, request)
        found = correcting.decline(actor=request.user, correction=_correction(pk), reason=sent["reason"])
        return Response(correction_told(found))


@extend_schema(tags=["summary"])
class CorrectionView(APIView):
    """One's own correction."""

    @extend_schema(operation_id="correction_take_back", responses={200: CorrectionSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back before it was answered; it stays on the list of what one suggested."""
        return Response(correction_told(correcting.take_back(actor=request.user, correction=_correction(pk))))
