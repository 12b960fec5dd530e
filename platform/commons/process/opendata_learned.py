"""What is published of what a year taught: lessons, and what the next year made of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, cycle, names
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from commons.process.models import Improvement, ImprovementState, Lesson, LessonTopic

PERIOD = _("All budget years that are public")


def _lessons() -> QuerySet[Any, Any]:
    """Published ones; as the year's page."""
    return Lesson.objects.filter(is_published=True, cycle__is_published=True).order_by("cycle__year", "pk")


def _improvements() -> QuerySet[Any, Any]:
    """Settled ones; as the year's page."""
    rows = Improvement.objects.filter(cycle__is_published=True, lesson__is_published=True)
    return rows.exclude(state=ImprovementState.OPEN).order_by("cycle__year", "pk")


def register() -> None:
    """Publish what was learned."""
    settled = [(value, label) for value, label in ImprovementState.choices if value != ImprovementState.OPEN]
    datasets.register(
        Dataset(
            slug="lessons",
            title=_("What the years taught"),
            holds=_("What the town promised in a year, what happened, and what it changes next time."),
            period=PERIOD,
            rows=_lessons,
            changes=BEGAN,
            fields=(
                Field("lesson", Kind.INTEGER, _("Number of the lesson, for life."), "pk"),
                cycle("cycle__slug"),
                Field("topic", Kind.CODE, _("What part of the year it is about."), "", LessonTopic.choices),
                *names("promised"),
                *names("happened"),
                *names("change"),
                Field("link", Kind.ADDRESS, _("A figure or page that shows it; may be empty.")),
            ),
        ),
        Dataset(
            slug="improvements",
            title=_("What became of the lessons"),
            holds=_("The checklist of the next year, as far as it is settled: done, or why not now."),
            period=PERIOD,
            rows=_improvements,
            changes=BEGAN,
            fields=(
                Field("improvement", Kind.INTEGER, _("Number of the entry, for life."), "pk"),
                Field("lesson", Kind.INTEGER, _("Number of the lesson; leads to “lessons”."), "lesson__pk"),
                cycle("cycle__slug"),
                Field("state", Kind.CODE, _("Whether it was done."), "", settled),
                *names("words"),
                Field("settled_at", Kind.TIME, _("When it was settled (UTC).")),
            ),
        ),
        topic=Topic.YEARS,
    )
