"""Address search through a Nominatim-compatible server of the town's choice (`settings.GEOCODER`)."""

import hashlib
import logging
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim

from commons.http.errors import Invalid, Refusal
from commons.places.domain.distance import Point
from commons.places.models import Area

SHORTEST, LONGEST, MOST_HITS = 2, 200, 8
KEEP_SECONDS = 60 * 60
log = logging.getLogger(__name__)


class NoAnswer(Refusal):
    """The geocoder is slow, broken or out of reach."""

    status = 503
    code = "geocoder-silent"
    title = _("The address search does not answer now")
    detail = _("Nothing was lost. Choose the area from the list or press the map, or try again in a moment.")


class NotOffered(Refusal):
    """This town has no geocoder."""

    status = 404
    code = "no-geocoder"
    title = _("There is no address search here")
    detail = _("Choose the area from the list or press the map.")


@dataclass(frozen=True)
class Hit:
    """A place that was found: its `name` and where it is, degrees in WGS 84."""

    name: str
    latitude: float
    longitude: float

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(self.latitude, self.longitude)


def is_offered() -> bool:
    """Whether the town has named a geocoder."""
    return bool(settings.GEOCODER.get("url"))


def search(text: str) -> list[Hit]:
    """At most eight places for `text`, best first; those inside the town's box are preferred.

    Raises `Invalid` (too short or too long), `NotOffered`, `NoAnswer`. The same question is asked once an
    hour.
    """
    wanted = " ".join(text.replace("\x00", " ").split())
    if not SHORTEST <= len(wanted) <= LONGEST:
        raise Invalid(fields={"q": [_("Write a street or the name of a place, from 2 to 200 characters.")]})
    if not is_offered():
        raise NotOffered
    language = get_language() or settings.LANGUAGE_CODE
    digest = hashlib.sha256(
        f"{settings.GEOCODER['url']}\n{language}\n{wanted.casefold()}".encode()
    ).hexdigest()
    kept = cache.get(f"geocode:{digest}")
    if kept is None:
        kept = [asdict(hit) for hit in _ask(wanted, language)]
        cache.set(f"geocode:{digest}", kept, KEEP_SECONDS)
    return [Hit(**hit) for hit in kept]


def _ask(text: str, language: str) -> list[Hit]:
    options = settings.GEOCODER
    address = urlsplit(options["url"])
    server = Nominatim(
        scheme=address.scheme,
        domain=address.netloc + address.path,
        user_agent=options.get("user_agent", "raati"),
        timeout=options.get("timeout", 5),
    )
    try:
        found = server.geocode(
            text,
            exactly_one=False,
            limit=MOST_HITS,
            language=language,
            country_codes=options.get("country_codes") or None,
            viewbox=_town_box(),
        )
        return [
            Hit(str(place.address), float(place.latitude), float(place.longitude)) for place in found or []
        ]
    except (GeopyError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        # A geocoder may also answer with something that is no answer; the person's way on is the same.
        log.warning("Geocoder %s: %s: %s", address.netloc, type(error).__name__, error)
        raise NoAnswer from error


def _town_box() -> list[tuple[float, float]] | None:
    box = (
        Area.objects.filter(parent=None, west__isnull=False)
        .order_by("position", "path")
        .values_list("south", "west", "north", "east")
        .first()
    )
    if box is None:
        return None
    south, west, north, east = (float(edge or 0) for edge in box)
    return [(south, west), (north, east)]
