"""Orders in a file of the ledger: its order lines make purchases or add to them, its payments are tied to them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text
from proposals.domain.execution.purchases import looks_like_a_person
from proposals.models import Booking, BookingKind, BudgetLine, LedgerFile, Purchase, PurchaseState

NOTHING = Decimal(0)
Row = dict[str, str]
Say = Callable[[int, Text], None]
"""Notes something about a line of the file, by its number."""


def order_of(row: Mapping[str, str]) -> str:
    """The number of the order that a line is about: an order line without one is an order by its voucher."""
    return row.get("order", "") or (row["voucher"] if row["kind"] == BookingKind.ORDERED else "")


def known(source: str, rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """The purchases that the lines are about, by number, with `paid` and `open`. One query."""
    numbers = {number for row in rows if (number := order_of(row))}
    found = Purchase.objects.filter(source=source, reference__in=numbers).with_sums()
    return {one.reference: one for one in found}


def check(rows: list[Row], source: str, *, error: Say, warn: Say) -> None:
    """Look at the orders of new lines: what cannot be is an error, what is odd a warning, each by its line."""
    there = known(source, rows)
    first: dict[str, Row] = {}
    sums = _ordered_sums(there.values())
    for row in rows:
        if row["kind"] == BookingKind.ORDERED:
            _check_order(row, order_of(row), there, first, sums, error, warn)
    paid: dict[str, Decimal] = {number: one.paid for number, one in there.items()}
    for row in rows:
        if row["kind"] == BookingKind.PAID and row.get("order"):
            _check_payment(row, there, first, sums, paid, error, warn)


def _ordered_sums(purchases: Iterable[Any]) -> dict[str, Decimal]:
    """What the ledger's own lines say was ordered; nothing where an official wrote the purchase down."""
    found = list(purchases)
    sums = dict(
        Booking.objects.filter(purchase__in=found, kind=BookingKind.ORDERED)
        .order_by()
        .values_list("purchase__reference")
        .annotate(sum=Sum("amount"))
    )
    return {one.reference: sums.get(one.reference, NOTHING) for one in found}


def _check_order(
    row: Row, number: str, there: Mapping[str, Any], first: dict[str, Row], sums: dict[str, Decimal],
    error: Say, warn: Say,
) -> None:  # fmt: skip
    line, purchase, amount = int(row["line"]), there.get(number), Decimal(row["amount"])
    begun = first.setdefault(number, row)
    told = {"order": number, "first": begun["line"]}
    if purchase is not None and purchase.state == PurchaseState.CANCELLED:
        error(line, _("order %(order)s was cancelled; order anew with another number") % told)
        return
    if str(purchase.proposal_id if purchase else begun["project"]) != row["project"]:
        other = {"order": number, "project": purchase.proposal_id if purchase else begun["project"]}
        error(line, _("order %(order)s belongs to project %(project)s") % other)
        return
    sums[number] = sums.get(number, NOTHING) + amount
    if sums[number] <= 0:
        error(
            line,
            _("order %(order)s would be of nothing or less; cancel it on the page of the project") % told,
        )
    elif begun is not row:
        now = {**told, "sum": sums[number]}
        warn(line, _("order %(order)s is in line %(first)s already; together they are %(sum)s") % now)
    elif purchase is not None and purchase.amount != sums[number]:
        now = {"order": number, "was": purchase.amount, "sum": sums[number]}
        warn(line, _("order %(order)s was of %(was)s; with this file it is of %(sum)s") % now)
    if looks_like_a_person(row["supplier"]):
        warn(line, _("the supplier looks like the name of a person; write “private person” instead"))


def _check_payment(
    row: Row, there: Mapping[str, Any], first: Mapping[str, Row], sums: Mapping[str, Decimal],
    paid: dict[str, Decimal], error: Say, warn: Say,
) -> None:  # fmt: skip
    line, number = int(row["line"]), row["order"]
    purchase, begun = there.get(number), first.get(number)
    if purchase is None and begun is None:
        warn(line, _("there is no order %(order)s; the line is booked without one") % {"order": number})
        return
    project = str(purchase.proposal_id) if purchase else begun["project"] if begun else ""
    if project != row["project"]:
        error(
            line, _("order %(order)s belongs to project %(project)s") % {"order": number, "project": project}
        )
        return
    if purchase is not None and purchase.state == PurchaseState.CANCELLED:
        warn(line, _("order %(order)s was cancelled, and this pays it") % {"order": number})
    paid[number] = paid.get(number, NOTHING) + Decimal(row["amount"])
    ordered = sums.get(number) or (purchase.amount if purchase else NOTHING)
    if paid[number] > ordered:
        told = {"order": number, "paid": paid[number], "ordered": ordered}
        warn(line, _("more is paid than ordered: order %(order)s, %(paid)s of %(ordered)s") % told)


