"""What moderators look through. A constant number of queries, whatever waits."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, paths_held, require
from commons.moderation.asking import UNKNOWN, Age, Tab, Wish
from commons.moderation.domain.deciding import TAKEN_AWAY
from commons.moderation.domain.errors import NothingThere
from commons.moderation.domain.intake import case_of
from commons.moderation.domain.standing import in_words, last_decisions
from commons.moderation.kinds import Thing, kind_of, things_of
from commons.moderation.models import Appeal, Case, Decision, Moderation, Reason, Report, Sealed
from commons.moderation.rules import MODERATE
from commons.moderation.screening import Piece, pieces, screen
from commons.places.models import Area

PAGE = 30


@dataclass(frozen=True)
class Waiting:
    """A case with its thing. `reports`: reasons with their numbers. `seen`: the last decision's number (0: none), and
    `stands` in words. `may_decide`: it does not concern the reader, and an appeal is not against their own decision.
    `may_redact`: words can be blacked out in it. `is_gone`: the thing does not exist any more."""

    case: Case
    kind: str
    thing: Thing
    pieces: list[Piece]
    reports: list[tuple[str, int]]
    appeal: str
    seen: int
    stands: str
    may_decide: bool
    may_redact: bool
    is_gone: bool


def reach(actor: Actor) -> QuerySet[Case]:
    """Cases in the actor's areas, and those of no area. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, MODERATE)
    paths = paths_held(actor, Role.MODERATOR, Role.COORDINATOR)
    rows = Case.objects.all()
    return rows if paths is None else rows.filter(Q(area=None) | _below(paths))


def _below(paths: Collection[str]) -> Q:
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(area__path__startswith=path)
    return within


def asked(actor: Actor, wish: Wish) -> QuerySet[Case]:
    """What of the actor's reach the wish is about, in all tabs. One query where an area is chosen."""
    rows = reach(actor)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.area:
        rows = rows.filter(_below(list(Area.objects.filter(slug=wish.area).values_list("path", flat=True))))
    if wish.language:
        rows = rows.filter(language="" if wish.language == UNKNOWN else wish.language)
    if wish.age == Age.DAY:
        rows = rows.filter(written_at__gte=timezone.now() - timedelta(days=1))
    elif wish.age:
        rows = rows.filter(written_at__lt=timezone.now() - timedelta(days=int(wish.age)))
    return rows


def areas(*, actor: Actor) -> list[Area]:
    """The areas that the actor may choose by, without their outlines. One query."""
    paths = paths_held(actor, Role.MODERATOR, Role.COORDINATOR)
    rows = Area.objects.defer("outline", "outline_shown").order_by("path")
    if paths is not None:
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(path__startswith=path)
        rows = rows.filter(within)
    return list(rows)


def of_wish(actor: Actor, wish: Wish) -> QuerySet[Case]:
    """What the wish asks for, in the order in which it is looked at."""
    if wish.case:
        return reach(actor).filter(pk=wish.case)
    return of_tab(asked(actor, wish), wish.tab, wish.reason)


def of_tab(rows: QuerySet[Case], tab: Tab, reason: str = "") -> QuerySet[Case]:
    """`rows` that wait there, in the order in which they are looked at. `reason`: of the reports or of the decision."""
    why = {"reason": reason} if reason else {}
    if tab == Tab.HELD:
        return rows.filter(state=Moderation.HELD).order_by("written_at", "pk")
    if tab == Tab.REPORTED:
        reports = Report.objects.filter(case=OuterRef("pk"), settled_at=None, **why)
        return rows.filter(Exists(reports), state=Moderation.SHOWN).order_by("written_at", "pk")
    if tab == Tab.APPEALED:
        appeals = Appeal.objects.filter(case=OuterRef("pk"), decided_at=None)
        sealed = Sealed.objects.filter(case=OuterRef("pk"), undone_at=None, **why)
        about = Q(state=Moderation.HIDDEN, **why) | Q(Exists(sealed), state=Moderation.SHOWN)
        return rows.filter(Exists(appeals), about).order_by("written_at", "pk")
    if tab == Tab.HIDDEN:
        return rows.filter(state=Moderation.HIDDEN, **why).order_by("-looked_at", "-pk")
    if tab == Tab.REDACTED:
        sealed = Sealed.objects.filter(case=OuterRef("pk"), undone_at=None, **why)
        return rows.filter(Exists(sealed), state=Moderation.SHOWN).order_by("-looked_at", "-pk")
    return rows.filter(state=Moderation.SHOWN, looked_at=None).order_by("-written_at", "-pk")


