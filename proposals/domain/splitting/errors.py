"""What can stand in the way of splitting."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid
from proposals.domain.merging.errors import PlanIsOver, TooLateToAnswer, TooLateToUndo


class NotSplittable(Conflict):
    """A proposal that cannot be split; the detail says why."""

    code = "not-splittable"
    title = _("This proposal cannot be split")


class PartsIncomplete(Invalid):
    """A part lacks something that a proposal needs; the detail says which part and what."""

    code = "parts-incomplete"
    title = _("The parts are not complete yet")


class TooFewParts(Invalid):
    """Fewer than two parts are left, or more than six wanted."""

    code = "wrong-number-of-parts"
    title = _("A proposal is split into two to six parts")
    detail = _("Nothing was changed.")


class AnswerMissing(Conflict):
    """The author has still time to answer, or did not agree."""

    code = "answer-missing"
    title = _("The proposal cannot be split yet")


class TooLateToConsent(TooLateToAnswer):
    """The day until which the author was asked has passed."""

    detail = _("Without an answer your proposal stays whole: it is not split.")


class TooLateToJoin(TooLateToUndo):
    """The time for undoing is over, or something was built on a part."""

    detail = _(
        "It could be undone for 30 days, and until a part was decided, withdrawn, or merged or split again."
    )


__all__ = [
    "AnswerMissing",
    "NotSplittable",
    "PartsIncomplete",
    "PlanIsOver",
    "TooFewParts",
    "TooLateToConsent",
    "TooLateToJoin",
]
