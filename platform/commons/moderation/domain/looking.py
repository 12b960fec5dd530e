"""What moderators look through. A constant number of queries, whatever waits."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, paths_held, require
from commons.moderation.kinds import Thing, kind_of, things_of
from commons.moderation.models import Appeal, Case, Decision, Moderation, Reason, Report
from commons.moderation.rules import MODERATE
from commons.moderation.screening import Piece, pieces, screen

PAGE = 30


class Tab(StrEnum):
    """What is looked through."""

    REPORTED = "reported"
    HELD = "held"
    APPEALED = "appealed"
    NEW = "new"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Waiting:
    """A case with its thing. `reports`: reasons with their numbers. `may_decide`: it does not concern the reader, and
    an appeal is not against their own decision. `may_redact`: words can be blacked out in it."""

    case: Case
    kind: str
    thing: Thing
    pieces: list[Piece]
    reports: list[tuple[str, int]]
    appeal: str
    may_decide: bool
    may_redact: bool


def reach(actor: Actor) -> QuerySet[Case]:
    """Cases in the actor's areas, and those of no area. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, MODERATE)
    paths = paths_held(actor, Role.MODERATOR, Role.COORDINATOR)
    rows = Case.objects.all()
    if paths is None:
        return rows
    within = Q(area=None)
    for path in paths:
        within |= Q(area__path__startswith=path)
    return rows.filter(within)


def of_tab(rows: QuerySet[Case], tab: Tab) -> QuerySet[Case]:
    """`rows` that wait there, in the order in which they are looked at."""
    is_reported = Exists(Report.objects.filter(case=OuterRef("pk"), settled_at=None))
    is_appealed = Exists(Appeal.objects.filter(case=OuterRef("pk"), decided_at=None))
    if tab == Tab.HELD:
        return rows.filter(state=Moderation.HELD).order_by("written_at", "pk")
    if tab == Tab.REPORTED:
        return rows.filter(is_reported, state=Moderation.SHOWN).order_by("written_at", "pk")
    if tab == Tab.APPEALED:
        return rows.filter(is_appealed, state=Moderation.HIDDEN).order_by("written_at", "pk")
    if tab == Tab.HIDDEN:
        return rows.filter(state=Moderation.HIDDEN).order_by("-looked_at", "-pk")
    return rows.filter(state=Moderation.SHOWN, looked_at=None).order_by("-written_at", "-pk")


def counts(*, actor: Actor) -> dict[str, int]:
    """How many wait in each tab. A query for each."""
    rows = reach(actor)
    return {str(tab): of_tab(rows, tab).count() for tab in Tab}


def waiting(*, actor: Actor, tab: Tab, start: int = 0, most: int = PAGE) -> list[Waiting]:
    """A page of a tab. A constant number of queries. Raises `SignInNeeded`, `NotAllowed`."""
    rows = of_tab(reach(actor), tab).select_related("area", "appeal")
    cases = list(rows.defer("area__outline", "area__outline_shown")[start : start + most])
    things = things_of([(case.kind, case.target) for case in cases])
    numbers = [case.pk for case in cases]
    reports: dict[int, dict[str, int]] = {}
    own: set[int] = set()
    for case, reason, reporter in Report.objects.filter(case__in=numbers).values_list(
        "case", "reason", "reporter"
    ):
        reports.setdefault(case, {})
        reports[case][reason] = reports[case].get(reason, 0) + 1
        own |= {case} if reporter == actor.pk else set()
    mine = _decided_by(actor, numbers) if tab == Tab.APPEALED else set()
    return [
        _waiting(case, things[case.kind, case.target], reports.get(case.pk, {}), actor, own | mine)
        for case in cases
        if (case.kind, case.target) in things
    ]


def _decided_by(actor: Actor, numbers: list[int]) -> set[int]:
    """Those of the cases whose last hiding was the actor's."""
    rows = Decision.objects.filter(case__in=numbers, state=Moderation.HIDDEN, is_second=False)
    last = dict(rows.order_by("pk").values_list("case", "by"))
    return {case for case, by in last.items() if by == actor.pk}


def _waiting(case: Case, thing: Thing, reports: dict[str, int], actor: Actor, not_mine: set[int]) -> Waiting:
    appeal = getattr(case, "appeal", None)
    kind = kind_of(case.kind)
    return Waiting(
        case=case,
        kind=str(kind.label),
        thing=thing,
        pieces=pieces(thing.text, screen(thing.text)),
        reports=[(str(Reason(reason).label), number) for reason, number in sorted(reports.items())],
        appeal=appeal.text if appeal is not None and appeal.decided_at is None else "",
        may_decide=case.pk not in not_mine and actor.pk not in case.concerns,
        may_redact=kind.redact is not None,
    )


def one(*, actor: Actor, pk: int) -> Case:
    """A case that the actor may see. Raises `Case.DoesNotExist`, `SignInNeeded`, `NotAllowed`. One query."""
    return reach(actor).select_related("area").get(pk=pk)
