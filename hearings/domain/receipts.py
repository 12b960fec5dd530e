"""Receipts: how somebody follows a note without an account.

A receipt is made from the note's own id with the server's secret, so that the same note sent again has the same one,
and only its keyed hash is stored. Ten characters without look-alikes; the last is a check, so that one wrong
character or two swapped ones are noticed.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from hearings.domain.errors import MistypedReceipt

ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 10
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "U": "V"})
_DROPPED = str.maketrans(dict.fromkeys(" -–—_.\t\r\n\u00a0"))
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


NOTE = "hearings.receipt"
STORY = "hearings.story-receipt"


def receipt_of(uuid: UUID, *, kind: str = NOTE) -> str:
    """The receipt of the note (or story) with this id, always the same."""
    number = int.from_bytes(salted_hmac(kind, uuid.hex, algorithm="sha256").digest(), "big")
    free = []
    for _place in range(LENGTH - 1):
        number, value = divmod(number, len(ALPHABET))
        free.append(ALPHABET[value])
    return "".join(free) + _check(free)


def hash_of(receipt: str) -> str:
    """What is stored of a receipt."""
    return salted_hmac("hearings.receipt-hash", receipt, algorithm="sha256").hexdigest()


def grouped(receipt: str) -> str:
    """As shown: two groups of five."""
    return f"{receipt[:5]}-{receipt[5:]}"


def read(typed: str) -> str:
    """The receipt that was meant; raises `MistypedReceipt`."""
    receipt = typed.translate(_DROPPED).upper().translate(_READ_AS)
    if len(receipt) != LENGTH or any(character not in _VALUE for character in receipt):
        raise MistypedReceipt(_("A receipt has ten characters, such as 7K2MA-D9QXC."))
    if _check(receipt[:-1]) != receipt[-1]:
        raise MistypedReceipt(_("Compare it character by character. Your note is safe in any case."))
    return receipt


def _check(characters: Iterable[str]) -> str:
    return ALPHABET[sum(place * _VALUE[one] for place, one in enumerate(characters, start=1)) % len(ALPHABET)]
