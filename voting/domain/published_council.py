"""The council's items as plain lines, for open data: what its public page shows, nothing reckoned anew.

Only items that a second official confirmed. Councillors and officials speak in office and stand by name on the page;
files go without the names.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from voting.domain.council.accounts import accounts
from voting.domain.council.queries import Beside, beside
from voting.domain.results import elections_with_results
from voting.models import (
    CarriedMoney,
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
    to_projects, reason, section, decided_on, rest, carried)`. Two queries."""
    rows = CouncilFreed.objects.filter(session__in=sessions().order_by().values("pk"))
    columns = rows.order_by("session", "pk").values_list(
        "session", "session__election__cycle__slug", "envelope__slug", "freed", "use", "projects", "reason", "section",
        "session__held_on", "rest", "carried",
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
    """Where the money of each pot is, to the cent: `(cycle, envelope, budget, counted, council, difference, received,
    projects, used, carried, aside, undecided)`; empty from `council` on before any decision."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        pots = beside(election)
        for pot, account in zip(pots, accounts(election, pots), strict=True):
            spoken = any(row.said is not None for row in pot.rows)
            told = (pot.council, pot.difference, account.received, account.projects, account.used)
            ends = (account.carried, account.aside, account.undecided)
            start = (election.cycle.slug, pot.result.envelope.slug, pot.result.budget, pot.counted)
            yield (*start, *((*told, *ends) if spoken else (None,) * 8))


def transfers() -> Iterator[Line]:
    """Money that was carried out of a pot: `(transfer, session, cycle, envelope, amount, target_cycle, target, reason,
    section, decided_on, taken_back)`. A year that nobody sees yet is not named. One query."""
    rows = CarriedMoney.objects.filter(freed__session__in=sessions().order_by().values("pk"))
    columns = (
        "pk", "freed__session", "freed__session__election__cycle__slug", "freed__envelope__slug", "amount",
        "target__cycle__is_published", "target__cycle__slug", "target__slug", "freed__reason", "freed__section",
        "freed__session__held_on", "taken_back__session",
    )  # fmt: skip
    for pk, session, cycle, envelope, amount, is_seen, year, pot, *more in rows.order_by("pk").values_list(
        *columns
    ):
        target = (year, pot) if is_seen else ("", "")
        yield pk, session, cycle, envelope, amount, *target, *more
