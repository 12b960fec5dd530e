"""What the fields of a hearing and its parts are called, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def _in_languages(name: str, finnish: Any, swedish: Any, english: Any) -> dict[str, Any]:
    return {f"{name}_fi": finnish, f"{name}_sv": swedish, f"{name}_en": english}


TITLE = _in_languages("title", _("Title in Finnish"), _("Title in Swedish"), _("Title in English"))
TEXT = _in_languages("text", _("Text in Finnish"), _("Text in Swedish"), _("Text in English"))
NAME = _in_languages("name", _("Name in Finnish"), _("Name in Swedish"), _("Name in English"))
PURPOSE = _in_languages("purpose", _("Purpose in Finnish"), _("Purpose in Swedish"), _("Purpose in English"))
PRIVACY = _in_languages(
    "privacy",
    _("How what is said is handled, in Finnish"),
    _("How what is said is handled, in Swedish"),
    _("How what is said is handled, in English"),
)
SUMMARY = _in_languages("summary", _("Summary in Finnish"), _("Summary in Swedish"), _("Summary in English"))
PROGRAMME = _in_languages(
    "programme", _("Programme in Finnish"), _("Programme in Swedish"), _("Programme in English")
)
