"""The report as JSON, and making it public."""

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from commons.texts.translated import LANGUAGES
from hearings.api import reaching, report_shapes
from hearings.domain.report import publishing
from hearings.domain.report.plain import plain
from hearings.rules import SET_UP


@extend_schema(tags=["hearings"])
class ReportView(APIView):
    """The report of a hearing."""

    @extend_schema(
        operation_id="hearing_report",
        responses=report_shapes.ReportShape,
        parameters=[OpenApiParameter("language", str, enum=list(LANGUAGES))],
    )
    def get(self, request: Request, slug: str) -> Response:
        """The whole report: the same numbers as on its page, in its PDF and in its workbook. Null: left out."""
        asked = request.query_params.get("language", "")
        language = asked if asked in LANGUAGES else (get_language() or "fi")[:2]
        hearing = reaching.hearing(request, slug)
        return Response(plain(publishing.read(actor=request.user, hearing=hearing, language=language)))

    @extend_schema(
        operation_id="hearing_report_publish",
        request=report_shapes.Publishing,
        responses=report_shapes.Published,
        tags=["hearings: officials"],
    )
    def put(self, request: Request, slug: str) -> Response:
        """Make it public, or take it back."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        wanted = checked(report_shapes.Publishing, request)["is_public"]
        made = publishing.publish(actor=request.user, hearing=hearing, is_public=wanted)
        return Response({"is_public": publishing.is_public(made)})
