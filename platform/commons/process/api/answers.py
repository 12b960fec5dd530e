"""Budget years as plain dictionaries, in the shapes of `shapes.py`."""

from typing import Any

from commons.process.domain.queries import Year
from commons.process.models import Cycle, Envelope

Json = dict[str, Any]


def cycle_row(cycle: Cycle) -> Json:
    """As `CycleRowSerializer`."""
    return {
        "slug": cycle.slug,
        "name": str(cycle),
        "summary": str(cycle.summary),
        "area": cycle.area.path,
        "year": cycle.year,
        "currency": cycle.currency,
        "is_published": cycle.is_published,
        "is_imported": cycle.is_imported,
    }


def whole(year: Year) -> Json:
    """As `CycleSerializer`."""
    return {
        **cycle_row(year.cycle),
        "phases": [{**vars(step), "name": str(step.name)} for step in year.steps],
        "envelopes": [envelope(pot.envelope) for pot in year.pots],
        "amount": str(year.amount),
        "moved_dates": [
            {
                "at": change.when,
                "kind": change.kind,
                "opens_at": change.opens_at,
                "closes_at": change.closes_at,
                "reason": change.reason,
            }
            for change in year.changes
        ],
    }


def envelope(pot: Envelope) -> Json:
    """As `EnvelopeSerializer`."""
    return {
        "id": pot.pk,
        "slug": pot.slug,
        "name": str(pot),
        "area": pot.area.path if pot.area else None,
        "amount": str(pot.amount),
        "sources": [
            {
                "name": str(source),
                "amount": str(source.amount),
                "carried_from": source.carried_from.cycle.slug if source.carried_from else None,
            }
            for source in pot.sources.all()
        ],
    }
