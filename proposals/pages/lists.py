"""The public list: search, filters, order, a page at a time, and the map beside it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commons.http.errors import Refusal
from commons.places.domain import geocoder
from commons.texts.amounts import number_text
from proposals.domain import reading
from proposals.domain.listing import LARGEST_SEED, Listing, Wish, is_narrowed, listing, points, read
from proposals.domain.queries import Order
from proposals.domain.reading import Year
from proposals.models import LISTED, State
from proposals.pages.cards import drawn
from proposals.pages.drawing import draw

ALL_YEARS = "all"
MOST_PINS = 400
"""More are put on the map only when the reader asks for it: they weigh more than the page."""
ORDERS = (
    (Order.LOT, gettext_lazy("By lot")),
    (Order.NEWEST, gettext_lazy("Newest first")),
    (Order.SUPPORTED, gettext_lazy("Most supporters first")),
    (Order.CHEAPEST, gettext_lazy("Cheapest first")),
    (Order.DEAREST, gettext_lazy("Dearest first")),
)
NEAR = (Order.NEAR, gettext_lazy("Nearest first"))


def chosen_year(years: list[Year], slug: str) -> Year | None:
    """The year that was asked for; for none or an unknown one the first of `years`. None: all of them."""
    if slug == ALL_YEARS:
        return None
    return next((year for year in years if year.slug == slug), years[0] if years else None)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list. Words of the address that cannot be understood are told and left out."""
    if (found := _look_up(request)) is not None:
        return found
    years = reading.years()
    year = chosen_year(years, request.GET.get("cycle", ""))
    wish = read(request.GET)
    choices = reading.choices(year)
    shown = listing(wish, year, choices.categories)
    word = year.slug if year else ALL_YEARS
    map_words = _without(request.GET, "page", "seed", "order").urlencode()
    context = {
        "year": year,
        "cards": drawn(shown.rows),
        "sentence": sentence(shown, wish, choices),
        "subjects": subjects(request.GET, shown, wish),
        "form": draw("proposals/_find.html", **filters(request, wish, choices, years, word)),
        "narrowed": is_narrowed(wish),
        "clear_url": f"?{urlencode({'cycle': word})}",
        "wrong": [text for texts in wish.wrong.values() for text in texts],
        "map": draw(
            "pieces/list_map.html",
            points_url=f"{reverse('proposals:points')}?{map_words}",
            ask=shown.found > MOST_PINS,
        ),
        **_pages(request.GET, shown, wish),
    }
    return render(request, "proposals/list.html", context, status=400 if wish.wrong else 200)


@require_safe
def geojson(request: HttpRequest) -> HttpResponse:
    """All that was found and has a place, for the map."""
    year = chosen_year(reading.years(), request.GET.get("cycle", ""))
    response = JsonResponse(points(read(request.GET), year), content_type="application/geo+json")
    response["Cache-Control"] = "max-age=60"
    return response


def _look_up(request: HttpRequest) -> HttpResponse | None:
    """Where an address is given to be near to: the same list, near the place that the address search finds."""
    words = request.GET.get("near", "").replace("\x00", " ").strip()
    if not words or request.GET.get("lat"):
        return None
    data = request.GET.copy()
    try:
        hits = geocoder.search(words[: geocoder.LONGEST])
    except Refusal:
        hits = []
    if not hits:
        return None
    data["lat"], data["lon"] = f"{hits[0].latitude:.5f}", f"{hits[0].longitude:.5f}"
    data.setdefault("order", Order.NEAR)
    return HttpResponseRedirect(f"{reverse('proposals:list')}?{data.urlencode()}")


def sentence(shown: Listing, wish: Wish, choices: reading.Choices) -> str:
    """The sum in words: "128 proposals in Harjula, 14 about Cycling"."""
    area = area_name(wish, choices)
    total = number_text(shown.sums.total)
    if shown.sums.total == 1:
        said = _("1 proposal in %(area)s") % {"area": area} if area else _("1 proposal")
    elif area:
        said = _("%(n)s proposals in %(area)s") % {"n": total, "area": area}
    else:
        said = _("%(n)s proposals") % {"n": total}
    if not wish.category:
        return said
    name = next((one.name for one in choices.categories if one.word == wish.category), wish.category)
    return _("%(sentence)s, %(n)s about “%(category)s”") % {
        "sentence": said,
        "n": number_text(shown.found),
        "category": name,
    }


def area_name(wish: Wish, choices: reading.Choices) -> str:
    """The name of the area that was asked for, if there is one."""
    wanted = wish.data.get("area", "")
    return next((one.name for one in choices.areas if wanted and one.word == wanted), "")


def subjects(data: QueryDict, shown: Listing, wish: Wish) -> list[dict[str, Any]]:
    """Each subject with its number, as a way to narrow the list."""
    rest = _without(data, "category", "page")
    found = []
    for slug, name, number in shown.sums.by_category:
        here = rest.copy()
        if slug != wish.category:
            here["category"] = slug
        found.append(
            {"url": f"?{here.urlencode()}", "name": name, "number": number, "here": slug == wish.category}
        )
    return found


def filters(
    request: HttpRequest, wish: Wish, choices: reading.Choices, years: list[Year], word: str
) -> dict[str, Any]:
    """What the form of filters shows, for proposals/_find.html."""
    data = request.GET
    here = wish.here is not None
    orders = (*ORDERS, NEAR) if here else ORDERS
    return {
        "q": data.get("q", ""),
        "area": data.get("area", ""),
        "category": wish.category,
        "state": wish.data.get("state", ""),
        "cost_min": data.get("cost_min", ""),
        "cost_max": data.get("cost_max", ""),
        "near": data.get("near", ""),
        "lat": wish.data.get("lat", "") if here else "",
        "lon": wish.data.get("lon", "") if here else "",
        "radius": data.get("radius", ""),
        "order": str(wish.order),
        "areas": choices.areas,
        "categories": choices.categories,
        "states": [
            (str(state), str(state.label)) for state in (*LISTED, State.WITHDRAWN, State.MERGED, State.SPLIT)
        ],
        "orders": [(str(code), str(label)) for code, label in orders],
        "years": years if len(years) > 1 else [],
        "year": word,
        "narrowed": is_narrowed(wish),
        "clear_url": f"?{urlencode({'cycle': word})}",
        "more": any(data.get(name) for name in ("state", "cost_min", "cost_max", "near", "lat")),
        "offers_search": geocoder.is_offered(),
        "is_lost": bool(data.get("near")) and not here,
    }


def _without(data: QueryDict, *names: str) -> QueryDict:
    rest = data.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _pages(data: QueryDict, shown: Listing, wish: Wish) -> dict[str, Any]:
    """The ways to the pages before and after, with the lot's seed, and the way to draw another lot."""
    rest = _without(data, "page")
    if wish.order == Order.LOT:
        rest["seed"] = str(wish.seed)

    def way(number: int) -> str:
        if not 1 <= number <= shown.pages:
            return ""
        there = rest.copy()
        there["page"] = str(number)
        return f"?{there.urlencode()}"

    again = rest.copy()
    again["seed"] = str((wish.seed * 1_103_515_245 + 12_345) % LARGEST_SEED or 1)
    return {
        "previous_url": way(shown.number - 1),
        "next_url": way(shown.number + 1),
        "page_number": shown.number,
        "page_count": shown.pages,
        "again_url": f"?{again.urlencode()}" if wish.order == Order.LOT and shown.found > 1 else "",
        "found": shown.found,
    }
