"""Refusals that a page did not show itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.http.errors import Refusal


class RefusalMiddleware:
    """Shows a `Refusal` that rises out of a page view as a page: what happened, what was kept, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with the refusal's own status; other exceptions go their way."""
        if not isinstance(exception, Refusal):
            return None
        texts = [text for of_field in exception.fields.values() for text in of_field]
        content = {"refusal": exception, "messages_of_fields": texts}
        return render(request, "refusal.html", content, status=exception.status)
