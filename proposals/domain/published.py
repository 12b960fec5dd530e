"""Links between proposals and finished reviews as rows and lines, for open data: what everybody reads on the pages."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from proposals.domain.reviewing.verdicts import SHOWN
from proposals.models import MergePart, PlanState, Proposal, SplitPart, SplitState, State, Verdict

Line = tuple[Any, ...]
MERGED, SPLIT = "merged", "split"


def links() -> Iterator[Line]:
    """Which proposal goes on in which: `(old, new, kind, cycle, since, reason)`. Two queries."""
    public = Proposal.objects.public().order_by("pk")
    plans = MergePart.objects.filter(
        proposal=OuterRef("pk"), is_lead=False, plan__state=PlanState.CARRIED_OUT
    ).order_by("-plan")
    merged = public.filter(state=State.MERGED, merged_into__hidden_at=None)
    yield from _links(merged, "pk", "merged_into", MERGED, plans)
    parts = SplitPart.objects.filter(proposal=OuterRef("pk"), plan__state=SplitState.SPLIT).order_by("-plan")
    split = public.filter(split_from__state=State.SPLIT, split_from__hidden_at=None)
    yield from _links(split, "split_from", "pk", SPLIT, parts)


def _links(rows: QuerySet[Any], old: str, new: str, kind: str, plans: QuerySet[Any]) -> Iterator[Line]:
    found = rows.annotate(
        since=TruncDate(Subquery(plans.values("plan__carried_out_at")[:1]), output_field=DateField()),
        plan_reason=Subquery(plans.values("plan__reason")[:1]),
    ).values_list(old, new, "cycle__slug", "since", "plan_reason")
    for before, after, cycle, since, why in found.iterator(chunk_size=1_000):
        yield before, after, kind, cycle, since, why or ""


def verdicts() -> QuerySet[Any, Any]:
    """Finished decisions of reviews, also those that an appeal has changed."""
    shown = Proposal.objects.public().filter(state__in=SHOWN).order_by().values("pk")
    rows = Verdict.objects.filter(proposal__in=shown)
    return rows.annotate(decided_on=TruncDate("decided_at")).order_by("pk")


def cost_lines() -> Iterator[Line]:
    """What each of them reckoned: `(decision, number from 1, proposal, label, amount)`. One query."""
    rows = verdicts().exclude(lines=[]).values_list("pk", "proposal", "lines")
    for pk, proposal, lines in rows.iterator(chunk_size=500):
        for number, line in enumerate(lines, start=1):
            yield pk, number, proposal, line["label"], Decimal(line["amount"])
