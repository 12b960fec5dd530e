"""Reading a list of organisations that was pasted or comes from a sheet: every line is told what it is taken for."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import LANGUAGES

MOST_LINES = 2000
NAME_LENGTH = 160


@dataclass(frozen=True)
class Wanted:
    """An organisation that can be added."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be used. `number`: from 1; `text`: as it stood there."""

    number: int
    text: str
    why: str | Promise


@dataclass(frozen=True)
class Reading:
    """What a list says. `known`: addresses that are asked already."""

    good: list[Wanted]
    bad: list[BadLine]
    known: list[str]

    @property
    def rest(self) -> str:
        """The bad lines alone, to be corrected."""
        return "\n".join(line.text for line in self.bad)


def read(text: str, *, languages: Collection[str], known: Collection[str]) -> Reading:
    """`text`: a line each, `name; address; language` in any order, apart by `;`, tab or comma; the name and the
    language may be left out. `languages`: of the hearing, the first for who names none. `known`: addresses in small
    letters that are on the list already.
    """
    lines = text.replace("\x00", "").splitlines()
    good: list[Wanted] = []
    bad: list[BadLine] = []
    again: list[str] = []
    seen: dict[str, int] = {}
    first = next(iter(languages), "fi")
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        if not line.strip() or _is_head(line):
            continue
        found = _line(line, number, languages, first)
        if isinstance(found, BadLine):
            bad.append(found)
        elif (address := found.email.lower()) in seen:
            words = format_lazy(_("The same address stands on line {line}."), line=seen[address])
            bad.append(BadLine(number, line.strip(), words))
        elif address in known:
            seen[address] = number
            again.append(found.email)
        else:
            seen[address] = number
            good.append(found)
    if len(lines) > MOST_LINES:
        words = format_lazy(_("At most {most} lines at a time. The rest was left out."), most=MOST_LINES)
        bad.append(BadLine(MOST_LINES + 1, lines[MOST_LINES].strip(), words))
    return Reading(good, bad, again)


def _is_head(line: str) -> bool:
    """A line of column names, as sheets have."""
    cells = {cell.casefold() for cell in _cells(line)}
    return "@" not in line and bool(cells & {"email", "e-mail", "sähköposti", "e-post", "mail"})


def _cells(line: str) -> list[str]:
    sign = next((sign for sign in (";", "\t", ",") if sign in line), ";")
    try:
        cells = next(csv.reader(io.StringIO(line), delimiter=sign))
    except (csv.Error, StopIteration):
        cells = line.split(sign)
    return [" ".join(cell.split()) for cell in cells if cell.strip()]


def _line(line: str, number: int, languages: Collection[str], first: str) -> Wanted | BadLine:
    cells = _cells(line)
    said = line.strip()[:300]
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) != 1:
        words = (
            _("No mail address.")
            if not addresses
            else _("More than one mail address. Write each on its own line.")
        )
        return BadLine(number, said, words)
    email = addresses[0].removeprefix("mailto:").strip("<>")
    try:
        validate_email(email)
    except ValidationError:
        return BadLine(number, said, _("This is not a mail address that works."))
    others = [cell for cell in cells if cell not in addresses]
    spoken = [cell.lower() for cell in others if len(cell) == 2 and cell.isalpha()]
    names = [cell for cell in others if cell.lower() not in spoken]
    if len(spoken) > 1 or (spoken and spoken[0] not in LANGUAGES):
        return BadLine(number, said, _("The language is fi, sv or en."))
    if spoken and spoken[0] not in languages:
        return BadLine(number, said, _("The hearing is not held in this language."))
    name = " ".join(names) or email.partition("@")[2]
    if len(name) > NAME_LENGTH:
        return BadLine(
            number, said, format_lazy(_("The name is too long: at most {most} characters."), most=NAME_LENGTH)
        )
    return Wanted(name, email, spoken[0] if spoken else first)
