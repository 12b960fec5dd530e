"""Address search of the demo town without a network: answers as Nominatim does, from `data/places.csv`."""

import re
import unicodedata

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from portal.demo.catalogue import TOWN, Place, area_names, places

MOST = 8


@require_GET
def search(request: HttpRequest) -> JsonResponse:
    """`?q=` a street (a house number may follow) or a place, in Finnish or Swedish; `limit` at most 8."""
    if not settings.RAATI_DEMO:
        raise Http404
    limit = request.GET.get("limit", "")
    found = find(request.GET.get("q", ""), int(limit) if limit.isdecimal() else MOST)
    swedish = request.GET.get("accept-language", "").startswith("sv")
    names = area_names("sv" if swedish else "fi")
    return JsonResponse(
        [
            {
                "lat": str(place.latitude),
                "lon": str(place.longitude),
                "display_name": f"{_name(place, swedish)}, {names[place.area]}, {names[TOWN]}",
            }
            for place in found
        ],
        safe=False,
    )


def find(text: str, limit: int = MOST) -> list[Place]:
    """Places whose name begins with `text`, then those that contain it; accents and numbers do not matter."""
    wanted = _plain(text)
    if len(wanted) < 2:
        return []
    hits: list[tuple[bool, str, Place]] = []
    for place in places():
        names = [_plain(name) for name in (place.name_fi, place.name_sv) if name]
        if any(wanted in name for name in names):
            hits.append((not any(name.startswith(wanted) for name in names), place.name_fi, place))
    return [
        place for _later, _name, place in sorted(hits, key=lambda hit: hit[:2])[: max(1, min(limit, MOST))]
    ]


def _name(place: Place, swedish: bool) -> str:
    return (place.name_sv if swedish else "") or place.name_fi


def _plain(text: str) -> str:
    first = re.split(r"[,\d]", text)[0].casefold()
    letters = unicodedata.normalize("NFKD", first)
    return " ".join("".join(one for one in letters if one.isalpha() or one.isspace()).split())
