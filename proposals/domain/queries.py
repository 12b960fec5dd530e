"""Reads of proposals: rows for lists, one proposal, sums in words, points for the map. Constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, Count, DecimalField, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Left
from django.utils.translation import get_language

from commons.accounts.permissions import Actor, may
from commons.deliberation.domain.queries import Lot, todays_seed
from commons.deliberation.models import Comment
from commons.deliberation.reasons import in_words
from commons.followup.models import Milestone
from commons.places.domain.distance import Point
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, PhaseKind
from commons.texts.translated import LANGUAGES
from proposals.domain.errors import HiddenProposal
from proposals.domain.filters import Distance
from proposals.models import Category, CoAuthor, CoAuthorState, Picture, Proposal, State, Support
from proposals.rules import EDIT, Held

PAGE = 24
SUMMARY = 220


class Order(StrEnum):
    """How proposals follow each other. By lot: fair, nobody is always first."""

    LOT = "random"
    NEWEST = "newest"
    SUPPORTED = "supported"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NEAR = "near"


def ordered(
    rows: QuerySet[Proposal], order: Order, *, seed: int | None = None, here: Point | None = None
) -> tuple[QuerySet[Proposal], tuple[str, ...]]:
    """`rows` with what it is ordered by, and the names to order by, unique at the end.

    `seed` for the lot; None: today's, the same for everybody. Near without a place is by lot.
    """
    price = Coalesce(
        "cost", "rough_cost", Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2)
    )
    if order == Order.NEWEST:
        return rows.annotate(sent=Coalesce("submitted_at", "created_at")), ("-sent", "-pk")
    if order == Order.SUPPORTED:
        return rows, ("-support_count", "-pk")
    if order == Order.CHEAPEST:
        return rows.annotate(price=price), ("price", "pk")
    if order == Order.DEAREST:
        return rows.annotate(price=price), ("-price", "-pk")
    if order == Order.NEAR and here is not None:
        return rows.annotate(metres=Distance(here)), ("metres", "pk")
    drawn = todays_seed() if seed is None else seed
    return rows.annotate(lot=Lot(F("pk"), Value(drawn, output_field=BigIntegerField()))), ("lot", "pk")


def translated_columns(*names: str) -> list[str]:
    """`area__name` → `area__name_fi`, `area__name_sv`, `area__name_en`."""
    return [f"{name}_{language}" for name in names for language in LANGUAGES]


def told(row: dict[str, Any], name: str) -> str:
    """The reader's language of a translated column of `row`, else the first that is written."""
    wanted = (get_language() or LANGUAGES[0])[:2]
    for language in (wanted, *LANGUAGES):
        if text := row.get(f"{name}_{language}"):
            return str(text)
    return ""


LIST_COLUMNS = (
    "pk",
    "title",
    "language",
    "state",
    "cost",
    "rough_cost",
    "support_count",
    "submitted_at",
    "created_at",
    "latitude",
    "longitude",
    "place_name",
    "public_id",
    "area_id",
    "thread_id",
    "area__path",
    "category__slug",
    "cycle__slug",
    "cycle__currency",
    "author__display_name",
    "summary",
    *translated_columns("area__name", "category__name"),
)


def rows_of(rows: QuerySet[Proposal], *more: str) -> QuerySet[Proposal, dict[str, Any]]:
    """`rows` as dictionaries with what a list shows; `summary` is the beginning of the text."""

    columns: QuerySet[Proposal, dict[str, Any]] = rows.annotate(summary=Left("what", SUMMARY)).values(
        *LIST_COLUMNS, *more
    )
    return columns


_COMMENTS = """
SELECT talk.pk, count(*) FROM (
    SELECT id AS pk, thread_id FROM proposals_proposal WHERE id = ANY(%(pks)s)
    UNION ALL SELECT merged_into_id, thread_id FROM proposals_proposal WHERE merged_into_id = ANY(%(pks)s)
) AS talk JOIN deliberation_comment AS comment ON comment.thread_id = talk.thread_id AND comment.hidden_at IS NULL
GROUP BY talk.pk
"""


