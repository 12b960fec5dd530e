"""Pages for what went wrong."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from commons.http.problem import CONTENT_TYPE

API = "/api/"
WAIT_SECONDS = 5


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old: says so and gives back what was written. Nothing of `reason` is shown."""
    written = [value for _name, values in request.POST.lists() for value in values if " " in value.strip()]
    return render(request, "403_csrf.html", {"written": written}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address: a page, or for programs a problem document."""
    if request.path.startswith(API):
        return _problem(404, "not-found", _("Not found"))
    return defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours: a page, or for programs a problem document. Nothing of the fault is shown."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return _busy(request)
    if request.path.startswith(API):
        return _problem(500, "fault", _("Something went wrong here"))
    return defaults.server_error(request)


def _busy(request: HttpRequest) -> HttpResponse:
    """The database is away or has no room: come again. Nothing here may ask it for anything."""
    if request.path.startswith(API):
        answer = _problem(503, "busy", _("We cannot answer just now. Send the same again in a moment."))
    else:
        answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(WAIT_SECONDS)
    return answer


def _problem(status: int, code: str, title: str) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
