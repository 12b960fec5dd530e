"""The minutes as an accessible PDF (PDF/UA-1), written by Typst. The same minutes give the same bytes."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from hearings.domain.plenary.minutes import Line, Minutes
from hearings.domain.plenary.reading import Told
from hearings.domain.report.pdf import drawn
from hearings.models import PlenaryState, RoundKind

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "hearings" / "minutes.typ"


def pdf(minutes: Minutes, *, language: str) -> bytes:
    """The file in this language, with its title and tags."""
    with override(language):
        data = json.dumps(_data(minutes, language), ensure_ascii=False)
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return bytes(made)


def _data(minutes: Minutes, language: str) -> dict[str, Any]:
    plenary = minutes.plenary
    begun = timezone.localtime(plenary.started_at or plenary.held_at)
    facts = [
        [_("Hearing"), drawn(str(plenary.hearing))],
        [
            pgettext("meeting", "Held"),
            date_format(begun, "l j.n.Y H.i") if language != "en" else begun.strftime("%-d %B %Y, %H.%M"),
        ],
    ]
    if plenary.event:
        facts.append([_("Place"), drawn(f"{plenary.event.town}, {plenary.event.place}")])
    approved = plenary.state == PlenaryState.APPROVED
    names = [str(one) for one in (plenary.first_approver, plenary.second_approver) if one is not None]
    facts.append([_("Approved by"), drawn(", ".join(names)) if approved else _("not approved yet: a draft")])
    return {
        "language": language,
        "title": drawn(_("Minutes of the plenary: %(name)s") % {"name": plenary}),
        "author": drawn(plenary.hearing.hosts or str(plenary.hearing.area)),
        "page-words": _("Page"),
        "facts": facts,
        "sections": [
            {
                "title": drawn(str(section.item)) if section.item else _("Before the agenda"),
                "lines": [_line(line) for line in section.lines],
            }
            for section in minutes.sections
        ],
        "spoken-title": _("Speaking time by role"),
        "spoken-head": [_("Role"), _("Minutes and seconds"), _("Share")],
        "spoken": [[row.label, row.clock, f"{round(row.share * 100)} %"] for row in minutes.spoken],
        "caution": _("Votes are of those in the room: they are not a representative sample."),
    }


def _line(line: Line) -> dict[str, Any]:
    return {"words": drawn(line.words), "table": _table(line.vote) if line.vote else None}


def _table(vote: Told) -> dict[str, Any]:
    if not vote.options:
        return {
            "head": [],
            "rows": [],
            "note": _("Too few ballots to tell the result without telling who voted how."),
        }
    if vote.vote.kind == RoundKind.DOTS:
        head = [_("Proposal"), _("Dots"), _("Given by")]
        rows = [[drawn(one.title), str(one.dots), str(one.givers)] for one in vote.options]
    else:
        head = [
            _("Proposal"),
            pgettext("vote", "Agree"),
            pgettext("vote", "Disagree"),
            pgettext("vote", "Unsure"),
        ]
        rows = [
            [drawn(one.title), str(one.agree), str(one.disagree), str(one.unsure)] for one in vote.options
        ]
    disputed = [one.title for one in vote.options if one.disputed]
    note = _("Disputed: %(titles)s") % {"titles": drawn(", ".join(disputed))} if disputed else ""
    return {"head": head, "rows": rows, "note": note}
