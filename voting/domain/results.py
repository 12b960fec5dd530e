"""Reading results: what was funded, why, and how it compares."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from commons.accounts.permissions import Actor, may
from commons.process.models import Cycle, Envelope
from voting.domain import explaining
from voting.domain.whole_figures import SharesPart, Whole, read_shares, read_whole
from voting.models import BallotProject, CouncilDecision, CountState, Election, EnvelopeCount, PbSource
from voting.rules import SEE_DESK


@dataclass(frozen=True)
class Row:
    """A project in a result. Money in the cycle's currency; `support` in votes or points.

    `status`: the rule's own word, see `explaining.STATUS`. `official`: what an imported file says (True: won), None
    where it says nothing. `verdict`: the council's, or "". `shares`: under equal shares only.
    """

    project: BallotProject
    support: Decimal
    rank: int | None
    funded: bool
    status: str
    why: str
    missing: list[str]
    official: bool | None
    verdict: str
    verdict_reason: str
    shares: SharesPart | None

    @property
    def title(self) -> str:
        """Title of the proposal."""
        return self.project.proposal.title


@dataclass(frozen=True)
class Agreement:
    """Our result against the official one of an imported file. `same` is None where the file names no winners."""

    rule: str
    same: bool | None
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    rule_is_ours: bool = True


@dataclass(frozen=True)
class Comparison:
    """What another rule would have funded instead."""

    rule: str
    rule_name: str
    only_here: list[str]
    only_there: list[str]
    total_cost: Decimal
    whole: Whole | None


@dataclass(frozen=True)
class EnvelopeResult:
    """The result of one envelope, rows in the order of the count: by support, ties as they were settled."""

    election: Election
    envelope: Envelope
    count: EnvelopeCount
    budget: Decimal
    spent: Decimal
    ballots: int
    points: bool
    rows: list[Row]
    ties: list[str]
    draws: list[list[explaining.Drawn]]
    agreement: Agreement | None
    comparisons: list[Comparison]
    whole: Whole | None

    @property
    def left(self) -> Decimal:
        """Money that is not used."""
        return self.budget - self.spent

    @property
    def funded(self) -> list[Row]:
        """The winners."""
        return [row for row in self.rows if row.funded]

    @property
    def council(self) -> list[Row]:
        """What the council has spoken of."""
        return [row for row in self.rows if row.verdict]

    @property
    def percent_used(self) -> int:
        """Whole percent of the money that is used."""
        return int(100 * self.spent / self.budget) if self.budget else 0


def elections_with_results() -> QuerySet[Election]:
    """Elections whose result is public, newest first."""
    return (
        Election.objects.filter(
            cycle__is_published=True, counts__state=CountState.PUBLISHED, counts__superseded=False
        )
        .select_related("cycle", "cycle__area")
        .distinct()
        .order_by("-cycle__year", "-pk")
    )


def awaited_election(actor: Actor, cycle_slug: str) -> Election:
    """The election of a year that everybody sees, opened, and without a result that the actor may see; or Http404.

    What is told of it is the same before and after the count: only that there is no result yet.
    """
    election = (
        Election.objects.select_related("cycle", "cycle__area")
        .filter(cycle__slug=cycle_slug, cycle__is_published=True, frozen_at__isnull=False)
        .first()
    )
    if election is None:
        raise Http404
    return election


def snapshot(election: Election) -> dict[str, Any]:
    """What an anonymous reader may know of a result, for the live topic: is it out, and what did the council say."""
    public = election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists()
    decided: Any = (
        CouncilDecision.objects.filter(project__election=election).values_list(
            "project__project_id", "verdict"
        )
        if public
        else []
    )
    return {"published": public, "council": dict(decided)}


def counted_election(actor: Actor, cycle_slug: str) -> Election:
    """The election of a year whose result the actor may see: everybody a published one, its officials any.

    Raises Http404 for all else, so that nobody learns of a count before it is published.
    """
    election = Election.objects.select_related("cycle", "cycle__area").filter(cycle__slug=cycle_slug).first()
    if election is None:
        raise Http404
    public = (
        election.cycle.is_published
        and election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists()
    )
    if not public and not (
        may(actor, SEE_DESK, election) and election.counts.filter(superseded=False).exists()
    ):
        raise Http404
    return election


def envelope_results(
    election: Election, *, envelope_slug: str = "", public_only: bool = False
) -> list[EnvelopeResult]:
    """Results of all envelopes, or of one; constant number of queries. Empty where nothing was counted."""
    counts = list(
        election.counts.filter(
            superseded=False, **({"state": CountState.PUBLISHED} if public_only else {})
        ).select_related("envelope", "envelope__area")
    )
    if envelope_slug:
        counts = [count for count in counts if count.envelope.slug == envelope_slug]
    projects: dict[tuple[int, str], BallotProject] = {
        (row.envelope_id, row.project_id): row
        for row in election.projects.select_related(
            "proposal", "proposal__category", "proposal__area", "council_decision"
        ).order_by("position")
    }
    sources = {
        source.envelope_id: source
        for source in PbSource.objects.filter(envelope__in=[c.envelope_id for c in counts])
    }
    others: dict[int, list[EnvelopeCount]] = {}
    for count in counts:
        if not count.is_official:
            others.setdefault(count.envelope_id, []).append(count)
    return [
        _result(election, count, projects, sources.get(count.envelope_id), others.get(count.envelope_id, []))
        for count in sorted(counts, key=lambda count: (count.envelope.position, count.envelope_id))
        if count.is_official
    ]


def _result(
    election: Election,
    count: EnvelopeCount,
    projects: dict[tuple[int, str], BallotProject],
    source: PbSource | None,
    others: list[EnvelopeCount],
) -> EnvelopeResult:
    outcome: dict[str, Any] = count.outcome
    currency = election.cycle.currency
    points = outcome["vote_type"] in ("cumulative", "scoring", "ordinal")
    rows = [
        _row(
            projects[count.envelope_id, result["id"]],
            result,
            outcome["explanations"],
            source,
            currency,
            points,
        )
        for result in outcome["projects"]
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.project.position))
    titles = {row.project.project_id: row.title for row in rows}
    categories = _categories(rows)
    return EnvelopeResult(
        election=election,
        envelope=count.envelope,
        count=count,
        budget=Decimal(outcome["budget"]),
        spent=Decimal(outcome["total_cost"]),
        ballots=outcome["ballots"],
        points=points,
        rows=rows,
        ties=[explaining.tie_sentence(tie, titles) for tie in outcome["ties"]],
        draws=[drawn for tie in outcome["ties"] if (drawn := explaining.drawing(tie, titles, count.seed))],
        agreement=_agreement(count, source, titles),
        comparisons=[_comparison(count, other, titles, categories) for other in others],
        whole=read_whole(outcome, categories),
    )


def _categories(rows: list[Row]) -> dict[str, str]:
    """Names of categories in the reader's language by their slug, as files have them."""
    found = (row.project.proposal.category for row in rows)
    return {category.slug: str(category) for category in found if category is not None}


