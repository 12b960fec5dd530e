"""Sheets for officials."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.http.asking import require
from commons.process.models import Cycle
from proposals.domain import comments_sheet
from proposals.rules import REVIEW

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def comments(request: HttpRequest, slug: str) -> FileResponse:
    """All comments of a year."""
    require(request.user, REVIEW)
    cycle = get_object_or_404(Cycle, slug=slug)
    file = comments_sheet.write(actor=request.user, cycle=cycle)
    return FileResponse(file, as_attachment=True, filename=f"{slug}-comments.xlsx", content_type=XLSX)
