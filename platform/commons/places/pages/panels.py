"""What other apps show on an area's page; places knows none of them."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from commons.places.models import Area

Panel = Callable[[HttpRequest, Area], SafeString]
_panels: list[Panel] = []


def register(panel: Panel) -> Panel:
    """Add a panel to every area's page; call it once, from the app's `ready()`. It gives HTML, empty for nothing."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def area_panels(request: HttpRequest, area: Area) -> list[SafeString]:
    """The HTML of all panels that have something to say."""
    return [html for panel in _panels if (html := panel(request, area))]
