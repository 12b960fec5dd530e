"""Reads of hearings: one hearing, its counts, notes, themes, the queue. Constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commons.accounts.models import RoleAssignment
from commons.accounts.permissions import Actor, may
from commons.followup.models import Milestone
from commons.moderation.models import Moderation, Reason
from commons.moderation.screening import Piece, loaded, pieces
from commons.moderation.told import TOLD_OF_NOTE
from commons.process.domain.gate import StatementTimestamp
from hearings.domain import receipts
from hearings.domain.errors import UnknownReceipt
from hearings.models import (
    Appeal,
    Channel,
    Contribution,
    Hearing,
    HearingState,
    Polarity,
    ServiceArea,
    Station,
    Theme,
)
from hearings.rules import SEE_DESK

MOST_RECEIPTS = 100


def public_hearings() -> QuerySet[Hearing]:
    """What everybody may see, newest first."""
    return (
        Hearing.objects.public()
        .select_related("area")
        .annotate(received=Count("contributions", distinct=True), theme_count=Count("themes", distinct=True))
    )


def desk_hearings() -> QuerySet[Any, Any]:
    """All hearings with `held`, the notes that wait, newest first. One query."""
    waits = Count("contributions", filter=Q(contributions__moderation=Moderation.HELD))
    return Hearing.objects.select_related("area").annotate(held=waits)


def reached(slug: str, actor: Actor) -> Hearing:
    """The hearing if the actor may see it, else `Hearing.DoesNotExist`. One query for residents."""
    found = Hearing.objects.select_related("area").get(slug=slug)
    if found.state == HearingState.PREPARING and not may(actor, SEE_DESK, found):
        raise Hearing.DoesNotExist
    return found


def ways(hearing: Hearing) -> dict[str, bool]:
    """Which ways to speak a hearing has beside notes, and whether a story is published. Three queries."""
    return {
        "stories": hearing.stories.filter(published_at__isnull=False).exists(),
        "statements": hearing.statements.exists(),
        "smileys": hearing.smiley_questions.exists(),
    }


def is_taking(hearing: Hearing) -> bool:
    """Whether notes are taken now, by the database's clock. One query."""
    return Hearing.objects.filter(
        pk=hearing.pk,
        state=HearingState.OPEN,
        opens_at__lte=StatementTimestamp(),
        closes_at__gt=StatementTimestamp(),
    ).exists()


@dataclass(frozen=True)
class AreaCount:
    """Shown notes about one service, by what they say."""

    area: ServiceArea
    works: int
    works_not: int
    idea: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.works + self.works_not + self.idea


@dataclass(frozen=True)
class Counts:
    """How many notes there are. Hidden ones are received too: hiding takes nothing out of what was received.

    `areas`: the shown notes alone, which everybody can read and count one by one. Where a note belongs that is not
    shown is not told: who watches the numbers while one person writes would learn what was said of which service.
    """

    received: int
    shown: int
    held: int
    hidden: int
    areas: Sequence[AreaCount]


def counts(hearing: Hearing) -> Counts:
    """Notes by moderation, and shown ones by service and what they say. Two queries."""
    rows = Contribution.objects.filter(hearing=hearing).order_by()
    grouped = rows.values("service_area", "question__polarity", "moderation").annotate(n=Count("pk"))
    by_area: dict[tuple[int, str], int] = {}
    by_state: dict[str, int] = dict.fromkeys(Moderation.values, 0)
    for row in grouped:
        key = (row["service_area"], row["question__polarity"])
        if row["moderation"] == Moderation.SHOWN:
            by_area[key] = row["n"]
        by_state[row["moderation"]] += row["n"]
    areas = [
        AreaCount(area, *(by_area.get((area.pk, polarity), 0) for polarity in Polarity.values))
        for area in hearing.service_areas.all()
    ]
    return Counts(
        sum(by_state.values()),
        by_state[Moderation.SHOWN],
        by_state[Moderation.HELD],
        by_state[Moderation.HIDDEN],
        areas,
    )


def by_town(hearing: Hearing) -> list[dict[str, Any]]:
    """Shown notes (`n`) by the town of the event where they were written (`event__town`, or None) and by the way they
    came in (`channel`). One query."""
    rows: Any = (
        Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN)
        .order_by("event__town", "channel")
        .values("event__town", "channel")
        .annotate(n=Count("pk"))
    )
    return list(rows)


