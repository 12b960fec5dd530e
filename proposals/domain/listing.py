"""The public list: what a reader asked for, put in order, a page at a time, in two statements.

A list is what most people open first, and a town may have thousands of proposals: so what is found is read through
once, for the sums and for the page together, and only the page's rows are read whole.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import QueryDict

from commons.deliberation.domain.queries import todays_seed
from commons.places.domain.distance import Point
from proposals.domain import queries
from proposals.domain.filters import Distance, ProposalFilter
from proposals.domain.queries import PAGE, Order, Sums
from proposals.domain.reading import Choice, Year
from proposals.models import Proposal

LARGEST_SEED = 2**31
OWN_WORDS = ("cycle", "category")
"""Handled here, not by the filter set: the year is looked up before, the category is counted beside the others."""

_FOUND = """
WITH found AS MATERIALIZED ({inner})
SELECT
    (SELECT json_object_agg(category_id, n) FROM (
        SELECT coalesce(category_id, 0) AS category_id, count(*) AS n FROM found GROUP BY 1) AS sums),
    (SELECT array_agg(pk) FROM (
        SELECT pk FROM found WHERE %s::bigint IS NULL OR category_id = %s ORDER BY {order} LIMIT %s OFFSET %s) AS page)
"""

_CARDS = """
SELECT proposal.id AS pk, proposal.title, proposal.language, proposal.state, left(proposal.what, %s) AS summary,
    proposal.cost, proposal.rough_cost, proposal.support_count, cycle.currency AS cycle__currency,
    area.name_fi AS area__name_fi, area.name_sv AS area__name_sv, area.name_en AS area__name_en,
    category.name_fi AS category__name_fi, category.name_sv AS category__name_sv, category.name_en AS category__name_en,
    (SELECT count(*) FROM deliberation_comment AS comment
        WHERE comment.thread_id = proposal.thread_id AND comment.hidden_at IS NULL)
    + (SELECT count(*) FROM proposals_proposal AS merged
        JOIN deliberation_comment AS comment ON comment.thread_id = merged.thread_id AND comment.hidden_at IS NULL
        WHERE merged.merged_into_id = proposal.id) AS comments,
    coalesce(picture.small, '') AS picture, coalesce(picture.alt, '') AS picture_alt
FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, place)
JOIN proposals_proposal AS proposal ON proposal.id = wanted.id
JOIN process_cycle AS cycle ON cycle.id = proposal.cycle_id
LEFT JOIN places_area AS area ON area.id = proposal.area_id
LEFT JOIN proposals_category AS category ON category.id = proposal.category_id
LEFT JOIN LATERAL (SELECT small, alt FROM proposals_picture WHERE proposal_id = proposal.id
    AND hidden_at IS NULL ORDER BY position LIMIT 1) AS picture ON true
