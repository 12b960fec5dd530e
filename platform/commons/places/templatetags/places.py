"""Where a map finds its programs, shapes and words."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def map_attributes() -> SafeString:
    """The data-attributes that every map element needs: programs loaded when a map is wanted, tiles, words."""
    values = {
        "ground": static("islands/map-ground.js"),
        "leaflet": static("leaflet/leaflet.js"),
        "leaflet-css": static("leaflet/leaflet.css"),
        "areas": reverse("api-areas-geojson"),
        "area-at": reverse("api-areas-at"),
        "tiles": settings.TILES_URL,
        "attribution": settings.TILES_ATTRIBUTION,
        "word-show": _("Show the map"),
        "word-move": _("Move and zoom the map"),
        "word-map": _("Map of the town. Everything on it is in the list too."),
        "word-pick-map": _("Map of the town. Press a spot to put the pin there."),
        "word-failed": _("The map could not be loaded. The list does the same."),
        "word-zoom-in": _("Zoom in"),
        "word-zoom-out": _("Zoom out"),
        "word-together": _("{count} here. Zoom in to see each."),
        "word-pin": _("Chosen place. The arrow keys move the pin; with Shift they take longer steps."),
        "word-placed": _("The pin is in {area}."),
        "word-outside": _("The pin is outside the town. Move it, or choose an area from the list."),
        "word-removed": _("The pin was taken away."),
        "word-looking": _("Looking for where you are…"),
        "word-no-location": _(
            "Your device did not tell where you are. Press the map or choose an area from the list."
        ),
    }
    return format_html_join("", ' data-{}="{}"', values.items())
