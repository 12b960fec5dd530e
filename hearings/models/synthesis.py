"""The synthesis: the themes' words, shown to everybody before they freeze. Comments may hold what people put there."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.moderation.models import Moderated
from hearings.models.contribution import NOTE_LENGTH, Asking, Sealed
from hearings.models.hearing import Hearing
from hearings.models.theme import Theme


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="SynthesisEvent")
class Synthesis(models.Model):
    """That the themes of a hearing are there to be commented on, until when, and when their words freeze.

    `before`: number of the theme as text → its words (`title_fi` …) when commenting opened, so that everybody sees
    what was changed. The words are frozen from `frozen_at` on, or from `freezes_at` by the database's clock.
    """

    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="synthesis")
    before = models.JSONField(default=dict, editable=False)
    opened_at = models.DateTimeField(_("opened for comments"), db_default=Now())
    comments_until = models.DateTimeField(_("comments until"))
    freezes_at = models.DateTimeField(_("freezes"))
    frozen_at = models.DateTimeField(pgettext_lazy("synthesis", "frozen"), null=True, editable=False)

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(freezes_at__gte=models.F("comments_until"))
                & models.Q(comments_until__gt=models.F("opened_at")),
                name="synthesis_times_in_order",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.frozen_at IS NOT NULL OR OLD.freezes_at <= now()"),
            )
        ]

    def __str__(self) -> str:
        return f"Synthesis {self.pk}"


# Not the insert: its context would name who is signed in.
@pghistory.track(
    pghistory.UpdateEvent(
        "decided",
        condition=pghistory.AnyChange("moderation", "hidden_reason", "reply", "has_changed", "is_redacted"),
    ),
    fields=["moderation", "hidden_reason", "reply", "has_changed", "is_redacted"],
    model_name="SynthesisCommentEvent",
)
class SynthesisComment(Moderated):
    """What somebody says about a theme's words, or (no theme) about all of them. Who wrote it is stored nowhere.

    `reply`: what the facilitators say to it; `has_changed`: the words of the theme were changed because of it.
    """

    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="comments")
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="synthesis_comments"
    )
    uuid = models.UUIDField(unique=True, editable=False)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    text = models.TextField(_("comment"), max_length=NOTE_LENGTH)
    is_redacted = models.BooleanField(default=False, editable=False)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    reply = models.TextField(_("reply"), max_length=NOTE_LENGTH, blank=True)
    has_changed = models.BooleanField(_("changed because of this"), default=False)
    replied_at = models.DateTimeField(null=True, editable=False)

    class Meta(Moderated.Meta):
        ordering = ("pk",)
        verbose_name = _("comment on the synthesis")
        verbose_name_plural = _("comments on the synthesis")
        constraints = [
            *Moderated.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(text=""), name="synthesis_comment_not_empty"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_it_was_said",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "ROW(OLD.uuid, OLD.theme_id, OLD.synthesis_id, OLD.language, OLD.receipt_hash)"
                    " IS DISTINCT FROM"
                    " ROW(NEW.uuid, NEW.theme_id, NEW.synthesis_id, NEW.language, NEW.receipt_hash)"
                ),
                func="RAISE EXCEPTION 'A comment stays as it was said.' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="original_is_sealed",
                operation=pgtrigger.UpdateOf("text"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.text IS DISTINCT FROM NEW.text"),
                func="""
                IF NOT NEW.is_redacted OR NOT EXISTS (
                    SELECT FROM hearings_sealedcomment s WHERE s.comment_id = NEW.id
                ) THEN
                    RAISE EXCEPTION 'A text is changed without sealing the original.'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="while_comments_are_taken",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT FROM hearings_synthesis s WHERE s.id = NEW.synthesis_id AND s.frozen_at IS NULL
                        AND statement_timestamp() < s.comments_until
                        AND (NEW.theme_id IS NULL OR EXISTS (
                            SELECT FROM hearings_theme t WHERE t.id = NEW.theme_id AND t.hearing_id = s.hearing_id))
                ) THEN
                    RAISE EXCEPTION 'No comments are taken.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SealedComment(Sealed):
    """The original of a comment."""

    comment = models.OneToOneField(SynthesisComment, on_delete=models.CASCADE, related_name="sealed")

    class Meta(Sealed.Meta):
        verbose_name = _("sealed original of a comment")
        verbose_name_plural = _("sealed originals of comments")

    def __str__(self) -> str:
        return f"Sealed {self.comment_id}"


@pghistory.track(
    pghistory.UpdateEvent("decided", condition=pghistory.AnyChange("is_granted")),
    fields=["is_granted"],
    model_name="CommentAppealEvent",
)
class CommentAppeal(Asking):
    """The wish to have a hidden comment looked at again."""

    comment = models.OneToOneField(SynthesisComment, on_delete=models.PROTECT, related_name="appeal")

    class Meta(Asking.Meta):
        verbose_name = _("appeal of a comment")
        verbose_name_plural = _("appeals of comments")
