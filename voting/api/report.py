"""The report of a year as JSON: the same figures as on its page, in its PDF and in its workbook."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.texts.translated import LANGUAGES
from voting.domain.report import stored
from voting.domain.report.stored import BeingMade
from voting.domain.report.texts import address
from voting.domain.report.tree import plain

KINDS = "text, number, money (decimal text in the year's currency), share (percent), day (ISO)."


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": True})
class CellField(serializers.JSONField):
    """A figure or words; null is left out."""


class FigureFact(serializers.Serializer):
    """One figure with its name."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    value = CellField(allow_null=True)
    kind = serializers.CharField(help_text=KINDS)
    url = serializers.CharField(help_text="What is behind it; empty where there is nothing to see.")


class FigureRow(serializers.Serializer):
    """A line of a table."""

    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    cells = serializers.ListField(child=CellField(allow_null=True))
    url = serializers.CharField()
    language = serializers.CharField()


class FigureTable(serializers.Serializer):
    """A table."""

    key = serializers.CharField()
    title = serializers.CharField()
    head = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField(), help_text=KINDS)
    rows = FigureRow(many=True)
    note = serializers.CharField()
    url = serializers.CharField()
    chart = serializers.IntegerField(allow_null=True)


class FigureSection(serializers.Serializer):
    """A part of the report."""

    key = serializers.CharField()
    title = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    facts = FigureFact(many=True)
    tables = FigureTable(many=True)


class YearReport(serializers.Serializer):
    """The report of a budget year in one language."""

    language = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    area = serializers.CharField()
    year = serializers.IntegerField()
    currency = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    summary = FigureFact(many=True)
    sections = FigureSection(many=True)


class ReportProgress(serializers.Serializer):
    """How far the making of a report is: `done` of `steps`."""

    done = serializers.IntegerField()
    steps = serializers.IntegerField()


LANGUAGE = OpenApiParameter("language", str, enum=list(LANGUAGES))


@extend_schema(tags=["results"])
class ReportView(APIView):
    """The report of a budget year."""

    @extend_schema(
        operation_id="year_report",
        responses={200: YearReport, 202: ReportProgress},
        parameters=[LANGUAGE],
    )
    def get(self, request: Request, slug: str) -> Response:
        """The whole report; 202 while it is being made: ask again; 409 while the result is not public."""
        try:
            return Response(_whole(plain(stored.report(slug, _language(request)))))
        except BeingMade as making:
            told = {"done": making.done, "steps": making.steps}
            return Response(told, status=making.status, headers={"Retry-After": "5"})

    @extend_schema(operation_id="make_year_report", request=None, responses=YearReport, parameters=[LANGUAGE])
    def post(self, request: Request, slug: str) -> Response:
        """The same at once, however long it takes, where the worker is not done with it."""
        return Response(_whole(plain(stored.make_now(slug, _language(request)).report)))


def _language(request: Request) -> str:
    asked = request.query_params.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "fi")[:2]


def _whole(value: Any) -> Any:
    """The same with whole addresses."""
    if isinstance(value, dict):
        return {name: address(one) if name == "url" else _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value
