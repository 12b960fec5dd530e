"""What becomes of a theme: development proposals, and the answer. No personal data but names of officials."""

import pghistory
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated
from hearings.models.theme import Theme
from proposals.models import Proposal


class AnswerKind(models.TextChoices):
    """The three ways an answer can begin."""

    CHANGED = "changed", _("This has been changed")
    WILL_CHANGE = "will_change", _("This will change")
    WILL_NOT = "will_not", _("This will not change")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="AnswerEvent")
class Answer(models.Model):
    """The official answer to a theme. `by_date`: when it will have changed; only where it will."""

    theme = models.OneToOneField(Theme, on_delete=models.PROTECT, related_name="answer")
    kind = models.CharField(_("answer"), max_length=12, choices=AnswerKind)
    by_date = models.DateField(_("changed by"), null=True, blank=True)
    text = translated(models.TextField(_("answer in words"), max_length=3000, blank=True))
    answered_by = models.CharField(_("who answered"), max_length=160)
    answered_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AnswerKind.values), name="answer_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=AnswerKind.WILL_CHANGE, by_date__isnull=False)
                | (~models.Q(kind=AnswerKind.WILL_CHANGE) & models.Q(by_date__isnull=True)),
                name="answer_date_only_of_a_change_to_come",
            ),
            models.CheckConstraint(
                condition=~models.Q(text_fi="", text_sv="", text_en=""), name="answer_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DevelopmentQuerySet(models.QuerySet["DevelopmentProposal"]):
    """Development proposals by who may see them."""

    def public(self) -> "DevelopmentQuerySet":
        """Shown, and not merged into another one."""
        return self.filter(is_shown=True, merged_into=None)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["created_at"],
    model_name="DevelopmentEvent",
)
class DevelopmentProposal(models.Model):
    """What could be done about a theme. `proposal`: the budget proposal that it became.

    `is_shown`: False for one that is being written in a plenary, until the facilitator shows it. `merged_into`: the one
    that says the same; this one is kept, so that merging can be undone.
    """

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="developments")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what should be done"), max_length=3000, blank=True)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    proposal = models.OneToOneField(
        Proposal, on_delete=models.SET_NULL, null=True, blank=True, related_name="development_proposal"
    )
    is_shown = models.BooleanField(_("shown to everybody"), default=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DevelopmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("development proposal")
        verbose_name_plural = _("development proposals")
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="development_has_title"),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")), name="development_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title
