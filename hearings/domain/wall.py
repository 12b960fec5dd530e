"""What the projector shows: the newest notes that were approved, as plain data made once for everybody."""

from typing import Any

from commons.moderation.models import Moderation
from hearings.models import Contribution, Hearing

MOST = 2000
"""So many of the newest notes are on a wall."""


def wall_of(hearing: Hearing) -> dict[str, Any]:
    """`notes`: number of the note as text → `text`, `lang`, `polarity`, `area`, `event` (0: none). Two queries."""
    rows = (
        Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN)
        .order_by("-pk")
        .values_list("pk", "text", "language", "question__polarity", "service_area", "event")[:MOST]
    )
    return {
        "notes": {
            str(pk): {"text": text, "lang": lang, "polarity": polarity, "area": area, "event": event or 0}
            for pk, text, lang, polarity, area, event in rows
        },
        "received": Contribution.objects.filter(hearing=hearing).count(),
    }


def columns(
    hearing: Hearing, *, service_area: int | None = None, event: int | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The same notes by polarity, newest first, of one service and one event where they are given."""
    found: dict[str, list[dict[str, Any]]] = {"works": [], "works_not": [], "idea": []}
    for pk, note in wall_of(hearing)["notes"].items():
        if service_area is not None and note["area"] != service_area:
            continue
        if event is not None and note["event"] != event:
            continue
        found[note["polarity"]].append({"pk": pk, **note})
    return found
