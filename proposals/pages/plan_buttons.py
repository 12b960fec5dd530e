"""Buttons of a plan, for merging or for splitting: each does one verb and leads back to the plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from commons.http.errors import Refusal

Press = Callable[[HttpRequest, int], HttpResponse]


def buttons(
    seen: Callable[[HttpRequest, int], Any], page: str
) -> Callable[[Callable[..., Any], str | Promise], Press]:
    """Make views that do `verb(actor, plan)` on the plan that `seen` finds, and say so, or why not, on `page`."""

    def button(verb: Callable[..., Any], said: str | Promise) -> Press:
        @require_POST
        def press(request: HttpRequest, plan: int) -> HttpResponse:
            found = seen(request, plan)
            try:
                verb(actor=request.user, plan=found.plan)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, str(said))
            return redirect(page, plan)

        return press

    return button
