"""Rows of the table of permissions that are about splitting proposals and summing talks up."""

from dataclasses import dataclass, field
from typing import Any

from tests.portal.api_world import World


@dataclass(frozen=True)
class Row:
    """One method of one address. `outcome`: a sign for each of PEOPLE, in their order.

    "+" done or read, "c" let through and refused by the state of things or by what was sent, "-" not allowed,
    "0" not found. `at`: arguments of the address; `body`, `query`: what is sent ("file" stands for a file).
    """

    method: str
    name: str
    outcome: str
    at: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: str = ""


def talk_rows(world: World) -> list[Row]:
    """The columns as in the table: anonymous, resident, author, reviewer, coordinator, vote clerk, certifier,
    councillor, moderator."""
    splitting, asked = {"pk": world.splitting.pk}, {"pk": world.asked.pk}
    part = {**splitting, "part": world.splitting.parts.all()[0].pk}
    new_split = {"proposal": world.returned.pk, "reason": "Kaksi asiaa."}
    summed = {"pk": world.correction.thread_id}
    summary = {"text": "Toinen yhteenveto.", "language": "fi", "seen": 1}
    correction = {"pk": world.correction.pk}
    # fmt: off
    return [
        Row("GET",    "api-split-plans",     "----+----"),
        Row("POST",   "api-split-plans",     "----+----", {}, new_split),
        Row("GET",    "api-split-plan",      "----+----", splitting),
        Row("POST",   "api-split-parts",     "----+----", splitting),
        Row("PATCH",  "api-split-part",      "----+----", part, {"title": "Penkki"}),
        Row("DELETE", "api-split-part",      "----c----", part),
        Row("POST",   "api-split-plan-ask",  "----+----", splitting),
        Row("PUT",    "api-split-plan-answer", "--+------", asked, {"agrees": True}),
        Row("POST",   "api-split-plan-rework", "----+----", asked),
        Row("POST",   "api-split-plan-call-off", "----+----", asked),
        Row("POST",   "api-split-plan-carry-out", "----c----", asked),
        Row("POST",   "api-split-plan-undo", "----c----", asked),

        # Who looks after the talk sums it up; everybody reads it, and corrects it while people may talk.
        Row("GET",    "api-summary",         "+++++++++", summed),
        Row("PUT",    "api-summary",         "----+---+", summed, summary),
        Row("GET",    "api-summary-versions", "+++++++++", summed),
        Row("POST",   "api-summary-back",    "----+---+", summed, {"number": 1, "seen": 1}),
        Row("POST",   "api-corrections",     "-c+++++++", summed, {"text": "Puuttuu.", "language": "fi"}),
        Row("GET",    "api-corrections-waiting", "----+---+"),
        Row("POST",   "api-correction-take", "----+---+", correction, {"text": "Uusi.", "seen": 1}),
        Row("POST",   "api-correction-decline", "----+---+", correction, {"reason": "Ei sanottu."}),
        Row("DELETE", "api-correction",      "-+-------", correction),
    ]
    # fmt: on
