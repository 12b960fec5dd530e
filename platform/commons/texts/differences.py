"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, or only the later ("added"), or only the earlier ("removed")."""

    kind: Literal["same", "added", "removed"]
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The stretches in reading order, the removed before the added. Joining all but the added gives `before`,
    all but the removed `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    gone, come = "", ""
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[start:end])
        # A space between two changes is no common ground: it would cut one change into many.
        if tag == "equal" and not (same.isspace() and (gone or come) and end < len(old) and last < len(new)):
            pieces += [*_changed(gone, come), Piece("same", same)]
            gone, come = "", ""
        else:
            gone, come = gone + same, come + "".join(new[first:last])
    return pieces + _changed(gone, come)


def _changed(gone: str, come: str) -> list[Piece]:
    return [Piece("removed", gone)] * bool(gone) + [Piece("added", come)] * bool(come)