def counts(*, actor: Actor, wish: Wish | None = None, tabs: Collection[Tab] = tuple(Tab)) -> dict[str, int]:
    """How many wait in each tab. A query for each. Raises `SignInNeeded`, `NotAllowed`."""
    what = wish or Wish()
    rows = asked(actor, what)
    return {str(tab): of_tab(rows, tab, what.reason).count() for tab in tabs}


def languages(*, actor: Actor, wish: Wish) -> dict[str, int]:
    """How many of the list are in which language, the most first, whatever language is chosen. One query. Raises
    `SignInNeeded`, `NotAllowed`."""
    rows = of_tab(asked(actor, replace(wish, language="")), wish.tab, wish.reason).order_by()
    found = rows.values_list("language").annotate(n=Count("pk")).order_by("-n", "language")
    return {language or UNKNOWN: number for language, number in found}


def waiting(*, actor: Actor, wish: Wish, start: int = 0, most: int = PAGE) -> list[Waiting]:
    """A page of a tab. A constant number of queries. Raises `SignInNeeded`, `NotAllowed`."""
    rows = of_wish(actor, wish).select_related("area", "appeal", "author")
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
    mine = (
        _decided_by(actor, numbers)
        if wish.case or wish.tab in (Tab.APPEALED, Tab.HIDDEN, Tab.REDACTED)
        else set()
    )
    last = last_decisions(numbers)
    return [
        _waiting(
            case, things.get((case.kind, case.target)), reports.get(case.pk, {}), actor, own | mine, last
        )
        for case in cases
    ]


def _decided_by(actor: Actor, numbers: list[int]) -> set[int]:
    """Those of the cases with an open appeal against what the actor hid or blacked out."""
    rows = Decision.objects.filter(TAKEN_AWAY, case__in=numbers, is_second=False)
    rows = rows.filter(case__appeal__isnull=False, case__appeal__decided_at=None)
    last = dict(rows.order_by("pk").values_list("case", "by"))
    return {case for case, by in last.items() if by == actor.pk}


def _waiting(
    case: Case,
    found: Thing | None,
    reports: dict[str, int],
    actor: Actor,
    not_mine: set[int],
    last: dict[int, Decision],
) -> Waiting:
    appeal = getattr(case, "appeal", None)
    kind = kind_of(case.kind)
    thing = found or Thing(_("It is not there any more: its writer has taken it away."))
    decision = last.get(case.pk)
    return Waiting(
        case=case,
        kind=str(kind.label),
        thing=thing,
        pieces=pieces(thing.text, screen(thing.text)),
        reports=[(str(Reason(reason).label), number) for reason, number in sorted(reports.items())],
        appeal=appeal.text if appeal is not None and appeal.decided_at is None else "",
        seen=decision.pk if decision else 0,
        stands=in_words(decision),
        may_decide=case.pk not in not_mine and actor.pk not in case.concerns,
        may_redact=kind.may_redact and found is not None,
        is_gone=found is None,
    )


def decided_since(*, actor: Actor, wish: Wish, known: Collection[int]) -> list[tuple[int, str]]:
    """Which of the `known` cases left the list, and by whose decision in words. Three queries; none without `known`."""
    if not known:
        return []
    still = set(of_wish(actor, wish).filter(pk__in=known).values_list("pk", flat=True))
    mine = set(reach(actor).filter(pk__in=known).values_list("pk", flat=True))
    gone = [pk for pk in known if pk in mine - still]
    last = last_decisions(gone) if gone else {}
    return [(pk, in_words(last.get(pk))) for pk in gone]


def one(*, actor: Actor, pk: int) -> Case:
    """A case that the actor may see. Raises `Case.DoesNotExist`, `SignInNeeded`, `NotAllowed`. One query."""
    return reach(actor).select_related("area").get(pk=pk)


@transaction.atomic
def begin(*, actor: Actor, kind: str, target: int) -> Case:
    """The case of any one thing that is shown, begun now where there is none, for a moderator who comes across it.

    Raises `NothingThere`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, MODERATE)
    try:
        found = case_of(kind, target) if 0 < target < 2**63 else None
    except KeyError:
        found = None
    if found is None:
        raise NothingThere
    require(actor, MODERATE, found)
    return found
