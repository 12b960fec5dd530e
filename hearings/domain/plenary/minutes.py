"""Minutes that write themselves: each thing that happened is a line, told in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid, SignInNeeded
from hearings.domain.errors import ApprovedByOne
from hearings.domain.plenary.ground import locked, tell, write_down
from hearings.domain.plenary.reading import Told, results, spoken
from hearings.models import (
    AgendaItem,
    DevelopmentProposal,
    LineKind,
    MinuteLine,
    Plenary,
    PlenaryState,
    Theme,
)
from hearings.rules import SEE_DESK

OPEN = (PlenaryState.RUNNING, PlenaryState.ENDED)


@dataclass(frozen=True)
class Line:
    """A line in words. `is_own`: an official's own words. `vote`: the result that it tells, else None."""

    row: MinuteLine
    words: str
    is_own: bool
    vote: Told | None = None


@dataclass(frozen=True)
class Section:
    """An item of the agenda with what happened in it; the first one, without an item, is what came before."""

    item: AgendaItem | None
    lines: list[Line]


def sections(plenary: Plenary, *, every: bool = False) -> list[Section]:
    """The minutes in order. `every`: left out lines too. Six queries."""
    rows = plenary.lines.select_related("item")
    if not every:
        rows = rows.filter(is_left_out=False)
    told = _Words(plenary)
    found: list[Section] = [Section(None, [])]
    for row in rows:
        if row.kind == LineKind.ITEM:
            if found[-1].item != row.item:
                found.append(Section(row.item, []))
            continue
        found[-1].lines.append(told.line(row))
    return [section for section in found if section.item or section.lines]


class _Words:
    """What lines are about, read once for all of them."""

    def __init__(self, plenary: Plenary) -> None:
        self.themes = {row.pk: row for row in Theme.objects.filter(hearing=plenary.hearing_id)}
        rows = DevelopmentProposal.objects.filter(theme__hearing=plenary.hearing_id)
        self.proposals = {row.pk: row for row in rows}
        self.votes = {told.vote.pk: told for told in results(plenary)}

    def line(self, row: MinuteLine) -> Line:
        """The line in the reader's language, or in the official's own words."""
        vote = self.votes.get(row.about or 0) if row.kind == LineKind.VOTE else None
        if row.text:
            return Line(row, row.text, is_own=True, vote=vote)
        return Line(row, self._words(row, vote), is_own=False, vote=vote)

    def _words(self, row: MinuteLine, vote: Told | None) -> str:
        about: Any = (self.themes if row.kind == LineKind.THEME else self.proposals).get(row.about or 0, "–")
        time = timezone.localtime(row.at).strftime("%H.%M")
        if row.kind == LineKind.STARTED:
            return _("The plenary began at %(time)s.") % {"time": time}
        if row.kind == LineKind.ENDED:
            return _("The plenary ended at %(time)s.") % {"time": time}
        if row.kind == LineKind.THEME:
            return _("The theme “%(theme)s” was taken up.") % {"theme": about}
        if row.kind == LineKind.PROPOSAL:
            return _("Proposal: “%(title)s”") % {"title": about}
        if row.kind == LineKind.MERGED:
            return _("Proposals that say the same were merged into “%(title)s”.") % {"title": about}
        number = vote.ballots if vote else 0
        return ngettext(
            "A secret vote by phone was held: %(n)d ballot.",
            "A secret vote by phone was held: %(n)d ballots.",
            number,
        ) % {"n": number}


@transaction.atomic
def add(*, actor: Actor, plenary: Plenary, text: str, is_decision: bool = False) -> MinuteLine:
    """A line in one's own words: a note, or a decision; the same as the last line it is that one, sent twice.

    Raises `Invalid`, `WrongState`, `NotAllowed`.
    """
    found = locked(actor, plenary, OPEN)
    kind, words = LineKind.DECISION if is_decision else LineKind.NOTE, _own(text)
    last = MinuteLine.objects.filter(plenary=found).order_by("-pk").first()
    if last is not None and (last.kind, last.text) == (kind, words):
        return last
    made = write_down(found, kind, text=words)
    _changed(found)
    return made


@transaction.atomic
def reword(*, actor: Actor, plenary: Plenary, line: MinuteLine, text: str, is_left_out: bool) -> MinuteLine:
    """One's own words for a line (empty: as written by itself), or leave it out. The history keeps what was before.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, plenary, OPEN)
    row = MinuteLine.objects.select_for_update().get(pk=line.pk, plenary=found)
    own = row.kind in (LineKind.NOTE, LineKind.DECISION)
    row.text = _own(text) if text.strip() or own else ""
    row.is_left_out = is_left_out
    with verb("hearings.minutes", actor):
        row.save(update_fields=["text", "is_left_out"])
    _changed(found)
    return row


def _own(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words or len(words) > 2000:
        raise Invalid(fields={"text": [gettext_lazy("Write the line, at most 2,000 characters.")]})
    return words


def _changed(plenary: Plenary) -> None:
    """Who has approved read other words: the approval is asked for again."""
    if plenary.first_approver_id is not None:
        plenary.first_approver = None
        plenary.save(update_fields=["first_approver"])
    tell(plenary)


@transaction.atomic
def approve(*, actor: Actor, plenary: Plenary) -> Plenary:
    """Approve the minutes as they are on the screen: a facilitator first, then another official; then they are frozen.

    Raises `ApprovedByOne` (the same person again), `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    if Plenary.objects.filter(pk=plenary.pk, first_approver=None).exists():
        found = locked(actor, plenary, (PlenaryState.ENDED,))
        if found.first_approver_id is None:
            found.first_approver = actor
            with verb("hearings.approve", actor):
                found.save(update_fields=["first_approver"])
            tell(found)
            return found
    found = locked(actor, plenary, (PlenaryState.ENDED,), SEE_DESK)
    require(actor, SEE_DESK, found.hearing)
    if found.first_approver_id == actor.pk:
        raise ApprovedByOne
    found.second_approver, found.approved_at = actor, timezone.now()
    found.state = PlenaryState.APPROVED
    with verb("hearings.approve", actor):
        found.save(update_fields=["second_approver", "approved_at", "state"])
    tell(found)
    return found


@dataclass(frozen=True)
class Minutes:
    """Everything that a page or a file of the minutes shows. `spoken`: rows of `reading.Spoken`."""

    plenary: Plenary
    sections: list[Section]
    spoken: list[Any]


def minutes_of(plenary: Plenary) -> Minutes:
    """The minutes as they are now."""
    return Minutes(plenary, sections(plenary), spoken(plenary))
