"""What became of the money: projects of all years as a list, as GeoJSON, and as a block for a newsletter."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from proposals.api import execution_shapes as shapes
from proposals.domain.execution import funded, newsletter

TAGS = ["carrying out"]
WORDS = [
    OpenApiParameter("cycle", str, description="Slug of a budget year."),
    OpenApiParameter("state", str, description="One of confirmed, planned, under_way, done, cancelled."),
    OpenApiParameter("area", str, description="Path of an area; all inside it count."),
]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["pk"],
        "url": f"/proposals/{row['pk']}/progress/",
        "year": row["cycle__year"],
        "currency": row["cycle__currency"],
        "cost": None if row["cost"] is None else f"{row['cost']:.2f}",
        "spent": None if row["spent"] is None else f"{row['spent']:.2f}",
        **{name: row[name] for name in ("title", "language", "area", "state", "due", "is_late")},
    }


@extend_schema(tags=TAGS)
class FundedView(APIView):
    """Everything that was funded."""

    @extend_schema(
        operation_id="funded",
        parameters=[*WORDS, OpenApiParameter("page", int)],
        responses=shapes.FundedListSerializer,
    )
    def get(self, request: Request) -> Response:
        """Projects that the council confirmed, of all years, by year, state and area."""
        found = funded.funded(funded.read(request.query_params))
        told = {"found": found.found, "pages": found.pages, "page": found.number}
        return Response(told | {"results": [_row(row) for row in found.rows]})


@extend_schema(tags=TAGS)
class FundedPointsView(APIView):
    """The map of everything that was funded."""

    @extend_schema(
        operation_id="funded_geojson", parameters=WORDS, responses=shapes.FundedCollectionSerializer
    )
    def get(self, request: Request) -> Response:
        """The same as GeoJSON: all that have a place."""
        return Response(funded.points(funded.read(request.query_params)))


@extend_schema(tags=TAGS)
class NewsletterView(APIView):
    """What was done in a quarter."""

    @extend_schema(
        operation_id="newsletter_block",
        parameters=[
            OpenApiParameter("quarter", str, description="As 2026-3; without it the one that goes on.")
        ],
        responses=shapes.NewsletterSerializer,
    )
    def get(self, request: Request) -> Response:
        """A block of HTML and text for a newsletter."""
        of = newsletter.quarter(request.query_params.get("quarter", ""))
        return Response({"quarter": str(of), **newsletter.block(of, newsletter.items(of))})
