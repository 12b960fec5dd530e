"""The survey of statements: agree or disagree in five steps, or "cannot say".

Personal data: what a device answered, under a keyed hash of its word for this hearing; no account, no address, no time.
What everybody sees are the values in `shown`, which follow in groups only (see `domain/survey.py`).
"""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated
from hearings.models.hearing import Hearing, ServiceArea, words_needed


class Source(models.TextChoices):
    """Whose words a statement is made of."""

    RESIDENTS = "residents", _("From residents")
    PROFESSIONALS = "professionals", _("From professionals")


class Agreement(models.IntegerChoices):
    """An answer to a statement."""

    DISAGREE = 1, _("Disagree")
    PARTLY_DISAGREE = 2, _("Partly disagree")
    NEITHER = 3, _("Neither")
    PARTLY_AGREE = 4, _("Partly agree")
    AGREE = 5, _("Agree")
    CANNOT_SAY = 0, _("Cannot say")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="StatementEvent"
)
class Statement(models.Model):
    """A statement about one service, in each language of the hearing. It stays as it is once somebody has answered."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="statements")
    service_area = models.ForeignKey(ServiceArea, on_delete=models.CASCADE, related_name="statements")
    text = translated(models.CharField(_("statement"), max_length=300, blank=True))
    source = models.CharField(_("where it comes from"), max_length=13, choices=Source)
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("service_area__position", "position", "pk")
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="statement_source_known"
            )
        ]
        triggers = [
            words_needed(("text",)),
            pgtrigger.Trigger(
                name="of_one_hearing",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (SELECT FROM hearings_servicearea a WHERE a.id = NEW.service_area_id
                               AND a.hearing_id = NEW.hearing_id) THEN
                    RAISE EXCEPTION 'A statement belongs to one hearing.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="stays_once_answered",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                IF EXISTS (SELECT FROM hearings_statementanswer a WHERE a.statement_id = OLD.id) THEN
                    RAISE EXCEPTION 'A statement stays once somebody has answered it.'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)


class StatementAnswer(models.Model):
    """What one device answers now. `shown`: the answer that is in the public numbers; null while it is in none.
    `waits`: something about it is not in the public numbers yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    respondent = models.CharField(max_length=64)
    value = models.PositiveSmallIntegerField(choices=Agreement)
    shown = models.PositiveSmallIntegerField(null=True, editable=False)
    waits = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("answer to a statement")
        verbose_name_plural = _("answers to statements")
        constraints = [
            models.UniqueConstraint(fields=["statement", "respondent"], name="statement_once_a_device"),
            models.CheckConstraint(
                condition=models.Q(value__in=Agreement.values), name="statement_value_known"
            ),
            models.CheckConstraint(
                condition=models.Q(shown__isnull=True) | models.Q(shown__in=Agreement.values),
                name="statement_shown_known",
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
