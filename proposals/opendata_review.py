"""What is published of the review: finished decisions with their reasons, and what they reckon line by line."""

import datetime as dt

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, cycle, proposal
from commons.opendata.datasets import Change, Dataset, Field, Kind, Topic
from proposals.domain import published
from proposals.models import Ground, Verdict

PERIOD = _("All proposals whose review is finished")


def register() -> None:
    """Publish the decisions of the review."""
    datasets.register(_decisions(), _costs(), topic=Topic.PROPOSALS)


def _decisions() -> Dataset:
    outcomes = [(value, label) for value, label in Verdict._meta.get_field("outcome").choices or ()]
    return Dataset(
        slug="review-decisions",
        title=_("Decisions of the review"),
        holds=_(
            "Every finished decision on whether a proposal can be done, with its reason and cost, also one that was "
            "decided again on appeal. Nobody is named."
        ),
        period=PERIOD,
        rows=published.verdicts,
        changes=(
            *BEGAN,
            Change(
                "1.1", dt.date(2026, 11, 25), _("Added “ground”: on which ground a proposal was refused.")
            ),
        ),
        fields=(
            Field("decision", Kind.INTEGER, _("Number of the decision, for life."), "pk"),
            proposal("proposal", "proposal__pk"),
            cycle("proposal__cycle__slug"),
            Field("outcome", Kind.CODE, _("What was decided."), "", outcomes),
            Field("reason", Kind.TEXT, _("The reason, as everybody reads it.")),
            Field("cost", Kind.MONEY, _("What it costs in all; empty where it was not reckoned.")),
            Field("contingency", Kind.DECIMAL, _("Contingency in the cost, percent.")),
            Field("upkeep", Kind.MONEY, _("Upkeep a year; empty where it was not reckoned.")),
            Field("cost_source", Kind.TEXT, _("Where the estimate comes from.")),
            Field(
                "on_appeal",
                Kind.BOOLEAN,
                _("Whether it decides an appeal."),
                Case(When(answers=None, then=Value(False)), default=Value(True)),
            ),
            Field("decided_on", Kind.DATE, _("The day of the decision.")),
            Field("appeal_until", Kind.DATE, _("The last day of an appeal; empty where none is possible.")),
            # At the end, so that who reads by the place of a column still reads right.
            Field(
                "ground",
                Kind.CODE,
                _("On which ground it was refused; empty for what can be done, and where none was stated."),
                codes=Ground.choices,
            ),
        ),
    )


def _costs() -> Dataset:
    return Dataset(
        slug="review-costs",
        title=_("Costs in the decisions of the review"),
        holds=_("What each decision reckons that the parts of a proposal cost."),
        period=PERIOD,
        rows=published.cost_lines,
        changes=BEGAN,
        key=2,
        fields=(
            Field("decision", Kind.INTEGER, _("Number of the decision; leads to “review-decisions”.")),
            Field("line", Kind.INTEGER, _("Number of the line in the decision, from 1.")),
            proposal(),
            Field("label", Kind.TEXT, _("What it is for.")),
            Field("amount", Kind.MONEY, _("What it costs.")),
        ),
    )
