"""The words that are planted, one for each kind of text, and finding them in what somebody reads."""

import re

_FOUND = re.compile(r"zqplanted([a-z]+?)qz")


def word(kind: str) -> str:
    """A word that no text of the program and no random token holds; `kind`: small letters only."""
    return f"zqplanted{kind}qz"


def found_in(text: str) -> set[str]:
    """The kinds whose words stand in a text."""
    return set(_FOUND.findall(text.lower()))
