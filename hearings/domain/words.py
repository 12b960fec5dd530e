"""Texts that officials write in the languages of a hearing."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES, Language
from hearings.models import Hearing


def cleaned_words(
    hearing: Hearing,
    words: Mapping[str, Any],
    *,
    needed: tuple[str, ...],
    optional: tuple[str, ...] = (),
    longest: int = 3000,
) -> dict[str, str]:
    """`title_fi` … out of `words`, without space around them. Raises `Invalid` for `needed` ones that are missing in
    a language of the hearing, and for what is too long.
    """
    found: dict[str, str] = {}
    wrong: dict[str, list[str | Promise]] = {}
    for name in (*needed, *optional):
        for language in LANGUAGES:
            field = f"{name}_{language}"
            text = str(words.get(field) or "").replace("\r\n", "\n").replace("\x00", "").strip()
            most = 160 if name == "title" else longest
            if len(text) > most:
                wrong[field] = [format_lazy(_("The text is too long: at most {most} characters."), most=most)]
            elif not text and name in needed and language in hearing.languages:
                wrong[field] = [missing_in(language)]
            found[field] = text
    if wrong:
        raise Invalid(fields=wrong)
    return found


def missing_in(language: str) -> str | Promise:
    """That a text is missing in this language."""
    return format_lazy(_("Missing in {language}."), language=Language(language).label)
