"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from commons.http.problem import CONTENT_TYPE

API = "/api/"


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
    if request.path.startswith(API):
        return _problem(500, "fault", _("Something went wrong here"))
    return defaults.server_error(request)


def _problem(status: int, code: str, title: str) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
