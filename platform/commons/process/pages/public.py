"""A budget year for everybody: its steps, its money, and where to go from here."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.live.templatetags.live import live_since
from commons.process.domain import queries
from commons.process.links import by_step, links_of
from commons.process.models import Cycle, PhaseKind


@require_safe
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """One year. Constant number of queries."""
    try:
        cycle = queries.visible(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None
    topic = f"year:{cycle.slug}"
    since = live_since(topic)
    found = queries.year_of(cycle)
    links = links_of(found)
    context: dict[str, Any] = {
        "cycle": cycle,
        "topic": topic,
        "since": since,
        "year": found,
        "links": links,
        "phases": _timeline(found, by_step(links)),
    }
    return render(request, "process/year.html", context)


def _timeline(year: queries.Year, urls: Mapping[PhaseKind, str]) -> list[dict[str, Any]]:
    """The steps for pieces/year_timeline.html, each with what came of it."""
    return [
        {
            "name": step.name,
            "state": step.state,
            "starts": step.opens_at,
            "ends": step.closes_at if step.state == "now" else None,
            "url": urls.get(step.kind, ""),
        }
        for step in year.steps
    ]
