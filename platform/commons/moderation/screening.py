"""Finding what a person must look at before a text is shown. It marks and holds; it never decides or changes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.moderation.words import (
    CASE_ENDINGS,
    FIRST_NAMES,
    HEALTH,
    SURNAME,
    THIRD_PERSONS,
    TITLES,
)

BLACKED_OUT = "▇▇▇"


class Kind(models.TextChoices):
    """What a marked place may be."""

    IDENTITY = "identity", _("personal identity code")
    PHONE = "phone", _("phone number")
    MAIL = "mail", _("mail address")
    NAME = "name", _("name")
    HEALTH = "health", _("health")
    THIRD = "third", _("another person")


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a text: characters `start` to `end`, exclusive."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `kind` is empty where nothing was found."""

    text: str
    kind: str = ""

    @property
    def label(self) -> str:
        """The kind in the reader's words."""
        return str(Kind(self.kind).label) if self.kind else ""


_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])(?![0-9A-Za-z])", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w.])(?:\+\d|0)(?:[\s().-]{0,2}\d){5,13}(?![\w])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_HEALTH = re.compile(r"\b(?:" + "|".join(HEALTH) + r")[\w-]*", re.IGNORECASE)
_THIRD = re.compile(r"\b(?:" + "|".join(THIRD_PERSONS) + r")\b", re.IGNORECASE)
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def screen(text: str) -> list[Mark]:
    """The places of `text` that somebody must look at, in order, without overlaps."""
    found = [*_identities(text), *_plain(_MAIL, text, Kind.MAIL), *_phones(text)]
    found += [*_names(text), *_plain(_HEALTH, text, Kind.HEALTH), *_plain(_THIRD, text, Kind.THIRD)]
    kept: list[Mark] = []
    for mark in found:  # the surest kinds come first
        if all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return sorted(kept)


def is_identity_code(first: str, number: str, check: str) -> bool:
    """Whether the last character of a Finnish personal identity code fits: the remainder of its digits by 31."""
    return _CHECK[int(first + number) % 31] == check.upper()


def _identities(text: str) -> Iterator[Mark]:
    for match in _IDENTITY.finditer(text):
        if is_identity_code(match[1], match[2], match[3]):
            yield Mark(match.start(), match.end(), Kind.IDENTITY)


def _phones(text: str) -> Iterator[Mark]:
    for match in _PHONE.finditer(text):
        if not re.fullmatch(r"\d\d?\.\d\d?\.\d{4}", match[0]):  # a date such as 01.02.2026
            yield Mark(match.start(), match.end(), Kind.PHONE)


def _plain(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Mark]:
    for match in pattern.finditer(text):
        yield Mark(match.start(), match.end(), kind)


def _names(text: str) -> Iterator[Mark]:
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        word = match[0]
        if not word[:1].isupper() or word.lower().startswith(TITLES):
            continue
        follower = words[place + 1] if place + 1 < len(words) else None
        joined = follower is not None and text[match.end() : follower.start()] == " "
        before = words[place - 1][0].lower() if place else ""
        capital = joined and follower is not None and follower[0][:1].isupper()
        if capital and follower is not None and (_is_first_name(word) or SURNAME.fullmatch(follower[0])):
            yield Mark(match.start(), follower.end(), Kind.NAME)
        elif _is_first_name(word) or any(before.startswith(title) for title in TITLES):
            yield Mark(match.start(), match.end(), Kind.NAME)


def _is_first_name(word: str) -> bool:
    lower = word.lower()
    if lower in FIRST_NAMES:
        return True
    return any(lower.endswith(ending) and lower[: -len(ending)] in FIRST_NAMES for ending in CASE_ENDINGS)


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """`text` cut up at its marks, for showing them."""
    cut: list[Piece] = []
    at = 0
    for mark in sorted(marks):
        if not at <= mark.start < mark.end <= len(text):
            continue
        if mark.start > at:
            cut.append(Piece(text[at : mark.start]))
        cut.append(Piece(text[mark.start : mark.end], mark.kind))
        at = mark.end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def blacked_out(text: str, marks: Iterable[Mark]) -> str:
    """`text` with the marked places covered, never longer than it was. Words are only ever taken away."""
    return "".join(
        BLACKED_OUT[: len(piece.text)] if piece.kind else piece.text for piece in pieces(text, marks)
    )


def stored(marks: Iterable[Mark]) -> list[list[int | str]]:
    """Marks as they are stored."""
    return [[mark.start, mark.end, str(mark.kind)] for mark in marks]


def loaded(rows: Iterable[Iterable[int | str]]) -> list[Mark]:
    """Stored marks."""
    return [Mark(int(start), int(end), str(kind)) for start, end, kind in rows]
