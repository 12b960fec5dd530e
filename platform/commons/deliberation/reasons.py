"""The reasons for hiding a comment, stored as codes, so that everybody reads them in their own language.

Which there are is said by who moderates: the same list for everything that residents write.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}


def register_words(words: Mapping[str, str | Promise]) -> None:
    """Codes with what everybody reads."""
    _words.update(words)


def in_words(reason: str) -> str:
    """A stored reason as the reader sees it; own words as they are."""
    return str(_words.get(reason, reason))
