"""The reasons for hiding a comment. Stored as their codes, so that everybody reads them in their own language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HidingReason(models.TextChoices):
    """Why a comment is hidden. Being wrong, sharp or against the town is none of them."""

    INSULT = "insult", _("It insults or threatens somebody")
    HATE = "hate", _("It stirs up hatred against a group")
    PRIVATE = "private", _("It tells something private about somebody")
    ADVERTISEMENT = "advertisement", _("It is an advertisement")
    OFF_TOPIC = "off_topic", _("It has nothing to do with the proposal")
    TWICE = "twice", _("The same was sent several times")
    ILLEGAL = "illegal", _("It is against the law")


def in_words(reason: str) -> str:
    """A stored reason as the reader sees it; own words as they are."""
    return str(HidingReason(reason).label) if reason in HidingReason.values else reason
