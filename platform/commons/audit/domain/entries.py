"""Rows of history as people read them: who did what, when and why, and what it was before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commons.audit.kinds import Kind, Subject, verbs
from commons.http.errors import Text
from commons.texts.amounts import number_text


@dataclass(frozen=True)
class Change:
    """A field before and after, in words; empty where there was nothing."""

    name: Text
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One event. `actor`: how they are called here, empty for the system. `reason`: as it was given, else empty."""

    id: int
    kind: Kind
    when: datetime
    actor: str
    what: Text
    reason: str
    subject: Subject | None
    changes: list[Change] = field(default_factory=list)


Row = Any
"""A row of an event model, with `before_id` annotated."""


def with_earlier(kind: Kind) -> models.QuerySet[Any]:
    """Events of the kind, each with its context and the id of the object's event before it."""
    events = kind.model._default_manager
    earlier = (
        events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        .order_by()
        .values("pgh_obj_id")
        .annotate(last=Max("pgh_id"))
        .values("last")
    )
    found: models.QuerySet[Any] = events.select_related("pgh_context").annotate(before_id=Subquery(earlier))
    return found


def entries_of(
    kind: Kind,
    rows: Sequence[Row],
    *,
    names: Mapping[int, str],
    public_only: bool = False,
    withhold: bool = False,
) -> list[Entry]:
    """Rows of one kind in words. `names`: how to call the people who acted, by id. `withhold`: leave out the words of
    what is hidden or not public yet.

    A constant number of queries: the rows before, what things are called, and one for each kind of thing referred to.
    """
    if not rows:
        return []
    before = kind.model._default_manager.in_bulk([row.before_id for row in rows if row.before_id])
    ids = {row.pgh_obj_id for row in rows}
    subjects = kind.subjects(ids)
    withheld = set(kind.withheld(ids)) if withhold and kind.written else set()
    shown = [name for name in kind.fields if not public_only or name in kind.public]
    words = _References(kind, shown, [*rows, *before.values()])
    entries = []
    for row in rows:
        changes = _changes(kind, shown, before.get(row.before_id), row, words)
        if row.pgh_obj_id in withheld:
            changes = _without_words(kind, changes)
        told = row.pgh_context.metadata if row.pgh_context else {}
        entries.append(
            Entry(
                id=row.pgh_id,
                kind=kind,
                when=row.pgh_created_at,
                actor=names.get(told.get("user") or 0, ""),
                what=verbs().get(told.get("verb", "")) or _plain(row.pgh_label, kind),
                reason=str(told.get("reason", "")),
                subject=subjects.get(row.pgh_obj_id),
                changes=changes,
            )
        )
    return entries


def _plain(label: str, kind: Kind) -> str:
    if label == "insert":
        return _("Added: %(what)s") % {"what": kind.label}
    if label == "delete":
        return _("Removed: %(what)s") % {"what": kind.label}
    return _("Changed: %(what)s") % {"what": kind.label}


def _changes(
    kind: Kind, shown: Sequence[str], old: Row | None, new: Row, words: "_References"
) -> list[Change]:
    is_gone = new.pgh_label == "delete"
    changes = []
    for name in shown:
        was = words.of(name, old if old is not None or not is_gone else new)
        now = "" if is_gone else words.of(name, new)
        if was != now:
            changes.append(Change(kind.fields[name], was, now))
    return changes


def _without_words(kind: Kind, changes: list[Change]) -> list[Change]:
    """That something was written, without what."""
    written = [kind.fields[name] for name in kind.written]
    return [Change(one.name, "", _("not shown here")) if one.name in written else one for one in changes]


class _References:
    """Values in words, with what keys refer to looked up at once."""

    def __init__(self, kind: Kind, shown: Sequence[str], rows: Iterable[Row]) -> None:
        self.kind = kind
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        self.targets: dict[str, type[models.Model]] = {}
        found = list(rows)
        for name in shown:
            column = kind.model._meta.get_field(name)
            if isinstance(column, models.ForeignKey):
                target: type[models.Model] = column.related_model
                self.targets[name] = target
                wanted[target] |= {getattr(row, column.attname) for row in found}
        self.named = {
            target: {one.pk: _name_of(one) for one in _light(target).filter(pk__in=ids - {None})}
            for target, ids in wanted.items()
        }

    def of(self, name: str, row: Row | None) -> str:
        """The value of the row's field in words; empty without a row."""
        if row is None:
            return ""
        if target := self.targets.get(name):
            key = getattr(row, f"{name}_id")
            return "" if key is None else self.named[target].get(key, f"#{key}")
        return _told(self.kind.words(name, getattr(row, name)))


def _name_of(one: models.Model) -> str:
    """What a thing is called, unless moderators hid it."""
    return str(one) if getattr(one, "hidden_at", None) is None else _("not shown here")


def _light(target: type[models.Model]) -> models.QuerySet[Any]:
    """Rows without their large columns; they are wanted for their names only."""
    large = [
        column.name
        for column in target._meta.concrete_fields
        if isinstance(column, models.JSONField | models.TextField) and not column.name.startswith("name")
    ]
    return target._default_manager.defer(*large)


def _told(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j.n.Y H.i")
    if isinstance(value, date):
        return date_format(value, "j.n.Y")
    if isinstance(value, int | Decimal):
        return number_text(value)
    return str(value)


def official_names(user_ids: Iterable[Any]) -> dict[int, str]:
    """What people are called among officials: the name they chose and their mail address. One query."""
    people = get_user_model()._default_manager.filter(pk__in={one for one in user_ids if one})
    return {
        person.pk: f"{person.display_name} ({person.email})" if person.display_name else person.email
        for person in people
    }
