"""The council's items as plain lines, for open data: what its public page shows, nothing reckoned anew.

Only items that a second official confirmed. Councillors and officials speak in office and stand by name on the page;
files go without the names.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from voting.domain.council.queries import Beside, beside
from voting.domain.results import elections_with_results
from voting.models import (
    CouncilAnnex,
    CouncilFreed,
    CouncilQuestion,
    CouncilSession,
    FreedUse,
    SessionState,
)

Line = tuple[Any, ...]


def sessions() -> QuerySet[Any, Any]:
    """Confirmed items of votes whose result is public."""
    public = elections_with_results().order_by().values("pk")
    rows = CouncilSession.objects.filter(state=SessionState.CONFIRMED, election__in=public)
    return rows.order_by("held_on", "pk")


def questions() -> QuerySet[Any, Any]:
    """What councillors asked beforehand, with the answers."""
    rows = CouncilQuestion.objects.filter(session__in=sessions().order_by().values("pk"))
    return rows.annotate(asked_on=TruncDate("asked_at"), answered_on=TruncDate("answered_at")).order_by("pk")


def annexes() -> QuerySet[Any, Any]:
    """The files that lie beside the items."""
    rows = CouncilAnnex.objects.filter(session__in=sessions().order_by().values("pk")).defer("content")
    return rows.order_by("pk")


def freed() -> Iterator[Line]:
    """What each item freed in a pot and what becomes of it: `(session, cycle, envelope, freed, use, projects,
    to_projects, reason, section, decided_on)`. Two queries."""
    rows = CouncilFreed.objects.filter(session__in=sessions().order_by().values("pk"))
    columns = rows.order_by("session", "pk").values_list(
        "session", "session__election__cycle__slug", "envelope__slug", "freed", "use", "projects", "reason", "section",
        "session__held_on",
    )  # fmt: skip
    for session, cycle, envelope, amount, use, projects, *words in columns.iterator(chunk_size=500):
        is_next = use == FreedUse.NEXT
        given = sum((Decimal(cost) for _number, cost in projects), Decimal(0)) if is_next else None
        yield session, cycle, envelope, amount, use, len(projects) if is_next else None, given, *words


def decisions() -> Iterator[Line]:
    """Count and council of every project that either funds. The number of queries grows with years, not with rows."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        for pot in beside(election):
            for row in pot.rows:
                yield election.cycle.slug, pot.result.envelope.slug, *_decision(row)


def _decision(row: Beside) -> Line:
    said, project = row.said, row.row.project
    start = (project.project_id, project.proposal_id, row.row.funded, row.counted)
    if said is None:
        return (*start, "", None, None, None, None, "", "", "", None, None)
    return (
        *start,
        said.verdict,
        row.council,
        row.difference,
        said.spent,
        said.is_next,
        said.reason,
        said.conditions,
        said.reference,
        said.decided_on,
        said.session_id,
    )


def envelopes() -> Iterator[Line]:
    """Each pot: `(cycle, envelope, budget, counted, council, difference)`; the last two empty before any decision."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        for pot in beside(election):
            spoken = any(row.said is not None for row in pot.rows)
            yield (
                election.cycle.slug,
                pot.result.envelope.slug,
                pot.result.budget,
                pot.counted,
                *((pot.council, pot.difference) if spoken else (None, None)),
            )
