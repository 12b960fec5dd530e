"""The town's areas for everybody: a list with its map, and a page for each area."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from commons.places.domain import queries
from commons.places.domain.queries import AgeBand
from commons.places.pages.panels import area_panels


def index(request: HttpRequest) -> HttpResponse:
    """All areas in tree order, and the map of them."""
    places = queries.tree()
    return render(request, "places/index.html", {"places": places, "count": len(places)})


def detail(request: HttpRequest, path: str) -> HttpResponse:
    """One area: what lies in it, who lives there, and what the services have to say about it."""
    if not path.endswith("/"):
        return HttpResponsePermanentRedirect(reverse("places:area", args=[path + "/"]))
    area = queries.without_outlines().filter(path=path.replace("\x00", "")).first()
    if area is None:
        raise Http404
    above = queries.ancestors(area)
    below = queries.in_tree_order(
        queries.without_outlines().filter(queries.at_or_below(area)).exclude(pk=area.pk)
    )
    year = queries.population_year(area)
    bands = queries.population(area, year=year) if year is not None else []
    return render(
        request,
        "places/area.html",
        {
            "area": area,
            "crumbs": [
                *({"label": str(one.name), "url": reverse("places:area", args=[one.path])} for one in above),
                {"label": str(area.name)},
            ],
            "below": below,
            "year": year,
            "figure": population_figure(bands),
            "persons": sum(band.persons for band in bands),
            "panels": area_panels(request, area),
        },
    )


def population_figure(bands: list[AgeBand]) -> list[dict[str, object]]:
    """Rows for the table with its bars; `most` is the largest band, for the bars' widths."""
    most = max((band.persons for band in bands), default=0)
    return [{"band": band, "most": most} for band in bands]
