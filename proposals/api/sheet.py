"""The queue as a workbook by API: out, back with its differences, and taken over."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import require
from commons.http.sent import checked
from proposals.domain.reviewing import sheet, sheet_back
from proposals.domain.reviewing.sheet import EDITABLE
from proposals.domain.reviewing.sheet_back import Difference
from proposals.models import Ground
from proposals.rules import REVIEW

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetWish(serializers.Serializer):
    """A workbook that came back."""

    file = serializers.FileField()


class SheetValues(serializers.Serializer):
    """The editable columns as text: mail address, day, open/feasible/not_feasible, amounts with a point,
    the code of a ground."""

    reviewer = serializers.CharField(allow_blank=True)
    due = serializers.CharField(allow_blank=True)
    feasibility = serializers.CharField()
    cost = serializers.CharField(allow_blank=True)
    upkeep = serializers.CharField(allow_blank=True)
    cost_source = serializers.CharField(allow_blank=True)
    ground = serializers.ChoiceField(choices=Ground.choices, allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class SheetChange(serializers.Serializer):
    """A cell before and after."""

    column = serializers.ChoiceField(choices=[(name, name) for name in EDITABLE])
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class SheetProblem(serializers.Serializer):
    """Why a row cannot be taken over. `column`: its head, or empty."""

    column = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class SheetRow(serializers.Serializer):
    """A row that differs. `row`: its number in the sheet."""

    row = serializers.IntegerField()
    id = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    version = serializers.CharField()
    values = SheetValues()
    changes = SheetChange(many=True)
    problems = SheetProblem(many=True)


class SheetPreview(serializers.Serializer):
    """All rows that differ. Send those without problems to be taken over."""

    unchanged = serializers.IntegerField()
    rows = SheetRow(many=True)


class TakenRow(serializers.Serializer):
    """A row to take over, as the preview gave it."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    version = serializers.CharField(max_length=40)
    values = SheetValues()


class TakeOverWish(serializers.Serializer):
    """Rows to take over: all or none."""

    rows = serializers.ListField(child=TakenRow(), max_length=sheet_back.MOST_CHANGES)


class TakenOver(serializers.Serializer):
    """How many rows were taken over."""

    done = serializers.IntegerField()


def row(one: Difference) -> dict[str, Any]:
    """As `SheetRow`."""
    return {
        "row": one.number,
        "id": one.pk,
        "title": one.title,
        "version": one.version,
        "values": one.values,
        "changes": [
            {"column": cell.column, "before": cell.before, "after": cell.after} for cell in one.changes
        ],
        "problems": [{"column": str(label), "detail": str(why)} for label, why in one.problems],
    }


@extend_schema(tags=["review"])
class SheetView(APIView):
    """The workbook."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="review_sheet", responses={(200, KIND): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        """What waits where one reviews, as XLSX."""
        return HttpResponse(sheet.write(request.user), content_type=KIND)

    @extend_schema(
        operation_id="review_sheet_compare",
        request={"multipart/form-data": SheetWish},
        responses=SheetPreview,
    )
    def post(self, request: Request) -> Response:
        """What a workbook that came back would change. Nothing is changed."""
        require(request.user, REVIEW)
        file = checked(SheetWish, request)["file"]
        preview = sheet_back.compare(actor=request.user, given=sheet.read(file, file.size))
        return Response({"unchanged": preview.unchanged, "rows": [row(one) for one in preview.rows]})


@extend_schema(tags=["review"])
class TakeOverView(APIView):
    """Taking rows over."""

    @extend_schema(operation_id="review_sheet_take", request=TakeOverWish, responses=TakenOver)
    def post(self, request: Request) -> Response:
        """All rows or none: 409 when somebody changed one of them since."""
        require(request.user, REVIEW)
        sent = checked(TakeOverWish, request)
        wishes = [(one["id"], one["version"], dict(one["values"])) for one in sent["rows"]]
        return Response({"done": sheet_back.apply(actor=request.user, wishes=wishes)})
