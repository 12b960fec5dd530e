"""A file from the ledger: look at what it would do, take it in whole, undo it whole."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http.errors import Conflict, Invalid, Text
from proposals.domain.carrying_out import STATES
from proposals.domain.execution import ledger_orders, ledger_text, money
from proposals.models import Booking, BookingKind, LedgerFile, LedgerFileState, Proposal, Purchase, State
from proposals.rules import CARRY_OUT

MOST_READ = ledger_text.MOST_BYTES + 1
KEPT = timedelta(hours=24)
MOST_PROBLEMS = 200
SHOWN_LINES = 12
"""Lines of a good file that the preview shows word by word."""
LONGEST = {"voucher": 60, "account": 80, "supplier": 160, "text": 300, "order": 60}
KINDS: Mapping[str, BookingKind] = {
    "": BookingKind.PAID,
    **dict.fromkeys(("paid", "maksettu", "lasku", "betald", "faktura", "invoice"), BookingKind.PAID),
    **dict.fromkeys(
        ("ordered", "tilaus", "tilattu", "beställd", "beställning", "order"), BookingKind.ORDERED
    ),
}


class FileNotTaken(Conflict):
    """The file has errors, was taken in already, or was kept for a day and then forgotten."""

    code = "ledger-file-not-taken"
    title = _("This file cannot be taken in")
    detail = _(
        "It has errors, was taken in already or lay here longer than a day. Nothing was changed: send it again."
    )


class NothingToUndo(Conflict):
    """Only a file that was taken in can be undone, once."""

    code = "ledger-nothing-to-undo"
    title = _("There is nothing to undo")
    detail = _("This file was not taken in, or it was undone already.")


@dataclass(frozen=True)
class Problem:
    """What is wrong, or odd, in a line of the file. `line` counts from 1, the header included."""

    line: int
    reason: Text
    is_error: bool = True


@dataclass
class Found:
    """What a file holds: bookings to make, those that are there already, and what is wrong or odd."""

    encoding: str = ""
    lines: int = 0
    new: list[dict[str, str]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def error(self, line: int, reason: Text) -> None:
        """Keeps the file out."""
        self.problems.append(Problem(line, reason))

    def warn(self, line: int, reason: Text) -> None:
        """Should be looked at."""
        self.problems.append(Problem(line, reason, is_error=False))

    @property
    def is_good(self) -> bool:
        """Nothing keeps the file out."""
        return not any(problem.is_error for problem in self.problems)


@transaction.atomic
def look_at(*, actor: Actor, data: bytes, file_name: str, source: str = "") -> LedgerFile:
    """Check a CSV file and keep its good lines for a day; nothing is booked. With one error it is refused whole.

    `source`: the ledger that the voucher numbers belong to ("ledger"). Raises `NotAllowed`, `Invalid`.
    """
    require(actor, CARRY_OUT)
    name = " ".join(source.split()).casefold() or "ledger"
    if len(name) > 40 or "\x00" in name:
        raise Invalid(fields={"source": [_("Use at most 40 characters.")]})
    LedgerFile.objects.filter(
        state__in=(LedgerFileState.CHECKED, LedgerFileState.REFUSED), made_at__lt=timezone.now() - KEPT
    ).exclude(rows=[]).update(rows=[])
    found = _read(actor, data)
    _compare(found, name)
    with verb("proposals.look_at_ledger", actor):
        return LedgerFile.objects.create(
            source=name,
            file_name=file_name.replace("\x00", "")[-120:],
            digest=hashlib.sha256(data).hexdigest(),
            encoding=found.encoding,
            state=LedgerFileState.CHECKED if found.is_good else LedgerFileState.REFUSED,
            lines=found.lines,
            added=len(found.new) if found.is_good else 0,
            unchanged=found.unchanged,
            report=_report(found),
            rows=found.new if found.is_good else [],
            made_by=actor if isinstance(actor, User) and actor.pk else None,
        )


@transaction.atomic
def take_in(*, actor: Actor, file: LedgerFile) -> LedgerFile:
    """Book all new lines of a checked file, or none. Raises `NotAllowed`, `FileNotTaken`."""
    require(actor, CARRY_OUT)
    with connection.cursor() as cursor:
        # One file after the other: so a voucher cannot come twice between looking and booking.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('proposals.ledger'))")
    kept = LedgerFile.objects.select_for_update().get(pk=file.pk)
    if kept.state != LedgerFileState.CHECKED or kept.made_at < timezone.now() - KEPT:
        raise FileNotTaken
    found = Found(encoding=kept.encoding, lines=kept.lines, new=kept.rows)
    projects = _projects(actor, {int(row["project"]) for row in kept.rows})
    if len(projects) < len({row["project"] for row in kept.rows}):
        raise FileNotTaken
    _compare(found, kept.source)
    if not found.is_good:
        raise FileNotTaken(str(found.problems[0].reason))
    with verb("proposals.take_in_ledger", actor):
        orders = ledger_orders.make(found.new, kept)
        Booking.objects.bulk_create([_booking(row, kept, orders) for row in found.new], batch_size=1000)
        kept.state, kept.rows, kept.added = LedgerFileState.TAKEN, [], len(found.new)
        kept.unchanged = kept.lines - kept.added
        kept.save(update_fields=["state", "rows", "added", "unchanged"])
    return kept


@transaction.atomic
def undo(*, actor: Actor, file: LedgerFile, reason: str) -> LedgerFile:
    """Take back every booking that the file made, for a reason that is kept. Raises `NotAllowed`, `Invalid`,
    `NothingToUndo`."""
    require(actor, CARRY_OUT)
    words = " ".join(reason.replace("\x00", "").split())
    if not words or len(words) > 300:
        raise Invalid(
            fields={"reason": [_("Say why, in at most 300 characters. It is kept in the history.")]}
        )
    kept = LedgerFile.objects.select_for_update().get(pk=file.pk)
    if kept.state != LedgerFileState.TAKEN:
        raise NothingToUndo
    for proposal in Proposal.objects.filter(bookings__file=kept).distinct().select_related("area"):
        require(actor, CARRY_OUT, proposal)
    with verb("proposals.undo_ledger", actor, reason=words):
        Booking.objects.filter(file=kept).delete()
        ledger_orders.forget(kept)
        kept.state, kept.reason = LedgerFileState.UNDONE, words
        kept.save(update_fields=["state", "reason"])
    return kept


def _projects(actor: Actor, pks: Iterable[int]) -> dict[int, Proposal]:
    """The projects of these numbers that the actor carries out. One query."""
    rows = (
        Proposal.objects.filter(pk__in=[pk for pk in pks if pk < 2**63], state__in=STATES)
        .select_related("area", "cycle")
        .without_texts()
        .defer("area__outline", "area__outline_shown")
    )
    return {one.pk: one for one in rows if may(actor, CARRY_OUT, one)}


def _read(actor: Actor, data: bytes) -> Found:
    found = Found()
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        text = ledger_text.decoded(data)
        found.encoding = text.encoding
        _sort(ledger_text.lines_of(text.text), found, rows)
    except ledger_text.NotReadable as problem:
        found.error(problem.line, problem.reason)
        return found
    if not rows and found.is_good:
        found.error(1, _("there are no lines below the header"))
    projects = _projects(actor, {int(row["project"]) for _number, row in rows if row["project"].isdigit()})
    ended = _ended(projects.values())
    seen: dict[str, int] = {}
    for number, row in rows:
        good = _checked(number, row, found, projects, ended)
        if row["voucher"] and (first := seen.setdefault(row["voucher"], number)) != number:
            reason = _("voucher %(voucher)s is in line %(first)d already")
            found.error(number, reason % {"voucher": row["voucher"], "first": first})
            continue
        if good is not None:
            found.new.append(good)
    return found


def _sort(lines: Iterable[ledger_text.Line], found: Found, rows: list[tuple[int, dict[str, str]]]) -> None:
    """The list ends with its sum, if it has one; a line after the end is an error."""
    ends_at = 0
    for line in lines:
        if ends_at:
            reason = _("the list ended with its sum in line %(end)d; nothing may follow it")
            found.error(line.number, reason % {"end": ends_at})
        elif line.is_sum:
            ends_at = line.number
            _check_sum(line, found, rows)
        elif line.wrong:
            found.lines += 1
            found.error(line.number, line.wrong)
        else:
            found.lines += 1
            rows.append((line.number, dict(line.cells)))


def _check_sum(line: ledger_text.Line, found: Found, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Said beside the sum of the lines where they differ: something may have been cut off."""
    try:
        total = sum((ledger_text.amount(row["amount"]) for _number, row in rows), Decimal(0))
        said = next(iter([ledger_text.amount(cell) for cell in line.raw[1:] if cell][-1:]), total)
    except ValueError:
        return
    if said != total:
        reason = _("the sum under the list says %(said)s, the lines give %(total)s")
        found.error(line.number, reason % {"said": said, "total": total})


