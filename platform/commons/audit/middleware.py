"""Who is signed in, as context of every row of history that the request writes."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class HistoryMiddleware:
    """Adds the user to pghistory's context where a request may write; verbs add their own name.

    Not the address, which may hold a secret such as a stop link's token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its user known to history."""
        if request.method in SAFE:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk):
            return self.get_response(request)
