"""Everything that was said about a year's proposals as a sheet, row by row: memory stays the same for any number."""

from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.permissions import Actor, require
from commons.deliberation.models import Comment, CommentKind
from commons.deliberation.reasons import in_words
from commons.process.models import Cycle
from proposals.rules import REVIEW

AT_A_TIME = 2000
COLUMNS = (
    "thread__proposal",
    "thread__proposal__title",
    "pk",
    "reply_to",
    "kind",
    "is_official",
    "author__display_name",
    "created_at",
    "language",
    "convinced",
    "text",
    "hidden_at",
    "hidden_reason",
)


@transaction.atomic
def write(*, actor: Actor, cycle: Cycle) -> IO[bytes]:
    """An open file (XLSX) in the language that is active, at its beginning. Hidden words are left out.

    Of people only the name that they chose to show. One statement, read in parts. Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, REVIEW)
    rows = Comment.objects.filter(thread__proposal__cycle=cycle, thread__proposal__hidden_at=None)
    found = rows.order_by("thread", "pk").values_list(*COLUMNS).iterator(AT_A_TIME)
    kinds = {str(kind): str(kind.label) for kind in CommentKind}
    file = TemporaryFile()  # noqa: SIM115 (whoever asked for it closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Comments")[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, _heads(), book.add_format({"bold": True}))
        sheet.set_column(1, 1, 40)
        sheet.set_column(10, 10, 80)
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        zone = timezone.get_current_timezone()
        yes = _("yes")
        for place, row in enumerate(found, 1):
            number, title, pk, reply, kind, official, author, at, language, convinced, text, hidden, why = row
            is_held_back = hidden is not None
            sheet.write_number(place, 0, number)
            sheet.write_string(place, 1, title)
            sheet.write_number(place, 2, pk)
            if reply:
                sheet.write_number(place, 3, reply)
            sheet.write_string(place, 4, kinds[kind])
            sheet.write_string(place, 5, yes if official else "")
            sheet.write_string(place, 6, author or "")
            sheet.write_datetime(place, 7, at.astimezone(zone).replace(tzinfo=None), moment)
            sheet.write_string(place, 8, language)
            sheet.write_number(place, 9, convinced)
            sheet.write_string(place, 10, "" if is_held_back else text)
            sheet.write_string(place, 11, in_words(why) if is_held_back else "")
    file.seek(0)
    return file


def _heads() -> list[str]:
    return [
        _("Proposal number"),
        _("Proposal"),
        _("Comment number"),
        _("Reply to"),
        _("Kind"),
        _("Official answer"),
        _("Name"),
        _("When"),
        _("Language"),
        _("Convinces"),
        _("Text"),
        _("Why it was hidden"),
    ]
