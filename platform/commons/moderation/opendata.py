"""What is published of moderation: its public log, in days, kinds, reasons and numbers. No words, no people."""

from django.utils.translation import gettext_lazy as _

from commons.moderation.domain import log
from commons.moderation.models import Moderation, Reason
from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN
from commons.opendata.datasets import Dataset, Field, Kind, Topic

PERIOD = _("Since the beginning")


def register() -> None:
    """Publish the log. How hearings moderate their notes is published there."""
    datasets.register(
        Dataset(
            slug="moderation",
            title=_("Log of moderation"),
            holds=_(
                "What moderators decided, day by day: what kind of thing, shown or hidden, and why. Neither words nor "
                "people. Notes of hearings are in “hearing-moderation”."
            ),
            period=PERIOD,
            rows=log.lines,
            changes=BEGAN,
            key=6,
            elsewhere=((_("The log as a page"), "/moderation/"),),
            fields=(
                Field("day", Kind.DATE, _("The day of the decisions.")),
                Field("kind", Kind.CODE, _("What was looked at: proposal, comment, picture, name …")),
                Field("state", Kind.CODE, _("What became of it."), "", Moderation.choices),
                Field("reason", Kind.CODE, _("Why; empty where nothing was hidden."), "", Reason.choices),
                Field("is_second", Kind.BOOLEAN, _("Whether a second person decided, on appeal.")),
                Field("is_redacted", Kind.BOOLEAN, _("Whether words were blacked out and the rest left.")),
                Field("decisions", Kind.INTEGER, _("How many decisions.")),
            ),
        ),
        Dataset(
            slug="moderation-sums",
            title=_("Moderation in numbers"),
            holds=_(
                "How often something was hidden, shown, blacked out, reported and appealed, and how appeals ended."
            ),
            period=PERIOD,
            rows=log.sum_lines,
            changes=BEGAN,
            fields=(
                Field(
                    "measure",
                    Kind.CODE,
                    _("What is counted: hidden, shown, redacted, reported, appealed, granted."),
                ),
                Field("number", Kind.INTEGER, _("How many.")),
            ),
        ),
        topic=Topic.MODERATION,
    )
