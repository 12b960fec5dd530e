"""Proposal cards of lists. The same card is drawn once and remembered: drawing is what a list page mostly costs."""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.texts.amounts import NBSP, number_text
from proposals.domain.queries import told
from proposals.models import State

KEPT = 8192


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
    language = get_language() or "fi"
    return [_draw(language, tuple(card_of(row).items())) for row in rows]


@lru_cache(maxsize=KEPT)
def _draw(_language: str, card: tuple[tuple[str, Any], ...]) -> SafeString:
    # All that the piece shows is in the key, so a kept card is never out of date.
    return render_to_string("pieces/proposal_card.html", {"card": dict(card)})


def distance_text(metres: float) -> str:
    """Metres as people say them: "350 m", "1,2 km"."""
    if metres < 950:
        return f"{round(metres, -1):.0f}{NBSP}m"
    return f"{number_text(round(metres / 1000, 1))}{NBSP}km"
