"""What an author is asked now: whether a proposal of theirs may be merged or split."""

import datetime as dt
from dataclasses import dataclass

from django.db.models.functions import Now

from commons.accounts.models import User
from proposals.models import Answer, MergePart, PlanState, SplitPlan, SplitState


@dataclass(frozen=True)
class Question:
    """One question with a deadline. `what`: "merging" or "splitting"; `plan`: its number; `title`, `language`: of the
    author's proposal; `lead`, `lead_language`: the one that it would go on in, empty where it leads itself or is split.
    """

    what: str
    plan: int
    title: str
    language: str
    reason: str
    until: dt.datetime
    lead: str = ""
    lead_language: str = ""


def asked_of(user: User) -> list[Question]:
    """What waits for the person's answer, the most urgent first; one question a plan. Two queries."""
    open_until = {"plan__state": PlanState.ASKING, "plan__answer_until__gt": Now()}
    parts = MergePart.objects.filter(proposal__author=user, answer=Answer.WAITING, **open_until)
    found = {
        plan: Question("merging", plan, title, language, reason, until, *((lead, its) if not leads else ()))
        for plan, reason, until, leads, title, language, lead, its in parts.order_by("is_lead", "pk").values_list(
            "plan", "plan__reason", "plan__answer_until", "is_lead",
            "proposal__title", "proposal__language", "plan__lead__title", "plan__lead__language",
        )
    }  # fmt: skip
    plans = SplitPlan.objects.filter(
        proposal__author=user, state=SplitState.ASKING, answer=Answer.WAITING, answer_until__gt=Now()
    )
    split = [
        Question("splitting", plan, title, language, reason, until)
        for plan, title, language, reason, until in plans.order_by("pk").values_list(
            "pk", "proposal__title", "proposal__language", "reason", "answer_until"
        )
        if until is not None
    ]
    return sorted([*found.values(), *split], key=lambda one: (one.until, one.what, one.plan))
