"""What the hearings tell in the report of a budget year: the vote does not know them, so they are joined here."""

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.moderation.models import Moderation
from commons.process.models import Cycle
from hearings.models import Answer, Hearing, HearingState, Theme
from voting.domain.report import parts
from voting.domain.report.tree import DAY, NUMBER, TEXT, Fact, Row, Section, Table

HEARD = (HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED)


def _hearings(cycle: Cycle) -> QuerySet[Hearing]:
    """Public hearings of the town that closed in the year or the one before it, when the year was prepared."""
    return Hearing.objects.public().filter(
        area__path__startswith=cycle.area.path,
        state__in=HEARD,
        closes_at__year__in=(cycle.year - 1, cycle.year),
    )


def _section(cycle: Cycle) -> Section | None:
    """Themes of hearings and what was answered. Two queries."""
    themes = list(
        Theme.objects.filter(hearing__in=_hearings(cycle))
        .select_related("hearing", "answer")
        .annotate(
            shown=Count("contributions", filter=Q(contributions__moderation=Moderation.SHOWN), distinct=True)
        )
        .order_by("hearing__closes_at", "hearing", "position", "pk")
    )
    if not themes:
        return None
    rows = [_row(theme) for theme in themes]
    table = Table(
        key="hearing-themes",
        title=_("Themes of the hearings and their answers"),
        head=_("Theme"),
        columns=(
            pgettext("heading", "Hearing"),
            pgettext("how many", "Notes"),
            _("Answer"),
            _("Promised by"),
            _("Answer in words"),
        ),
        kinds=(TEXT, NUMBER, TEXT, DAY, TEXT),
        rows=tuple(rows),
    )
    answered = sum(hasattr(theme, "answer") for theme in themes)
    facts = (
        Fact("themes", _("Themes of hearings"), len(themes)),
        Fact("themes-answered", _("Themes answered"), answered),
    )
    return Section("hearings", _("What was heard"), facts=facts, tables=(table,))


def _row(theme: Theme) -> Row:
    answer = getattr(theme, "answer", None)
    return Row(
        str(theme.title),
        (
            str(theme.hearing),
            theme.shown,  # type: ignore[attr-defined]  # counted by the query
            str(answer.get_kind_display()) if answer else _("Not answered yet"),
            answer.by_date.isoformat() if answer and answer.by_date else None,
            str(answer.text) if answer else None,
        ),
        reverse("hearings:theme", args=[theme.hearing.slug, theme.pk]),
    )


def _stamp(cycle: Cycle) -> str:
    found = _hearings(cycle)
    themes = Theme.objects.filter(hearing__in=found).aggregate(Max("pk"), Count("pk"))
    answers = Answer.objects.filter(theme__hearing__in=found).aggregate(Max("answered_at"), Count("pk"))
    return f"{themes} {answers} {timezone.localdate().year}"


def register() -> None:
    """Put the hearings into the report."""
    parts.register(parts.Part("hearings", _section, _stamp))
