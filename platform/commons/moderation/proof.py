"""What a form asks of somebody without an account before it counts like a person's: no puzzle for people, a cost for
machines, and nobody is turned away for it.

A browser with JavaScript looks, while the person reads, for a number that gives a SHA-256 with so many leading zero
bits. What it works on is bound to one thing, so that a proof is good for one thing only:

- what carries an id of its sender's making (a note, a story, a draft) is worked on by that id (`word_of`). Nobody is
  asked for a word first and nothing expires: a phone may write without network and send hours later. The same id once
  more is the same thing, stored once.
- other forms carry a signed word with its time (`challenge`), good for four hours and once.

Without JavaScript all forms count too, each in its way: what is written waits for a moderator where it would be shown
at once, and fewer are taken from one network (`Pace`). A field that people do not see (`Effort.trap`) finds machines.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import get_random_string

from commons.http import rate

BITS: int = settings.PROOF_BITS
BITS_OF_ID = BITS - 1
"""An id and a number fit in one block of SHA-256, half the work of a signed word, and people write several notes."""
OPEN_FOR = 60 * 60 * 4
WAIT = 10
_signer = signing.TimestampSigner(salt="moderation.proof")


@dataclass(frozen=True)
class Effort:
    """What came along with something that is sent without an account. `trap`: what stands in the field that people do
    not see. `challenge`: our signed word, empty where an id is worked on; `answer`: the number that was found."""

    trap: str = ""
    challenge: str = ""
    answer: str = ""

    def proves(self, purpose: str, uuid: UUID | None) -> bool:
        """Whether it was worked for this very thing. Nothing is kept of it: the id itself counts once."""
        return not self.trap and uuid is not None and _solves(word_of(purpose, uuid), self.answer, BITS_OF_ID)

    def is_solved(self) -> bool:
        """Whether it was worked on a fresh word of ours. Whoever takes it remembers that it was used."""
        return not self.trap and is_solved(self.challenge, self.answer)

    def spends(self) -> bool:
        """As `is_solved`, and the word was not used before; now it is."""
        return self.is_solved() and rate.allow(f"proof {self.challenge}", 1, 2 * OPEN_FOR)


NO_EFFORT = Effort()
"""Of what comes from our own side, or brings nothing."""


@dataclass(frozen=True)
class Pace:
    """How many may come from one network, at once and refilled within so many seconds: with proof, and without."""

    proven: tuple[int, float]
    unproven: tuple[int, float]

    def take(self, what: str, network: str, *, is_proven: bool) -> None:
        """Take one, or raise `rate.TooOften`, which says when it goes on."""
        rate.take(
            f"{what} network{'' if is_proven else ' unproven'} {network}",
            *(self.proven if is_proven else self.unproven),
        )


def word_of(purpose: str, uuid: UUID) -> str:
    """What is worked on for a thing that carries an id."""
    return f"{purpose}:{uuid}"


def challenge() -> str:
    """A fresh word for a form."""
    return _signer.sign(get_random_string(12))


def is_solved(word: str, answer: str) -> bool:
    """Whether `answer` (a number in digits) solves our `word`, and the word is not too old."""
    return _solves(word, answer, BITS) and _age_fits(word, OPEN_FOR)


def has_waited(word: str) -> bool:
    """Whether the word is ours and the form lay open long enough for a person to read it."""
    return _age_fits(word, OPEN_FOR) and not _age_fits(word, WAIT)


def solution(word: str, bits: int) -> str:
    """The smallest number that solves a word, as a browser finds it: for tests and programs of ours."""
    number = 0
    while not _solves(word, str(number), bits):
        number += 1
    return str(number)


def _solves(word: str, answer: str, bits: int) -> bool:
    if not (answer.isascii() and answer.isdigit() and len(answer) <= 12):
        return False
    digest = hashlib.sha256(f"{word}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - bits) == 0


def _age_fits(word: str, seconds: int) -> bool:
    try:
        _signer.unsign(word, max_age=seconds)
    except signing.BadSignature:
        return False
    return True
