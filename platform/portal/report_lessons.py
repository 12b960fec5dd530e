"""What the year taught, in the report of a budget year: the vote does not know lessons, so they are joined here."""

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.process.domain.learned import learned
from commons.process.models import Cycle, Improvement, Lesson
from voting.domain.report import parts
from voting.domain.report.tree import TEXT, Row, Section, Table


def _section(cycle: Cycle) -> Section | None:
    """Published lessons and settled improvements, as their own page tells them."""
    found = learned(cycle)
    url = reverse("process:learned", args=[cycle.slug])
    tables = []
    if found.lessons:
        rows = tuple(
            Row(
                str(told.lesson.get_topic_display()),
                (str(told.lesson.promised), str(told.lesson.happened), str(told.lesson.change)),
                f"{url}#lesson-{told.lesson.pk}",
            )
            for told in found.lessons
        )
        columns = (_("What was promised"), _("What happened"), _("What changes next time"))
        tables.append(
            Table(
                "lessons",
                _("What the year taught"),
                pgettext("lesson", "About"),
                columns,
                (TEXT,) * 3,
                rows,
                url=url,
            )
        )
    if found.improvements:
        settled = tuple(
            Row(
                str(one.lesson.change),
                (str(one.lesson.cycle), str(one.get_state_display()), str(one.words) or None),
                f"{url}#improved",
            )
            for one in found.improvements
        )
        columns = (_("Taught by"), _("State"), _("What was done, or why not now"))
        tables.append(
            Table(
                "improvements", _("What was changed because of earlier years"), _("What should change"),
                columns, (TEXT,) * 3, settled, url=url,
            )
        )  # fmt: skip
    return Section("learned", _("What we learned"), tables=tuple(tables)) if tables else None


def _stamp(cycle: Cycle) -> str:
    lessons = Lesson.pgh_event_model.objects.filter(cycle=cycle).aggregate(Max("pgh_id"))  # type: ignore[attr-defined]
    lines = Improvement.objects.filter(cycle=cycle).aggregate(Max("settled_at"), Count("settled_at"))
    changed = Lesson.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        pgh_obj__in=Improvement.objects.filter(cycle=cycle).values("lesson")
    ).aggregate(Max("pgh_id"))
    return f"{lessons} {lines} {changed}"


def register() -> None:
    """Put the lessons into the report."""
    parts.register(parts.Part("learned", _section, _stamp))