ORDER BY wanted.place
"""


@dataclass(frozen=True)
class Wish:
    """What a reader asked for, as far as it can be understood. `wrong`: messages by the words that cannot."""

    filters: ProposalFilter
    category: str
    order: Order
    seed: int
    number: int
    wrong: dict[str, list[str]] = field(default_factory=dict)

    @property
    def data(self) -> QueryDict:
        """The words of the filters that are understood."""
        found: QueryDict = self.filters.data
        return found

    @property
    def here(self) -> Point | None:
        """The place to be near to."""
        return self.filters.point() if self.filters.form.is_valid() else None


@dataclass(frozen=True)
class Listing:
    """One page of what was found. `sums` count all categories; `found` only what the reader sees."""

    rows: list[dict[str, Any]]
    sums: Sums
    found: int
    number: int
    pages: int


def read(data: QueryDict) -> Wish:
    """A wish out of the words of an address; nothing in it can be wrong enough to stop the page."""
    kept = data.copy()
    for name in (*OWN_WORDS, *(name for name, values in data.lists() if not any(values))):
        kept.pop(name, None)
    for name in ("cost_min", "cost_max"):
        if name in kept:
            kept[name] = "".join(str(kept[name]).replace("€", "").split()).replace(",", ".")
    filters = ProposalFilter(kept, queryset=Proposal.objects.none())
    wrong = {name: [str(text) for text in texts] for name, texts in filters.form.errors.items()}
    if wrong:
        for name in wrong:
            kept.pop(name, None)
        filters = ProposalFilter(kept, queryset=Proposal.objects.none())
        filters.form.full_clean()
    order = data.get("order", "")
    return Wish(
        filters=filters,
        category=data.get("category", "").replace("\x00", "")[:80],
        order=Order(order) if order in set(Order) else Order.LOT,
        seed=_number(data.get("seed", ""), todays_seed(), LARGEST_SEED),
        number=_number(data.get("page", ""), 1, 100_000),
        wrong=wrong,
    )


def _number(words: str, otherwise: int, most: int) -> int:
    if not (words.isascii() and words.isdigit()) or len(words) > 12:
        return otherwise
    return min(max(int(words), 1), most)


def _rows(wish: Wish, year: Year | None) -> Any:
    """Everything that fits, of all categories."""
    # A year that is asked for is published: no need to join it.
    of_year = Proposal.objects.filter(cycle=year.pk, hidden_at=None) if year is not None else None
    public = Proposal.objects.public() if of_year is None else of_year
    # The filters leave out drafts in any case: they know no such state, and none means the listed ones.
    return wish.filters.filter_queryset(public)


def listing(wish: Wish, year: Year | None, categories: list[Choice]) -> Listing:
    """The page of `wish.number` in a year, or (None) in all of them. `categories`: those of the year.

    Two statements; with words one more, near a place one more; and one more for a page past the end.
    """
    category = next((one.pk for one in categories if one.word == wish.category), 0) if wish.category else None
    counted, page = _found(wish, year, category, wish.number)
    total = sum(counted.values())
    found = total if category is None else counted.get(category, 0)
    pages = max(1, -(-found // PAGE))
    number = min(wish.number, pages)
    if found and not page:
        counted, page = _found(wish, year, category, number)
    by_category = [(one.word, one.name, counted[one.pk]) for one in categories if one.pk in counted]
    sums = Sums(total, sorted(by_category, key=lambda row: (-row[2], row[1])))
    return Listing(cards_of(page, wish.here), sums, found, number, pages)


def _found(
    wish: Wish, year: Year | None, category: int | None, number: int
) -> tuple[dict[int, int], list[int]]:
    """How many there are by category (0: none), and the keys of the page."""
    rows, names = queries.ordered(_rows(wish, year), wish.order, seed=wish.seed, here=wish.here)
    columns = [name.lstrip("-") for name in names]
    inner = rows.order_by().values("category_id", *dict.fromkeys(["pk", *columns]))
    try:
        sql, params = inner.query.sql_with_params()
    except EmptyResultSet:  # an area that does not exist
        return {}, []
    order = ", ".join(f'"{name.lstrip("-")}" {"DESC" if name[0] == "-" else "ASC"}' for name in names)
    with connection.cursor() as cursor:
        # Names of our own columns; all that a reader wrote is in the parameters.
        statement = _FOUND.format(inner=sql, order=order)
        cursor.execute(statement, [*params, category, category, PAGE, (number - 1) * PAGE])
        sums, page = cursor.fetchone()
    return {int(key): count for key, count in (sums or {}).items()}, page or []


def cards_of(pks: list[int], here: Point | None = None) -> list[dict[str, Any]]:
    """Rows for cards: with the number of comments, the first picture and (with `here`) the metres. One statement."""
    if not pks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [queries.SUMMARY, pks])
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    if here is not None:
        metres = _metres(pks, here)
        for row in rows:
            row["metres"] = metres[row["pk"]]
    return rows


def _metres(pks: list[int], here: Point) -> dict[int, float]:
    near = Proposal.objects.filter(pk__in=pks, latitude__isnull=False)
    return dict(near.annotate(metres=Distance(here)).values_list("pk", "metres"))


def points(wish: Wish, year: Year | None) -> dict[str, Any]:
    """Everything found that has a place, for the map beside the list, as GeoJSON. One query, with words two."""
    rows = _rows(wish, year)
    return queries.points(rows.filter(category__slug=wish.category) if wish.category else rows)


def is_narrowed(wish: Wish) -> bool:
    """Whether the reader asked for less than everything of the year."""
    return bool(wish.category) or any(wish.data.get(name) for name in ProposalFilter.base_filters)
