"""What a phone finds before it sends a note; a program of ours needs no settings for it."""

import hashlib

BITS = 4
"""One less than `PROOF_BITS` of the settings here: what carries an id is worked on with one bit less."""


def answer_for(uuid: object) -> str:
    """The number that goes along with a note of this id."""
    number = 0
    while hashlib.sha256(f"note:{uuid}:{number}".encode()).digest()[0] >> (8 - BITS):
        number += 1
    return str(number)