def comments_of(pks: Sequence[int]) -> dict[int, int]:
    """How many comments are shown of each, with those of what was merged into it; without any left out. One query."""
    if not pks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COMMENTS, {"pks": list(pks)})
        return dict(cursor.fetchall())


def add_counts_and_pictures(rows: Sequence[dict[str, Any]]) -> None:
    """Give each row `comments` (how many are shown), and `picture`, `picture_alt` of its first picture. Two queries."""
    comments = comments_of([row["pk"] for row in rows])
    firsts = (
        Picture.objects.filter(proposal__in=[row["pk"] for row in rows], hidden_at=None)
        .order_by("proposal", "position")
        .distinct("proposal")
        .values_list("proposal", "small", "alt")
    )
    pictures = {pk: (small, alt) for pk, small, alt in firsts} if rows else {}
    for row in rows:
        row["comments"] = comments.get(row["pk"], 0)
        row["picture"], row["picture_alt"] = pictures.get(row["pk"], ("", ""))


@dataclass(frozen=True)
class Sums:
    """How many proposals were found, and how many of them in each category (names in the reader's language)."""

    total: int
    by_category: list[tuple[str, str, int]]


def sums(rows: QuerySet[Proposal]) -> Sums:
    """The sums over everything found, not only the page. One query. `by_category`: slug, name, number; most first."""
    names = translated_columns("category__name")
    found = rows.order_by().values("category__slug", *names).annotate(n=Count("pk", distinct=False))
    counted = [(row["category__slug"] or "", told(row, "category__name"), row["n"]) for row in found]
    by_category = sorted((row for row in counted if row[0]), key=lambda row: (-row[2], row[1]))
    return Sums(sum(row[2] for row in counted), by_category)


def one(pk: int, viewer: Actor) -> Proposal:
    """A proposal that the viewer may see, with all that its page shows. `Proposal.DoesNotExist` otherwise."""
    return (
        Proposal.objects.visible_to(viewer)
        .select_related("cycle", "area", "category", "envelope", "author", "merged_into", "split_from")
        .prefetch_related(
            Prefetch("pictures", queryset=Picture.objects.filter(hidden_at=None).order_by("position")),
        )
        .annotate(
            hidden_pictures=ArraySubquery(
                Picture.objects.filter(proposal=OuterRef("pk"), hidden_at__isnull=False)
                .order_by("position")
                .values("hidden_reason")
            )
        )
        .defer("search", "title_plain", "area__outline", "area__outline_shown")
        .get(pk=pk)
    )


def require_not_hidden(pk: int) -> None:
    """Say of a proposal that a moderator hid it, and why, rather than that there is none. Raises `HiddenProposal`."""
    if not 0 < pk < 2**63:
        return
    rows = Proposal.objects.filter(pk=pk, hidden_at__isnull=False, cycle__is_published=True)
    reason = rows.values_list("hidden_reason", flat=True).first()
    if reason:
        raise HiddenProposal(in_words(reason))


def for_verb(pk: int) -> Proposal:
    """A proposal for a verb, with cycle, area and thread; the verb decides who may. One query."""
    return (
        Proposal.objects.select_related("cycle", "area", "thread", "track")
        .without_texts()
        .defer("area__outline", "area__outline_shown")
        .get(pk=pk)
    )


def reached(pk: int, viewer: Actor, owner: str = "") -> Proposal:
    """As `for_verb`, but `Proposal.DoesNotExist` for what the viewer may not know of: others' drafts, unpublished
    years. `owner`: what the browser holds, as `drafts.owner_of` gives it."""
    found = for_verb(pk)
    is_public = found.cycle.is_published and found.state != State.DRAFT and found.hidden_at is None
    if is_public or may(viewer, EDIT, Held(found, owner)):
        return found
    raise Proposal.DoesNotExist


