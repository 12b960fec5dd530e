"""A letter or a decision as an accessible PDF (PDF/UA-1), written by Typst. The same words give the same bytes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.texts.amounts import money_text
from proposals.models import Letter, Verdict

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "proposals" / "letter.typ"
LAST_DRAWN = "\u052f"
"""Up to here (Latin, Greek, Cyrillic) the fonts in Typst have letters; other scripts stand on the proposal's page."""
SIGNS = "–—‘’“”„…€•\u00a0\u202f"


def drawn(text: str) -> str:
    """A text with a mark for each letter that the fonts do not have."""
    return "".join(sign if sign <= LAST_DRAWN or sign in SIGNS else "□" for sign in text)


def pdf_of(letter: Letter) -> bytes:
    """A letter as it was written, in its language, on a page of its own."""
    with override(letter.language):
        return _made(
            letter.language, letter.subject, timezone.localtime(letter.created_at), letter.body.split("\n")
        )


def pdf_of_decision(verdict: Verdict, language: str) -> bytes:
    """A public decision: what, why, what it costs, until when an appeal is possible. Needs the proposal's cycle."""
    proposal = verdict.proposal
    with override(language):
        parts = [str(verdict.get_outcome_display()), ""]
        if verdict.ground:
            parts += [f"{_('Ground:')} {verdict.get_ground_display()}", ""]
        parts += verdict.reason.split("\n")
        if verdict.appeal_until:
            day = date_format(verdict.appeal_until, "j.n.Y")
            parts += ["", _("The author can ask for a second decision until %(day)s.") % {"day": day}]
        if verdict.answers_id:
            parts += ["", _("This is the decision on an appeal. It is final.")]
        return _made(
            language,
            proposal.title,
            timezone.localtime(verdict.decided_at),
            parts,
            costs=_costs(verdict, proposal.cycle.currency),
        )


def _costs(verdict: Verdict, currency: str) -> list[tuple[str, str]]:
    """The rows of the table of costs."""
    rows = [(str(line["label"]), money_text(line["amount"], currency)) for line in verdict.lines]
    if verdict.contingency:
        rows.append((_("Contingency"), f"{verdict.contingency:f} %"))
    if verdict.cost is not None:
        rows.append((_("Cost"), money_text(verdict.cost, currency)))
    if verdict.upkeep is not None:
        rows.append((_("Upkeep a year"), money_text(verdict.upkeep, currency)))
    if verdict.cost_source:
        rows.append((_("Source of the estimate"), verdict.cost_source))
    return rows


def _made(
    language: str, title: str, when: Any, lines: Sequence[str], costs: Sequence[tuple[str, str]] = ()
) -> bytes:
    data = {
        "language": language,
        "title": drawn(title),
        "town": drawn(settings.SITE_NAME),
        "date": date_format(when, "j.n.Y"),
        "paragraphs": [drawn(part.strip()) for part in "\n".join(lines).split("\n\n") if part.strip()],
        "cost-title": _("What it costs"),
        "cost-heads": [_("What"), _("Amount")],
        "costs": [[drawn(name), drawn(value)] for name, value in costs],
    }
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )
    return bytes(made)
