"""Reads of the voting desk: how far each vote is, its ballot, its roll, its letters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, may, require
from commons.places.models import Area
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, Phase, PhaseKind
from proposals.models import Proposal, State
from voting import rules
from voting.domain.errors import Text
from voting.models import BallotProject, CodeBatch, CountState, Election, LetterCode, RollEntry


class Stage(StrEnum):
    """How far a vote is; one after the other."""

    NOT_BEGUN = "not-begun"
    PREPARING = "preparing"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    PROVISIONAL = "provisional"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    SEALED = "sealed"


STAGES: dict[Stage, Text] = {
    Stage.NOT_BEGUN: _("Not begun"),
    Stage.PREPARING: _("Being prepared"),
    Stage.WAITING: _("Rules published, voting begins later"),
    Stage.OPEN: _("Voting is open"),
    Stage.CLOSED: _("Closed, not counted yet"),
    Stage.PROVISIONAL: _("Counted, not certified yet"),
    Stage.CERTIFIED: _("Certified, not published yet"),
    Stage.PUBLISHED: _("Result published"),
    Stage.SEALED: _("Result published, box sealed"),
}


@dataclass(frozen=True)
class DeskVote:
    """The vote of one year as its officials see it. `election` is None before anything was decided.

    `opens_at`, `closes_at`: the voting phase, None where it has no dates.
    """

    cycle: Cycle
    election: Election | None
    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    projects: int
    voters: int
    voted: int

    @property
    def stage_label(self) -> Text:
        """The stage in words."""
        return STAGES[self.stage]

    @property
    def may_change(self) -> bool:
        """Whether rules and ballot can still be changed."""
        return self.stage in (Stage.NOT_BEGUN, Stage.PREPARING)


def desk_votes(actor: Actor) -> list[DeskVote]:
    """The votes of all years that the actor has to do with, newest first; years made from files are left out.

    Five queries. Raises `NotAllowed` for everybody who has to do with none.
    """
    require(actor, rules.SEE_DESK)
    cycles = (
        Cycle.objects.filter(is_imported=False).select_related("area", "election").order_by("-year", "-pk")
    )
    return _votes([cycle for cycle in cycles if may(actor, rules.SEE_DESK, cycle)])


def desk_vote(actor: Actor, slug: str) -> DeskVote:
    """The vote of one year. Raises Http404, or `NotAllowed` for others than its officials."""
    cycle = Cycle.objects.select_related("area", "election").filter(slug=slug, is_imported=False).first()
    if cycle is None:
        require(actor, rules.SEE_DESK)
        raise Http404
    require(actor, rules.SEE_DESK, cycle)
    return _votes([cycle])[0]


def election_at_desk(actor: Actor, slug: str) -> Election:
    """The election of a year for its officials. Raises Http404 (also before its rules were decided) or `NotAllowed`."""
    election = desk_vote(actor, slug).election
    if election is None:
        raise Http404
    return election


def _votes(cycles: list[Cycle]) -> list[DeskVote]:
    pks = [cycle.pk for cycle in cycles]
    phases = {
        phase.cycle_id: phase
        for phase in Phase.objects.filter(cycle__in=pks, kind=PhaseKind.VOTE).annotate(
            clock=StatementTimestamp()
        )
    }
    projects = _by_cycle(BallotProject.objects.filter(election__cycle__in=pks), Count("pk"))
    voters = _by_cycle(RollEntry.objects.filter(election__cycle__in=pks), Count("pk"))
    voted = _by_cycle(RollEntry.objects.filter(election__cycle__in=pks, voted_at__isnull=False), Count("pk"))
    counted: dict[int, set[str]] = {}
    for cycle, state in (
        Election.objects.filter(cycle__in=pks, counts__superseded=False)
        .values_list("cycle", "counts__state")
        .distinct()
    ):
        counted.setdefault(cycle, set()).add(state)
    return [
        DeskVote(
            cycle=cycle,
            election=(election := getattr(cycle, "election", None)),
            stage=_stage(election, phases.get(cycle.pk), counted.get(cycle.pk, set())),
            opens_at=phase.opens_at if (phase := phases.get(cycle.pk)) else None,
            closes_at=phase.closes_at if phase else None,
            projects=projects.get(cycle.pk, 0),
            voters=voters.get(cycle.pk, 0),
            voted=voted.get(cycle.pk, 0),
        )
        for cycle in cycles
    ]


def _by_cycle(rows: QuerySet[Any], number: Count) -> dict[int, int]:
    return dict(
        rows.order_by()
        .values(cycle=F("election__cycle"))
        .annotate(number=number)
        .values_list("cycle", "number")
    )


def _stage(election: Election | None, phase: Any, states: set[str]) -> Stage:
    if election is None:
        return Stage.NOT_BEGUN
    if states:
        if CountState.PUBLISHED in states:
            return Stage.SEALED if election.sealed_at else Stage.PUBLISHED
        return Stage.CERTIFIED if CountState.CERTIFIED in states else Stage.PROVISIONAL
    if election.frozen_at is None:
        return Stage.PREPARING
    if phase is None or phase.clock >= phase.closes_at:
        return Stage.CLOSED
    return Stage.WAITING if phase.clock < phase.opens_at else Stage.OPEN


def ballot_rows(election: Election) -> list[BallotProject]:
    """The ballot in its order, with proposal, area and envelope. One query."""
    return list(
        election.projects.select_related("proposal__area", "proposal__category", "envelope")
        .defer("proposal__what", "proposal__why", "proposal__for_whom")
        .order_by("position", "pk")
    )


def left_off_ballot(election: Election) -> list[Proposal]:
    """Reviewed proposals of the year that could stand on the ballot and do not. One query."""
    return list(
        Proposal.objects.without_texts()
        .filter(cycle=election.cycle_id, state=State.ON_BALLOT, cost__isnull=False, envelope__isnull=False)
        .exclude(pk__in=election.projects.values("proposal"))
        .select_related("area", "envelope")
        .order_by("envelope__position", "title")
    )


@dataclass(frozen=True)
class RollArea:
    """People of one area on the roll, and how many of them have no letter code that works."""

    area: int
    name: str
    people: int
    without_code: int


def roll_by_area(election: Election) -> list[RollArea]:
    """The roll area by area, in the order of the town. Officials may see small areas. One query and one for names."""
    working = LetterCode.objects.filter(entry=OuterRef("pk"), revoked_at=None)
    rows: Any = (
        RollEntry.objects.filter(election=election)
        .annotate(has_code=Exists(working))
        .order_by()
        .values("area")
        .annotate(people=Count("pk"), without=Count("pk", filter=Q(has_code=False)))
    )
    found = {row["area"]: (row["people"], row["without"]) for row in rows}
    areas = Area.objects.filter(pk__in=found).order_by("position", "path")
    return [RollArea(area.pk, str(area), *found[area.pk]) for area in areas]


def batches(election: Election) -> list[CodeBatch]:
    """The batches of letters, newest first; `working`: letters whose code still works. One query."""
    return list(
        election.code_batches.select_related("area", "made_by")
        .annotate(working=Count("codes", filter=Q(codes__revoked_at=None)))
        .order_by("-pk")
    )
