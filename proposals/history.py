"""The history of proposals in words. Of reviews only who does them; findings and remarks are never part of it."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.http.errors import Text
from proposals import delegates_history, works_history
from proposals.models import (
    TEXT_FIELDS,
    TOLD_FIELDS,
    Category,
    Letter,
    MergePlan,
    Proposal,
    Review,
    ReviewStep,
    ReviewTask,
    SplitPlan,
)

NAMES = {
    "state": _("State"),
    "title": _("Title"),
    "what": _("What"),
    "why": _("Why"),
    "for_whom": _("For whom"),
    "language": _("Language of the text"),
    "category": _("Category"),
    "area": _("Area"),
    "place_name": _("Place"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "rough_cost": _("Rough cost"),
    "cost": _("Cost"),
    "envelope": _("Envelope"),
    "ground": _("Ground of the refusal"),
    "public_reason": _("Reason of the review"),
    "outcome_reason": _("Reason of the decision"),
}

VERBS = {
    "proposals.submit": _("Submitted the proposal"),
    "proposals.resubmit": _("Completed the proposal and submitted it again"),
    "proposals.invite_author": _("Invited a co-author"),
    "proposals.accept_invitation": _("Became a co-author"),
    "proposals.decline_invitation": _("Declined to be a co-author"),
    "proposals.end_co_author": _("A co-author left"),
    "proposals.suggest": _("Suggested a change"),
    "proposals.take_suggestion": _("Took a suggested change into the text"),
    "proposals.decline_suggestion": _("Declined a suggested change"),
    "proposals.take_back_suggestion": _("Took a suggestion back"),
    "proposals.withdraw": _("Withdrew the proposal"),
    "proposals.plan_merging": _("Asked the authors about merging"),
    "proposals.call_off_merging": _("Called the merging off"),
    "proposals.merge": _("Merged proposals into one"),
    "proposals.undo_merging": _("Undid the merging"),
    "proposals.plan_splitting": _("Prepared a plan for splitting"),
    "proposals.change_part": _("Changed the parts of a plan for splitting"),
    "proposals.ask_about_splitting": _("Asked the author about splitting"),
    "proposals.rework_splitting": _("Took a plan for splitting back to change it"),
    "proposals.call_off_splitting": _("Called the splitting off"),
    "proposals.split": _("Split the proposal into parts"),
    "proposals.undo_splitting": _("Undid the splitting"),
    "proposals.assign": _("Changed who reviews it"),
    "proposals.return": _("Returned it for completion"),
    "proposals.place_on_ballot": _("Placed it on the ballot"),
    "proposals.refuse": _("Found it not feasible"),
    "proposals.reopen": _("Opened the review again"),
    "proposals.send_on_paper": _("Sent a letter on paper"),
    "proposals.undo_sent_on_paper": _("Noted that a letter was not sent on paper"),
    "proposals.set_steps": _("Changed the steps of the review"),
    "proposals.give_task": _("Gave a task of the review"),
    "proposals.add_task": _("Asked one more to take part in the review"),
    "proposals.finish_task": _("Finished a task of the review"),
    "proposals.estimate": _("Changed the estimate of the cost"),
    "proposals.extend_completion": _("Gave the author more time"),
    "proposals.lapse": _("The time to complete it was over"),
    "proposals.uphold": _("Decided the appeal: the decision stays"),
    "proposals.grant": _("Decided the appeal: onto the ballot"),
    "proposals.mark_funded": _("Recorded that the residents chose it"),
    "proposals.mark_not_funded": _("Recorded that it was not chosen"),
    "proposals.confirm": _("Recorded that the council confirmed it"),
    "proposals.drop": _("Recorded that the council dropped it"),
    "proposals.plan": _("Planning began"),
    "proposals.start_work": _("The work began"),
    "proposals.finish": _("It is done"),
    "proposals.cancel": _("Cancelled it"),
}


_TITLE = ("proposal__title", "proposal__hidden_at")


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    rows = Proposal.objects.filter(pk__in=ids).values_list("pk", "title", "hidden_at")
    return {pk: Subject(_title(title, hidden), f"/proposals/{pk}/") for pk, title, hidden in rows}


def _title(title: str, hidden_at: datetime | None) -> Text:
    """What it is called; not what moderators hid."""
    return title if hidden_at is None else _("Hidden proposal")


def _hidden(ids: Collection[int]) -> Collection[int]:
    return Proposal.objects.filter(pk__in=ids, hidden_at__isnull=False).values_list("pk", flat=True)


KIND = Kind(
    "proposal",
    _("Proposal"),
    "proposals.ProposalEvent",
    {name: words for name, words in NAMES.items() if name in TOLD_FIELDS},
    public=frozenset(TOLD_FIELDS),
    subjects=_subjects,
    written=frozenset((*TEXT_FIELDS, "place_name")),
    withheld=_hidden,
)


def _reviews(ids: Collection[int]) -> dict[int, Subject]:
    found = Review.objects.filter(pk__in=ids).values_list("pk", "proposal", *_TITLE)
    return {
        pk: Subject(_title(title, hidden), f"/desk/proposals/{proposal}/")
        for pk, proposal, title, hidden in found
    }


REVIEW_KIND = Kind(
    "review",
    _("Review"),
    "proposals.ReviewEvent",
    {"reviewer": _("Reviewer"), "due": _("Due"), "request_until": _("To be completed by")},
    subjects=_reviews,
)


def _tasks(ids: Collection[int]) -> dict[int, Subject]:
    found = ReviewTask.objects.filter(pk__in=ids).values_list("pk", "proposal", *_TITLE)
    return {
        pk: Subject(_title(title, hidden), f"/desk/proposals/{proposal}/steps/")
        for pk, proposal, title, hidden in found
    }


TASK_KIND = Kind(
    "review_task",
    _("Task of the review"),
    "proposals.ReviewTaskEvent",
    {
        "kind": _("Step"),
        "service": _("Department"),
        "reviewer": _("Reviewer"),
        "due": _("Due"),
        "state": _("State"),
    },
    subjects=_tasks,
)


def _letters(ids: Collection[int]) -> dict[int, Subject]:
    found = Letter.objects.filter(pk__in=ids).values_list("pk", "subject", "proposal")
    return {pk: Subject(subject, f"/desk/proposals/{proposal}/") for pk, subject, proposal in found}


LETTER_KIND = Kind(
    "letter",
    _("Letter to the author"),
    "proposals.LetterEvent",
    {"paper_on": _("Sent on paper on")},
    subjects=_letters,
)


def _steps(ids: Collection[int]) -> dict[int, Subject]:
    found = ReviewStep.objects.filter(pk__in=ids).select_related("cycle")
    return {step.pk: Subject(str(step), f"/desk/review-steps/?cycle={step.cycle.slug}") for step in found}


STEP_KIND = Kind(
    "review_step",
    _("Step of the review"),
    "proposals.ReviewStepEvent",
    {"kind": _("Step"), "category": _("Category"), "days": _("Working days"), "service": _("Department")},
    subjects=_steps,
)


def _plans(ids: Collection[int]) -> dict[int, Subject]:
    found = MergePlan.objects.filter(pk__in=ids).values_list("pk", "lead__title", "lead__hidden_at")
    return {pk: Subject(_title(title, hidden), f"/desk/merging/{pk}/") for pk, title, hidden in found}


def _not_merged(ids: Collection[int]) -> Collection[int]:
    """Why is for the authors alone until it is done."""
    return MergePlan.objects.filter(pk__in=ids, carried_out_at=None).values_list("pk", flat=True)


MERGING_KIND = Kind(
    "merge_plan",
    _("Merging"),
    "proposals.MergePlanEvent",
    {"lead": _("Leading proposal"), "state": _("State"), "reason": _("Why they belong together")}
    | {"answer_until": _("Answers until")},
    subjects=_plans,
    written=frozenset({"reason"}),
    withheld=_not_merged,
)


def _split_plans(ids: Collection[int]) -> dict[int, Subject]:
    found = SplitPlan.objects.filter(pk__in=ids).values_list("pk", *_TITLE)
    return {pk: Subject(_title(title, hidden), f"/desk/splitting/{pk}/") for pk, title, hidden in found}


def _not_split(ids: Collection[int]) -> Collection[int]:
    return SplitPlan.objects.filter(pk__in=ids, carried_out_at=None).values_list("pk", flat=True)


SPLITTING_KIND = Kind(
    "split_plan",
    _("Splitting"),
    "proposals.SplitPlanEvent",
    {"proposal": _("Proposal"), "state": _("State"), "reason": _("Why it is better split")}
    | {"answer_until": _("Answer until")},
    subjects=_split_plans,
    written=frozenset({"reason"}),
    withheld=_not_split,
)


def _categories(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: Subject(str(one)) for one in Category.objects.filter(pk__in=ids)}


CATEGORY_KIND = Kind(
    "category",
    _("Category"),
    "proposals.CategoryEvent",
    {"slug": _("Identifier"), "name_fi": _("Name in Finnish"), "name_sv": _("Name in Swedish")}
    | {"name_en": _("Name in English"), "description_fi": _("What belongs here, in Finnish")}
    | {"description_sv": _("What belongs here, in Swedish")}
    | {"description_en": _("What belongs here, in English"), "position": _("Order in lists")},
    subjects=_categories,
)


def register() -> None:
    """Make the history of proposals readable."""
    works_history.register()
    delegates_history.register()
    kinds.register(KIND)
    kinds.register(REVIEW_KIND)
    kinds.register(TASK_KIND)
    kinds.register(LETTER_KIND)
    kinds.register(STEP_KIND)
    kinds.register(MERGING_KIND)
    kinds.register(SPLITTING_KIND)
    kinds.register(CATEGORY_KIND)
    kinds.register_verbs(VERBS)
