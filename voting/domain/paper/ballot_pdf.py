"""Paper ballots as one accessible PDF: a sheet a voter, in Finnish, Swedish and English, each with its number."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from commons.texts.amounts import money_text
from commons.texts.translated import LANGUAGES
from voting.domain.ballot_form import Form, Pot, form_of
from voting.domain.ballot_words import rule_words
from voting.domain.paper import serials
from voting.domain.turnout import closes_at
from voting.models import BallotKind, BallotProject, PrintRun

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "voting" / "paper_ballot.typ"


def sheets(run: PrintRun) -> bytes:
    """The sheets of a run; the same run always gives the same sheets."""
    election = run.election
    form = form_of(election)
    pots = form.pots_for(run.area.path)
    rows = list(
        BallotProject.objects.filter(election=election, envelope__in=[pot.pk for pot in pots])
        .select_related("proposal")
        .defer("proposal__what", "proposal__why", "proposal__for_whom")
        .order_by("position", "pk")
    )
    data = {
        "town": str(election.cycle.area),
        "title": " · ".join(_each(lambda: str(election.cycle), once=True)),
        "heading": _each(lambda: _("Ballot"), once=False),
        "area": " · ".join(_each(lambda: str(run.area), once=True)),
        "how": [[language, _spoken(language, lambda: _how(form))] for language in LANGUAGES],
        "foot": _each(lambda: _foot(run), once=False),
        "kind": form.kind.value,
        "columns": [
            "\n".join(_each(words, once=True))
            for words in (
                lambda: _mark_words(form.kind),
                lambda: _("Number"),
                lambda: _("Project"),
                lambda: pgettext("budget", "Cost"),
            )
        ],
        "qr-alt": " / ".join(_each(lambda: _("The number of this sheet as a picture code"), once=True)),
        "pots": [_pot(form, pot, rows) for pot in pots],
        "sheets": [_sheet(election.pk, number) for number in range(run.first, run.last + 1)],
    }
    pdf: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return bytes(pdf)


def _sheet(election_id: int, number: int) -> dict[str, str]:
    serial = serials.written(election_id, number)
    qr = io.BytesIO()
    segno.make(serial, error="q", micro=False).save(qr, kind="svg", border=2, xmldecl=False)
    return {"serial": serial, "qr": qr.getvalue().decode()}


def _pot(form: Form, pot: Pot, rows: list[BallotProject]) -> dict[str, Any]:
    return {
        "name": " · ".join(dict.fromkeys(pot.names.values())) or pot.slug,
        "money": _money(pot.money, form),
        "projects": [
            {
                "number": row.project_id,
                "title": row.proposal.title,
                "language": row.proposal.language if row.proposal.language in LANGUAGES else "",
                "cost": _money(row.cost, form),
            }
            for row in rows
            if row.envelope_id == pot.pk
        ],
    }


def _money(amount: Decimal, form: Form) -> str:
    with override("fi"):
        return str(money_text(amount, form.currency))


def _mark_words(kind: BallotKind) -> str:
    if kind == BallotKind.POINTS:
        return _("Points")
    return pgettext("in an order", "Place") if kind == BallotKind.RANKING else _("Cross")


def _how(form: Form) -> str:
    first = {
        BallotKind.POINTS: _("Write points in the boxes of the projects that you support."),
        BallotKind.RANKING: _("Number the projects in the order of your liking: 1 is the best."),
    }.get(form.kind, _("Put a cross in the box of each project that you choose."))
    last = _("Do not write your name. Made a mistake? Ask for a new sheet and give this one back.")
    return " ".join([first, *(str(word) for word in rule_words(form)), last])


def _foot(run: PrintRun) -> str:
    deadline = closes_at(run.election)
    if deadline is None:
        return str(run.station)
    with_day = date_format(localtime(deadline), "l j.n.Y")
    return _("%(station)s. Voting closes on %(day)s.") % {"station": run.station, "day": with_day}


def _each(words: Any, *, once: bool) -> list[str]:
    found = [_spoken(language, words) for language in LANGUAGES]
    return list(dict.fromkeys(found)) if once else found


def _spoken(language: str, words: Any) -> str:
    with override(language):
        return str(words())
