"""What every text that can be held has in common.

Personal data: the marked places say where in a text personal data may stand, never what it is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Moderation(models.TextChoices):
    """Where a text is on its way to the public."""

    HELD = "held", _("Waiting to be read")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", pgettext_lazy("tab", "Hidden")


class Reason(models.TextChoices):
    """Why a text is hidden. Criticism is not on the list."""

    PERSON = "person", _("It tells about a person who can be recognised")
    INSULT = "insult", _("It insults or threatens somebody")
    HATE = "hate", _("It incites hatred against a group of people")
    UNREADABLE = "unreadable", _("It cannot be understood")
    REPEATED = "repeated", _("The same was sent many times")
    OTHER_MATTER = "other_matter", _("It is not about what was asked")
    ADVERTISEMENT = "advertisement", _("It advertises something")


class Moderated(models.Model):
    """Base of a text that is held until somebody has read it.

    `marks`: places found by screening, `[start, end, kind]` in characters of the text.
    """

    moderation = models.CharField(
        _("shown or not"), max_length=8, choices=Moderation, default=Moderation.HELD, editable=False
    )
    hidden_reason = models.CharField(
        _("why it was hidden"), max_length=16, choices=Reason, blank=True, editable=False
    )
    marks = models.JSONField(default=list, editable=False)
    moderated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(moderation__in=Moderation.values), name="%(class)s_moderation_known"
            ),
            models.CheckConstraint(
                condition=models.Q(moderation=Moderation.HIDDEN, hidden_reason__in=Reason.values)
                | (~models.Q(moderation=Moderation.HIDDEN) & models.Q(hidden_reason="")),
                name="%(class)s_hidden_has_reason",
            ),
        ]
