"""Statements with their public numbers, answering them, and smileys."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from hearings import browser
from hearings.api import answers, reaching
from hearings.api.preparing import flat
from hearings.api.shapes import Words
from hearings.domain import codes, smileys, statements, survey
from hearings.models import Agreement, Hearing, Source, Statement
from hearings.rules import SET_UP

NAMES = {
    Agreement.DISAGREE: "disagree",
    Agreement.PARTLY_DISAGREE: "partly_disagree",
    Agreement.NEITHER: "neither",
    Agreement.PARTLY_AGREE: "partly_agree",
    Agreement.AGREE: "agree",
    Agreement.CANNOT_SAY: "cannot_say",
}
FACES = ("very_bad", "bad", "good", "very_good")


class StatementShape(serializers.Serializer):
    """A statement. `counts` and `people` are null where too few have answered."""

    id = serializers.IntegerField()
    service_area = serializers.IntegerField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    text = Words()
    people = serializers.IntegerField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    least = serializers.IntegerField()


class StatementArea(serializers.Serializer):
    """A service with its notes and its statements."""

    service_area = serializers.IntegerField()
    works = serializers.IntegerField()
    works_not = serializers.IntegerField()
    statements = StatementShape(many=True)


class StatementList(serializers.Serializer):
    """All statements by service."""

    results = StatementArea(many=True)


class NewStatement(serializers.Serializer):
    """A statement, in each language of the hearing."""

    service_area = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    text = Words()


class OneAnswer(serializers.Serializer):
    """0: cannot say, 1: disagree … 5: agree."""

    statement = serializers.IntegerField()
    value = serializers.IntegerField(min_value=0, max_value=5)


class StatementAnswers(serializers.Serializer):
    """Answers of one device. `device`: an id that it made and keeps; without it the cookie tells them apart."""

    answers = OneAnswer(many=True)
    device = serializers.UUIDField(required=False, allow_null=True, default=None)


class OwnAnswers(serializers.Serializer):
    """All answers of the device."""

    answers = OneAnswer(many=True)


class NewSmileyQuestion(serializers.Serializer):
    """A question at one of three places, in each language of the hearing."""

    position = serializers.IntegerField()
    text = Words()


class SmileyQuestionShape(NewSmileyQuestion):
    """A question with smileys."""

    id = serializers.IntegerField()


class NewPress(serializers.Serializer):
    """A press. `uuid` is made by the tablet; `value`: 1 very bad … 4 very good."""

    uuid = serializers.UUIDField()
    code = serializers.CharField(max_length=40)
    question = serializers.IntegerField()
    value = serializers.IntegerField()
    pressed_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class PressedShape(serializers.Serializer):
    """That it is stored. `counts`: false for one of a burst."""

    is_new = serializers.BooleanField()
    counts = serializers.BooleanField()


class SmileyLineShape(serializers.Serializer):
    """One service (null: the whole place), day and question; null where there are too few."""

    day = serializers.DateField()
    service_area = serializers.IntegerField(allow_null=True)
    question = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    least = serializers.IntegerField()


class SmileyResults(serializers.Serializer):
    """Days that are over, newest first."""

    questions = SmileyQuestionShape(many=True)
    results = SmileyLineShape(many=True)


def statement_row(row: survey.StatementResult) -> dict[str, Any]:
    """A statement."""
    counts = row.counts and {
        NAMES[Agreement(step)]: number for step, number in zip(survey.STEPS, row.counts, strict=True)
    }
    return {
        "id": row.statement.pk,
        "service_area": row.statement.service_area_id,
        "source": row.statement.source,
        "text": answers.words(row.statement, "text"),
        "people": row.people,
        "counts": counts,
        "least": row.least,
    }


def statement_list(hearing: Hearing) -> dict[str, Any]:
    """All statements by service."""
    return {
        "results": [
            {
                "service_area": row.notes.area.pk,
                "works": row.notes.works,
                "works_not": row.notes.works_not,
                "statements": [statement_row(one) for one in row.statements],
            }
            for row in survey.results(hearing)
        ]
    }


@extend_schema(tags=["hearings"])
class StatementsView(IdempotentCreate, APIView):
    """Statements."""

    @extend_schema(operation_id="hearing_statements", responses=StatementList)
    def get(self, request: Request, slug: str) -> Response:
        """Statements with their public numbers, beside those of the notes. No filters."""
        return Response(statement_list(reaching.hearing(request, slug)))

    @extend_schema(operation_id="hearing_statement_add", request=NewStatement, responses={201: StatementList})
    def post(self, request: Request, slug: str) -> Response:
        """Add a statement, while the hearing is prepared."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(NewStatement, request)

        def produce() -> tuple[int, Any]:
            words = flat({"text": sent["text"]}, "text")
            statements.add_statement(
                actor=request.user,
                hearing=hearing,
                service_area=sent["service_area"],
                source=sent["source"],
                words=words,
            )
            return 201, statement_list(hearing)

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class StatementView(APIView):
    """One statement."""

    @extend_schema(operation_id="hearing_statement_remove", request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it away, while the hearing is prepared."""
        found = (
            Statement.objects.select_related("hearing__area").filter(pk=pk).first() if pk < 2**63 else None
        )
        if found is None:
            raise Http404
        reaching.desk_hearing(request, found.hearing.slug, SET_UP)
        statements.remove_statement(actor=request.user, statement=found)
        return Response(status=204)


@extend_schema(tags=["hearings"])
class AnswersView(APIView):
    """Answering."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_statement_answers", request=StatementAnswers, responses={200: OwnAnswers}
    )
    def put(self, request: Request, slug: str) -> Response:
        """Answer some statements, or change what one answered. All answers of the device are given."""
        hearing = reaching.hearing(request, slug)
        sent = checked(StatementAnswers, request)
        kept = survey.answer(
            actor=browser.writer_of(request._request),
            hearing=hearing,
            values={one["statement"]: one["value"] for one in sent["answers"]},
            device_id=sent["device"],
        )
        rows = [{"statement": pk, "value": value} for pk, value in sorted(kept.items())]
        answer = Response({"answers": rows})
        browser.with_device(request._request, answer)
        return answer


