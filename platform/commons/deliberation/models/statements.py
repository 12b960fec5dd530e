"""Short statements about the thing of a thread, and who agrees with them.

Personal data: who wrote a statement; what a person answered. Answers are shown to nobody but the person; everybody else
sees the picture that is drawn of them, which holds no number below five people. Which opinion group somebody is in is
stored nowhere.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.deliberation.models.comments import Thread

LONGEST = 140


WAITING = (
    models.Q(value__isnull=True, counted__isnull=False)
    | models.Q(value__isnull=False, counted__isnull=True)
    | models.Q(value__isnull=False, counted__isnull=False) & ~models.Q(value=models.F("counted"))
)


class Stance(models.TextChoices):
    """What somebody answers to a statement."""

    AGREE = "agree", pgettext_lazy("answer to a statement", "I agree")
    DISAGREE = "disagree", pgettext_lazy("answer to a statement", "I disagree")
    PASS = "pass", pgettext_lazy("answer to a statement", "I cannot say")


_CHANGES = pghistory.AnyChange("text", "hidden_at")


@pghistory.track(
    pghistory.UpdateEvent("changed_from", row=pghistory.Old, condition=_CHANGES),
    pghistory.UpdateEvent("changed_to", row=pghistory.New, condition=_CHANGES),
    fields=["text", "hidden_at", "hidden_reason"],
    model_name="StatementEvent",
)
class Statement(models.Model):
    """One thought that one can agree or disagree with. Never changed, since others answered its words; never deleted.

    `language`: of the text, BCP 47. `is_official`: the town's, shown as such. `key`: made by the writer's device, so
    that sending twice stores once.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="statements")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="statements"
    )
    text = models.CharField(_("statement"), max_length=LONGEST)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    is_official = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=300, blank=True)
    key = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="statement_not_empty"),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="statement_hidden_has_reason",
            ),
            models.UniqueConstraint("thread", Lower("text"), name="statement_said_once"),
            models.UniqueConstraint(fields=["author", "key"], name="statement_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """Somebody who answers the statements of a thread. Without `user`: an account that is gone."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="participations"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="participant_once")]
        # An account that goes takes its answers back; what was counted waits, without a name, to be counted out
        # together with other people's changes: else the next numbers would tell what this one person thought.
        triggers = [
            pgtrigger.Trigger(
                name="forget_answers",
                operation=pgtrigger.UpdateOf("user_id"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__user__isnull=False, new__user__isnull=True),
                func="""
                DELETE FROM deliberation_standpoint WHERE participant_id = NEW.id AND counted IS NULL;
                UPDATE deliberation_standpoint SET value = NULL WHERE participant_id = NEW.id;
                RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"


class StandpointQuerySet(models.QuerySet["Standpoint"]):
    """Answers."""

    def waiting(self) -> "StandpointQuerySet":
        """Those that the numbers do not hold as they are now."""
        return self.filter(WAITING)


class Standpoint(models.Model):
    """What one person answers to one statement now (`value`, None: taken back), and what of it the numbers that
    everybody sees hold (`counted`). A statement's answers come into the numbers five people at a time, never one.

    `origin`: the statement in the same words, of a talk that was joined to this one, from which the answer was brought.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="standpoints")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="standpoints")
    value = models.CharField(max_length=8, choices=Stance, null=True)
    counted = models.CharField(max_length=8, choices=Stance, null=True)
    origin = models.ForeignKey(
        Statement, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = StandpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "participant"], name="standpoint_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__in=Stance.values),
                name="standpoint_value_known",
            ),
            models.CheckConstraint(
                condition=models.Q(counted__isnull=True) | models.Q(counted__in=Stance.values),
                name="standpoint_counted_known",
            ),
        ]
        indexes = [
            models.Index(fields=["statement"], condition=WAITING, name="standpoint_waiting"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_thread",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("statement_id", "participant_id"),
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (SELECT FROM deliberation_statement AS statement
                    JOIN deliberation_participant AS participant USING (thread_id)
                    WHERE statement.id = NEW.statement_id AND participant.id = NEW.participant_id)
                THEN RAISE EXCEPTION 'statement and participant belong to different threads'
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Standpoint {self.pk}"


class OpinionPicture(models.Model):
    """What everybody may know of the answers in a thread, drawn from what is counted. `data`: see
    `domain.statements.picture`; it names no person and holds no number of fewer than five."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="opinion_picture")
    version = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Picture of thread {self.thread_id}, version {self.version}"
