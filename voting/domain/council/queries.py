"""Reading the council's items, and count and council side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, may
from commons.http.errors import Invalid
from voting.domain.council.money import kept
from voting.domain.results import EnvelopeResult, Row, envelope_results
from voting.models import (
    BallotProject,
    CouncilAnnex,
    CouncilDecision,
    CouncilFreed,
    CouncilLine,
    CouncilSession,
    CountState,
    Election,
    SessionState,
)
from voting.rules import SEE_DESK, SEE_ITEM


@dataclass(frozen=True)
class Beside:
    """A project in the count and after the council. `difference`: what it takes more, or less, of the pot's money."""

    row: Row
    counted: Decimal
    council: Decimal
    said: CouncilDecision | None

    @property
    def difference(self) -> Decimal:
        """After the council against the count."""
        return self.council - self.counted


@dataclass(frozen=True)
class PotBeside:
    """A pot: budget, what the count used, what is used after the council, and its projects of either."""

    result: EnvelopeResult
    rows: tuple[Beside, ...]

    @property
    def counted(self) -> Decimal:
        """Money used by the count."""
        return sum((row.counted for row in self.rows), Decimal(0))

    @property
    def council(self) -> Decimal:
        """Money used after the council."""
        return sum((row.council for row in self.rows), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """After the council against the count."""
        return self.council - self.counted


def published_election(slug: str) -> Election:
    """The vote of a public year with a public result; else Http404."""
    found = (
        Election.objects.select_related("cycle", "cycle__area")
        .filter(
            cycle__slug=slug,
            cycle__is_published=True,
            counts__state=CountState.PUBLISHED,
            counts__superseded=False,
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def reads_entered(actor: Actor, election: Election) -> bool:
    """Whether the actor reads what one official has entered before another confirms it: at the desk, not before the
    council."""
    return may(actor, SEE_DESK, election)


def sessions(actor: Actor, election: Election) -> QuerySet[CouncilSession]:
    """The items that the actor may see, oldest first: everybody the decided ones. What is entered of one that is not
    decided, and may still be corrected, only officials of the vote."""
    lines, freed = CouncilLine.objects.all(), CouncilFreed.objects.all()
    if not reads_entered(actor, election):
        lines = lines.filter(session__state=SessionState.CONFIRMED)
        freed = freed.filter(session__state=SessionState.CONFIRMED)
    found = CouncilSession.objects.filter(election=election).prefetch_related(
        Prefetch("lines", lines.select_related("project__proposal")),
        Prefetch("freed", freed.select_related("envelope")),
        Prefetch("annexes", CouncilAnnex.objects.defer("content")),
        "questions__project__proposal",
    )
    return found if may(actor, SEE_ITEM, election) else found.filter(state=SessionState.CONFIRMED)


def session_of(actor: Actor, pk: int) -> CouncilSession:
    """One item that the actor may see; else Http404."""
    found = CouncilSession.objects.select_related("election__cycle__area").filter(pk=pk).first()
    if found is None or not sessions(actor, found.election).filter(pk=pk).exists():
        raise Http404
    return found


def project_of(election: Election, project_id: str) -> BallotProject | None:
    """The project of that number on the ballot, None for no number. Raises `Invalid` where there is no such project."""
    if not project_id:
        return None
    found = BallotProject.objects.filter(election=election, project_id=project_id.replace("\x00", "")).first()
    if found is None:
        raise Invalid(fields={"project_id": [_("This project is not part of the vote.")]})
    return found


def asked_about(election: Election) -> QuerySet[BallotProject]:
    """The projects that a question can be about, in the order of the ballot."""
    return BallotProject.objects.filter(election=election).select_related("proposal").order_by("position")


def open_session(election: Election) -> CouncilSession | None:
    """The item that is not decided yet."""
    return (
        CouncilSession.objects.select_related("election__cycle__area")
        .filter(election=election)
        .exclude(state=SessionState.CONFIRMED)
        .first()
    )


def beside(election: Election, results: list[EnvelopeResult] | None = None) -> list[PotBeside]:
    """Count and council side by side: every project that either funds. A constant number of queries."""
    found = envelope_results(election, public_only=True) if results is None else results
    return [PotBeside(result, tuple(_rows(result.rows))) for result in found]


def _rows(rows: Iterable[Row]) -> Iterable[Beside]:
    for row in rows:
        said: CouncilDecision | None = getattr(row.project, "council_decision", None)
        if row.funded or said is not None:
            counted = row.project.cost if row.funded else Decimal(0)
            yield Beside(row, counted, kept(row, said), said)


def annex_of(actor: Actor, pk: int) -> CouncilAnnex:
    """An annex of an item that the actor may see; else Http404."""
    found = CouncilAnnex.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    session_of(actor, found.session_id)
    return found


def with_items(actor: Actor) -> QuerySet[Election]:
    """Votes with an item that the actor may see, newest first."""
    found = Election.objects.filter(cycle__is_published=True, council_sessions__isnull=False)
    if not may(actor, SEE_ITEM):
        found = found.filter(council_sessions__state=SessionState.CONFIRMED)
    return found.select_related("cycle", "cycle__area").distinct().order_by("-cycle__year", "-pk")