def shown_notes(
    hearing: Hearing,
    *,
    service_area: int | None = None,
    polarity: str = "",
    theme: Theme | None = None,
    town: str = "",
    channel: str = "",
) -> QuerySet[Contribution]:
    """Notes that everybody may read, newest first, narrowed. One query with everything that a row shows."""
    rows = Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN)
    if service_area is not None:
        rows = rows.filter(service_area=service_area)
    if polarity in Polarity.values:
        rows = rows.filter(question__polarity=polarity)
    if theme is not None:
        rows = rows.filter(theme=theme)
    if town:
        rows = rows.filter(event__town=town.replace("\x00", ""))
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    return rows.select_related("question", "service_area", "event", "theme").order_by("-pk")


def shown_note(hearing: Hearing, pk: int) -> Contribution:
    """One note that everybody may read, or `Contribution.DoesNotExist`. One query."""
    if not 0 < pk < 2**63:
        raise Contribution.DoesNotExist
    return shown_notes(hearing).select_related("theme__answer").get(pk=pk)


@dataclass(frozen=True)
class ThemeRow:
    """A theme with how many notes are in it, its answer if there is one, and whether that is late."""

    theme: Theme
    notes: int
    answer: Any
    is_late: bool
    is_unkept: bool = False
    """The answer promised a change by a day that has passed, and nothing was told on or after it."""


def themes_of(hearing: Hearing, *, every: bool = False) -> list[ThemeRow]:
    """The themes in their order, with the number of shown notes; `every`: of all of them, for officials. One query."""
    counted = Q() if every else Q(contributions__moderation=Moderation.SHOWN)
    rows = (
        Theme.objects.filter(hearing=hearing)
        .select_related("answer")
        .annotate(notes=Count("contributions", filter=counted), told_since=_told_since())
        .order_by("position", "pk")
    )
    today = timezone.localdate()
    return [_theme_row(theme, today) for theme in rows]


def _theme_row(theme: Any, today: date) -> ThemeRow:
    answer = getattr(theme, "answer", None)
    late = answer is None and theme.due is not None and theme.due < today
    unkept = answer is not None and answer.by_date is not None and answer.by_date < today
    return ThemeRow(theme, theme.notes, answer, late, unkept and not theme.told_since)


def _told_since() -> Exists:
    """Whether something was told on the promised day or after it."""
    return Exists(Milestone.objects.filter(track=OuterRef("track"), date__gte=OuterRef("answer__by_date")))


def later_of(theme: Theme | None) -> list[Milestone]:
    """What was told after the answer, in the order of its dates. One query."""
    if theme is None or theme.track_id is None:
        return []
    return list(Milestone.objects.filter(track=theme.track_id))


def is_unkept(theme: Theme, later: Sequence[Milestone]) -> bool:
    """Whether a promised day has passed and nothing was told on or after it."""
    day = getattr(getattr(theme, "answer", None), "by_date", None)
    return day is not None and day < timezone.localdate() and not any(one.date >= day for one in later)


def theme_of(hearing: Hearing, pk: int) -> Theme:
    """One theme of a hearing, or `Theme.DoesNotExist`."""
    if not 0 < pk < 2**63:
        raise Theme.DoesNotExist
    return Theme.objects.select_related("hearing__area", "answer").get(hearing=hearing, pk=pk)


def is_late(theme: Theme) -> bool:
    """Whether an answer was promised and did not come."""
    answered = getattr(theme, "answer", None) is not None
    return not answered and theme.due is not None and theme.due < timezone.localdate()


@dataclass(frozen=True)
class Fate:
    """What became of a note, for whoever holds its receipt."""

    receipt: str
    note: Contribution
    theme: Theme | None
    told: Any

    @property
    def answer(self) -> Any:
        """The answer to its theme, if there is one."""
        return getattr(self.theme, "answer", None) if self.theme else None


def fate_of(typed: str) -> Fate:
    """The note with this receipt. Raises `MistypedReceipt`, `UnknownReceipt`. One query."""
    receipt = receipts.read(typed)
    note = (
        Contribution.objects.select_related("hearing", "question", "service_area", "theme__answer", "appeal")
        .filter(receipt_hash=receipts.hash_of(receipt))
        .first()
    )
    if note is None:
        raise UnknownReceipt
    told = TOLD_OF_NOTE[Reason(note.hidden_reason)] if note.hidden_reason else ""
    return Fate(receipt, note, note.theme, told)


