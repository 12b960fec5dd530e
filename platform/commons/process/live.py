"""The live topic of a year: when its steps open and close, and how much money it has."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from commons.live import Kind, Topic, register
from commons.live.patches import merge_patch
from commons.process.models import Cycle, FundingSource


def _public(name: str) -> Cycle | None:
    return Cycle.objects.filter(slug=name.partition(":")[2], is_published=True).first()


def _is_public(_user: Any, name: str) -> bool:
    return _public(name) is not None


def _snapshot(name: str) -> Any:
    """`phases`: opening and closing time by kind; `amount`: decimal string, in the year's currency. Three queries."""
    cycle = _public(name)
    if cycle is None:
        return None
    amount = FundingSource.objects.filter(envelope__cycle=cycle).aggregate(sum=Sum("amount"))["sum"]
    return {
        "phases": {
            phase.kind: [phase.opens_at.isoformat(), phase.closes_at.isoformat()]
            for phase in cycle.phases.all()
        },
        "amount": str(amount if amount is not None else Decimal(0)),
    }


def register_topics() -> None:
    """Make the topic known."""
    register(Topic(r"year:.+", Kind.PUBLIC, may_subscribe=_is_public, snapshot=_snapshot, delta=merge_patch))
