"""What can stand in the way of summing up."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict


class SummaryChanged(Conflict):
    """Another version came while this one was written."""

    code = "summary-changed"
    title = _("Somebody changed the summary while you were writing")
    detail = _("What you wrote is still here and was not saved. Compare it with theirs, then save again.")


class NoSummary(Conflict):
    """There is nothing to correct, or no such version."""

    code = "no-summary"
    title = _("There is no such summary")
    detail = _("Load the page again to see what there is now.")


class CorrectionOpen(Conflict):
    """The person has a correction that waits for its answer."""

    code = "correction-open"
    title = _("Your last correction waits for its answer")
    detail = _(
        "Nothing was lost. Take the other one back, or wait for the answer; one at a time is read well."
    )


class CorrectionAnswered(Conflict):
    """Somebody answered it already, or it was taken back."""

    code = "correction-answered"
    title = _("This correction was answered already")
    detail = _("Load the page again to see the answer.")
