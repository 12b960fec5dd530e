"""A file from a ledger as text and lines: whatever encoding, separator and way of writing numbers a program chose."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Text

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
MOST_MONEY = Decimal(10) ** 12
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "hanke", "projekti", "projekt", "project id", "hanketunnus", "projekt-id"),
    "date": ("date", "päivä", "pvm", "päivämäärä", "datum", "tositepvm"),
    "account": ("account", "tili", "konto"),
    "amount": ("amount", "summa", "määrä", "euroa", "belopp", "eur"),
    "voucher": ("voucher", "tosite", "tositenumero", "verifikat", "verifikatnummer"),
    "supplier": ("supplier", "toimittaja", "leverantör", "toimittajaluokka", "leverantörsklass"),
    "text": ("text", "selite", "förklaring", "explanation"),
    "order": (
        "order",
        "tilaus",
        "tilausnumero",
        "tilausnro",
        "beställning",
        "beställningsnummer",
        "order number",
    ),
    "kind": ("kind", "laji", "typ", "slag"),
}
"""Columns by name, and what they are called in the headers of files."""
NEEDED = ("project", "date", "account", "amount", "voucher")
SUM_WORDS = {"yhteensä", "summa", "total", "totalt", "sum", "together", "sammanlagt"}
"""A line that begins so is the sum under the list, and the list ends with it."""
BROKEN = re.compile("Ã[¤¶¥„–…]|Â[ §€]|\ufffd")
"""Letters that were read in a wrong encoding once already."""


class NotReadable(Exception):
    """The file as a whole cannot be read. `line`: where, from 1."""

    def __init__(self, reason: Text, line: int = 1) -> None:
        super().__init__(str(reason))
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class Decoded:
    """The file's text, and the name of the encoding that it was read in."""

    text: str
    encoding: str


def decoded(data: bytes) -> Decoded:
    """The text of UTF-8 (with or without its mark), UTF-16 with its mark, Latin-1 or Windows-1252.

    Raises `NotReadable` for anything else, and where letters were lost before the file came here.
    """
    if len(data) > MOST_BYTES:
        raise NotReadable(_("the file is larger than 5 MB; send it in parts, a year or a unit each"))
    found = _decoded(data)
    if "\x00" in found.text:
        raise NotReadable(_("this is not a text file; save the list as CSV"))
    if (broken := BROKEN.search(found.text)) is not None:
        raise NotReadable(
            _(
                "letters are broken (“%(letters)s”): the file was saved in a wrong encoding. Save it as “CSV UTF-8”"
            )
            % {"letters": broken[0]},
            found.text.count("\n", 0, broken.start()) + 1,
        )
    return found


def _decoded(data: bytes) -> Decoded:
    if data.startswith(b"\xef\xbb\xbf"):
        try:
            return Decoded(data[3:].decode("utf-8"), "UTF-8 BOM")
        except UnicodeDecodeError as error:
            raise NotReadable(
                _("it says that it is UTF-8, but it is not"), data.count(b"\n", 0, error.start + 3) + 1
            ) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Decoded(data.decode("utf-16"), "UTF-16")
        except UnicodeDecodeError:
            raise NotReadable(_("it says that it is UTF-16, but it is not")) from None
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotReadable(
            _("its letters are in no encoding that we know; save the file as “CSV UTF-8”"),
            data.count(b"\n", 0, error.start) + 1,
        ) from None
    return Decoded(text, "Windows-1252" if re.search(rb"[\x80-\x9f]", data) else "Latin-1")


@dataclass(frozen=True)
class Line:
    """A line of the list: its number in the file, from 1, and its cells by column; `wrong`: what is wrong with its
    form, then there are no cells. `is_sum`: the sum under the list, with its cells as they are."""

    number: int
    cells: Mapping[str, str]
    wrong: Text = ""
    is_sum: bool = False
    raw: tuple[str, ...] = ()


def lines_of(text: str) -> Iterator[Line]:
    """The lines below the header. Raises `NotReadable` where there is no header that we know or too many lines."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=head.count), strict=True)
    places: dict[str, int] | None = None
    width = number = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if places is None:
                places, width = _places(cells, reader.line_num), len(cells)
                continue
            number += 1
            if number > MOST_LINES:
                raise NotReadable(
                    _("there are more than 20,000 lines; send the file in parts"), reader.line_num
                )
            yield _line(reader.line_num, cells, places, width)
    except csv.Error:
        raise NotReadable(_("the line cannot be read: a quotation mark is open"), reader.line_num) from None
    if places is None:
        raise NotReadable(_("the file is empty"))


def _places(header: list[str], line: int) -> dict[str, int]:
    plain = [" ".join(cell.replace("_", " ").casefold().split()) for cell in header]
    found = {
        column: place
        for column, spellings in COLUMNS.items()
        for place, cell in enumerate(plain)
        if cell in spellings
    }
    if missing := [column for column in NEEDED if column not in found]:
        raise NotReadable(_("the header has no column %(columns)s") % {"columns": ", ".join(missing)}, line)
    return found


def _line(number: int, cells: list[str], places: Mapping[str, int], width: int) -> Line:
    plain = [" ".join(cell.split()) for cell in cells]
    first = next((cell for cell in plain if cell), "").rstrip(":").casefold()
    if first in SUM_WORDS:
        return Line(number, {}, is_sum=True, raw=tuple(plain))
    if len(cells) != width:
        wrong = _("there are %(found)d cells where the header has %(wanted)d")
        return Line(number, {}, wrong % {"found": len(cells), "wanted": width})
    return Line(number, {column: plain[place] for column, place in places.items()})


MONEY = re.compile(r"(?P<whole>[0-9]{1,3}(?:[.,][0-9]{3})*|[0-9]+)(?:(?P<point>[.,])(?P<cents>[0-9]{1,2}))?")


def amount(words: str) -> Decimal:
    """An amount as ledgers write it: "1 234,56", "1.234,56", "-12.50", "12,50-", "12,50 €".

    Raises `ValueError` with the reason; also for "1.234", which may be either.
    """
    plain = re.sub(r"[\s\u00a0\u202f'€]|EUR", "", words).replace("\N{MINUS SIGN}", "-")
    sign = -1 if plain.startswith("-") or plain.endswith("-") else 1
    plain = plain.strip("-+")
    if re.fullmatch(r"[0-9]{1,3}[.,][0-9]{3}", plain):
        raise ValueError(
            _("“%(words)s” can be read in two ways; write it with two decimals") % {"words": words[:40]}
        )
    found = MONEY.fullmatch(plain)
    if found is None or (found["point"] and found["point"] in found["whole"]):
        raise ValueError(_("“%(words)s” is no amount of money") % {"words": words[:40]})
    value = sign * Decimal(re.sub(r"[.,]", "", found["whole"]) + "." + (found["cents"] or "0"))
    if abs(value) >= MOST_MONEY:
        raise ValueError(_("“%(words)s” is too much money") % {"words": words[:40]})
    if value == 0:
        raise ValueError(_("the amount is nothing"))
    return value.quantize(Decimal("0.01"))


def day(words: str) -> dt.date:
    """A day as ledgers write it: 2026-03-09, 9.3.2026, 20260309. Raises `ValueError` with the reason."""
    for pattern in (r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:[T ].*)?",
                    r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})",
                    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"):  # fmt: skip
        if found := re.fullmatch(pattern, words):
            try:
                return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise ValueError(_("“%(words)s” is no date; write 9.3.2026 or 2026-03-09") % {"words": words[:40]})
