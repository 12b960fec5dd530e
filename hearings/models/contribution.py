"""What people said.

Personal data: the text may hold what its writer put there; that is why it is held until somebody has read it. Who
wrote it is stored nowhere: no address, no account, no phone. `SealedText` holds what was blacked out, for a time.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Moderated
from hearings.models.channel import Channel
from hearings.models.hearing import Hearing, Question, ServiceArea
from hearings.models.place import Event
from hearings.models.theme import Theme

NOTE_LENGTH = 1000

FIXED = (
    "uuid", "hearing_id", "question_id", "service_area_id", "event_id", "channel", "language", "receipt_hash",
    "echo_hash", "received_at",
)  # fmt: skip
"""Columns that never change."""


# What the moderators did and why is told by history. Not the insert: its context would name who is signed in.
@pghistory.track(
    pghistory.UpdateEvent(
        "moderated", condition=pghistory.AnyChange("moderation", "hidden_reason", "is_redacted")
    ),
    fields=["moderation", "hidden_reason", "is_redacted"],
    model_name="ContributionEvent",
)
class Contribution(Moderated):
    """One note. Never deleted; its text is only ever blacked out, and then the original is sealed.

    `uuid`: made by the writer's device, so that sending twice stores once. `receipt_hash`: keyed hash of the code by
    which its writer follows it. `echo_hash`: keyed hash of device and words, so that the same phone says a thing once.
    `entered_by`: the official who wrote it down for somebody.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="contributions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="contributions")
    service_area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="contributions")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    channel = models.CharField(_("way in"), max_length=12, choices=Channel)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    text = models.TextField(_("text"), max_length=NOTE_LENGTH)
    is_redacted = models.BooleanField(default=False, editable=False)
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    echo_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Moderated.Meta):
        ordering = ("pk",)
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(fields=["hearing", "moderation", "id"], name="contribution_queue"),
            models.Index(fields=["theme", "id"], name="contribution_of_theme"),
        ]
        constraints = [
            *Moderated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="contribution_channel_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="contribution_not_empty"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_it_was_said",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "ROW({}) IS DISTINCT FROM ROW({})".format(
                        ", ".join(f"OLD.{column}" for column in FIXED),
                        ", ".join(f"NEW.{column}" for column in FIXED),
                    )
                ),
                func="RAISE EXCEPTION 'A note stays as it was said.' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="original_is_sealed",
                operation=pgtrigger.UpdateOf("text"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.text IS DISTINCT FROM NEW.text"),
                func="""
                IF NOT NEW.is_redacted OR NOT EXISTS (
                    SELECT FROM hearings_sealedtext s WHERE s.contribution_id = NEW.id
                ) THEN
                    RAISE EXCEPTION 'A text is changed without sealing the original.'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="of_one_hearing",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("theme_id"),
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (SELECT FROM hearings_question q WHERE q.id = NEW.question_id
                               AND q.hearing_id = NEW.hearing_id)
                    OR NOT EXISTS (SELECT FROM hearings_servicearea a WHERE a.id = NEW.service_area_id
                                   AND a.hearing_id = NEW.hearing_id)
                    OR EXISTS (SELECT FROM hearings_theme t WHERE t.id = NEW.theme_id
                               AND t.hearing_id <> NEW.hearing_id)
                THEN
                    RAISE EXCEPTION 'A note belongs to one hearing.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Sealed(models.Model):
    """What something said before words were blacked out. Read by nobody in the program; dropped when it expires."""

    text = models.TextField()
    reason = models.CharField(max_length=16)
    sealed_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True
        triggers = [pgtrigger.Protect(name="sealed", operation=pgtrigger.Update)]


class SealedText(Sealed):
    """The original of a note."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="sealed")

    class Meta(Sealed.Meta):
        verbose_name = _("sealed original")
        verbose_name_plural = _("sealed originals")

    def __str__(self) -> str:
        return f"Sealed {self.contribution_id}"


class Asking(models.Model):
    """That the writer of something hidden asks to have it looked at again, by somebody else. Once each.

    Personal data: the text, as in a note. `is_granted`: null while nobody has decided.
    """

    text = models.TextField(_("why it should be shown"), max_length=NOTE_LENGTH)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    is_granted = models.BooleanField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="%(class)s_not_empty"),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, is_granted__isnull=True)
                | models.Q(decided_at__isnull=False, is_granted__isnull=False),
                name="%(class)s_decided_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


# Only what was decided: the wish itself is the writer's.
@pghistory.track(
    pghistory.UpdateEvent("decided", condition=pghistory.AnyChange("is_granted")),
    fields=["is_granted"],
    model_name="AppealEvent",
)
class Appeal(Asking):
    """The same of a note."""

    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="appeal")

    class Meta(Asking.Meta):
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