def _checked(
    number: int,
    row: dict[str, str],
    found: Found,
    projects: Mapping[int, Proposal],
    ended: Mapping[int, date],
) -> dict[str, str] | None:
    """The line as it is kept, or None with what is wrong noted."""
    before = len(found.problems)
    word = row["project"].lstrip("#")
    project = projects.get(int(word)) if word.isascii() and word.isdigit() else None
    if project is None:
        reason = _("there is no project “%(word)s” that is carried out and that you may keep the books of")
        found.error(number, reason % {"word": row["project"][:40]})
    good: dict[str, str] = {"project": word, "line": str(number)}
    for name, read in (("date", ledger_text.day), ("amount", ledger_text.amount)):
        try:
            good[name] = str(read(row[name]))
        except ValueError as problem:
            found.error(number, str(problem))
    kind = KINDS.get(row.get("kind", "").casefold())
    if kind is None:
        reason = _("“%(word)s” is no kind: write paid or ordered, or nothing")
        found.error(number, reason % {"word": row["kind"][:40]})
    for name, longest in LONGEST.items():
        good[name] = row.get(name, "")
        if len(good[name]) > longest:
            found.error(number, _("%(column)s is too long") % {"column": name})
        elif not good[name] and name in ("voucher", "account"):
            found.error(number, _("%(column)s is empty") % {"column": name})
    if any(problem.is_error for problem in found.problems[before:]) or kind is None or project is None:
        return None
    _odd_day(number, date.fromisoformat(good["date"]), ended.get(project.pk), found)
    return good | {"kind": str(kind)}