def said_about(proposal: Proposal, comment: int) -> Comment:
    """A comment of the proposal's talk, or of one that was merged into it, with its thread.

    `Comment.DoesNotExist` for any other. One query.
    """
    if comment >= 2**63:
        raise Comment.DoesNotExist
    here = Q(thread=proposal.thread_id) | Q(thread__proposal__merged_into=proposal.pk)
    return Comment.objects.select_related("thread").get(here, pk=comment)


def milestones_of(proposal: Proposal) -> list[Milestone]:
    """What happened, oldest first. One query."""
    return list(Milestone.objects.filter(track=proposal.track_id).order_by("date", "pk"))


def supports(viewer: Actor, proposal: Proposal) -> bool:
    """Whether the viewer supports it. At most one query."""
    return (
        bool(viewer.is_authenticated) and Support.objects.filter(proposal=proposal, user=viewer.pk).exists()
    )


def supported_by(viewer: Actor, pks: Sequence[int]) -> set[int]:
    """Which of these the viewer supports. At most one query."""
    if not viewer.is_authenticated:
        return set()
    return set(Support.objects.filter(user=viewer.pk, proposal__in=pks).values_list("proposal", flat=True))


def mine(viewer: Actor, owner: str = "") -> QuerySet[Proposal]:
    """The viewer's own proposals and drafts, and the drafts that this browser holds. Newest first."""
    held = Q(draft_owner=owner, author=None, state=State.DRAFT) if owner else Q(pk__in=[])
    own = Q(author=viewer.pk) if viewer.is_authenticated else Q(pk__in=[])
    return Proposal.objects.filter(own | held).without_texts().select_related("cycle").order_by("-pk")


def own(pk: int, viewer: Actor, owner: str = "") -> Proposal:
    """The viewer's own proposal, or a draft that this browser holds, with its texts, pictures and review.

    `Proposal.DoesNotExist` for anybody else. Two queries.
    """
    held = Q(draft_owner=owner, author=None, state=State.DRAFT) if owner else Q(pk__in=[])
    mine = Q(pk__in=[])
    if viewer.is_authenticated:
        writes = CoAuthor.objects.filter(user=viewer.pk, state=CoAuthorState.ACCEPTED).values("proposal")
        mine = Q(author=viewer.pk) | Q(pk__in=writes)
    return (
        Proposal.objects.filter(mine | held)
        .select_related("cycle", "area", "category", "review")
        .prefetch_related(Prefetch("pictures", queryset=Picture.objects.order_by("position")))
        .defer("search", "title_plain", "area__outline", "area__outline_shown")
        .get(pk=pk)
    )


def categories(cycle: str = "") -> list[Category]:
    """Categories in their order: all that published years use, or (slug of a year) those usable in it. One query."""
    usable = Q(cycle=None) | Q(cycle__is_published=True)
    if cycle:
        usable &= Q(cycle=None) | Q(cycle__slug=cycle)
    return list(Category.objects.filter(usable).select_related("cycle"))


def points(rows: QuerySet[Proposal]) -> dict[str, Any]:
    """What was found and has a place, as GeoJSON for maps: id, title, state, category. One query."""
    placed = rows.filter(latitude__isnull=False).order_by("pk")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": pk,
                "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
                "properties": {
                    "title": title,
                    "lang": language,
                    "state": state,
                    "category": category or "",
                    "url": f"/proposals/{pk}/",
                },
            }
            for pk, longitude, latitude, title, language, state, category in placed.values_list(
                "pk", "longitude", "latitude", "title", "language", "state", "category__slug"
            )
        ],
    }


def taking_proposals() -> Cycle | None:
    """The published budget year that takes proposals now; the newest, if several do. One query."""
    return (
        Cycle.objects.filter(
            is_published=True,
            phases__kind=PhaseKind.PROPOSE,
            phases__opens_at__lte=StatementTimestamp(),
            phases__closes_at__gt=StatementTimestamp(),
        )
        .order_by("-year", "-pk")
        .first()
    )
