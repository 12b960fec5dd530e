"""Who is missing, for officials, while there is still time to go and ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.live.templatetags.live import live_since
from hearings.domain.missing import missing
from hearings.pages.desk import on_desk


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who took part beside the population, and the gaps in words."""
    hearing = on_desk(request, slug)
    topic = f"hearing-people:{slug}"
    since = live_since(topic)
    found = missing(hearing)
    content = {"hearing": hearing, "topic": topic, "since": since, "missing": found, "gaps": found.gaps}
    return render(request, "hearings/desk/missing.html", content)