def told(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The orders of new lines for the preview: number, project, what the file orders."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["kind"] == BookingKind.ORDERED:
            one = found.setdefault(
                order_of(row), {"order": order_of(row), "project": int(row["project"]), "sum": NOTHING}
            )
            one["sum"] += Decimal(row["amount"])
    return [one | {"sum": str(one["sum"])} for one in found.values()]


def committed_by(rows: Iterable[Row], source: str) -> dict[int, Decimal]:
    """How much more the new lines leave ordered and not paid, by project; less where they pay what was ordered."""
    found = list(rows)
    there = known(source, found)
    ordered = _ordered_sums(there.values())
    amounts = {number: one.amount for number, one in there.items()}
    paid = {number: one.paid for number, one in there.items()}
    projects = {number: one.proposal_id for number, one in there.items()}
    cancelled = {number for number, one in there.items() if one.state == PurchaseState.CANCELLED}
    for row in found:
        number, amount = order_of(row), Decimal(row["amount"])
        if row["kind"] == BookingKind.ORDERED:
            ordered[number] = amounts[number] = ordered.get(number, NOTHING) + amount
            projects.setdefault(number, int(row["project"]))
    for row in found:
        if row["kind"] == BookingKind.PAID and (number := order_of(row)) in projects:
            paid[number] = paid.get(number, NOTHING) + Decimal(row["amount"])
    more: dict[int, Decimal] = defaultdict(Decimal)
    for number in projects.keys() - cancelled:
        before = there[number].open if number in there else NOTHING
        more[projects[number]] += max(amounts[number] - paid.get(number, NOTHING), NOTHING) - before
    return more


def make(rows: list[Row], file: LedgerFile) -> dict[str, Purchase]:
    """The purchases of the lines by number: new ones are made, others get what their lines now add up to."""
    there: dict[str, Purchase] = known(file.source, rows)
    sums = _ordered_sums(there.values())
    lines = _lines_of(rows)
    for row in rows:
        if row["kind"] != BookingKind.ORDERED:
            continue
        number, amount = order_of(row), Decimal(row["amount"])
        sums[number] = sums.get(number, NOTHING) + amount
        if number not in there:
            there[number] = _begun(row, number, file, lines.get((int(row["project"]), row["account"])))
    for number, one in there.items():
        if sums.get(number) and (one.pk is None or one.amount != sums[number]):
            one.amount = sums[number]
            one.save()
    return there


def _lines_of(rows: Iterable[Row]) -> dict[tuple[int, str], BudgetLine]:
    """The budget lines of the projects, by project and account. One query."""
    found = BudgetLine.objects.filter(proposal__in={int(row["project"]) for row in rows}).exclude(account="")
    return {(one.proposal_id, one.account): one for one in found}


def _begun(row: Row, number: str, file: LedgerFile, line: BudgetLine | None) -> Purchase:
    """What is bought is public, so it is told by the budget line: a ledger's own words may name somebody."""
    return Purchase(
        proposal_id=int(row["project"]),
        source=file.source,
        reference=number,
        supplier=row["supplier"],
        what=line.name if line else row["account"],
        line=line,
        ordered_on=date.fromisoformat(row["date"]),
        amount=NOTHING,
        account=row["account"],
        file=file,
    )


def forget(file: LedgerFile) -> None:
    """After the bookings of a file are gone: purchases that it made go too, others get what their lines now say."""
    for one in Purchase.objects.filter(file=file, bookings=None):
        one.delete()
    for one in Purchase.objects.filter(source=file.source, bookings__kind=BookingKind.ORDERED).distinct():
        said = one.bookings.filter(kind=BookingKind.ORDERED).aggregate(sum=Sum("amount"))["sum"]
        if said and said > 0 and said != one.amount:
            one.amount = said
            one.save(update_fields=["amount"])
