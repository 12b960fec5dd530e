"""What is printed on a card: its number and four letters that go with it, `4217-KMRT`.

The letters are made from the number with the server's secret. They show a mistyped number, and nobody can ask about
somebody else's card by counting. The note's own id is made from the number in the same way, so that the card is its
writer's receipt although no key in the database leads from the card to the note.
"""

import re
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from hearings.domain.codes import ALPHABET
from hearings.domain.paper.errors import MistypedCard

LETTERS = 4
ENOUGH = 2
"""So many of the letters show an official that the number was typed well."""
MOST_DIGITS = 9

_CODE = re.compile(r"(\d+)([A-Z]*)")
_DROPPED = str.maketrans(dict.fromkeys(" -–—_.\t\r\n\u00a0"))


def letters_of(number: int) -> str:
    """The letters of a card."""
    rest = int.from_bytes(salted_hmac("hearings.card", str(number), algorithm="sha256").digest(), "big")
    found = []
    for _place in range(LETTERS):
        rest, value = divmod(rest, len(ALPHABET))
        found.append(ALPHABET[value])
    return "".join(found)


def code_of(number: int) -> str:
    """As printed: `4217-KMRT`."""
    return f"{number}-{letters_of(number)}"


def note_of(number: int) -> UUID:
    """The id of the note that is written on a card."""
    digest = salted_hmac("hearings.card-note", str(number), algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def read(typed: str, *, enough: int = LETTERS) -> int:
    """The number that was meant, by what was typed, or by the address in a card's picture code. `enough`: so many of
    the letters must be there. Raises `MistypedCard`.
    """
    code = typed.split("?")[0].strip().rstrip("/").rpartition("/")[2].translate(_DROPPED).upper()
    found = _CODE.fullmatch(code)
    if found is None or len(found[1]) > MOST_DIGITS:
        raise MistypedCard(fields={"card": [_("A card has a number and four letters, such as 4217-KMRT.")]})
    number, letters = int(found[1]), found[2]
    if len(letters) < enough:
        raise MistypedCard(
            fields={"card": [_("Type the letters after the number too. They show a wrong digit.")]}
        )
    if not letters_of(number).startswith(letters):
        raise MistypedCard(
            fields={"card": [_("The letters do not go with this number. Compare it with the card.")]}
        )
    return number


def looks_like_one(typed: str) -> bool:
    """Whether somebody may have meant a card, and not a receipt."""
    found = _CODE.fullmatch(typed.translate(_DROPPED).upper())
    return found is not None and len(found[2]) == LETTERS and len(found[1]) <= MOST_DIGITS
