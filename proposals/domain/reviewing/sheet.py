"""The review queue as a workbook that officials fill in and give back: the rows, and reading what came back."""

import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, DecimalException
from typing import Any, BinaryIO

import openpyxl
import xlsxwriter
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from proposals.domain.review import REVIEWABLE
from proposals.domain.review_reading import reviewable_by
from proposals.models import Feasibility, Ground, Proposal, State
from proposals.rules import REVIEW

EDITABLE = ("reviewer", "due", "feasibility", "cost", "upkeep", "cost_source", "ground", "reason")
HEADS: Mapping[str, str | Promise] = {
    "id": _("Number"),
    "version": _("Version (leave as it is)"),
    "title": _("Proposal"),
    "state": _("State"),
    "area": _("Area"),
    "category": _("Category"),
    "reviewer": _("Reviewer (mail address)"),
    "due": _("Due"),
    "feasibility": _("Can it be carried out?"),
    "cost": _("Cost"),
    "upkeep": _("Upkeep a year"),
    "cost_source": _("Source of the estimate"),
    "ground": _("Ground, if it is not feasible"),
    "reason": _("Public reason"),
}
WIDTHS = (8, 12, 40, 16, 16, 16, 28, 12, 18, 14, 14, 28, 30, 60)
log = logging.getLogger(__name__)
MOST_ROWS = 5000
MOST_BYTES = 8_000_000
MOST_UNPACKED = 80_000_000

Values = dict[str, str]
"""The editable columns as plain text: days in ISO form, amounts with a point, feasibility and ground as their codes."""


@dataclass
class Given:
    """A row that came back. `number`: its row in the sheet. `wrong`: what could not be read, by column."""

    number: int
    pk: int | None
    version: str
    values: Values
    wrong: dict[str, str | Promise] = field(default_factory=dict)


