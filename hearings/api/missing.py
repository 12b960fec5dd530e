"""Who is missing, for officials."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hearings.api import reaching
from hearings.domain.missing import missing
from hearings.rules import SEE_DESK


class MissingCell(serializers.Serializer):
    """People of an age in a town; empty: of any. `came` null: so few that they are not told."""

    age = serializers.CharField()
    town = serializers.CharField()
    came = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    is_gap = serializers.BooleanField()


class MissingGap(serializers.Serializer):
    """A gap with what could be done."""

    age = serializers.CharField()
    town = serializers.CharField()
    came = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField()
    suggestion = serializers.CharField()


class MissingShape(serializers.Serializer):
    """Those who took part beside the population. `people` null: too few to compare yet."""

    people = serializers.IntegerField(allow_null=True)
    counted_at = serializers.DateTimeField(allow_null=True)
    least = serializers.IntegerField()
    unknown_towns = serializers.ListField(child=serializers.CharField())
    cells = MissingCell(many=True)
    gaps = MissingGap(many=True)


@extend_schema(tags=["hearings: officials"])
class MissingView(APIView):
    """Who is missing."""

    @extend_schema(operation_id="hearing_missing", responses=MissingShape)
    def get(self, request: Request, slug: str) -> Response:
        """By age and home town, counted anew whenever ten more people have come. The largest gaps first."""
        found = missing(reaching.desk_hearing(request, slug, SEE_DESK))
        cells: list[dict[str, Any]] = [
            {
                "age": line.code,
                "town": town,
                "came": cell.came,
                "expected": cell.expected,
                "is_gap": cell.is_gap,
            }
            for line in found.lines
            for town, cell in (*zip(found.towns, line.cells, strict=True), ("", line.together))
        ]
        cells += [
            {"age": "", "town": town, "came": cell.came, "expected": cell.expected, "is_gap": cell.is_gap}
            for town, cell in found.by_town
        ]
        gaps = [
            {
                "age": gap.age,
                "town": gap.town,
                "came": gap.came,
                "expected": gap.expected,
                "suggestion": gap.suggestion,
            }
            for gap in found.gaps
        ]
        content = {
            "people": found.people,
            "counted_at": found.counted_at,
            "least": found.least,
            "unknown_towns": found.unknown_towns,
            "cells": cells,
            "gaps": gaps,
        }
        return Response(MissingShape(content).data)
