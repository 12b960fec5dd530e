"""Reading what a year taught, and what the next one made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import get_language

from commons.accounts.permissions import Actor, may
from commons.process.domain.lessons import missing_of
from commons.process.figures import Figure, figures_of
from commons.process.models import Cycle, Improvement, ImprovementState, Lesson, LessonTopic
from commons.process.models.lesson import PARTS
from commons.process.rules import SET_UP
from commons.texts.translated import LANGUAGES


@dataclass(frozen=True)
class Version:
    """How a published lesson read until `until`. `words`: by column, as of the lesson (`happened_sv`)."""

    until: datetime
    words: dict[str, str]

    def in_language(self, part: str) -> str:
        """The text of a part in the reader's language; those published have all."""
        return self.words[f"{part}_{(get_language() or LANGUAGES[0])[:2]}"]

    @property
    def promised(self) -> str:
        """What was promised, in the reader's language."""
        return self.in_language("promised")

    @property
    def happened(self) -> str:
        """What happened, in the reader's language."""
        return self.in_language("happened")

    @property
    def change(self) -> str:
        """What is changed, in the reader's language."""
        return self.in_language("change")


@dataclass(frozen=True)
class Told:
    """A lesson with its earlier versions, newest first; what later years made of it; languages it lacks."""

    lesson: Lesson
    versions: list[Version] = field(default_factory=list)
    taken: list[Improvement] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Learned:
    """All of a year. `lessons` in the order of the topics. `improvements`: its checklist of what earlier years taught;
    `open`: how many of it are not settled. `figures`: what other parts of the program count about it. `before`: the
    same of the years that taught the checklist, such as whether their projects did what they promised."""

    cycle: Cycle
    lessons: list[Told]
    improvements: list[Improvement]
    open: int
    figures: list[Figure]
    before: list[tuple[Cycle, list[Figure]]] = field(default_factory=list)

    @property
    def by_topic(self) -> list[tuple[str, list[Told]]]:
        """Topics that have lessons, by name."""
        return [
            (str(topic.label), told)
            for topic in LessonTopic
            if (told := [one for one in self.lessons if one.lesson.topic == topic])
        ]

    @property
    def is_empty(self) -> bool:
        """There is nothing to read."""
        return not (self.lessons or self.improvements or self.figures)


def learned(cycle: Cycle) -> Learned:
    """What everybody may read: published lessons and settled improvements. Four queries and those of the figures."""
    lessons = list(Lesson.objects.filter(cycle=cycle, is_published=True))
    before, taken = _versions(lessons), _taken(lessons)
    improvements = list(checklist(cycle))
    return Learned(
        cycle,
        _ordered(Told(one, before.get(one.pk, []), taken.get(one.pk, [])) for one in lessons),
        [one for one in improvements if one.state != ImprovementState.OPEN],
        sum(one.state == ImprovementState.OPEN for one in improvements),
        figures_of(cycle),
    )


def for_desk(cycle: Cycle) -> Learned:
    """Everything, drafts and open improvements too; the caller has asked for the permission. Two queries and those of
    the figures, of this year and of each that taught its checklist."""
    lessons = list(Lesson.objects.filter(cycle=cycle))
    improvements = list(checklist(cycle))
    return Learned(
        cycle,
        _ordered(Told(one, missing=_lacking(one)) for one in lessons),
        improvements,
        sum(one.state == ImprovementState.OPEN for one in improvements),
        figures_of(cycle),
        _before(improvements),
    )


def _before(improvements: Iterable[Improvement]) -> list[tuple[Cycle, list[Figure]]]:
    """Years whose lessons are on the checklist, with their figures; those without any are left out."""
    years = {one.lesson.cycle_id: one.lesson.cycle for one in improvements}
    found = [(year, figures_of(year)) for year in years.values()]
    return [
        # The year stands in the title: beside it may be the same figure of this year.
        (year, [replace(one, title=f"{year.year}: {one.title}") for one in figures])
        for year, figures in found
        if figures
    ]


def checklist(cycle: Cycle) -> Iterable[Improvement]:
    """What earlier years taught this one, with the lessons and their years. One query."""
    rows = Improvement.objects.filter(cycle=cycle).select_related("lesson__cycle")
    return rows.order_by("-lesson__cycle__year", "pk")


def has_something(cycle: Cycle) -> bool:
    """Whether everybody can read something on the year's page of lessons. One or two queries."""
    return (
        Lesson.objects.filter(cycle=cycle, is_published=True).exists()
        or Improvement.objects.filter(cycle=cycle).exclude(state=ImprovementState.OPEN).exists()
    )


def earlier_years(actor: Actor, cycle: Cycle) -> list[Cycle]:
    """Years whose published lessons are not all on this year's checklist. One query."""
    rows = (
        Cycle.objects.filter(year__lte=cycle.year, lessons__is_published=True)
        .exclude(pk=cycle.pk)
        .exclude(lessons__improvements__cycle=cycle)
        .select_related("area")
        .defer("area__outline", "area__outline_shown")
        .distinct()
    )
    return [one for one in rows if one.is_published or may(actor, SET_UP, one)]


def _ordered(told: Iterable[Told]) -> list[Told]:
    order = list(LessonTopic.values)
    return sorted(told, key=lambda one: (order.index(one.lesson.topic), one.lesson.pk))


def _lacking(lesson: Lesson) -> list[str]:
    """Languages in which something is not written yet."""
    columns = missing_of(lesson)
    return [language for language in LANGUAGES if any(name.endswith(f"_{language}") for name in columns)]


COLUMNS = tuple(f"{part}_{language}" for part in PARTS for language in LANGUAGES)


def _versions(lessons: list[Lesson]) -> dict[int, list[Version]]:
    """What published lessons said before, by lesson, newest first. One query."""
    if not lessons:
        return {}
    events = Lesson.pgh_event_model.objects  # type: ignore[attr-defined]
    rows = (
        events.filter(pgh_obj__in=[one.pk for one in lessons], is_published=True)
        .order_by("pgh_id")
        .values("pgh_obj", "pgh_created_at", *COLUMNS)
    )
    found: dict[int, list[Version]] = {}
    last: dict[int, dict[str, str]] = {}
    for row in rows:
        lesson, words = row["pgh_obj"], {column: row[column] for column in COLUMNS}
        if lesson in last and last[lesson] != words:
            found.setdefault(lesson, []).insert(0, Version(row["pgh_created_at"], last[lesson]))
        last[lesson] = words
    return found


def _taken(lessons: list[Lesson]) -> dict[int, list[Improvement]]:
    """What later years that everybody sees made of the lessons. One query."""
    rows = (
        Improvement.objects.filter(lesson__in=lessons, cycle__is_published=True)
        .exclude(state=ImprovementState.OPEN)
        .select_related("cycle")
        .order_by("cycle__year", "pk")
    )
    found: dict[int, list[Improvement]] = {}
    for one in rows:
        found.setdefault(one.lesson_id, []).append(one)
    return found
