"""Working together on a proposal: co-authors by invitation, and changes of the text that others suggest.

Personal data: the address that an invitation was mailed to, until it is answered or lapses; who wrote a suggestion.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class CoAuthorState(models.TextChoices):
    """Where an invitation is."""

    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Writes with you")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    fields=["proposal", "state"],
    append_only=True,
    model_name="CoAuthorEvent",
)
class CoAuthor(models.Model):
    """Somebody who is asked to write a proposal together with its author, or does so.

    A co-author changes the text where it may change and answers suggestions; withdrawing and inviting is the author's.
    `email`: where the invitation went; erased with the answer.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="co_authors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="co_authored"
    )
    email = models.EmailField(_("mail address"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=CoAuthorState, default=CoAuthorState.INVITED)
    invited_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CoAuthorState.values), name="co_author_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=CoAuthorState.INVITED) | models.Q(email=""),
                name="co_author_email_only_while_asked",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CoAuthorState.ACCEPTED) | models.Q(user__isnull=False),
                name="co_author_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["proposal", "user"],
                condition=models.Q(state=CoAuthorState.ACCEPTED),
                name="co_author_once",
            ),
            models.UniqueConstraint(
                fields=["proposal", "email"],
                condition=models.Q(state=CoAuthorState.INVITED),
                name="co_author_invited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_state_display()}"


class SuggestedField(models.TextChoices):
    """A part of the text."""

    TITLE = "title", _("What do you propose?")
    WHAT = "what", _("What should be done?")
    WHY = "why", _("Why is it needed?")
    FOR_WHOM = "for_whom", _("Who is it for?")


class SuggestionState(models.TextChoices):
    """What became of a suggested change."""

    OPEN = "open", _("Not answered yet")
    TAKEN = "taken", _("Taken into the text")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    fields=["proposal", "field", "state", "reason"],
    append_only=True,
    model_name="SuggestionEvent",
)
class Suggestion(models.Model):
    """A change of one part of the text. Only its writer and the authors see it, until it is in the text.

    `before`: the part as it was when the change was suggested; `after`: as it should be. `reason`: of declining.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="suggestions"
    )
    field = models.CharField(_("part of the text"), max_length=8, choices=SuggestedField)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    note = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=SuggestionState, default=SuggestionState.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("suggested change")
        verbose_name_plural = _("suggested changes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SuggestionState.values), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(field__in=SuggestedField.values), name="suggestion_field_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")) | models.Q(after__contains="▇"),
                name="suggestion_changes_something",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="suggestion_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SuggestionState.DECLINED) | ~models.Q(reason=""),
                name="suggestion_declined_has_reason",
            ),
            models.UniqueConstraint(
                fields=["proposal", "author", "field"],
                condition=models.Q(state=SuggestionState.OPEN),
                name="suggestion_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_field_display()}"
