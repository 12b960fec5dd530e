"""Reads of a plenary: what the room sees, results, speaking times. Constant numbers of queries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hearings.models import (
    AgendaItem,
    DevelopmentProposal,
    Plenary,
    PlenaryState,
    Round,
    RoundKind,
    SpeakerRole,
    Turn,
)

EVEN = 0.25
"""Share of those who took a stance from which on the smaller side makes a proposal disputed."""


def plenaries(hearing: Any) -> QuerySet[Plenary]:
    """Plenaries of a hearing, newest first. One query."""
    return Plenary.objects.filter(hearing=hearing).select_related("event", "hearing", "previous")


def reached(pk: int) -> Plenary:
    """One plenary with all that a page names, or `Plenary.DoesNotExist`. One query."""
    if not 0 < pk < 2**63:
        raise Plenary.DoesNotExist
    names = (
        "hearing__area",
        "event",
        "theme",
        "item",
        "previous__hearing",
        "first_approver",
        "second_approver",
    )
    return Plenary.objects.select_related(*names).get(pk=pk)


def running_of(hearing: Any) -> Plenary | None:
    """The plenary that goes on now. One query."""
    return plenaries(hearing).filter(state=PlenaryState.RUNNING).first()


@dataclass(frozen=True)
class Spoken:
    """How long a role has spoken. `share`: of all speaking, 0 … 1. `is_speaking`: somebody of it speaks now."""

    role: str
    label: str
    seconds: int
    share: float
    is_speaking: bool

    @property
    def clock(self) -> str:
        """As minutes and seconds."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}"


def spoken(plenary: Plenary) -> list[Spoken]:
    """Speaking time by role, every role. One query."""
    now = timezone.now()
    sums = dict.fromkeys(SpeakerRole.values, dt.timedelta())
    speaking = ""
    for turn in Turn.objects.filter(plenary=plenary):
        sums[turn.role] += (turn.ended_at or now) - turn.started_at
        speaking = turn.role if turn.ended_at is None else speaking
    total = sum(sums.values(), dt.timedelta()).total_seconds()
    return [
        Spoken(
            role,
            str(SpeakerRole(role).label),
            int(took.total_seconds()),
            took.total_seconds() / total if total else 0.0,
            role == speaking,
        )
        for role, took in sums.items()
    ]


@dataclass(frozen=True)
class OptionResult:
    """One proposal in a result. Dots: `dots` from `givers`. Stances: how many `agree`, `disagree`, are `unsure`, and
    whether it is `disputed`: then no sum or average may stand for it."""

    title: str
    language: str
    dots: int = 0
    givers: int = 0
    agree: int = 0
    disagree: int = 0
    unsure: int = 0
    share: float = 0.0

    @property
    def said(self) -> int:
        """Who took a stance."""
        return self.agree + self.disagree + self.unsure

    @property
    def before_disagree(self) -> int:
        """Where the bar of those who disagree begins."""
        return self.agree + self.unsure

    @property
    def disputed(self) -> bool:
        """Whether many are on either side."""
        sides = self.agree + self.disagree
        return sides > 0 and min(self.agree, self.disagree) / sides >= EVEN


@dataclass(frozen=True)
class Told:
    """A vote as it may be told: `ballots` always; `options` only when it has closed and enough people voted."""

    vote: Round
    ballots: int
    options: list[OptionResult]

    @property
    def is_open(self) -> bool:
        """Whether phones may vote."""
        return self.vote.closed_at is None


def results(plenary: Plenary) -> list[Told]:
    """The closed votes, oldest first. Two queries."""
    rounds = list(plenary.rounds.filter(closed_at__isnull=False))
    return _told(rounds)


def on_screen(plenary: Plenary) -> Told | None:
    """The open vote, or else the last closed one about the theme that is taken up. At most three queries."""
    latest = plenary.rounds.filter(closed_at=None).first()
    if latest is None:
        latest = plenary.rounds.filter(theme=plenary.theme_id).last()
    return _told([latest])[0] if latest else None


def _told(rounds: list[Round]) -> list[Told]:
    wanted = {pk for one in rounds for pk in one.options}
    rows = {row.pk: row for row in DevelopmentProposal.objects.filter(pk__in=wanted)}
    found = []
    for one in rounds:
        result = one.result or {"ballots": one.ballots.count(), "options": {}}
        most = max((numbers.get("dots", 0) for numbers in result["options"].values()), default=0)
        options = [
            OptionResult(
                rows[int(pk)].title,
                rows[int(pk)].language,
                **numbers,
                share=numbers["dots"] / most if most and one.kind == RoundKind.DOTS else 0.0,
            )
            for pk, numbers in result["options"].items()
            if int(pk) in rows
        ]
        options.sort(key=lambda option: (-option.dots, -option.agree, option.title))
        found.append(Told(one, result["ballots"], options))
    return found


def written(plenary: Plenary, *, every: bool = False) -> list[DevelopmentProposal]:
    """The proposals of the theme that is taken up; `every`: those not shown and the merged ones too. One query."""
    if plenary.theme_id is None:
        return []
    rows = DevelopmentProposal.objects if every else DevelopmentProposal.objects.public()
    return list(rows.filter(theme=plenary.theme_id).select_related("merged_into", "proposal"))


def agenda(plenary: Plenary) -> list[AgendaItem]:
    """The items in their order. One query."""
    return list(plenary.items.all())


@dataclass(frozen=True)
class Due:
    """Until when the item that the room is at was planned; `seconds` until then, below 0 when it runs over."""

    until: dt.datetime
    seconds: int

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.seconds <= 0


def due(plenary: Plenary, items: list[AgendaItem]) -> Due | None:
    """The time of the item that goes on, one of `items`, from its first beginning."""
    item = next((one for one in items if one.pk == plenary.item_id), None)
    if plenary.state != PlenaryState.RUNNING or item is None or item.started_at is None:
        return None
    until = item.started_at + dt.timedelta(minutes=item.minutes)
    return Due(until, int((until - timezone.now()).total_seconds()))


@dataclass(frozen=True)
class Option:
    """A proposal on a phone's ballot. `typed`: what was chosen in a form that was refused."""

    proposal: DevelopmentProposal
    typed: str


def options_of(vote: Round, typed: Mapping[str, Any]) -> list[Option]:
    """The proposals of a vote. One query. Everybody has the same order: that in which they were written."""
    rows = DevelopmentProposal.objects.filter(pk__in=vote.options).order_by("pk")
    return [Option(row, str(typed.get(f"option-{row.pk}", ""))) for row in rows]