def fates_of(typed: Sequence[str]) -> list[Fate]:
    """The same for several receipts; what is no receipt is left out. One query."""
    known: dict[str, str] = {}
    for one in typed[:MOST_RECEIPTS]:
        try:
            receipt = receipts.read(one)
        except UnknownReceipt:
            continue
        known[receipts.hash_of(receipt)] = receipt
    if not known:
        return []
    rows = Contribution.objects.select_related(
        "hearing", "question", "service_area", "theme__answer", "appeal"
    ).filter(receipt_hash__in=known)
    return [
        Fate(
            known[note.receipt_hash],
            note,
            note.theme,
            TOLD_OF_NOTE[Reason(note.hidden_reason)] if note.hidden_reason else "",
        )
        for note in rows.order_by("pk")
    ]


@dataclass(frozen=True)
class Waiting:
    """A note in the queue, cut up at what screening marked. `may_hide`: False where it is about the reader's own
    service."""

    note: Contribution
    pieces: list[Piece]
    may_hide: bool

    @property
    def found(self) -> list[tuple[int, Piece]]:
        """The marked pieces with their numbers."""
        return list(enumerate(piece for piece in self.pieces if piece.kind))


APPEALED = "appealed"
"""Hidden notes whose writers asked to have them looked at again."""


def queue(
    hearing: Hearing, actor: Actor, *, state: str = Moderation.HELD, most: int = 50, start: int = 0
) -> list[Waiting]:
    """The notes that wait (or were hidden, or are appealed for), oldest first, from `start` on. Two queries."""
    found = of_state(Contribution.objects.filter(hearing=hearing), state)
    rows = found.select_related("question", "service_area", "event", "appeal").order_by("pk")
    rows = rows[start : start + most]
    own = own_services(actor)
    return [
        Waiting(note, pieces(note.text, loaded(note.marks)), note.service_area.service_id not in own)
        for note in rows
    ]


def of_state(notes: QuerySet[Contribution], state: str) -> QuerySet[Contribution]:
    """Those of the notes that are in this list of the moderators."""
    if state == APPEALED:
        return notes.filter(appeal__isnull=False, appeal__decided_at=None, moderation=Moderation.HIDDEN)
    return notes.filter(moderation=state)


def appeals_open(hearing: Hearing) -> int:
    """How many appeals wait. One query."""
    return Appeal.objects.filter(
        contribution__hearing=hearing, decided_at=None, contribution__moderation=Moderation.HIDDEN
    ).count()


def own_services(actor: Actor) -> set[int | None]:
    """The services that somebody works for. One query."""
    if not actor.is_authenticated:
        return set()
    found = RoleAssignment.objects.filter(user=actor.pk, service__isnull=False)
    return set(found.values_list("service", flat=True))


def to_group(
    hearing: Hearing, *, theme: str = "", service_area: int | None = None, polarity: str = "", words: str = ""
) -> QuerySet[Contribution]:
    """Notes for the facilitators: without a theme unless one is named ("all": every one). Hidden ones stay out."""
    rows = Contribution.objects.filter(hearing=hearing).exclude(moderation=Moderation.HIDDEN)
    if theme.isascii() and theme.isdigit() and len(theme) < 19:
        rows = rows.filter(theme=int(theme))
    elif theme != "all":
        rows = rows.filter(theme=None)
    if service_area is not None:
        rows = rows.filter(service_area=service_area)
    if polarity in Polarity.values:
        rows = rows.filter(question__polarity=polarity)
    if wanted := words.replace("\x00", "").strip():
        rows = rows.filter(text__icontains=wanted)
    return rows.select_related("question", "service_area", "theme").order_by("pk")


def without_theme(hearing: Hearing) -> int:
    """How many notes wait to be grouped. One query."""
    return to_group(hearing).count()


def stations_of(hearing: Hearing) -> list[Station]:
    """The codes, of the whole hearing first."""
    return list(
        hearing.stations.select_related("event", "service_area").order_by(
            "event__starts_at", "event", "service_area__position", "pk"
        )
    )


def main_code(hearing: Hearing) -> str:
    """The code of the whole hearing; empty where it has none. One query."""
    found = hearing.stations.filter(event=None, service_area=None).values_list("code", flat=True).first()
    return found or ""
