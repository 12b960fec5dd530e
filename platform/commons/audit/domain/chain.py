"""Looking a book of acts over: is it whole, and what does it say?

The hash of a link is SHA-256 over these lines, joined by line feeds: book, number, time (UTC, microseconds), act, verb,
actor, SHA-256 of the reason (empty without one), thing, operation, rows, hash of the rows, hash of the link before.
`FIELDS` are the same, in the same order, as the columns of the public file: whoever has the file can reckon it again.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from commons.audit.models import BEGINNING, Book, Link
from commons.http.errors import Text

FIELDS = (
    "book", "number", "at", "act", "verb", "actor", "reason_hash", "thing", "operation", "rows", "content_hash",
    "previous",
)  # fmt: skip
COLUMNS = (*FIELDS, "hash")


@dataclass(frozen=True)
class Break:
    """Where a book is broken first. `why`: number, previous, hash, length or head, see `LOOKED_AT`."""

    book: str
    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.book}: entry {self.number} does not fit: {self.words}"

    @property
    def words(self) -> Text:
        """What is wrong, in the reader's language."""
        return LOOKED_AT[self.why]


LOOKED_AT: dict[str, Text] = {
    "number": _("its number does not follow the one before, so an entry is missing or was put in between"),
    "previous": _("it does not hold the fingerprint of the entry before"),
    "hash": _("its fingerprint is not that of what it says, so it was changed"),
    "length": _("the book says that it has another number of entries, so some were taken from its end"),
    "head": _("the book holds another fingerprint for its last entry"),
}


@dataclass(frozen=True)
class Looked:
    """A book that was looked over. `head`: hash of its last link. `broken`: the first break, or None."""

    book: str
    length: int
    head: str
    broken: Break | None


Row = dict[str, str]


def row_of(link: Link) -> Row:
    """The link as the public file has it: everything but the words of the reason."""
    return {
        "book": link.book,
        "number": str(link.number),
        "at": _utc(link.at),
        "act": str(link.act or ""),
        "verb": link.verb,
        "actor": "" if link.actor is None else str(link.actor),
        "reason_hash": sha256(link.reason.encode()).hexdigest() if link.reason else "",
        "thing": link.thing,
        "operation": link.operation,
        "rows": str(link.rows),
        "content_hash": link.content_hash,
        "previous": link.previous,
        "hash": link.hash,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(row: Row) -> str:
    """The hash that the row must have."""
    return sha256("\n".join(row[field] for field in FIELDS).encode()).hexdigest()


def look_over(name: str, rows: Iterable[Row]) -> Looked:
    """Reckon every hash of a book again, in its order."""
    head, length = BEGINNING, 0
    for row in rows:
        why = _wrong(row, length, head)
        if why:
            return Looked(name, length, head, Break(name, length + 1, why))
        head, length = row["hash"], length + 1
    return Looked(name, length, head, None)


def _wrong(row: Row, length: int, head: str) -> str:
    if row["number"] != str(length + 1):
        return "number"
    if row["previous"] != head:
        return "previous"
    return "" if hash_of(row) == row["hash"] else "hash"


def rows_of(name: str) -> Iterator[Row]:
    """The links of a stored book that are closed, in its order."""
    for link in Link.objects.filter(book=name, number__isnull=False).order_by("number").iterator(2_000):
        yield row_of(link)


def check_book(name: str) -> Looked:
    """Look a stored book over, also against what the book says of itself. Empty books are whole."""
    found = look_over(name, rows_of(name))
    book = Book.objects.filter(pk=name).first() or Book(name=name)
    if found.broken is None and book.length != found.length:
        return Looked(
            name, found.length, found.head, Break(name, min(book.length, found.length) + 1, "length")
        )
    if found.broken is None and book.head != found.head:
        return Looked(name, found.length, found.head, Break(name, found.length, "head"))
    return found


def as_csv(rows: Iterable[Row]) -> str:
    """The public file of a book."""
    text = io.StringIO()
    sheet = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(rows)
    return text.getvalue()


def check_file(text: str) -> Looked:
    """Look a public file over, without a database. Raises ValueError for what is no such file."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or any(None in row or None in row.values() or set(row) != set(COLUMNS) for row in rows):
        raise ValueError("This is no file of a book of acts.")
    return look_over(rows[0]["book"], rows)
