"""Milestones as plain dictionaries, in the shape of `shapes.py`."""

from typing import Any

from commons.followup.models import Milestone


def milestone(one: Milestone) -> dict[str, Any]:
    """As `MilestoneSerializer`."""
    shown = {"url": one.picture.url, "alt": str(one.picture_alt)} if one.picture else None
    return {
        "id": one.pk,
        "date": one.date,
        "title": str(one.title),
        "text": str(one.text),
        "picture": shown,
        "spent": None if one.spent is None else str(one.spent),
    }