@extend_schema(tags=["hearings"])
class SmileysView(APIView):
    """Smileys of a hearing."""

    @extend_schema(operation_id="hearing_smileys", responses=SmileyResults)
    def get(self, request: Request, slug: str) -> Response:
        """Presses by day, service and question of days that are over. No sums, no filters."""
        hearing = reaching.hearing(request, slug)
        lines = [
            {
                "day": line.day,
                "service_area": line.service_area.pk if line.service_area else None,
                "question": line.question.pk,
                "people": line.people,
                "counts": line.counts and dict(zip(FACES, line.counts, strict=True)),
                "least": line.least,
            }
            for line in smileys.results(hearing, most=10_000)
        ]
        return Response({"questions": _questions(hearing), "results": lines})

    @extend_schema(operation_id="hearing_smiley_question", request=NewSmileyQuestion, responses=SmileyResults)
    def put(self, request: Request, slug: str) -> Response:
        """The question at one of three places, while the hearing is prepared."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(NewSmileyQuestion, request)
        words = flat({"text": sent["text"]}, "text")
        statements.ask_by_smileys(actor=request.user, hearing=hearing, position=sent["position"], words=words)
        return Response({"questions": _questions(hearing), "results": []})


def _questions(hearing: Hearing) -> list[dict[str, Any]]:
    return [
        {"id": one.pk, "position": one.position, "text": answers.words(one, "text")}
        for one in hearing.smiley_questions.all()
    ]


@extend_schema(tags=["hearings"])
class PressView(APIView):
    """Presses from tablets."""

    authentication_classes = ()

    @extend_schema(
        operation_id="hearing_smiley_press",
        request=NewPress,
        responses={201: PressedShape, 200: PressedShape},
    )
    def post(self, request: Request) -> Response:
        """Send a press; with the same `uuid` again it is the same press (then 200)."""
        sent = checked(NewPress, request)
        station = codes.station_of(sent.pop("code"))
        got = smileys.press(actor=browser.writer_of(request._request), station=station, **sent)
        answer = Response({"is_new": got.is_new, "counts": got.counts}, status=201 if got.is_new else 200)
        browser.with_device(request._request, answer)
        return answer
