"""A thread of comments on something that the thread does not know.

Personal data: who wrote a comment, whom an argument convinces; the text itself may hold personal data that its writer
put there.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Thread(models.Model):
    """A place to talk. Its owner holds a one-to-one key to it and decides who may speak when."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"Thread {self.pk}"


class CommentKind(models.TextChoices):
    """What a comment brings."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    QUESTION = "question", _("Question")
    IMPROVEMENT = "improvement", _("Improvement")


# Both rows of a change, so that the history shows what a comment said first; without its author, who may be erased.
@pghistory.track(
    pghistory.UpdateEvent(
        "changed_from", row=pghistory.Old, condition=pghistory.AnyChange("text", "hidden_at")
    ),
    pghistory.UpdateEvent(
        "changed_to", row=pghistory.New, condition=pghistory.AnyChange("text", "hidden_at")
    ),
    fields=["text", "edited_at", "hidden_at", "hidden_reason"],
    model_name="CommentEvent",
)
class Comment(models.Model):
    """One contribution to a thread, or a reply to one (one level deep). Never deleted; hidden with a public reason.

    `language`: of the text, BCP 47. `is_official`: written in office, shown as such. `key`: made by the writer's
    device, so that sending twice stores once. `convinced`: how many people it convinces; follows by trigger.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CommentKind)
    text = models.TextField(_("text"), max_length=2000)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    is_official = models.BooleanField(_("answer of the town"), default=False)
    created_at = models.DateTimeField(_("written on"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("corrected on"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=300, blank=True)
    key = models.UUIDField(null=True, editable=False)
    convinced = models.PositiveIntegerField(db_default=0, default=0, editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CommentKind.values), name="comment_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_not_empty"),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="comment_hidden_has_reason",
            ),
            models.UniqueConstraint(fields=["author", "key"], name="comment_sent_once"),
        ]
        indexes = [
            models.Index(fields=["thread", "created_at"], name="comment_in_thread"),
            models.Index(fields=["author", "created_at"], name="comment_by_author"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Conviction(models.Model):
    """One person whom an argument convinces. Only ever counted, never listed."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="convictions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="convictions")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="convinced_once")]
        # Counted by statement, so that erasing an account with many of them is one update.
        triggers = [
            pgtrigger.Trigger(
                name=name,
                level=pgtrigger.Statement,
                operation=operation,
                when=pgtrigger.After,
                referencing=referencing,
                func=f"""
                UPDATE deliberation_comment SET convinced = convinced {sign} sums.n
                FROM (SELECT comment_id, count(*) AS n FROM moved GROUP BY comment_id ORDER BY comment_id)
                AS sums WHERE deliberation_comment.id = sums.comment_id;
                RETURN NULL;
                """,  # noqa: S608 (only our own two signs)
            )
            for name, operation, referencing, sign in (
                ("count_up", pgtrigger.Insert, pgtrigger.Referencing(new="moved"), "+"),
                ("count_down", pgtrigger.Delete, pgtrigger.Referencing(old="moved"), "-"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.comment_id}"
