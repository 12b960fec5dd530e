"""The reasons for hiding a comment. Stored as their codes, so that everybody reads them in their own language."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
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


_words: dict[str, str | Promise] = {}


def register_words(words: Mapping[str, str | Promise]) -> None:
    """Reasons that others hide comments for, with what everybody reads."""
    _words.update(words)


def in_words(reason: str) -> str:
    """A stored reason as the reader sees it; own words as they are."""
    if reason in _words and reason not in HidingReason.values:
        return str(_words[reason])
    return str(HidingReason(reason).label) if reason in HidingReason.values else reason
