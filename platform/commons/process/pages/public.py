"""A budget year for everybody: its steps, its money, and where to go from here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.process.domain import queries
from commons.process.links import links_of
from commons.process.models import Cycle


@require_safe
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """One year. Constant number of queries."""
    try:
        cycle = queries.visible(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None
    found = queries.year_of(cycle)
    context: dict[str, Any] = {
        "cycle": cycle,
        "year": found,
        "links": links_of(found),
        "phases": [
            {
                "name": step.name,
                "state": step.state,
                "starts": step.opens_at,
                "ends": step.closes_at if step.state == "now" else None,
            }
            for step in found.steps
        ],
    }
    return render(request, "process/year.html", context)
