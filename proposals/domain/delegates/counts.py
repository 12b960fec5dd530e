"""Findings of a year as numbers, project by project: for reports and lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q

from commons.process.models import Cycle
from proposals.models import Finding, FindingKind, FindingState
from proposals.models.findings import WAITING, late


@dataclass(frozen=True)
class ProjectFindings:
    """What the follow-up group found at one project. `by_kind` and `by_state` have every code, with 0 where there is
    none. `is as planned` counts among the kinds and is `noted` among the states.

    `late`: answers or promised days that are overdue today. `last_visit`: the newest day of a visit.
    """

    proposal: int
    title: str
    language: str
    state: str
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_state: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    last_visit: dt.date | None = None

    @property
    def findings(self) -> int:
        """All that is public."""
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        """Those that the town has to answer."""
        return sum(self.by_state.get(state, 0) for state in WAITING)


def findings_of(cycle: Cycle) -> list[ProjectFindings]:
    """Projects of the year with findings that everybody can read, in the order of their titles. One query."""
    kinds = {f"kind_{kind}": Count("pk", filter=Q(kind=kind)) for kind in FindingKind.values}
    states = {f"state_{state}": Count("pk", filter=Q(state=state)) for state in SHOWN}
    rows: Any = (
        Finding.objects.public()
        .filter(proposal__cycle=cycle)
        .order_by("proposal__title", "proposal")
        .values("proposal", "proposal__title", "proposal__language", "proposal__state")
        .annotate(**kinds, **states, late=Count("pk", filter=late()), last_visit=Max("visited_on"))
    )
    return [
        ProjectFindings(
            proposal=row["proposal"],
            title=row["proposal__title"],
            language=row["proposal__language"],
            state=row["proposal__state"],
            by_kind={kind: row[f"kind_{kind}"] for kind in FindingKind.values},
            by_state={state: row[f"state_{state}"] for state in SHOWN},
            late=row["late"],
            last_visit=row["last_visit"],
        )
        for row in rows
    ]


SHOWN = tuple(str(state) for state in FindingState if state != FindingState.WITHDRAWN)
"""Codes of the states that everybody can read of."""
