"""The public list: what a reader asked for, put in order, a page at a time. A constant number of queries."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from commons.http.errors import Invalid
from commons.places.domain.distance import Point
from commons.process.models import Cycle
from proposals.domain import queries
from proposals.domain.filters import ProposalFilter, wanted
from proposals.domain.queries import PAGE, Order, Sums
from proposals.models import Proposal

LARGEST_SEED = 2**31
OWN_WORDS = {"cycle", "category"}
"""Handled here, not by the filter set: the year is an object, the category is counted beside the others."""


@dataclass(frozen=True)
class Wish:
    """What a reader asked for, as far as it can be understood. `wrong`: messages by the words that cannot."""

    data: QueryDict
    category: str
    order: Order
    seed: int
    number: int
    wrong: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """One page of what was found. `sums` count all categories; `found` only what the reader sees."""

    rows: list[dict[str, Any]]
    sums: Sums
    found: int
    number: int
    pages: int
    here: Point | None


def read(data: QueryDict) -> Wish:
    """A wish out of the words of an address; nothing in it can be wrong enough to stop the page."""
    kept = data.copy()
    for name in OWN_WORDS:
        kept.pop(name, None)
    for name in ("cost_min", "cost_max"):
        if name in kept:
            kept[name] = "".join(kept[name].replace("€", "").split()).replace(",", ".")
    words = data.get("order", "")
    order = Order(words) if words in set(Order) else Order.LOT
    wish = Wish(
        data=kept,
        category=data.get("category", "").replace("\x00", "")[:80],
        order=order,
        seed=_number(data.get("seed", ""), queries.todays_seed(), LARGEST_SEED),
        number=_number(data.get("page", ""), 1, 100_000),
    )
    try:
        wanted(kept, Proposal.objects.none())
    except Invalid as refusal:
        for name, texts in refusal.fields.items():
            wish.wrong[name] = [str(text) for text in texts]
            kept.pop(name, None)
    return wish


def _number(words: str, otherwise: int, most: int) -> int:
    if not (words.isascii() and words.isdigit()) or len(words) > 12:
        return otherwise
    return min(max(int(words), 1), most)


def listing(wish: Wish, cycle: Cycle | None) -> Listing:
    """The page of `wish.number` in a year, or (None) in all of them. Five queries, with words or a place up
    to seven."""
    public = Proposal.objects.public()
    filters, rows = wanted(wish.data, public if cycle is None else public.filter(cycle=cycle))
    sums = queries.sums(rows)
    found = sums.total
    if wish.category:
        rows = rows.filter(category__slug=wish.category)
        found = next((number for slug, _name, number in sums.by_category if slug == wish.category), 0)
    pages = max(1, -(-found // PAGE))
    number = min(wish.number, pages)
    here = filters.point()
    shown = _page(rows, wish, number, here) if found else []
    queries.add_counts_and_pictures(shown)
    return Listing(shown, sums, found, number, pages, here)


def _page(rows: Any, wish: Wish, number: int, here: Point | None) -> list[dict[str, Any]]:
    inner, names = queries.ordered(rows, wish.order, seed=wish.seed, here=here)
    more = ("metres",) if here is not None else ()
    start = (number - 1) * PAGE
    return list(queries.rows_of(inner, *more).order_by(*names)[start : start + PAGE])


def points(wish: Wish, cycle: Cycle | None) -> dict[str, Any]:
    """Everything found that has a place, for the map beside the list, as GeoJSON. One query, with words two."""
    public = Proposal.objects.public()
    _filters, rows = wanted(wish.data, public if cycle is None else public.filter(cycle=cycle))
    return queries.points(rows.filter(category__slug=wish.category) if wish.category else rows)


def is_narrowed(wish: Wish) -> bool:
    """Whether the reader asked for less than everything of the year."""
    return bool(wish.category) or any(wish.data.get(name) for name in ProposalFilter.base_filters)
