"""What is published of merging and splitting: where a proposal goes on, so that an old number leads to the new one."""

from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, cycle
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from proposals.domain import published

KINDS = ((published.MERGED, _("Merged into another")), (published.SPLIT, _("Split into parts")))


def register() -> None:
    """Publish which proposals were merged and split."""
    datasets.register(
        Dataset(
            slug="proposal-links",
            title=_("Merged and split proposals"),
            holds=_(
                "Which proposal goes on in which: one row for each that was merged into another, and for each part of "
                "one that was split. What was undone is not in it."
            ),
            period=_("All budget years that are public"),
            rows=published.links,
            changes=BEGAN,
            key=2,
            fields=(
                Field("old", Kind.INTEGER, _("Number of the proposal that goes on in another.")),
                Field(
                    "new", Kind.INTEGER, _("Number of the proposal that it goes on in; leads to “proposals”.")
                ),
                Field("kind", Kind.CODE, _("Whether it was merged or split."), "", KINDS),
                cycle(),
                Field("since", Kind.DATE, _("The day on which it was done.")),
                Field("reason", Kind.TEXT, _("Why, as everybody reads it.")),
            ),
        ),
        topic=Topic.PROPOSALS,
    )
