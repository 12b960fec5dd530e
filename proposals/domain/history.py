"""What became of a proposal, as everybody may know it: what changed and when. Who did it is not told."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Min

from proposals.models import TOLD_FIELDS, Proposal, State

_LINKED = {"category": "category__slug", "area": "area__path", "envelope": "envelope__slug"}
_COLUMNS = [_LINKED.get(name, name) for name in TOLD_FIELDS]


@dataclass(frozen=True)
class Change:
    """A field before and after, as text: money as a decimal number, linked things by their identifier."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Entry:
    """One change. `verb`: which of the program's verbs did it; empty where it is not known."""

    at: datetime
    verb: str
    state: State
    changes: list[Change]


def of(proposal: Proposal) -> list[Entry]:
    """All changes since it became public, oldest first; the first entry has all that was written then. One query."""
    events: Any = proposal.events  # type: ignore[attr-defined]  # made by pghistory
    rows = events.order_by("pgh_id").values("pgh_created_at", "pgh_context__metadata__verb", *_COLUMNS)
    entries: list[Entry] = []
    before: dict[str, Any] = {}
    for row in rows:
        changes = [
            Change(name, _text(before.get(column)), _text(row[column]))
            for name, column in zip(TOLD_FIELDS, _COLUMNS, strict=True)
            if _text(before.get(column)) != _text(row[column])
        ]
        told = row["pgh_context__metadata__verb"] or ""
        entries.append(Entry(row["pgh_created_at"], str(told), State(row["state"]), changes))
        before = row
    return entries


def _text(value: Any) -> str | None:
    """What is shown of a value; empty is the same as nothing."""
    if value is None or value == "":
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def reached_at(pk: int) -> dict[State, datetime]:
    """When the proposal first came into each state. One query."""
    events: Any = apps.get_model("proposals", "ProposalEvent")
    rows = (
        events.objects.filter(pgh_obj=pk).order_by().values_list("state").annotate(at=Min("pgh_created_at"))
    )
    return {State(state): at for state, at in rows}
