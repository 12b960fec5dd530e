"""What was done in a quarter of a year, for a newsletter that an official copies."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from commons.followup.models import Milestone
from proposals.domain.carrying_out import STATES
from proposals.models import Proposal, State


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> dt.date:
        """The day after its last."""
        return dt.date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.after - dt.timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass
class Item:
    """A project with what happened to it in the quarter."""

    proposal: Proposal
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """It is finished by now."""
        return self.proposal.state == State.DONE


def quarter(words: str = "") -> Quarter:
    """The quarter of "2026-3"; for anything else the one that goes on now."""
    year, _dash, number = words.partition("-")
    if year.isascii() and year.isdigit() and 1990 <= int(year[:5]) <= 2200 and number in ("1", "2", "3", "4"):
        return Quarter(int(year), int(number))
    today = timezone.localdate()
    return Quarter(today.year, (today.month + 2) // 3)


def latest(count: int = 8) -> list[Quarter]:
    """The quarter that goes on now and those before it."""
    found = [quarter()]
    while len(found) < count:
        now = found[-1]
        found.append(Quarter(now.year, now.number - 1) if now.number > 1 else Quarter(now.year - 1, 4))
    return found


def items(of: Quarter) -> list[Item]:
    """Public projects of which something was told in the quarter, what is done first. Two queries."""
    told = Milestone.objects.filter(
        date__gte=of.first,
        date__lt=of.after,
        track__proposal__state__in=STATES,
        track__proposal__cycle__is_published=True,
    ).order_by("date", "pk")
    by_track: dict[int, list[Milestone]] = {}
    for milestone in told:
        by_track.setdefault(milestone.track_id, []).append(milestone)
    found = (
        Proposal.objects.filter(track__in=by_track)
        .select_related("area", "cycle")
        .without_texts()
        .defer("area__outline", "area__outline_shown")
    )
    shown = [Item(one, by_track[one.track_id]) for one in found]
    return sorted(shown, key=lambda item: (not item.is_done, item.milestones[-1].date, item.proposal.pk))


def block(of: Quarter, found: list[Item]) -> dict[str, str]:
    """The block as HTML and as text, in the reader's language."""
    context = {"quarter": of, "items": found, "site": settings.SITE_NAME, "base": settings.SITE_URL}
    return {
        "html": render_to_string("proposals/newsletter/block.html", context).strip(),
        "text": render_to_string("proposals/newsletter/block.txt", context).strip(),
    }