def _row(
    project: BallotProject,
    result: dict[str, Any],
    explanations: dict[str, Any],
    source: PbSource | None,
    currency: str,
    points: bool,
) -> Row:
    decision = getattr(project, "council_decision", None)
    written = (source.projects.get(project.project_id, {}).get("selected") if source else None) or None
    return Row(
        project=project,
        support=Decimal(result["support"]),
        rank=result["rank"],
        funded=explaining.is_funded(result),
        status=str(result["status"]),
        why=explaining.why(result, currency=currency),
        missing=explaining.missing(
            explanations.get(project.project_id, {}), currency=currency, points=points
        ),
        official=None if written is None else written == "1",
        verdict=decision.verdict if decision else "",
        verdict_reason=decision.reason if decision else "",
        shares=read_shares(result),
    )


def _agreement(count: EnvelopeCount, source: PbSource | None, titles: dict[str, str]) -> Agreement | None:
    """How the file's winners and ours compare; None for elections that are not from a file."""
    if source is None:
        return None
    rule = str(dict(source.meta).get("rule", ""))
    said = {ident: cells["selected"] for ident, cells in source.projects.items() if cells.get("selected")}
    if not said:
        return Agreement(rule, None, rule_is_ours=rule == count.rule)
    official = {ident for ident, value in said.items() if value == "1"}
    ours = set(count.outcome["selected"])
    return Agreement(
        rule,
        official == ours,
        missing=[titles[ident] for ident in said if ident in official - ours],
        extra=[titles[ident] for ident in titles if ident in ours - official],
        rule_is_ours=rule == count.rule,
    )


def _comparison(
    official: EnvelopeCount, other: EnvelopeCount, titles: dict[str, str], categories: dict[str, str]
) -> Comparison:
    here, there = set(official.outcome["selected"]), set(other.outcome["selected"])
    return Comparison(
        rule=other.rule,
        rule_name=explaining.rule_name(other.rule),
        only_here=[titles[ident] for ident in titles if ident in here - there],
        only_there=[titles[ident] for ident in titles if ident in there - here],
        total_cost=Decimal(other.outcome["total_cost"]),
        whole=read_whole(other.outcome, categories),
    )


def published_cycles() -> QuerySet[Cycle]:
    """Years with a public result."""
    return Cycle.objects.filter(pk__in=elections_with_results().values("cycle"))


def selected_numbers(election: Election, envelope: Envelope) -> frozenset[str] | None:
    """Numbers of the winners of a published count; None before it is published."""
    count = election.counts.filter(
        envelope=envelope, state=CountState.PUBLISHED, superseded=False, is_official=True
    ).first()
    return None if count is None else frozenset(count.outcome["selected"])
