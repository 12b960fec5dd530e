"""Signs for the walls as an accessible PDF: a page for each code, with what is asked there and how one writes."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearings.domain import queries
from hearings.domain.paper.sheets import picture_of, printed, spoken, words_of
from hearings.domain.walks import plan
from hearings.models import Event, Hearing, Station, Walk

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "hearings" / "signs.typ"


def signs_pdf(hearing: Hearing, event: Event | None = None) -> bytes:
    """The signs of one event, or of all codes, PDF/UA-1, each in the languages of the hearing.

    Where the walk of the event is planned, the sign of a wall says which group begins there. Six queries.
    """
    stations = [one for one in queries.stations_of(hearing) if event is None or one.event_id == event.pk]
    groups = _groups(hearing, {one.event_id for one in stations if one.event_id})
    asked = [words_of(question, "text", hearing) for question in hearing.questions.all()]
    titles = words_of(hearing, "title", hearing)
    data = {
        "language": hearing.languages[0],
        "title": " · ".join(words for _language, words in titles) or hearing.slug,
        "town": str(hearing.area),
        "hosts": hearing.hosts,
        "site": settings.SITE_URL.rstrip("/").partition("://")[2] + reverse("hearings:enter"),
        "write": spoken(hearing, _write_here),
        "rule": spoken(hearing, lambda: hearing.moderation_rule),
        "qr-alt": " / ".join(words for _language, words in spoken(hearing, _picture_words)),
        "questions": [words for words in asked if words],
        "signs": [_sign(hearing, one, groups[one.event_id, one.service_area_id]) for one in stations],
    }
    return printed(TEMPLATE, data)


def _groups(hearing: Hearing, events: set[int]) -> dict[tuple[int | None, int | None], list[int]]:
    """The numbers of the groups that begin at a wall, by event and service. Two queries."""
    found: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    walls = plan.walls_of(hearing)
    for walk in Walk.objects.filter(event__in=events):
        for number, route in enumerate(plan.routes(walk.groups, walk.rounds, len(walls)), start=1):
            if route:
                found[walk.event_id, walls[route[0]].pk].append(number)
    return found


def _sign(hearing: Hearing, station: Station, groups: Sequence[int]) -> dict[str, Any]:
    address = settings.SITE_URL.rstrip("/") + reverse("hearings:station", args=[station.code])

    def begins() -> str:
        numbers = ", ".join(str(number) for number in groups)
        words = ngettext("Group %(numbers)s begins here", "Groups %(numbers)s begin here", len(groups))
        return words % {"numbers": numbers}

    about, name = (station.service_area, "name") if station.service_area else (hearing, "title")
    return {
        "code": station.code,
        "qr": picture_of(address),
        # What is still being prepared may lack its words.
        "heading": words_of(about, name, hearing) or [(hearing.languages[0], str(about))],
        "where": f"{station.event.town}, {station.event.place}" if station.event else "",
        "groups": spoken(hearing, begins) if groups else [],
    }


def _write_here() -> str:
    return _("Write with your phone, without a name")


def _picture_words() -> str:
    return _("Picture code that leads to the page where one writes")
