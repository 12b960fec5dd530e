"""Everything that residents' money was given to, over the years: the public list, its sums and its map."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from commons.places.models import Area
from proposals.domain.carrying_out import STATES, Warn, spent_and_news, warnings_of
from proposals.domain.queries import told, translated_columns
from proposals.models import Proposal

PAGE = 50
COLUMNS = (
    "pk",
    "title",
    "language",
    "state",
    "cost",
    "spent",
    "last_told",
    "last_booked",
    "due",
    "confirmed_on",
    "latitude",
    "longitude",
    "place_name",
    "area__path",
    "cycle__year",
    "cycle__slug",
    "cycle__currency",
    "plan__delay_reason",
    *translated_columns("area__name"),
)


@dataclass(frozen=True)
class Wish:
    """What was asked for: slug of a year, a state, path of an area; empty ones are all. Unknown words find nothing."""

    cycle: str = ""
    state: str = ""
    area: str = ""
    number: int = 1


@dataclass(frozen=True)
class Funded:
    """A page of projects and the sums over all that were found. `sums`: (currency, money, projects)."""

    rows: list[dict[str, Any]]
    found: int
    pages: int
    number: int
    sums: list[tuple[str, Decimal, int]]


def read(words: Mapping[str, str]) -> Wish:
    """The wish in the words of an address; what cannot be one is left out."""

    def word(name: str) -> str:
        return words.get(name, "")[:400].replace("\x00", "")

    page = word("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    state = word("state")
    return Wish(word("cycle"), state if state in STATES else "", word("area"), max(number, 1))


def _rows(wish: Wish) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(
        cycle__is_published=True, state__in=[wish.state] if wish.state else STATES
    )
    if wish.cycle:
        found = found.filter(cycle__slug=wish.cycle)
    if wish.area:
        found = found.filter(area__path__startswith=wish.area)
    return found


def funded(wish: Wish) -> Funded:
    """Newest year first. Two queries."""
    rows = _rows(wish)
    sums = [
        (row["cycle__currency"], row["money"] or Decimal(0), row["n"])
        for row in rows.order_by("cycle__currency")
        .values("cycle__currency")
        .annotate(money=Sum("cost"), n=Count("pk"))
    ]
    found = sum(n for _currency, _money, n in sums)
    pages = max(1, -(-found // PAGE))
    number = min(wish.number, pages)
    here = slice((number - 1) * PAGE, number * PAGE)
    ordered = (
        rows.annotate(**spent_and_news()).order_by("-cycle__year", "-cycle", "title", "pk").values(*COLUMNS)
    )
    today = timezone.localdate()
    shown = [
        row | {"area": told(row, "area__name"), "is_late": Warn.LATE in warnings_of(row, today)}
        for row in ordered[here]
    ]
    return Funded(shown, found, pages, number, sums)


def years() -> list[dict[str, Any]]:
    """The published years in which something is carried out, newest first: `slug`, `year`, names. One query."""
    rows = (
        Proposal.objects.filter(cycle__is_published=True, state__in=STATES)
        .order_by("-cycle__year", "-cycle")
        .values("cycle__slug", "cycle__year", *translated_columns("cycle__name"))
        .distinct()
    )
    return [
        {"slug": row["cycle__slug"], "name": told(row, "cycle__name") or str(row["cycle__year"])}
        for row in rows
    ]


def areas() -> list[tuple[str, str]]:
    """Path and name of the areas in which something is carried out. One query."""
    there = Q(proposals__state__in=STATES, proposals__cycle__is_published=True)
    found = (
        Area.objects.filter(there).distinct().only("path", "name_fi", "name_sv", "name_en").order_by("path")
    )
    return [(area.path, str(area.name)) for area in found]


def points(wish: Wish) -> dict[str, Any]:
    """What was found and has a place, as GeoJSON. One query."""
    rows = _rows(wish).filter(latitude__isnull=False).order_by("pk")
    columns = (
        "pk",
        "longitude",
        "latitude",
        "title",
        "language",
        "state",
        "cost",
        "cycle__year",
        "cycle__currency",
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row["pk"],
                "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
                "properties": {
                    "title": row["title"],
                    "lang": row["language"],
                    "state": row["state"],
                    "year": row["cycle__year"],
                    "cost": None if row["cost"] is None else f"{row['cost']:.2f}",
                    "currency": row["cycle__currency"],
                    "url": f"/proposals/{row['pk']}/progress/",
                },
            }
            for row in rows.values(*columns)
        ],
    }
