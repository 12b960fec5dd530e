"""Reading plans for merging, and what was merged. Constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, has_role, require
from commons.http.errors import NotAllowed, SignInNeeded
from proposals.models import MERGEABLE, Answer, MergePart, MergePlan, PlanState, Proposal
from proposals.rules import MERGE


@dataclass(frozen=True)
class Seen:
    """A plan with its parts, the leading one first. `lead` and `others` are those parts apart."""

    plan: MergePlan
    lead: MergePart
    others: list[MergePart]

    @property
    def parts(self) -> list[MergePart]:
        """All."""
        return [self.lead, *self.others]

    @property
    def waits(self) -> bool:
        """Whether somebody may still answer who has not."""
        waiting = any(part.answer == Answer.WAITING and not part.asks_nobody for part in self.parts)
        return self.plan.state == PlanState.ASKING and waiting and not self.is_late

    @property
    def is_late(self) -> bool:
        """Whether the time for answering is over."""
        return self.plan.answer_until <= timezone.now()

    @property
    def may_undo(self) -> bool:
        """Whether it can be undone now, as far as the plan and the leading one tell."""
        until = self.plan.undo_until
        is_done = self.plan.state == PlanState.CARRIED_OUT
        return (
            is_done and until is not None and until > timezone.now() and self.lead.proposal.state in MERGEABLE
        )


def _plans() -> QuerySet[MergePlan]:
    parts = (
        MergePart.objects.select_related("proposal__author", "proposal__area", "proposal__cycle")
        .defer("proposal__search", "proposal__title_plain", "proposal__area__outline")
        .order_by("-is_lead", "pk")
    )
    return MergePlan.objects.select_related("lead", "proposed_by").prefetch_related(Prefetch("parts", parts))


def _seen(plan: MergePlan) -> Seen:
    lead, *others = plan.parts.all()
    return Seen(plan, lead, others)


def plans(*, actor: Actor, limit: int = 100) -> list[Seen]:
    """Plans that the actor may carry out, the newest first. Two queries. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, MERGE)
    found = [_seen(plan) for plan in _plans()[:limit]]
    return [one for one in found if has_role(actor, Role.COORDINATOR, area=one.lead.proposal.area)]


def plan(*, actor: Actor, pk: int) -> Seen:
    """A plan for the coordinator. Raises `MergePlan.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, MERGE)
    found = _seen(_plans().get(pk=pk))
    require(actor, MERGE, found.lead.proposal)
    return found


def asked(*, actor: Actor, pk: int) -> tuple[Seen, list[MergePart]]:
    """A plan for an author who is asked, with the parts that are theirs.

    Raises `MergePlan.DoesNotExist`, `SignInNeeded`, `NotAllowed` for who wrote none of them.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = _seen(_plans().get(pk=pk))
    mine = [part for part in found.parts if part.proposal.author_id == actor.pk]
    if not mine:
        raise NotAllowed
    return found, mine


def threads_of(proposal: Proposal) -> list[int]:
    """The threads that are read as one talk on the page of `proposal`: its own first. One query."""
    merged = Proposal.objects.filter(merged_into=proposal.pk).order_by("pk").values_list("thread", flat=True)
    return [proposal.thread_id, *merged]


def is_for_good(proposal: Proposal) -> bool:
    """Whether the merging of a merged proposal can no longer be undone. One query."""
    can_be_undone = Q(plan__state=PlanState.CARRIED_OUT, plan__undo_until__gt=timezone.now())
    return not MergePart.objects.filter(can_be_undone, proposal=proposal.pk).exists()


def named(pks: Sequence[int]) -> list[Proposal]:
    """Public proposals by their numbers, as an official types them, in that order. One query."""
    found = Proposal.objects.public().without_texts().select_related("area", "cycle").in_bulk(list(pks))
    return [found[pk] for pk in dict.fromkeys(pks) if pk in found]
