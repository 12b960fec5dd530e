"""Pieces drawn once and remembered. Lists and talks are mostly made of pieces that hardly ever change.

All that a piece shows is in its key, so a remembered one is never out of date; nothing that belongs to one reader (a
form's token, a name in the session) may be among its values.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 4096
"""Pieces; at about two kilobytes each."""


class _Wanted:
    """Values of a piece together with their key; two with the same key are the same."""

    __slots__ = ("key", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.key = _frozen(values)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wanted) and self.key == other.key


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    return value


def draw(template: str, **values: Any) -> SafeString:
    """The template with plain values (texts, numbers, dates, lists and dictionaries of them) as HTML.

    Days are written without their year within it, so the year is part of the key.
    """
    return _drawn(template, get_language() or "fi", timezone.localdate().year, _Wanted(values))


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: str, _year: int, wanted: _Wanted) -> SafeString:
    return render_to_string(template, dict(wanted.values))
