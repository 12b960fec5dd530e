"""The history of budget years in words."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.process.models import Cycle, Envelope, FundingSource, Improvement, Lesson, Phase

NAMES = {"name_fi": _("Name in Finnish"), "name_sv": _("Name in Swedish"), "name_en": _("Name in English")}


def _cycles(ids: Collection[int]) -> dict[int, Subject]:
    return {cycle.pk: _of(cycle) for cycle in Cycle.objects.filter(pk__in=ids)}


def _phases(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: _of(one.cycle) for one in Phase.objects.filter(pk__in=ids).select_related("cycle")}


def _envelopes(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: _of(one.cycle) for one in Envelope.objects.filter(pk__in=ids).select_related("cycle")}


def _sources(ids: Collection[int]) -> dict[int, Subject]:
    found = FundingSource.objects.filter(pk__in=ids).select_related("envelope__cycle")
    return {one.pk: _of(one.envelope.cycle) for one in found}


def _lessons(ids: Collection[int]) -> dict[int, Subject]:
    found = Lesson.objects.filter(pk__in=ids).select_related("cycle")
    return {one.pk: Subject(str(one), f"/years/{one.cycle.slug}/learned/") for one in found}


def _improvements(ids: Collection[int]) -> dict[int, Subject]:
    found = Improvement.objects.filter(pk__in=ids).select_related("cycle", "lesson")
    return {one.pk: Subject(str(one.lesson), f"/years/{one.cycle.slug}/learned/") for one in found}


def _of(cycle: Cycle) -> Subject:
    return Subject(str(cycle), f"/years/{cycle.slug}/")


def register() -> None:
    """Make the history of years readable."""
    kinds.register(
        Kind(
            "year",
            _("Budget year"),
            "process.CycleEvent",
            {
                **NAMES,
                "summary_fi": _("Summary in Finnish"),
                "summary_sv": _("Summary in Swedish"),
                "summary_en": _("Summary in English"),
                "year": _("Year"),
                "area": _("Area"),
                "currency": _("Currency"),
                "is_published": _("Visible to everybody"),
            },
            subjects=_cycles,
        )
    )
    kinds.register(
        Kind(
            "phase",
            _("Phase"),
            "process.PhaseEvent",
            {"kind": _("Phase"), "opens_at": _("Opens"), "closes_at": _("Closes")},
            public=frozenset({"kind", "opens_at", "closes_at"}),
            subjects=_phases,
        )
    )
    kinds.register(
        Kind(
            "envelope",
            _("Envelope"),
            "process.EnvelopeEvent",
            {**NAMES, "area": _("Area")},
            subjects=_envelopes,
        )
    )
    kinds.register(
        Kind(
            "source",
            _("Funding source"),
            "process.FundingSourceEvent",
            {**NAMES, "envelope": _("Envelope"), "amount": _("Amount")},
            subjects=_sources,
        )
    )
    kinds.register(
        Kind(
            "lesson",
            _("Lesson of a year"),
            "process.LessonEvent",
            {
                "topic": _("What it is about"),
                "promised_fi": _("What we promised, in Finnish"),
                "promised_sv": _("What we promised, in Swedish"),
                "promised_en": _("What we promised, in English"),
                "happened_fi": _("What happened, in Finnish"),
                "happened_sv": _("What happened, in Swedish"),
                "happened_en": _("What happened, in English"),
                "change_fi": _("What we change next time, in Finnish"),
                "change_sv": _("What we change next time, in Swedish"),
                "change_en": _("What we change next time, in English"),
                "link": _("Figure or page that shows it"),
                "is_published": _("Visible to everybody"),
            },
            subjects=_lessons,
        )
    )
    kinds.register(
        Kind(
            "improvement",
            _("Improvement because of an earlier year"),
            "process.ImprovementEvent",
            {
                "state": _("State"),
                "words_fi": _("What was done, or why not now, in Finnish"),
                "words_sv": _("What was done, or why not now, in Swedish"),
                "words_en": _("What was done, or why not now, in English"),
            },
            subjects=_improvements,
        )
    )
    kinds.register_verbs(
        {
            "process.write_lesson": _("Wrote down what the year taught"),
            "process.publish_lesson": _("Published what the year taught"),
            "process.remove_lesson": _("Threw away a draft of a lesson"),
            "process.bring_over_lessons": _("Brought lessons of an earlier year over"),
            "process.settle_improvement": _("Settled an improvement"),
            "process.create_year": _("Made a budget year"),
            "process.describe_year": _("Changed what the year is about"),
            "process.publish_year": _("Showed the year to everybody"),
            "process.plan_phases": _("Changed the dates of the year"),
            "process.save_envelope": _("Changed the money"),
            "process.remove_envelope": _("Removed an envelope"),
        }
    )
