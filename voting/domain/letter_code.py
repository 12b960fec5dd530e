"""The 16 characters of a letter code: how they are drawn, written and read back from what somebody types.

29 characters without look-alikes: every letter that can be taken for a digit or another letter is read as that one. The
last character is a check: the sum of each value times its place, modulo 29. As 29 is prime, every single wrong
character and every swap of two characters is noticed. 15 free characters are 72 bits: nobody guesses one.
"""

import secrets
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from voting.domain.errors import MistypedCode

ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 16
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "U": "V"})
_DROPPED = str.maketrans(dict.fromkeys(" -–—_.\t\r\n\u00a0"))
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def draw() -> str:
    """A new code, from the operating system's randomness."""
    free = [secrets.choice(ALPHABET) for _place in range(LENGTH - 1)]
    return "".join(free) + _check(free)


def grouped(code: str) -> str:
    """As printed: four groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """The code that was meant by what was typed; raises `MistypedCode` which says what is wrong.

    Lower case, spaces and hyphens do not matter, nor look-alikes (O for 0, I and L for 1, S for 5, B for 8 …).
    """
    code = typed.translate(_DROPPED).upper().translate(_READ_AS)
    if not code:
        raise MistypedCode(_("Type the 16 characters of your letter."))
    strange = next((character for character in code if character not in _VALUE), None)
    if strange:
        raise MistypedCode(
            format_lazy(_("“{character}” is in no code. Compare with your letter."), character=strange)
        )
    if len(code) != LENGTH:
        raise MistypedCode(
            format_lazy(
                _("A code has 16 characters. You typed {number}. Compare with your letter."), number=len(code)
            )
        )
    if _check(code[:-1]) != code[-1]:
        raise MistypedCode(
            _("One character is wrong, or two have changed places. Compare each group with your letter.")
        )
    return code


def _check(characters: Iterable[str]) -> str:
    total = sum(place * _VALUE[character] for place, character in enumerate(characters, start=1))
    return ALPHABET[total % len(ALPHABET)]
