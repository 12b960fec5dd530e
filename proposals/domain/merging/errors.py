"""What can stand in the way of merging."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid


class NotMergeable(Conflict):
    """A proposal that cannot be merged, or not with the others; the detail says which and why."""

    code = "not-mergeable"
    title = _("These proposals cannot be merged")


class AnswersMissing(Conflict):
    """An author has still time to answer, or the leading one's did not agree, or nobody did."""

    code = "answers-missing"
    title = _("The plan cannot be carried out yet")


class PlanIsOver(Conflict):
    """The plan was carried out, called off or undone."""

    code = "plan-is-over"
    title = _("The plan has moved on")
    detail = _("This cannot be done with it any more. Load the page again to see where it is now.")


class TooLateToAnswer(PlanIsOver):
    """The day until which the authors were asked has passed."""

    code = "too-late-to-answer"
    title = _("The time for answering is over")
    detail = _("Without an answer your proposal stays as it is: it is not merged.")


class TooLateToUndo(PlanIsOver):
    """The time for undoing is over."""

    code = "too-late-to-undo"
    title = _("This can no longer be undone")
    detail = _("It could be undone for 30 days, and until the leading proposal was decided.")


class ReasonNeeded(Invalid):
    """Why is not said."""

    code = "reason-needed"
