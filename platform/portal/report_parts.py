"""What the hearings tell in the report of a budget year: the vote does not know them, so they are joined here."""

from collections import Counter
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.moderation.models import Moderation
from commons.process.models import Cycle, Phase
from hearings.models import (
    Answer,
    AnswerKind,
    Contribution,
    DevelopmentProposal,
    Hearing,
    HearingState,
    Theme,
)
from proposals.models import State
from voting.domain.report import parts
from voting.domain.report.tree import DAY, NUMBER, TEXT, Cell, Fact, Row, Section, Table

HEARD = (HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED)


def _hearings(cycle: Cycle) -> QuerySet[Hearing]:
    """Finished public hearings that belong to the year: one of their themes became a proposal of it, or they were held
    in the town while the year went on, from its first phase to its last. Without phases: in it or the year before.
    """
    phases = Phase.objects.filter(cycle=cycle).aggregate(first=Min("opens_at"), last=Max("closes_at"))
    if phases["first"] is None:
        held = Q(closes_at__year__in=(cycle.year - 1, cycle.year))
    else:
        held = Q(closes_at__gte=phases["first"], closes_at__lte=phases["last"])
    led_here = DevelopmentProposal.objects.public().filter(proposal__cycle=cycle).values("theme__hearing")
    there = Q(area__path__startswith=cycle.area.path)
    return Hearing.objects.public().filter(Q(pk__in=led_here) | (there & held), state__in=HEARD)


def _section(cycle: Cycle) -> Section | None:
    """Hearings, their themes and what was answered, what became a proposal of the year. Four queries."""
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
    became = _became(cycle)
    index = reverse("hearings:list")
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
            _("Became a proposal of this year"),
        ),
        kinds=(TEXT, NUMBER, TEXT, DAY, TEXT, TEXT),
        rows=tuple(_row(theme, became.get(theme.pk, [])) for theme in themes),
        note=_("Notes that everybody can read; what is held back or hidden is not counted."),
        url=index,
    )
    held = _held(themes)
    answered = sum(hasattr(theme, "answer") for theme in themes)
    facts = (
        Fact("hearings", _("Hearings"), len(held.rows), NUMBER, index),
        Fact("themes", _("Themes of hearings"), len(themes), NUMBER, index),
        Fact("themes-answered", _("Themes answered"), answered, NUMBER, index),
    )
    return Section("hearings", _("What was heard"), facts=facts, tables=(held, table))


def _held(themes: list[Any]) -> Table:
    """The hearings one by one: how many of their themes were answered how."""
    hearings = {theme.hearing_id: theme.hearing for theme in themes}
    rows = []
    for pk, hearing in hearings.items():
        own = [theme for theme in themes if theme.hearing_id == pk]
        given = Counter(theme.answer.kind for theme in own if hasattr(theme, "answer"))
        day = timezone.localdate(hearing.closes_at).isoformat()
        kinds: list[int] = [given[kind] for kind in AnswerKind]
        cells: tuple[Cell, ...] = (day, len(own), *kinds, len(own) - given.total())
        rows.append(Row(str(hearing), cells, hearing.get_absolute_url()))
    return Table(
        key="hearings-held",
        title=_("Hearings and how their themes were answered"),
        head=pgettext("heading", "Hearing"),
        columns=(
            pgettext("day", "Closed"),
            pgettext("how many", "Themes"),
            *(str(kind.label) for kind in AnswerKind),
            _("Not answered yet"),
        ),
        kinds=(DAY, NUMBER, *(NUMBER,) * len(AnswerKind), NUMBER),
        rows=tuple(rows),
        url=reverse("hearings:list"),
    )


def _became(cycle: Cycle) -> dict[int, list[str]]:
    """Titles of the year's proposals that a theme led to, by theme."""
    found: dict[int, list[str]] = {}
    rows = DevelopmentProposal.objects.public().filter(proposal__cycle=cycle)
    for theme, title in (
        rows.exclude(proposal__state=State.DRAFT).order_by("pk").values_list("theme", "proposal__title")
    ):
        found.setdefault(theme, []).append(title)
    return found


def _row(theme: Any, became: list[str]) -> Row:
    answer = getattr(theme, "answer", None)
    return Row(
        str(theme.title),
        (
            str(theme.hearing),
            theme.shown,
            str(answer.get_kind_display()) if answer else _("Not answered yet"),
            answer.by_date.isoformat() if answer and answer.by_date else None,
            str(answer.text) if answer else None,
            ", ".join(became) or None,
        ),
        reverse("hearings:theme", args=[theme.hearing.slug, theme.pk]),
    )


def _stamp(cycle: Cycle) -> str:
    found = _hearings(cycle)
    themes = Theme.objects.filter(hearing__in=found).aggregate(Max("pk"), Count("pk"))
    answers = Answer.objects.filter(theme__hearing__in=found).aggregate(Max("answered_at"), Count("pk"))
    shown = Contribution.objects.filter(hearing__in=found, theme__isnull=False, moderation=Moderation.SHOWN)
    led = DevelopmentProposal.objects.public().filter(proposal__cycle=cycle)
    numbers = [sorted(rows.values_list("pk", flat=True)) for rows in (found, led)]
    return f"{numbers} {themes} {answers} {shown.count()}"


def register() -> None:
    """Put the hearings into the report."""
    parts.register(parts.Part("hearings", _section, _stamp))
