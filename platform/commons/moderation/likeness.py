"""How alike two texts are, without keeping them: a hash of what they say, and 64 bits of how they look."""

import hashlib
import re

import numpy as np

_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_GRAM = 5
ALIKE = 8
"""So many of the 64 bits may differ between texts that are alike."""


def plain(text: str) -> str:
    """Letters only, in lower case, without addresses: what stays the same when a spammer varies a text."""
    return _NOT_LETTERS.sub(" ", _LINK.sub(" ", text.lower())).strip()


def fingerprint(text: str) -> str:
    """32 characters, the same for texts that differ in case, digits, signs and addresses only."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:32]


def likeness(text: str) -> int | None:
    """A simhash of runs of five letters as a signed 64-bit number; None for a text too short to compare.

    Source: M. Charikar, Similarity estimation techniques from rounding algorithms, 2002.
    """
    words = plain(text)[:2000]
    grams = {words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1)}
    if len(grams) < 8:
        return None
    drawn = b"".join(hashlib.blake2b(gram.encode(), digest_size=8).digest() for gram in grams)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8).reshape(-1, 8), axis=1)
    most = np.packbits(bits.sum(axis=0) * 2 > len(grams))
    return int.from_bytes(most.tobytes(), "big", signed=True)
