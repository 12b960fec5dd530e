"""Reading budget years: for the desk, and for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commons.accounts.permissions import Actor, may, require
from commons.http.errors import Text
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, Envelope, FundingSource, ImprovementState, Phase, PhaseKind
from commons.process.rules import SET_UP


@dataclass(frozen=True)
class Step:
    """A phase of the year as it stands now. `state`: done, now or next."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime
    state: str

    @property
    def last_moment(self) -> datetime:
        """The last minute of it: 23.59 of the last day, for nobody knows which midnight is meant."""
        return self.closes_at - timedelta(minutes=1)

    @property
    def name(self) -> Text:
        """The phase in words."""
        return self.kind.label


@dataclass(frozen=True)
class Pot:
    """An envelope with its money."""

    envelope: Envelope
    amount: Decimal
    sources: list[FundingSource]


@dataclass(frozen=True)
class Change:
    """That the dates of a phase were changed, as everybody may know it."""

    when: datetime
    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime
    reason: str

    @property
    def last_moment(self) -> datetime:
        """The last minute of the phase as it is now."""
        return self.closes_at - timedelta(minutes=1)


@dataclass(frozen=True)
class Year:
    """A budget year with its phases in the order of the year, its money, and moved dates, newest first."""

    cycle: Cycle
    steps: list[Step]
    pots: list[Pot]
    changes: list[Change]

    @property
    def amount(self) -> Decimal:
        """All its money, in its currency."""
        return sum((pot.amount for pot in self.pots), Decimal(0))

    @property
    def open_kinds(self) -> set[PhaseKind]:
        """What is open now."""
        return {step.kind for step in self.steps if step.state == "now"}

    @property
    def begun(self) -> set[PhaseKind]:
        """What is open or over."""
        return {step.kind for step in self.steps if step.state != "next"}


def years_for_desk(actor: Actor) -> QuerySet[Cycle]:
    """All years, the newest first, with `amount`, `phase_count`, `improvements_open`. One query.

    Imported elections are made from files and not set up here. Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, SET_UP)
    sums = (
        FundingSource.objects.filter(envelope__cycle=OuterRef("pk"))
        .order_by()
        .values("envelope__cycle")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    return (
        Cycle.objects.filter(is_imported=False)
        .select_related("area")
        .defer("area__outline", "area__outline_shown")
        .annotate(amount=Coalesce(Subquery(sums), Decimal(0)), phase_count=Count("phases", distinct=True))
        .annotate(
            improvements_open=Count(
                "improvements", filter=Q(improvements__state=ImprovementState.OPEN), distinct=True
            )
        )
        .order_by("-year", "-pk")
    )


def for_desk(actor: Actor, slug: str) -> Cycle:
    """The year to be set up. Raises `Cycle.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, SET_UP)
    cycle = _cycles().get(slug=slug, is_imported=False)
    require(actor, SET_UP, cycle)
    return cycle


def visible(actor: Actor, slug: str) -> Cycle:
    """A published year, or one that the actor sets up. Raises `Cycle.DoesNotExist`."""
    cycle = _cycles().get(slug=slug)
    if not cycle.is_published and not may(actor, SET_UP, cycle):
        raise Cycle.DoesNotExist
    return cycle


def published() -> QuerySet[Cycle]:
    """What everybody may see, with areas. One query."""
    return _cycles().filter(is_published=True)


def _cycles() -> QuerySet[Cycle]:
    return Cycle.objects.select_related("area").defer("area__outline", "area__outline_shown")


def year_of(cycle: Cycle) -> Year:
    """The whole year. Four queries."""
    order = list(PhaseKind)
    phases = Phase.objects.filter(cycle=cycle).annotate(clock=StatementTimestamp())
    steps = sorted((_step(phase) for phase in phases), key=lambda step: order.index(step.kind))
    sources = FundingSource.objects.select_related("carried_from__cycle")
    envelopes = cycle.envelopes.select_related("area").prefetch_related(Prefetch("sources", sources))
    pots = [
        Pot(envelope, envelope.amount, list(envelope.sources.all()))
        for envelope in envelopes.defer("area__outline", "area__outline_shown")
    ]
    return Year(cycle, steps, pots, changes_of(cycle))


def _step(phase: Phase) -> Step:
    clock: datetime = phase.clock  # type: ignore[attr-defined]
    state = "done" if phase.closes_at <= clock else "now" if phase.opens_at <= clock else "next"
    return Step(PhaseKind(phase.kind), phase.opens_at, phase.closes_at, state)


def changes_of(cycle: Cycle) -> list[Change]:
    """Changes of dates that were given a reason, newest first; who made them is the desk's business. One query."""
    rows = (
        Phase.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
            cycle=cycle, pgh_label="update", pgh_context__metadata__has_key="reason"
        )
        .order_by("-pgh_id")
        .values_list("pgh_created_at", "kind", "opens_at", "closes_at", "pgh_context__metadata")
    )
    return [
        Change(when, PhaseKind(kind), opens_at, closes_at, str(told["reason"]))
        for when, kind, opens_at, closes_at, told in rows
    ]
