"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old: says so and offers the way back. Nothing of `reason` is shown."""
    return render(request, "403_csrf.html", status=403)
