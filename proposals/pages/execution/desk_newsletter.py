"""What was done this quarter, ready to be copied into a newsletter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.accounts.permissions import require
from proposals.domain.execution import newsletter
from proposals.rules import CARRY_OUT


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The block of a quarter as it looks, as HTML and as text."""
    require(request.user, CARRY_OUT)
    of = newsletter.quarter(request.GET.get("quarter", ""))
    found = newsletter.items(of)
    context = {"quarter": of, "quarters": newsletter.latest(), "items": found, **newsletter.block(of, found)}
    return render(request, "proposals/desk/execution/newsletter.html", context)
