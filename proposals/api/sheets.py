"""Sheets for officials through the API."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from commons.http.asking import require
from commons.process.models import Cycle
from proposals.domain import comments_sheet
from proposals.rules import REVIEW

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@extend_schema(tags=["reviews"])
class CommentsSheetView(APIView):
    """Everything that was said in a year."""

    @extend_schema(operation_id="comments_sheet", responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str) -> FileResponse:
        """All comments as XLSX, for those who review proposals. Hidden words are left out, their reason told."""
        require(request.user, REVIEW)
        cycle = get_object_or_404(Cycle, slug=slug)
        file = comments_sheet.write(actor=request.user, cycle=cycle)
        return FileResponse(file, as_attachment=True, filename=f"{slug}-comments.xlsx", content_type=XLSX)
