"""The review desk's table: what waits, for whom, since when; narrowed, sorted and counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least, Lower, Now, NullIf, TruncDate
from django.utils.translation import get_language

from commons.accounts.models import Service
from commons.accounts.permissions import Actor, require
from commons.places.models import Area
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from proposals.domain.filters import matching
from proposals.domain.letters import unreached
from proposals.domain.queries import translated_columns
from proposals.domain.review import REVIEWABLE
from proposals.domain.review_reading import IS_LATE, first_task, has_task, reviewable_by
from proposals.models import Category, Proposal, Review, ReviewTask, State, TaskState
from proposals.rules import REVIEW

PAGE = 50
TABS = ("mine", "nobody", "late", "all", "decided", "unreached")
DECIDED = (State.ON_BALLOT, State.NOT_FEASIBLE)
STATES = (*REVIEWABLE, *DECIDED)
SORTS = ("due", "step", "title", "area", "category", "state", "reviewer", "supports", "sent")


@dataclass(frozen=True)
class Wish:
    """What the official wants to see. `service`: a department's slug; `step`: a kind of step, both of open tasks;
    `reviewer`: whose review or open task. `sort`: one of `SORTS`, with a minus before it for the other way round."""

    tab: str = "all"
    words: str = ""
    cycle: str = ""
    area: str = ""
    category: str = ""
    state: str = ""
    service: str = ""
    step: str = ""
    reviewer: int | None = None
    sort: str = "due"
    number: int = 1


@dataclass(frozen=True)
class Queue:
    """One page of the queue. `counts`: how many rows each tab has with the same filters. `pages`: at least 1."""

    rows: list[dict[str, Any]]
    counts: dict[str, int]
    number: int
    pages: int


@dataclass(frozen=True)
class Offered:
    """What the queue can be narrowed by."""

    years: list[Cycle]
    areas: list[Area]
    categories: list[Category]
    services: list[Service]


def years() -> list[Cycle]:
    """All budget years, the newest first. One query."""
    return list(Cycle.objects.order_by("is_imported", "-year", "-pk"))


def offered() -> Offered:
    """All years, all areas as a tree, all categories, all departments. Four queries."""
    areas = Area.objects.defer("outline", "outline_shown").order_by("path")
    categories = list(Category.objects.order_by("position", "pk"))
    return Offered(years(), list(areas), categories, list(Service.objects.all()))


def _tab(name: str, actor: Actor) -> Q:
    waiting = Q(state__in=REVIEWABLE)
    return {
        "mine": waiting & (Q(review__reviewer=actor.pk) | has_task(reviewer=actor.pk)),
        "nobody": waiting & Q(review__reviewer=None) & ~has_task(reviewer__isnull=False),
        "late": waiting & IS_LATE,
        "all": waiting,
        "decided": Q(state__in=DECIDED),
        "unreached": unreached(),
    }[name]


def queue(*, actor: Actor, wish: Wish) -> Queue:
    """A page of what waits where the actor reviews. Raises `SignInNeeded`, `NotAllowed`. Two queries."""
    require(actor, REVIEW)
    rows = _narrowed(Proposal.objects.filter(reviewable_by(actor), state__in=STATES), wish)
    counts = rows.aggregate(**{name: Count("pk", filter=_tab(name, actor)) for name in TABS})
    pages = max(1, -(-counts[wish.tab] // PAGE))
    number = min(max(wish.number, 1), pages)
    found = _columns(rows.filter(_tab(wish.tab, actor)).order_by(*_order(wish.sort)))
    return Queue(list(found[(number - 1) * PAGE : number * PAGE]), counts, number, pages)


def _narrowed(rows: QuerySet[Proposal], wish: Wish) -> QuerySet[Proposal]:
    if wish.cycle:
        rows = rows.filter(cycle__slug=wish.cycle)
    if wish.area:
        rows = rows.filter(area__path__startswith=wish.area.rstrip("/") + "/")
    if wish.category:
        rows = rows.filter(category__slug=wish.category)
    if wish.state:
        rows = rows.filter(state=wish.state)
    if wish.service:
        rows = rows.filter(has_task(service__slug=wish.service))
    if wish.step:
        rows = rows.filter(has_task(kind=wish.step))
    if wish.reviewer is not None:
        rows = rows.filter(Q(review__reviewer=wish.reviewer) | has_task(reviewer=wish.reviewer))
    return matching(rows, wish.words) if wish.words.strip() else rows


def _order(sort: str) -> tuple[Any, ...]:
    language = (get_language() or LANGUAGES[0])[:2]
    column: Any = {
        "due": Least("review__due", first_task("due")),
        "step": first_task("kind"),
        "title": Lower("title"),
        "area": F(f"area__name_{language}"),
        "category": F(f"category__name_{language}"),
        "state": F("state"),
        "reviewer": Lower("review__reviewer__display_name"),
        "supports": F("support_count"),
        "sent": F("submitted_at"),
    }[sort.removeprefix("-")]
    turned = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return (turned, "submitted_at", "pk")


@dataclass(frozen=True)
class Load:
    """How much one official has to do: reviews that they lead and open tasks, and how many of both are late."""

    reviewer: int
    name: str
    reviews: int
    tasks: int
    late: int


def load(*, actor: Actor) -> list[Load]:
    """The load of everybody who has something to do where the actor reviews, the fullest first. Two queries."""
    require(actor, REVIEW)
    where = Proposal.objects.filter(reviewable_by(actor), state__in=REVIEWABLE)
    today = TruncDate(Now())
    name = Coalesce(NullIf("reviewer__display_name", Value("")), "reviewer__email", output_field=CharField())
    found: dict[int, list[Any]] = {}
    for place, rows in enumerate(
        (
            Review.objects.filter(proposal__in=where, reviewer__isnull=False),
            ReviewTask.objects.filter(proposal__in=where, reviewer__isnull=False, state=TaskState.OPEN),
        )
    ):
        counted = rows.values("reviewer").annotate(
            called=name, n=Count("pk"), late=Count("pk", filter=Q(due__lt=today))
        )
        for row in counted:
            one = found.setdefault(row["reviewer"], [row["called"], 0, 0, 0])
            one[1 + place] += row["n"]
            one[3] += row["late"]
    loads = [Load(pk, *numbers) for pk, numbers in found.items()]
    return sorted(loads, key=lambda one: (-one.reviews - one.tasks, one.name.lower()))


def _columns(rows: QuerySet[Proposal]) -> QuerySet[Proposal, dict[str, Any]]:
    columns: QuerySet[Proposal, dict[str, Any]] = rows.annotate(
        is_late=Q(state__in=REVIEWABLE) & IS_LATE,
        is_unreached=unreached(),
        step=first_task("kind"),
        task_due=first_task("due"),
    ).values(
        "step",
        "task_due",
        "pk",
        "title",
        "language",
        "state",
        "support_count",
        "submitted_at",
        "cycle__year",
        "review__due",
        "review__reviewer",
        "review__reviewer__display_name",
        "review__reviewer__email",
        "is_late",
        "is_unreached",
        *translated_columns("area__name", "category__name"),
    )
    return columns
