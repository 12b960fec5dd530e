"""Letters with the voting codes, as one accessible PDF in Finnish, Swedish and English.

Names and addresses are not on the roll. Where letters go to named people, the clerk's address file is joined by the
person id while the letters are made, and kept nowhere; without it a letter shows only its number and area.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from commons.places.models import Area
from commons.texts.translated import LANGUAGES
from voting import rules
from voting.domain import codes, keys
from voting.domain.codes import NewBatch, NewCode
from voting.domain.letter_code import grouped
from voting.domain.turnout import closes_at
from voting.models import CodeBatch, Election

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "voting" / "letter.typ"
ADDRESS_COLUMNS = ("person_id", "name", "street", "post")


@dataclass(frozen=True)
class Recipient:
    """Where a letter goes: name, street and postal line, as they are printed."""

    name: str
    street: str
    post: str


def vote_address(code: str = "") -> str:
    """Where one votes; with a code for the picture: after `#`, which a browser never sends to any server."""
    return f"{settings.SITE_URL.rstrip('/')}/vote/" + (f"#{grouped(code)}" if code else "")


def code_picture(code: str) -> str:
    """The picture code (SVG) that leads to the voting page with this code filled in."""
    qr = io.BytesIO()
    segno.make(vote_address(code), error="m", micro=False).save(
        qr, kind="svg", border=2, xmldecl=False, omitsize=True
    )
    return qr.getvalue().decode()


def recipients(election: Election, data: bytes) -> dict[str, Recipient]:
    """The address file by keyed hash of the person: CSV in UTF-8 with the columns of `ADDRESS_COLUMNS`.

    Raises `Invalid` which names the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(fields={"file": [_("The text is not UTF-8. Save the file as “CSV UTF-8”.")]}) from None
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [column for column in ADDRESS_COLUMNS if column not in (rows.fieldnames or [])]
    if missing:
        words = _("The header has no column %(columns)s.") % {"columns": ", ".join(missing)}
        raise Invalid(fields={"file": [words]})
    found: dict[str, Recipient] = {}
    for row in rows:
        if not all((row[column] or "").strip() for column in ADDRESS_COLUMNS):
            words = _("Line %(line)s is not complete.") % {"line": rows.line_num}
            raise Invalid(fields={"file": [words]})
        name = keys.person_hash(election.key_id, row["person_id"])
        found[name] = Recipient(*(row[column].strip() for column in ADDRESS_COLUMNS[1:]))
    return found


@dataclass(frozen=True)
class Printed:
    """Letters just made. `pdf`: the only place where their codes can be read; it is kept nowhere."""

    batch: CodeBatch
    pdf: bytes


@transaction.atomic
def print_batch(
    *, actor: Actor, election: Election, area: Area | None, most: int, address_file: bytes | None = None
) -> Printed:
    """Codes and letters for people who have none, as `codes.make_batch`; without the letters there are no codes either.

    `address_file`: see `recipients`. Raises what those two raise.
    """
    require(actor, rules.MAKE_CODES, election)
    addresses = recipients(election, address_file) if address_file else {}
    made = codes.make_batch(actor=actor, election=election, area=area, most=most)
    return Printed(made.batch, letters_pdf(election, made, addresses))


@transaction.atomic
def print_replacement(*, actor: Actor, election: Election, typed: str) -> Printed:
    """A new letter for the person whom `codes.find_person` finds; the code of the old one stops working."""
    entry = codes.find_person(actor=actor, election=election, typed=typed)
    made = codes.replace(actor=actor, entry=entry)
    return Printed(made.batch, letters_pdf(election, made))


def letters_pdf(
    election: Election, made: NewBatch, addresses: Mapping[str, Recipient] | None = None
) -> bytes:
    """The letters of a batch, PDF/UA-1, one page each. The only place where the codes can be read."""
    with override("fi"):
        date = date_format(timezone.localdate(), "j.n.Y")
    data = {
        "town": str(election.cycle.area),
        "date": date,
        "title": _in_all(election, lambda: str(election.cycle)),
        "address": vote_address(),
        "code-words": [[language, _spoken(language, _code_words)] for language in LANGUAGES],
        "qr-alt": " / ".join(_spoken(language, _picture_words) for language in LANGUAGES),
        "parts": [_part(language, closes_at(election)) for language in LANGUAGES],
        "letters": [_letter(made, new, addresses or {}) for new in made.codes],
    }
    pdf: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return bytes(pdf)


def _letter(made: NewBatch, new: NewCode, addresses: Mapping[str, Recipient]) -> dict[str, Any]:
    to = addresses.get(new.person_hash)
    number = f"{made.batch.pk}/{new.entry_id}"
    return {
        "number": number,
        "address": [to.name, to.street, to.post] if to else [str(new.area)],
        "code": grouped(new.code),
        "qr": code_picture(new.code),
    }


def _in_all(election: Election, read: Any) -> str:
    texts: list[str] = []
    for language in LANGUAGES:
        with override(language):
            texts.append(read())
    return " · ".join(dict.fromkeys(texts))


def _spoken(language: str, words: Any) -> str:
    with override(language):
        return str(words())


def _code_words() -> str:
    return _("Your voting code")


def _picture_words() -> str:
    return _("Picture code that leads to the voting page")


def _part(language: str, deadline: datetime | None) -> dict[str, Any]:
    with override(language):
        by = ""
        if deadline:
            local = timezone.localtime(deadline)
            by = _("Vote by %(day)s at %(time)s.") % {
                "day": date_format(local, "l j.n.Y"),
                "time": date_format(local, "H.i"),
            }
        steps = [
            _("Open the address in the box, or point your phone's camera at the picture."),
            _("Type the code. Capitals and spaces do not matter."),
            _("Choose projects, look your ballot over and cast it. You get a receipt."),
        ]
        help_text = _(
            "The code is yours alone: do not give it to anybody. You can change your vote until voting closes. "
            "No computer, or the code does not work? You can vote at the library desk: take this letter with you."
        )
        return {
            "language": language,
            "heading": " ".join(filter(None, [_("How to vote."), by])),
            "steps": steps,
            "help": help_text,
        }
