"""Smileys on a tablet in a waiting room: three questions, always on. No personal data: who pressed is not known."""

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated
from hearings.models.hearing import Hearing, ServiceArea, words_needed

HOW_MANY = 3


class Face(models.IntegerChoices):
    """The four buttons. There is none in the middle: a face that says nothing would be pressed most."""

    VERY_BAD = 1, _("Very bad")
    BAD = 2, _("Bad")
    GOOD = 3, _("Good")
    VERY_GOOD = 4, _("Very good")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="SmileyQuestionEvent",
)
class SmileyQuestion(models.Model):
    """One of the three questions."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="smiley_questions")
    text = translated(models.CharField(_("question"), max_length=120, blank=True))
    position = models.PositiveSmallIntegerField(_("order in lists"))

    class Meta:
        ordering = ("position",)
        verbose_name = _("question with smileys")
        verbose_name_plural = _("questions with smileys")
        constraints = [
            models.UniqueConstraint(fields=["hearing", "position"], name="smiley_question_once_a_place"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=HOW_MANY), name="smiley_three_questions"
            ),
        ]
        triggers = [words_needed(("text",))]

    def __str__(self) -> str:
        return str(self.text)


class SmileyPress(models.Model):
    """One press. `uuid`: made by the tablet, so that sending twice stores once. `day`: when it reached the server.

    `tablet`: keyed hash of the tablet's word. `slot`: number of the five seconds in which it was pressed; null where
    it does not count, because another press of the same slot counts.
    """

    uuid = models.UUIDField(primary_key=True, editable=False)
    question = models.ForeignKey(SmileyQuestion, on_delete=models.PROTECT, related_name="presses")
    service_area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.PositiveSmallIntegerField(choices=Face)
    day = models.DateField()
    tablet = models.CharField(max_length=64)
    slot = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("press of a smiley")
        verbose_name_plural = _("presses of smileys")
        indexes = [models.Index(fields=["question", "day"], name="smiley_of_a_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__in=Face.values), name="smiley_value_known"),
            models.UniqueConstraint(fields=["question", "tablet", "slot"], name="smiley_counts_once_a_slot"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Press {self.pk}"
