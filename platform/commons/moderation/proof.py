"""Work that a browser does before an anonymous form counts like a person's: no puzzle for people, a cost for machines.

The form carries a signed word with its time. A browser with JavaScript looks for a number that gives a SHA-256 with
`BITS` leading zeros (about a second on an old phone) while the person reads. Without JavaScript the form counts too:
it must have lain open for ten seconds, and fewer of them are taken an hour.
"""

import hashlib

from django.core import signing
from django.utils.crypto import get_random_string

BITS = 15
OPEN_FOR = 60 * 60 * 4
WAIT = 10
_signer = signing.TimestampSigner(salt="moderation.proof")


def challenge() -> str:
    """A fresh word for a form."""
    return _signer.sign(get_random_string(12))


def is_solved(word: str, answer: str) -> bool:
    """Whether `answer` (a number in digits) solves our `word`, and the word is not too old."""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= 12) or not _age_fits(word, OPEN_FOR):
        return False
    digest = hashlib.sha256(f"{word}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def has_waited(word: str) -> bool:
    """Whether the word is ours and the form lay open long enough for a person to read it."""
    return _age_fits(word, OPEN_FOR) and not _age_fits(word, WAIT)


def _age_fits(word: str, seconds: int) -> bool:
    try:
        _signer.unsign(word, max_age=seconds)
    except signing.BadSignature:
        return False
    return True
