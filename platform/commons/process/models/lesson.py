"""What a year taught, and what the next one does about it. No personal data."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.process.models.year import Cycle, tracked
from commons.texts.translated import LANGUAGES, translated

PARTS = ("promised", "happened", "change")
"""What a lesson says, each in all languages."""


class LessonTopic(models.TextChoices):
    """What part of the year a lesson is about."""

    PROPOSALS = "proposals", pgettext_lazy("lesson", "Proposals")
    REVIEW = "review", pgettext_lazy("lesson", "Review")
    VOTING = "voting", _("Voting")
    EXECUTION = "execution", pgettext_lazy("lesson", "Carrying out")
    COMMUNICATION = "communication", _("Telling about it")


def _complete() -> Q:
    found = Q()
    for part in PARTS:
        for language in LANGUAGES:
            found &= ~Q(**{f"{part}_{language}": ""})
    return found


@tracked
class Lesson(models.Model):
    """What was promised, what happened, what is changed next time. `link`: a figure or page that shows it.

    A draft is for officials. What was published stays: its words may be changed, and each version is kept.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("budget year")
    )
    topic = models.CharField(pgettext_lazy("lesson", "what it is about"), max_length=14, choices=LessonTopic)
    promised = translated(models.TextField(_("what we promised"), blank=True))
    happened = translated(models.TextField(_("what happened"), blank=True))
    change = translated(models.TextField(_("what we change next time"), blank=True))
    link = models.CharField(_("figure or page that shows it"), max_length=300, blank=True)
    is_published = models.BooleanField(_("visible to everybody"), default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=LessonTopic.values), name="lesson_topic_known"),
            models.CheckConstraint(
                condition=Q(is_published=False) | _complete(), name="lesson_published_in_all_languages"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_lesson_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__is_published=True),
            ),
            pgtrigger.Protect(
                name="lesson_stays_public",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_published=True, new__is_published=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.change or self.happened or self.promised)[:120]


class ImprovementState(models.TextChoices):
    """Whether the next year did what the last one taught."""

    OPEN = "open", _("Not settled yet")
    DONE = "done", pgettext_lazy("improvement", "Done")
    NOT_NOW = "not_now", _("Not now")


@tracked
class Improvement(models.Model):
    """A lesson of an earlier year on the checklist of this one; public once it is settled.

    `words`: what was done, or why not now.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, related_name="improvements", verbose_name=_("budget year")
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="improvements", verbose_name=_("lesson")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=ImprovementState, default=ImprovementState.OPEN
    )
    words = translated(models.TextField(_("what was done, or why not now"), blank=True))
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "lesson"], name="improvement_once_a_year"),
            models.CheckConstraint(
                condition=Q(state__in=ImprovementState.values), name="improvement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ImprovementState.OPEN, settled_at=None)
                | ~Q(state=ImprovementState.OPEN) & Q(settled_at__isnull=False),
                name="improvement_settled_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImprovementState.NOT_NOW)
                | ~Q(words_fi="") & ~Q(words_sv="") & ~Q(words_en=""),
                name="improvement_not_now_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.lesson_id}"
