"""Proposal cards of lists."""

from typing import Any

from django.utils.safestring import SafeString

from commons.texts.amounts import NBSP, number_text
from proposals.domain.queries import told
from proposals.models import State
from proposals.pages.drawing import draw


def card_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `queries.rows_of`, with counts and picture, for pieces/proposal_card.html."""
    metres = row.get("metres")
    return {
        "url": f"/proposals/{row['pk']}/",
        "title": row["title"],
        "lang": row["language"],
        "summary": row["summary"],
        "area": told(row, "area__name"),
        "category": told(row, "category__name"),
        "cost": row["cost"] or row["rough_cost"],
        "currency": row["cycle__currency"],
        "supports": row["support_count"],
        "comments": row["comments"],
        "distance": distance_text(metres) if metres is not None else "",
        "picture": f"/media/{row['picture']}" if row["picture"] else "",
        "picture_alt": row["picture_alt"],
        "state": row["state"],
        "state_label": str(State(row["state"]).label),
    }


def drawn(rows: list[dict[str, Any]]) -> list[SafeString]:
    """The cards of `rows` as HTML."""
    return [draw("pieces/proposal_card.html", card=card_of(row)) for row in rows]


def distance_text(metres: float) -> str:
    """Metres as people say them: "350 m", "1,2 km"."""
    if metres < 950:
        return f"{round(metres, -1):.0f}{NBSP}m"
    return f"{number_text(round(metres / 1000, 1))}{NBSP}km"