def _odd_day(number: int, day: date, end: date | None, found: Found) -> None:
    if day > timezone.localdate():
        found.error(number, _("the day %(day)s is still to come") % {"day": day.isoformat()})
    elif end is not None and day > end:
        reason = _("the day %(day)s is after the project’s end on %(end)s")
        found.warn(number, reason % {"day": day.isoformat(), "end": end.isoformat()})


def _ended(projects: Iterable[Proposal]) -> dict[int, date]:
    """The day on which each of them was done or cancelled. One query."""
    over = [one.pk for one in projects if one.state in (State.DONE, State.CANCELLED)]
    events: Any = apps.get_model("proposals", "ProposalEvent")
    rows = events.objects.filter(pgh_obj__in=over, state__in=(State.DONE, State.CANCELLED))
    ends = rows.order_by().values_list("pgh_obj").annotate(at=Max("pgh_created_at"))
    return {pk: timezone.localtime(at).date() for pk, at in ends}


def _compare(found: Found, source: str) -> None:
    """Leave out what is booked already; the same voucher with other words is an error. Then the budgets."""
    known = {
        one.voucher: one
        for one in Booking.objects.filter(source=source, voucher__in=[row["voucher"] for row in found.new])
    }
    new = []
    for row in found.new:
        old = known.get(row["voucher"])
        if old is None:
            new.append(row)
        elif _same(old, row):
            found.unchanged += 1
        else:
            reason = _("voucher %(voucher)s is booked already: project %(project)d, %(day)s, %(amount)s")
            told = {"voucher": old.voucher, "project": old.proposal_id, "day": old.date, "amount": old.amount}
            found.error(int(row["line"]), reason % told)
    found.new = new
    ledger_orders.check(new, source, error=found.error, warn=found.warn)
    if found.is_good:
        _watch_budgets(found, source)


