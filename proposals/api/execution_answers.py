"""Carrying out as plain dictionaries, in the shapes of `execution_shapes.py`."""

from typing import Any

from django.utils import timezone

from proposals.domain.execution import money as purse
from proposals.domain.execution import plan
from proposals.domain.history import reached_at
from proposals.models import BudgetLine, LedgerFile, Proposal, State

Json = dict[str, Any]


def file(one: LedgerFile) -> Json:
    """As `LedgerFileSerializer`."""
    names = ("file_name", "source", "encoding", "state", "lines", "added", "unchanged", "made_at")
    told = {name: one.report.get(name, []) for name in ("errors", "warnings", "projects", "orders")}
    return {"id": one.pk, **{name: getattr(one, name) for name in names}, **told}


def budget_line(one: BudgetLine) -> Json:
    """As `BudgetLineSerializer`."""
    return {"id": one.pk, "name": one.name, "account": one.account, "amount": f"{one.amount:.2f}"}


def purchase(one: Any) -> Json:
    """As `PurchaseSerializer`, of a purchase with its sums; without its supplier."""
    names = ("reference", "what", "ordered_on", "state", "account")
    sums = {name: f"{getattr(one, name):.2f}" for name in ("amount", "paid", "open")}
    return {"id": one.pk, "line": one.line_id} | {name: getattr(one, name) for name in names} | sums


def money(proposal: Proposal) -> Json:
    """As `MoneySerializer`."""
    found = purse.money_of(proposal)
    return {
        "currency": proposal.cycle.currency,
        **{
            name: f"{getattr(found, name):.2f}"
            for name in ("cost", "spent", "ordered", "bought", "over", "too_much")
        },
        "from_ledger": found.from_ledger,
        "accounts": [
            {"name": one.name, "account": one.account}
            | {name: f"{getattr(one, name):.2f}" for name in ("planned", "ordered", "paid")}
            for one in found.accounts
        ],
        "budget_lines": [budget_line(one) for one in proposal.budget_lines.all()],
        "bookings": [
            {name: getattr(one, name) for name in ("date", "account", "kind", "voucher")}
            | {"amount": f"{one.amount:.2f}"}
            for one in purse.bookings_of(proposal)
        ],
    }


def plan_of(proposal: Proposal) -> Json:
    """As `WorkPlanSerializer`."""
    found, dates = plan.plan_of(proposal), reached_at(proposal.pk)
    days = {state: timezone.localtime(at).date() for state, at in dates.items()}
    return {
        "service": str(found.service.name) if found.service else "",
        "planned_start": found.planned_start,
        "planned_end": found.planned_end,
        "expected_end": found.expected_end,
        "delay_reason": found.delay_reason,
        "delay_words": str(found.get_delay_reason_display()) if found.delay_reason else "",
        "delay_text": str(found.delay_text),
        "started_on": days.get(State.UNDER_WAY),
        "ended_on": days.get(State.DONE),
        "pictures": [
            {"moment": one.moment, "url": one.picture.url, "alt": str(one.alt)}
            for one in plan.pair(proposal).values()
        ],
    }
