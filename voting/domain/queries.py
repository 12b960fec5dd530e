"""Reads of the vote: votes that are open, rows of a ballot, receipts. Constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from commons.accounts.permissions import Actor, may
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Phase, PhaseKind
from voting import rules
from voting.models import Ballot, BallotProject, CountState, Election, Quarantine

SUMMARY = 240
OUTLINES = ("cycle__area__outline", "cycle__area__outline_shown")
"""Long texts that no page of the vote needs."""


def visible_to(actor: Actor) -> QuerySet[Election]:
    """Elections of published years, for officials of the vote all."""
    rows = Election.objects.select_related("cycle__area").order_by("-cycle__year", "-pk")
    return rows if may(actor, rules.SEE_DESK) else rows.filter(cycle__is_published=True)


def election_of(actor: Actor, slug: str) -> Election | None:
    """The election of the cycle with this identifier, if the actor may see it. One query for residents."""
    rows = Election.objects.select_related("cycle__area").defer(*OUTLINES)
    election = rows.filter(cycle__slug=slug).first()
    if election is None or not (election.cycle.is_published or may(actor, rules.SEE_DESK, election)):
        return None
    return election


def slug_of(election_id: int) -> str:
    """The identifier in addresses of an election's year. One query."""
    return str(Election.objects.values_list("cycle__slug", flat=True).get(pk=election_id))


@dataclass(frozen=True)
class OpenVote:
    """A vote that can be voted in now."""

    election: Election
    closes_at: datetime


def open_now() -> list[OpenVote]:
    """Votes of published years that are open, the one that closes first in front. One query."""
    phases = (
        Phase.objects.filter(
            kind=PhaseKind.VOTE,
            opens_at__lte=StatementTimestamp(),
            closes_at__gt=StatementTimestamp(),
            cycle__is_published=True,
            cycle__election__frozen_at__isnull=False,
        )
        .select_related("cycle__election", "cycle__area")
        .order_by("closes_at")
    )
    found = []
    for phase in phases:
        election = phase.cycle.election
        election.cycle = phase.cycle
        found.append(OpenVote(election=election, closes_at=phase.closes_at))
    return found


@dataclass(frozen=True)
class VoteTime:
    """When an election is voted in. `is_open`: now, with its rules published. `is_over`: it has closed."""

    election: Election
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    is_over: bool


def times() -> list[VoteTime]:
    """Votes of published years that have dates: open ones first, then those to come, then the past. One query."""
    phases = (
        Phase.objects.filter(
            kind=PhaseKind.VOTE,
            cycle__is_published=True,
            cycle__is_imported=False,
            cycle__election__isnull=False,
        )
        .select_related("cycle__election", "cycle__area")
        .defer(*OUTLINES)
        .annotate(clock=StatementTimestamp())
        .order_by("closes_at")
    )
    found = []
    for phase in phases:
        election = phase.cycle.election
        election.cycle = phase.cycle
        found.append(_time(phase, election))
    return (
        [vote for vote in found if vote.is_open]
        + [vote for vote in found if not vote.is_open and not vote.is_over]
        + [vote for vote in reversed(found) if vote.is_over]
    )


def time_of(election: Election) -> VoteTime | None:
    """When this election is voted in, or None without dates. One query."""
    phase = voting_phase(election)
    return _time(phase, election) if phase else None


def _time(phase: Phase, election: Election) -> VoteTime:
    clock: datetime = phase.clock  # type: ignore[attr-defined]
    return VoteTime(
        election=election,
        opens_at=phase.opens_at,
        closes_at=phase.closes_at,
        is_open=phase.opens_at <= clock < phase.closes_at and election.frozen_at is not None,
        is_over=phase.closes_at <= clock,
    )


def voting_phase(election: Election) -> Phase | None:
    """The voting phase with `clock`, the database's time now. One query."""
    return (
        Phase.objects.filter(cycle=election.cycle_id, kind=PhaseKind.VOTE)
        .annotate(clock=StatementTimestamp())
        .first()
    )


@dataclass(frozen=True)
class Row:
    """A project on the ballot, for showing. `language`: of title and summary."""

    pk: int
    project_id: str
    envelope: int
    title: str
    summary: str
    language: str
    cost: Decimal
    area: str
    category: str
    proposal: int
    url: str


def rows(election: Election, envelopes: Sequence[int], search: str = "") -> list[Row]:
    """The projects of these envelopes in the order of the ballot; with `search` those whose words match. One query."""
    projects = (
        BallotProject.objects.filter(election=election, envelope__in=envelopes)
        .select_related("proposal__area", "proposal__category")
        .defer("proposal__area__outline", "proposal__area__outline_shown")
        .order_by("position", "pk")
    )
    for word in search.split()[:8]:
        projects = projects.filter(
            Q(proposal__title__icontains=word)
            | Q(proposal__what__icontains=word)
            | Q(project_id__iexact=word)
        )
    return [_row(project) for project in projects]


def _row(project: BallotProject) -> Row:
    proposal = project.proposal
    what = " ".join(proposal.what.split())
    return Row(
        pk=project.pk,
        project_id=project.project_id,
        envelope=project.envelope_id,
        title=proposal.title,
        summary=what if len(what) <= SUMMARY else what[:SUMMARY].rsplit(" ", 1)[0] + " …",
        language=proposal.language or get_language() or "fi",
        cost=project.cost,
        area=str(proposal.area) if proposal.area else "",
        category=str(proposal.category) if proposal.category else "",
        proposal=proposal.pk,
        url=proposal.get_absolute_url(),
    )


def is_counted(election: Election) -> bool:
    """Whether the result of an election is public: then what is in the box and not left out was counted. One query."""
    return election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists()


@dataclass(frozen=True)
class ReceiptState:
    """What can be told about a receipt: `is_current` is false when a newer ballot of the same voter replaced it, or
    when it is left out of the count (`is_excluded`) by a written decision, whose reason is `excluded_because`."""

    code: str
    is_current: bool
    is_excluded: bool = False
    excluded_because: str = ""


def receipt_state(election: Election, code: str) -> ReceiptState | None:
    """Whether a ballot with this receipt is in the box. Says nothing of its content."""
    plain = "".join(code.upper().split()).replace("–", "-")
    if "-" not in plain and len(plain) == 12:
        plain = f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"
    aside = Quarantine.objects.filter(batch=OuterRef("paper_batch"), released_at=None).values("reason")[:1]
    row = (
        Ballot.objects.filter(election=election, receipt=plain)
        .values_list(
            "receipt",
            "superseded",
            "paper_batch__is_quarantined",
            Coalesce("exclusion__case__reason", Subquery(aside), output_field=TextField()),
        )
        .first()
    )
    if row is None:
        return None
    code, is_struck, is_aside, because = row
    is_excluded = not is_struck and (because is not None or bool(is_aside))
    return ReceiptState(
        code=code,
        is_current=not is_struck and not is_excluded,
        is_excluded=is_excluded,
        excluded_because=(because or "") if is_excluded else "",
    )
