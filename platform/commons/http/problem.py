"""Errors of the API as `application/problem+json` (RFC 9457) in the reader's language."""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from commons.http.errors import Refusal

CONTENT_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


def problem(
    *, status_code: int, code: str, title: str, detail: str = "", fields: dict[str, list[str]] | None = None
) -> Response:
    """A problem document: `type`, `title`, `status`, `code`, and where known `detail` and `fields`."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status_code, "code": code}
    if detail:
        body["detail"] = detail
    if fields:
        body["fields"] = fields
    return Response(body, status=status_code, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error that is not a fault of ours becomes a problem document."""
    set_rollback()
    if isinstance(error, Refusal):
        refused = problem(
            status_code=error.status,
            code=error.code,
            title=str(error.title),
            detail=str(error.detail),
            fields={name: [str(text) for text in texts] for name, texts in error.fields.items()},
        )
        if wait := getattr(error, "wait", 0):
            refused["Retry-After"] = str(wait)
        return refused
    if isinstance(error, Http404 | ObjectDoesNotExist):
        return problem(
            status_code=404,
            code="not-found",
            title=_("Not found"),
            detail=_("There is nothing at this address."),
        )
    if isinstance(error, PermissionDenied):
        return problem(status_code=403, code="not-allowed", title=_("You may not do this"))
    if isinstance(error, exceptions.ValidationError):
        return problem(
            status_code=400,
            code="invalid",
            title=_("Something needs correcting"),
            detail=_("Correct the named fields and send again."),
            fields=flat(error.detail),
        )
    if isinstance(error, exceptions.APIException):
        code = error.default_code.replace("_", "-")
        response = problem(status_code=error.status_code, code=code, title=str(error.detail))
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(int(wait) + 1)
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        return response
    return None


def flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as `{"choices.2.points": ["…"]}`; errors of the whole: `non_field_errors`."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, part in detail.items():
            found |= flat(part, f"{prefix}.{name}" if prefix else str(name))
        return found
    if isinstance(detail, list) and any(isinstance(part, dict | list) for part in detail):
        found = {}
        for index, part in enumerate(detail):
            if part:
                found |= flat(part, f"{prefix}.{index}" if prefix else str(index))
        return found
    texts = [str(text) for text in detail] if isinstance(detail, list) else [str(detail)]
    return {prefix or "non_field_errors": texts}
