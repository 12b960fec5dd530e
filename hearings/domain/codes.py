"""Five-letter codes of stations: consonants that nobody mistakes for each other, so that none is a word either."""

import secrets

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hearings.domain.errors import MistypedCode, UnknownCode
from hearings.models import CODE_LENGTH, Station

ALPHABET = "CFGHJKMNPRTWX"
_DROPPED = str.maketrans(dict.fromkeys(" -–—_.\t\r\n\u00a0"))


def draw() -> str:
    """A new code. It is no secret: it hangs on the wall."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def read(typed: str) -> str:
    """The code that was meant; raises `MistypedCode` which says what is wrong."""
    code = typed.translate(_DROPPED).upper()
    if not code:
        raise MistypedCode(_("Type the five letters on the wall."))
    strange = next((letter for letter in code if letter not in ALPHABET), None)
    if strange:
        raise MistypedCode(format_lazy(_("“{letter}” is in no code. Compare with the wall."), letter=strange))
    if len(code) != CODE_LENGTH:
        raise MistypedCode(format_lazy(_("A code has five letters. You typed {number}."), number=len(code)))
    return code


def station_of(typed: str) -> Station:
    """The station with this code. Raises `MistypedCode`, `UnknownCode`. One query."""
    code = read(typed)
    found = (
        Station.objects.select_related("hearing", "event", "service_area")
        .exclude(hearing__state="preparing")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise UnknownCode
    return found
