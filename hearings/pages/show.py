"""Notes as plain values for the templates."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.moderation.models import Moderation
from hearings.domain.queries import Fate
from hearings.domain.receipts import grouped
from hearings.models import Contribution, Event

LANGUAGES_OF_NOTES = (
    ("fi", "suomi"),
    ("sv", "svenska"),
    ("en", "English"),
    ("se", "davvisámegiella"),
    ("et", "eesti"),
    ("ru", "русский"),
    ("uk", "українська"),
    ("so", "Soomaali"),
    ("ku", "kurdî"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("zh", "中文"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("es", "español"),
)
"""Languages that a note may be marked with, in their own names."""

OVER_AFTER = dt.timedelta(hours=12)
"""So long after its end an event's code still leads to its form."""

ICONS = {"works": "check", "works_not": "cross", "idea": "bulb"}


def is_over(event: Event) -> bool:
    """Whether a code of this event is yesterday's."""
    return timezone.now() > event.ends_at + OVER_AFTER


def state_words(note: Contribution) -> str:
    """Where a note is, for whoever wrote it."""
    if note.moderation == Moderation.SHOWN:
        return _("On the wall")
    if note.moderation == Moderation.HIDDEN:
        return _("Not shown")
    return _("Received, somebody reads it soon")


def note_row(note: Contribution) -> dict[str, Any]:
    """A note for pieces of pages: words, what they are about, their language."""
    return {
        "pk": note.pk,
        "text": note.text,
        "lang": note.language,
        "polarity": note.question.polarity,
        "icon": ICONS[note.question.polarity],
        "question": note.question,
        "area": note.service_area,
        "state": note.moderation,
    }


def fate_row(fate: Fate) -> dict[str, Any]:
    """One's own note: with its state in words, its receipt and what became of it."""
    return {
        **note_row(fate.note),
        "receipt": grouped(fate.receipt),
        "url": reverse("hearings:note", args=[grouped(fate.receipt)]),
        "state_words": state_words(fate.note),
        "told": fate.told,
        "theme": fate.theme,
        "answer": fate.answer,
    }
