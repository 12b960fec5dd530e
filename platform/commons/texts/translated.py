"""Texts that officials write in several languages."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField, to_attribute

LANGUAGES = ("fi", "sv", "en")


class Language(models.TextChoices):
    """Languages of the program itself; a resident's text may also be in another one."""

    FINNISH = "fi", _("Finnish")
    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


def _first_written(name: str, field: Any) -> Any:
    def read(self: models.Model) -> str:
        wanted = (get_language() or LANGUAGES[0])[:2]
        for language in (wanted, *LANGUAGES):
            text: str = getattr(self, to_attribute(name, language), "")
            if text:
                return text
        return ""

    return read


def translated(field: models.Field) -> Any:
    """`field` once per language (`name_fi`, `name_sv`, `name_en`); `name` reads the reader's language.

    Where that text is empty the first written language is shown. Give `blank=True` unless all three are required.
    """
    return TranslatedField(field, languages=LANGUAGES, attrgetter=_first_written)
