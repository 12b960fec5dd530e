"""What is published of findings: what the follow-up group saw and what the town answered. Nobody is named."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commons.opendata.common_fields import BEGAN, cycle, language, names, proposal
from commons.opendata.datasets import Dataset, Field, Kind
from proposals.domain.execution import published
from proposals.models import Finding, FindingKind, FindingReply, FindingState, ReplyKind


def _findings() -> QuerySet[Any, Any]:
    return Finding.objects.public().order_by("pk")


def _last_reply(column: str) -> Subquery:
    replies = FindingReply.objects.filter(finding=OuterRef("pk")).order_by("-pk")
    return Subquery(replies.values(column)[:1])


def _answered_on() -> Subquery:
    replies = FindingReply.objects.filter(finding=OuterRef("pk")).order_by("-pk")
    return Subquery(replies.annotate(day=TruncDate("created_at")).values("day")[:1])


def finding_set() -> Dataset:
    """The findings that everybody can read."""
    states = [(value, label) for value, label in FindingState.choices if value != FindingState.WITHDRAWN]
    replies = [
        Field(f"answer_{one.name}", one.kind, one.meaning, _last_reply(str(one.column)))
        for one in names("text")
    ]
    return Dataset(
        slug="findings",
        title=_("Findings of the follow-up group"),
        holds=_(
            "What residents of the follow-up group saw at the projects, and what the town answered last. Nobody is "
            "named; what a delegate put into the text stands there as on the project’s page."
        ),
        period=_("All budget years that are public"),
        rows=_findings,
        changes=BEGAN,
        fields=(
            Field("finding", Kind.INTEGER, _("Number of the finding, for life."), "pk"),
            proposal("proposal", "proposal__pk"),
            cycle("proposal__cycle__slug"),
            Field("kind", Kind.CODE, _("What was seen."), "", FindingKind.choices),
            Field("state", Kind.CODE, _("Where the finding is on its way to an answer."), "", states),
            language(),
            Field("text", Kind.TEXT, _("What was seen, in the delegate’s own words.")),
            Field("place", Kind.TEXT, _("Where in the place, in words.")),
            Field("visited_on", Kind.DATE, _("The day of the visit.")),
            Field(
                "answer_by",
                Kind.DATE,
                _("The day by which the town has to answer; empty where all is as planned."),
            ),
            Field(
                "answer",
                Kind.CODE,
                _("What the town answered last; empty before the first answer."),
                _last_reply("kind"),
                ReplyKind.choices,
            ),
            Field("answered_on", Kind.DATE, _("The day of the last answer."), _answered_on()),
            Field("promised_on", Kind.DATE, _("The day by which the town promised to fix it.")),
            *replies,
        ),
    )


def reply_set() -> Dataset:
    """All answers to them."""
    return Dataset(
        slug="finding-answers",
        title=_("Answers to the findings"),
        holds=_("Everything that the town answered to the findings of the follow-up group, in its order."),
        period=_("All budget years that are public"),
        rows=published.replies,
        changes=BEGAN,
        fields=(
            Field("reply", Kind.INTEGER, _("Number of the answer, for life."), "pk"),
            _finding(),
            Field("answer", Kind.CODE, _("What the town answered."), "kind", ReplyKind.choices),
            *names("text"),
            Field("promised_on", Kind.DATE, _("The day by which the town promised to fix it.")),
            Field("answered_on", Kind.DATE, _("The day of the answer.")),
        ),
    )


def look_set() -> Dataset:
    """What delegates saw afterwards."""
    return Dataset(
        slug="finding-checks",
        title=_("Second looks of the follow-up group"),
        holds=_("Whether delegates who looked again found that it was fixed."),
        period=_("All budget years that are public"),
        rows=published.second_looks,
        changes=BEGAN,
        fields=(
            Field("look", Kind.INTEGER, _("Number of the second look, for life."), "pk"),
            _finding(),
            Field("is_fixed", Kind.BOOLEAN, _("Whether it is fixed.")),
            Field("text", Kind.TEXT, _("What was seen, in the delegate’s own words.")),
            Field("looked_on", Kind.DATE, _("The day of the second look.")),
        ),
    )


def _finding() -> Field:
    return Field("finding", Kind.INTEGER, _("Number of the finding; leads to “findings”."), "finding__pk")
