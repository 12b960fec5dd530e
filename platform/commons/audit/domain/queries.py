"""Reading history: of one thing, for everybody or for officials; and of everything, for officials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.audit.domain.entries import Entry, entries_of, official_names, with_earlier
from commons.audit.kinds import Kind, find, kinds
from commons.audit.rules import SEE_HISTORY
from commons.http.asking import Asker, require

PAGE = 40


def of_object(
    kind: Kind, pk: int, *, owner_id: int | None = None, known: Mapping[int, str] | None = None
) -> list[Entry]:
    """The public history of a thing, oldest first: only its public fields, and people by what they are to it.

    `owner_id`: whoever wrote it is "The author"; `known`: what others are to it, in words; everybody else who acted did
    so in office, or has no account any more. Four queries, and one for each kind of thing referred to.
    """
    rows = list(
        with_earlier(kind).filter(pgh_obj_id=pk).exclude(pgh_label__in=kind.silent).order_by("pgh_id")
    )
    names = {**(known or {}), **({owner_id: _("The author")} if owner_id else {})}
    others = {user for user in _actors(rows) if user} - names.keys()
    there = set(get_user_model()._default_manager.filter(pk__in=others).values_list("pk", flat=True))
    # Of who erased their account nothing is known, not even whether they acted in office.
    names |= {
        user: _("An official") if user in there else _("Somebody whose account is gone") for user in others
    }
    return entries_of(kind, rows, names=names, public_only=True)


def of_object_for_officials(kind: Kind, pk: int) -> list[Entry]:
    """The same with all fields that officials may read, and with names. The caller has asked for the permission."""
    rows = list(
        with_earlier(kind).filter(pgh_obj_id=pk).exclude(pgh_label__in=kind.silent).order_by("pgh_id")
    )
    return entries_of(kind, rows, names=official_names(_actors(rows)))


@dataclass(frozen=True)
class Wish:
    """Which history: of a kind, by somebody (part of a mail address or name), by a verb, on a day (local)."""

    kind: str = ""
    who: str = ""
    verb: str = ""
    day: date | None = None


@dataclass(frozen=True)
class HistoryPage:
    """Entries, the newest first; `next` is the cursor of the page after, empty on the last one."""

    entries: list[Entry]
    next: str


def page(*, actor: Asker, wish: Wish, cursor: str = "") -> HistoryPage:
    """A page of everything that happened, without the words of what is hidden: those are read where it is moderated.
    Raises `SignInNeeded`, `NotAllowed`.

    One query finds the page; for each kind of thing on it the queries of `entries_of`, however many rows there are.
    """
    require(actor, SEE_HISTORY)
    wanted = [kind for kind in kinds() if wish.kind in ("", kind.name)]
    found = _keys(wanted, wish, cursor)
    shown = found[:PAGE]
    rows: dict[tuple[int, int], Any] = {}
    entries: list[Entry] = []
    for place, kind in enumerate(wanted):
        ids = [pgh_id for _when, rank, pgh_id in shown if rank == place]
        rows |= {(place, row.pgh_id): row for row in with_earlier(kind).filter(pgh_id__in=ids)} if ids else {}
    names = official_names(_actors(list(rows.values())))
    told: dict[tuple[int, int], Entry] = {}
    for place, kind in enumerate(wanted):
        mine = [row for (rank, _pk), row in rows.items() if rank == place]
        told |= {(place, entry.id): entry for entry in entries_of(kind, mine, names=names, withhold=True)}
    entries = [told[rank, pgh_id] for _when, rank, pgh_id in shown if (rank, pgh_id) in told]
    return HistoryPage(entries, _cursor(wanted, shown[-1]) if len(found) > PAGE else "")


def _keys(wanted: Sequence[Kind], wish: Wish, cursor: str) -> list[tuple[datetime, int, int]]:
    """When, place of the kind, and id of one row more than a page holds, newest first. At most two queries."""
    if not wanted:
        return []
    after = _parsed(wanted, cursor)
    who = _people(wish.who) if wish.who else None
    branches: list[QuerySet[Any, Any]] = []
    for place, kind in enumerate(wanted):
        rows = kind.model._default_manager.exclude(pgh_label__in=kind.silent).filter(_asked(wish, who))
        if after is not None:
            rows = rows.filter(_later_than(after, place))
        branches.append(
            rows.annotate(kind_place=Value(place, output_field=IntegerField()))
            .order_by("-pgh_created_at", "-pgh_id")
            .values_list("pgh_created_at", "kind_place", "pgh_id")[: PAGE + 1]
        )
    if len(branches) == 1:
        return list(branches[0])
    first, *others = branches
    together = first.union(*others, all=True).order_by("-pgh_created_at", "-kind_place", "-pgh_id")
    return list(together[: PAGE + 1])


def _asked(wish: Wish, who: list[int] | None) -> Q:
    asked = Q()
    if who is not None:
        asked &= Q(pgh_context__metadata__user__in=who)
    if wish.verb:
        asked &= Q(pgh_context__metadata__verb=wish.verb)
    if wish.day is not None:
        begins = timezone.make_aware(datetime.combine(wish.day, time()))
        ends = timezone.make_aware(datetime.combine(wish.day + timedelta(days=1), time()))
        asked &= Q(pgh_created_at__gte=begins, pgh_created_at__lt=ends)
    return asked


def _people(words: str) -> list[int]:
    people = get_user_model()._default_manager.filter(
        Q(email__icontains=words) | Q(display_name__icontains=words)
    )
    return list(people.values_list("pk", flat=True)[:200])


def _later_than(after: tuple[datetime, int, int], place: int) -> Q:
    when, rank, pgh_id = after
    same = Q(pgh_created_at=when)
    if place == rank:
        same &= Q(pgh_id__lt=pgh_id)
    elif place > rank:
        same = Q(pk__in=[])
    return Q(pgh_created_at__lt=when) | same


def _cursor(wanted: Sequence[Kind], key: tuple[datetime, int, int]) -> str:
    when, place, pgh_id = key
    return f"{int(when.timestamp() * 1_000_000)}.{wanted[place].name}.{pgh_id}"


def _parsed(wanted: Sequence[Kind], cursor: str) -> tuple[datetime, int, int] | None:
    """The key that a cursor stands for; None for none and for nonsense."""
    stamp, _dot, rest = cursor.partition(".")
    name, _dot, number = rest.rpartition(".")
    kind = find(name)
    if kind is None or kind not in wanted or not (stamp.isdecimal() and number.isdecimal()):
        return None
    if len(stamp) > 17 or len(number) > 9:
        return None
    whole, rest_of_second = divmod(int(stamp), 1_000_000)
    try:
        when = datetime.fromtimestamp(whole, tz=timezone.get_current_timezone())
    except (OverflowError, OSError, ValueError):
        return None
    return when.replace(microsecond=rest_of_second), wanted.index(kind), int(number)


def _actors(rows: Sequence[Any]) -> set[Any]:
    return {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context}
