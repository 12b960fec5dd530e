"""The money of a project: the budget and its lines, what is ordered, what is spent, and from where we know it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.models import Milestone
from commons.http.errors import Invalid
from proposals.domain.execution.purchases import purchases_of
from proposals.models import Booking, BookingKind, BudgetLine, Proposal, Purchase, PurchaseState
from proposals.rules import CARRY_OUT

MOST_LINES = 30
NOTHING = Decimal(0)


@dataclass(frozen=True)
class AccountSum:
    """One account: what was planned for it, ordered and paid. `name`: of its budget line, else the account itself."""

    name: str
    account: str
    planned: Decimal
    ordered: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Money:
    """What a project may cost and what of it is gone.

    `spent`: by the ledger, or while the ledger knows nothing of it, as told with the milestones (`from_ledger` false).
    `ordered`: what is bought and not paid yet, so that no euro is in both. `bought`: all that was ordered.
    `bookings`: how many lines of the ledger there are; `last`: the day of the newest.
    """

    cost: Decimal
    spent: Decimal
    ordered: Decimal
    from_ledger: bool
    bookings: int
    last: Any
    accounts: tuple[AccountSum, ...]
    bought: Decimal = NOTHING

    @property
    def bound(self) -> Decimal:
        """What is gone or promised to somebody."""
        return self.spent + self.ordered

    @property
    def too_much(self) -> Decimal:
        """How much more is spent and ordered than the budget, where not the spending alone is above it."""
        return NOTHING if self.over else max(self.bound - self.cost, NOTHING)

    @property
    def left(self) -> Decimal:
        """What may still be spent; nothing where more is gone already."""
        return max(self.cost - self.spent, NOTHING)

    @property
    def over(self) -> Decimal:
        """How much more was spent than the budget."""
        return max(self.spent - self.cost, NOTHING)

    @property
    def planned(self) -> Decimal:
        """The sum of the budget lines."""
        return sum((one.planned for one in self.accounts), NOTHING)


def ledger_sums(pks: Iterable[int]) -> dict[int, Decimal]:
    """What was paid by project, by the ledger. One query."""
    rows = Booking.objects.filter(proposal__in=list(pks), kind=BookingKind.PAID)
    return dict(rows.order_by().values_list("proposal").annotate(sum=Sum("amount")))


def committed_sums(pks: Iterable[int]) -> dict[int, Decimal]:
    """What is ordered and not paid yet, by project. One query."""
    rows = Purchase.objects.filter(proposal__in=list(pks)).order_by().with_sums()
    return dict(rows.values_list("proposal").annotate(sum=Sum("open")))


def money_of(proposal: Proposal) -> Money:
    """Four queries; five where the ledger knows nothing."""
    lines = list(BudgetLine.objects.filter(proposal=proposal))
    bought = purchases_of(proposal)
    booked = list(
        Booking.objects.filter(proposal=proposal)
        .order_by("account")
        .values("account")
        .annotate(
            paid=Sum("amount", filter=Q(kind=BookingKind.PAID), default=NOTHING),
            n=Count("pk"),
            last=Max("date"),
        )
    )
    if booked:
        spent = sum((row["paid"] for row in booked), NOTHING)
    else:
        spent = (
            Milestone.objects.filter(track=proposal.track_id).aggregate(sum=Sum("spent"))["sum"] or NOTHING
        )
    return Money(
        cost=proposal.cost or NOTHING,
        spent=spent,
        ordered=sum((one.open for one in bought), NOTHING),
        from_ledger=bool(booked),
        bookings=sum(row["n"] for row in booked),
        last=max((row["last"] for row in booked), default=None),
        accounts=tuple(accounts(lines, booked, bought)),
        bought=sum((one.amount for one in bought if one.state != PurchaseState.CANCELLED), NOTHING),
    )


def accounts(
    lines: Sequence[BudgetLine], booked: Sequence[Mapping[str, Any]], bought: Sequence[Any]
) -> Iterable[AccountSum]:
    """Budget lines with what is paid and still to be paid on their account; then accounts that nothing was planned for.

    A purchase belongs to its budget line, else to the line of its account.
    """
    by_account = {line.account: line.pk for line in lines if line.account}
    of_line: dict[int, Decimal] = {line.pk: NOTHING for line in lines}
    left: dict[str, list[Decimal]] = {row["account"]: [NOTHING, row["paid"]] for row in booked}
    for one in bought:
        line = one.line_id or by_account.get(one.account)
        if line is not None:
            of_line[line] += one.open
        else:
            left.setdefault(one.account, [NOTHING, NOTHING])[0] += one.open
    for line in lines:
        _none, paid = left.pop(line.account, None) or [NOTHING, NOTHING]
        yield AccountSum(line.name, line.account, line.amount, of_line[line.pk], paid)
    for account, (ordered, paid) in left.items():
        if account or ordered or paid:
            yield AccountSum(account or str(_("Other purchases")), account, NOTHING, ordered, paid)


def bookings_of(proposal: Proposal) -> list[Booking]:
    """The lines of the ledger, oldest first. One query."""
    return list(
        Booking.objects.filter(proposal=proposal).select_related("file").defer("file__rows", "file__report")
    )


@transaction.atomic
def add_line(
    *, actor: Actor, proposal: Proposal, name: str, amount: Decimal, account: str = ""
) -> BudgetLine:
    """Say what a part of the project's money is for. Raises `NotAllowed`, `Invalid`."""
    require(actor, CARRY_OUT, proposal)
    words, number = " ".join(name.replace("\x00", "").split()), " ".join(account.replace("\x00", "").split())
    problems: dict[str, list[Any]] = {}
    if not words or len(words) > 120:
        problems["name"] = [_("Say in at most 120 characters what the money is for.")]
    if len(number) > 80:
        problems["account"] = [_("Use at most 80 characters.")]
    if not (amount.is_finite() and 0 < amount < Decimal(10) ** 12):
        problems["amount"] = [_("Give an amount above nothing.")]
    if BudgetLine.objects.filter(proposal=proposal).count() >= MOST_LINES:
        problems["name"] = [_("There are 30 lines already; put some together.")]
    if number and BudgetLine.objects.filter(proposal=proposal, account=number).exists():
        problems["account"] = [_("Another line has this account already.")]
    if problems:
        raise Invalid(fields=problems)
    with verb("proposals.plan_money", actor):
        return BudgetLine.objects.create(proposal=proposal, name=words, account=number, amount=amount)


@transaction.atomic
def remove_line(*, actor: Actor, proposal: Proposal, line: int) -> None:
    """Take a budget line away; one that is gone already is no error. Raises `NotAllowed`."""
    require(actor, CARRY_OUT, proposal)
    with verb("proposals.plan_money", actor):
        BudgetLine.objects.filter(proposal=proposal, pk=line).delete()
