"""What the page of an area shows of proposals: today's lot of three, and the way to all of them."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from commons.places.models import Area
from commons.places.pages import panels
from proposals.domain.listing import listing, read
from proposals.pages.cards import drawn

SHOWN = 3


def panel(request: HttpRequest, area: Area) -> SafeString:
    """Proposals of all years in the area and below it; nothing where there is none. Two queries."""
    words = request.GET.copy()
    words.clear()
    words["area"] = area.path
    found = listing(read(words), None, [])
    if not found.rows:
        return SafeString("")
    query = urlencode({"cycle": "all", "area": area.path})
    context = {
        "cards": drawn(found.rows[:SHOWN]),
        "found": found.found,
        "url": f"{reverse('proposals:list')}?{query}",
    }
    return render_to_string("proposals/_area.html", context)


def register() -> None:
    """Add the panel to every area's page."""
    panels.register(panel)