def rows_of(
    actor: Actor, *, cycle: Cycle | None = None, ids: list[int] | None = None
) -> Iterator[dict[str, Any]]:
    """What waits for a review where the actor reviews, with `values` and `version`. One query; streamed.

    Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, REVIEW)
    found = Proposal.objects.filter(reviewable_by(actor), state__in=REVIEWABLE)
    if cycle is not None:
        found = found.filter(cycle=cycle)
    if ids is not None:
        found = found.filter(pk__in=ids)
    found = found.select_related("review__reviewer", "area", "category").order_by("pk")
    for one in found.defer(
        "search", "title_plain", "what", "why", "for_whom", "area__outline", "area__outline_shown"
    ):
        values = values_of(one)
        yield {"proposal": one, "values": values, "version": version_of(values)}


def values_of(proposal: Proposal) -> Values:
    """The editable columns of a proposal as they are now."""
    found = getattr(proposal, "review", None)
    if found is None:
        return dict.fromkeys(EDITABLE, "") | {"feasibility": str(Feasibility.OPEN)}
    return {
        "reviewer": found.reviewer.email if found.reviewer else "",
        "due": found.due.isoformat() if found.due else "",
        "feasibility": str(found.feasibility),
        "cost": _plain(found.cost),
        "upkeep": _plain(found.upkeep),
        "cost_source": found.cost_source,
        "ground": found.ground,
        "reason": found.reason,
    }


def version_of(values: Values) -> str:
    """A short mark of these very values: another one means that somebody changed something since."""
    words = json.dumps([values[name] for name in EDITABLE], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def write(actor: Actor, *, cycle: Cycle | None = None) -> bytes:
    """The workbook: a hidden row with the names of the columns, their heads, a row a proposal. Memory stays small."""
    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    rows = rows_of(actor, cycle=cycle)
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet("Raati")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        open_cell = book.add_format({"bg_color": "#fff8e1", "valign": "top", "text_wrap": True})
        day = book.add_format({"bg_color": "#fff8e1", "num_format": "yyyy-mm-dd", "valign": "top"})
        money = book.add_format({"bg_color": "#fff8e1", "num_format": "#,##0.00", "valign": "top"})
        fixed = book.add_format({"valign": "top", "text_wrap": True, "font_color": "#555555"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 3)
        sheet.set_row(0, None, None, {"hidden": True})
        for column, name in enumerate(HEADS):
            sheet.write_string(0, column, name)
        for column, words in enumerate(HEADS.values()):
            sheet.write_string(1, column, str(words), head)
        labels = [str(one.label) for one in Feasibility]
        sheet.data_validation(2, 8, MOST_ROWS, 8, {"validate": "list", "source": labels})
        sheet.data_validation(2, 12, MOST_ROWS, 12, {"validate": "list", "source": _list_of_grounds(book)})
        for number, row in enumerate(rows, 2):
            one, values = row["proposal"], row["values"]
            sheet.write_number(number, 0, one.pk, fixed)
            texts = (
                row["version"],
                one.title,
                str(State(one.state).label),
                str(one.area or ""),
                str(one.category or ""),
            )
            for column, text in enumerate(texts, 1):
                sheet.write_string(number, column, text, fixed)
            sheet.write_string(number, 6, values["reviewer"], open_cell)
            if values["due"]:
                sheet.write_datetime(number, 7, datetime.fromisoformat(values["due"]), day)
            else:
                sheet.write_blank(number, 7, None, day)
            sheet.write_string(number, 8, str(Feasibility(values["feasibility"]).label), open_cell)
            for column, name in ((9, "cost"), (10, "upkeep")):
                if values[name]:
                    sheet.write_number(number, column, float(values[name]), money)
                else:
                    sheet.write_blank(number, column, None, money)
            sheet.write_string(number, 11, values["cost_source"], open_cell)
            ground = str(Ground(values["ground"]).label) if values["ground"] else ""
            sheet.write_string(number, 12, ground, open_cell)
            sheet.write_string(number, 13, values["reason"], open_cell)
    return kept.getvalue()


def _list_of_grounds(book: Any) -> str:
    """Write the grounds on a hidden sheet, since a list in the rule of a cell holds 255 letters only; where it is."""
    grounds = book.add_worksheet("Grounds")
    grounds.hide()
    for number, one in enumerate(Ground):
        grounds.write_string(number, 0, str(one.label))
    return f"=Grounds!$A$1:$A${len(Ground)}"


def read(file: BinaryIO, size: int) -> list[Given]:
    """The rows of a workbook that came back; cells that cannot be read are named. Raises `Invalid` for no such book."""
    if size > MOST_BYTES:
        raise Invalid(fields={"file": [_("The file is too large: at most 8 MB.")]})
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Invalid(fields={"file": [_("The file is too large: at most 8 MB.")]})
        file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        names = [str(cell or "") for cell in next(lines, ())]
    except Invalid:
        raise
    except Exception as broken:
        # Whatever a broken archive makes the reader stumble over, it is no workbook of ours.
        log.warning("A workbook could not be read", exc_info=True)
        raise Invalid(
            fields={"file": [_("This is no workbook that came from here. Export it anew.")]}
        ) from broken
    if not {"id", "version", *EDITABLE} <= set(names):
        raise Invalid(fields={"file": [_("This is no workbook that came from here. Export it anew.")]})
    next(lines, ())
    found = []
    for number, cells in enumerate(lines, 3):
        if number > MOST_ROWS + 2:
            raise Invalid(fields={"file": [format_lazy(_("At most {most} rows."), most=MOST_ROWS)]})
        row = dict(zip(names, cells, strict=False))
        if any(cell not in (None, "") for cell in cells):
            found.append(_given(number, row))
    return found


def _given(number: int, row: dict[str, Any]) -> Given:
    pk = row.get("id")
    known = isinstance(pk, int | float) and float(pk).is_integer() and 0 < pk < 2**53
    given = Given(number, int(pk) if known and pk is not None else None, str(row.get("version") or ""), {})
    for name in EDITABLE:
        try:
            given.values[name] = READ[name](row.get(name))
        except ValueError:
            given.values[name] = str(row.get(name))[:100]
            given.wrong[name] = WRONG[name]
    return given


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).replace("\r\n", "\n").replace("\x00", "").strip()


def _day(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    words = _text(cell)
    if not words:
        return ""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(words, form).date().isoformat()  # noqa: DTZ007 (a day, no moment)
        except ValueError:
            continue
    raise ValueError(words)


def _amount(cell: Any) -> str:
    words = "".join(_text(cell).replace("€", "").split()).replace(",", ".")
    if not words:
        return ""
    try:
        amount = Decimal(words)
        if not amount.is_finite() or abs(amount) > Decimal("999999999999.99"):
            raise ValueError(words)
        return f"{amount.quantize(Decimal('0.01')):.2f}"
    except DecimalException as broken:
        raise ValueError(words) from broken


def _finding(cell: Any) -> str:
    return _choice(cell, Feasibility) or str(Feasibility.OPEN)


def _choice(cell: Any, choices: type[TextChoices]) -> str:
    """The code of a choice that is written as its code or in one of the languages; empty stays so."""
    words = _text(cell).casefold()
    for one in choices:
        names = {str(one)}
        for language in LANGUAGES:
            with override(language):
                names.add(str(one.label).casefold())
        if words in names:
            return str(one)
    if not words:
        return ""
    raise ValueError(words)


READ: Mapping[str, Any] = {
    "reviewer": lambda cell: _text(cell).lower(),
    "due": _day,
    "feasibility": _finding,
    "cost": _amount,
    "upkeep": _amount,
    "cost_source": lambda cell: " ".join(_text(cell).split()),
    "ground": lambda cell: _choice(cell, Ground),
    "reason": _text,
}
WRONG: Mapping[str, str | Promise] = {
    "due": _("Write a day, for example 2027-05-31."),
    "feasibility": _("Choose one of these."),
    "cost": _("Write an amount."),
    "upkeep": _("Write an amount."),
    "ground": _("Choose one of these."),
}
