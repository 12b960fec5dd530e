"""Reading plans for splitting, and what a proposal was split into. Constant numbers of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, has_role, require
from commons.deliberation.domain.queries import counts_of
from commons.http.errors import NotAllowed, SignInNeeded
from proposals.domain import queries
from proposals.domain.listing import cards_of
from proposals.domain.splitting.carrying import still_joinable
from proposals.domain.splitting.plans import gaps_of
from proposals.models import Answer, Proposal, SplitPart, SplitPlan, SplitState, State
from proposals.rules import MERGE


@dataclass(frozen=True)
class PartSeen:
    """A part with its number from 1 and what it still lacks, in words."""

    number: int
    part: SplitPart
    gaps: list[str]


@dataclass(frozen=True)
class Seen:
    """A plan with its parts. `joinable`: nothing was built on the parts, as far as they tell."""

    plan: SplitPlan
    parts: list[PartSeen]
    joinable: bool = False

    @property
    def is_late(self) -> bool:
        """Whether the time for answering is over."""
        return self.plan.answer_until is not None and self.plan.answer_until <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether the author can answer now."""
        return self.plan.state == SplitState.ASKING and not self.is_late

    @property
    def may_carry_out(self) -> bool:
        """Whether it can be split now, as far as the plan tells."""
        consents = self.plan.asks_nobody or self.plan.answer == Answer.AGREED
        return self.plan.state == SplitState.ASKING and consents

    @property
    def may_undo(self) -> bool:
        """Whether it can be undone now."""
        until = self.plan.undo_until
        is_done = self.plan.state == SplitState.SPLIT
        return is_done and until is not None and until > timezone.now() and self.joinable


def _plans() -> QuerySet[SplitPlan]:
    parts = SplitPart.objects.select_related("category", "area", "proposal").defer(
        "area__outline", "area__outline_shown", "proposal__search", "proposal__title_plain"
    )
    return (
        SplitPlan.objects.select_related(
            "proposal__author", "proposal__area", "proposal__cycle", "proposed_by"
        )
        .defer("proposal__search", "proposal__title_plain", "proposal__area__outline")
        .prefetch_related(Prefetch("parts", parts.order_by("pk")))
    )


def _seen(plan: SplitPlan, *, joinable: bool = False) -> Seen:
    parts = [
        PartSeen(number, part, [text for texts in gaps_of(part).values() for text in texts])
        for number, part in enumerate(plan.parts.all(), 1)
    ]
    return Seen(plan, parts, joinable)


def plans(*, actor: Actor, limit: int = 100) -> list[Seen]:
    """Plans that the actor may carry out, the newest first. Two queries. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, MERGE)
    found = [_seen(plan) for plan in _plans()[:limit]]
    return [one for one in found if has_role(actor, Role.COORDINATOR, area=one.plan.proposal.area)]


def plan(*, actor: Actor, pk: int) -> Seen:
    """A plan for the coordinator. Raises `SplitPlan.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, MERGE)
    found = _plans().get(pk=pk)
    require(actor, MERGE, found.proposal)
    made = [part.proposal for part in found.parts.all() if part.proposal]
    return _seen(found, joinable=found.state == SplitState.SPLIT and still_joinable(made))


def part(*, actor: Actor, plan_pk: int, pk: int) -> tuple[Seen, PartSeen]:
    """A plan and one part of it. Raises what `plan` raises, and `SplitPart.DoesNotExist`."""
    seen = plan(actor=actor, pk=plan_pk)
    for one in seen.parts:
        if one.part.pk == pk:
            return seen, one
    raise SplitPart.DoesNotExist


def asked(*, actor: Actor, pk: int) -> Seen:
    """A plan for the author who is asked, once it was.

    Raises `SplitPlan.DoesNotExist`, `SignInNeeded`, `NotAllowed`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = _plans().exclude(state=SplitState.PREPARED, answer=Answer.WAITING).get(pk=pk)
    if found.proposal.author_id != actor.pk:
        raise NotAllowed
    return _seen(found)


@dataclass(frozen=True)
class Became:
    """What became of a split proposal: its parts as rows for cards, why, and how many comments stay with it."""

    rows: list[dict[str, object]]
    reason: str
    comments: int


def became(whole: Proposal) -> Became:
    """For the page that its address shows. Four queries."""
    keys = list(
        whole.parts.filter(hidden_at=None)
        .exclude(state=State.DRAFT)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    plan = SplitPlan.objects.filter(proposal=whole.pk, state=SplitState.SPLIT).order_by("-pk").first()
    return Became(cards_of(keys), plan.reason if plan else "", counts_of(whole.thread_id).total)


def splittable(pk: int, viewer: Actor) -> Proposal:
    """A public proposal for the desk. Raises `Proposal.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(viewer, MERGE)
    found = queries.reached(pk, viewer)
    require(viewer, MERGE, found)
    return found