def _same(old: Booking, row: Mapping[str, str]) -> bool:
    return (
        old.proposal_id == int(row["project"])
        and old.date.isoformat() == row["date"]
        and old.amount == Decimal(row["amount"])
        and (old.account, old.kind) == (row["account"], row["kind"])
    )


def _watch_budgets(found: Found, source: str) -> None:
    """Spending above the budget, or with what is ordered above it, is taken in and said plainly."""
    promised = ledger_orders.committed_by(found.new, source)
    more: dict[int, Decimal] = defaultdict(Decimal)
    last: dict[int, int] = {}
    for row in found.new:
        more[int(row["project"])] += Decimal(row["amount"]) if row["kind"] == BookingKind.PAID else 0
        last[int(row["project"])] = int(row["line"])
    sums = money.ledger_sums(more)
    open_before = money.committed_sums(more)
    costs = Proposal.objects.filter(pk__in=more).values_list("pk", "title", "cost")
    for pk, title, cost in costs:
        spent = sums.get(pk, Decimal(0)) + more[pk]
        if cost is not None and spent > cost:
            reason = _("above the budget: project %(pk)d “%(title)s” would have spent %(spent)s of %(cost)s")
            found.warn(last[pk], reason % {"pk": pk, "title": title, "spent": spent, "cost": cost})
            continue
        bound = open_before.get(pk, Decimal(0)) + promised.get(pk, Decimal(0))
        if cost is not None and spent + bound > cost:
            reason = _(
                "above the budget with what is ordered: project %(pk)d “%(title)s” has %(spent)s spent and %(bound)s"
                " ordered of %(cost)s"
            )
            told = {"pk": pk, "title": title, "spent": spent, "bound": bound, "cost": cost}
            found.warn(last[pk], reason % told)


def _booking(row: Mapping[str, str], file: LedgerFile, orders: Mapping[str, Purchase]) -> Booking:
    return Booking(
        proposal_id=int(row["project"]),
        file=file,
        kind=row["kind"],
        purchase=orders.get(ledger_orders.order_of(row)),
        source=file.source,
        voucher=row["voucher"],
        date=date.fromisoformat(row["date"]),
        account=row["account"],
        supplier=row["supplier"],
        text=row["text"],
        amount=Decimal(row["amount"]),
    )


def _report(found: Found) -> dict[str, Any]:
    """For the page and the API; texts in the reader's language."""
    ordered = sorted(found.problems, key=lambda problem: problem.line)
    errors = [_plain(one) for one in ordered if one.is_error]
    warnings = [_plain(one) for one in ordered if not one.is_error]
    projects: dict[str, list[Any]] = {}
    for row in found.new:
        entry = projects.setdefault(row["project"], [0, Decimal(0)])
        entry[0] += 1
        entry[1] += Decimal(row["amount"]) if row["kind"] == BookingKind.PAID else 0
    return {
        "errors": errors[:MOST_PROBLEMS],
        "error_count": len(errors),
        "warnings": warnings[:MOST_PROBLEMS],
        "warning_count": len(warnings),
        "projects": [
            {"project": int(pk), "lines": lines, "amount": str(amount)}
            for pk, (lines, amount) in sorted(projects.items(), key=lambda item: int(item[0]))
        ],
        "orders": ledger_orders.told(found.new)[:MOST_PROBLEMS],
        "sample": found.new[:SHOWN_LINES],
    }


def _plain(one: Problem) -> dict[str, Any]:
    return {"line": one.line, "reason": str(one.reason)}
