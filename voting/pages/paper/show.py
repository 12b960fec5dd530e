"""Keyed sheets as plain values for the templates."""

from typing import Any

from babel.numbers import get_currency_symbol
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from voting.domain.ballot_form import Form
from voting.domain.paper import lines, serials
from voting.domain.paper.lines import Shelf
from voting.domain.paper.matching import Compared
from voting.models import BallotKind, BallotProject, Election, KeyedSheet, VoidReason


def reading(shelf: Shelf, keyed: KeyedSheet | None) -> str:
    """What a reading says, in the words in which it is typed."""
    if keyed is None:
        return _("Not keyed")
    if keyed.void:
        return _("Void: {reason}").format(reason=VoidReason(keyed.void).label)
    return lines.as_line(shelf, keyed.choices)


def keyed_row(shelf: Shelf, election_id: int, keyed: KeyedSheet) -> dict[str, Any]:
    """One row of what somebody has keyed."""
    number = keyed.sheet.number
    return {
        "pk": keyed.pk,
        "number": number,
        "serial": serials.written(election_id, number),
        "words": reading(shelf, keyed),
    }


def compared_row(shelf: Shelf, one: Compared) -> dict[str, Any]:
    """One row of the comparison."""
    return {
        "number": one.sheet.number,
        "serial": serials.written(one.sheet.election_id, one.sheet.number),
        "first": reading(shelf, one.first),
        "second": reading(shelf, one.second),
        "settled": reading(shelf, one.settled) if one.settled else "",
        "settled_by": one.settled.keyer if one.settled else None,
        "reason": one.settled.reason if one.settled else "",
        "differs": one.differs,
        "is_open": one.is_open,
    }


def projects(election: Election) -> list[dict[str, Any]]:
    """Number, title, cost and envelope of every project, for checking while one types."""
    rows = BallotProject.objects.filter(election=election).select_related("proposal", "envelope")
    return [
        {
            "number": row.project_id,
            "title": row.proposal.title,
            "cost": float(row.cost),
            "pot": row.envelope.slug,
        }
        for row in rows.order_by("position").defer("proposal__what", "proposal__why", "proposal__for_whom")
    ]


def limits(form: Form) -> dict[str, Any]:
    """The limits of a sheet as the page's own check takes them; the server's word counts."""
    return {
        "most": form.max_length,
        "least": form.min_length,
        "mostPoints": form.max_points,
        "mostSum": form.max_sum_points,
        "leastSum": form.min_sum_points,
        "unit": get_currency_symbol(form.currency, locale=get_language() or "en"),
        "pots": {
            pot.slug: {
                "name": str(pot),
                "money": float(pot.money) if form.kind == BallotKind.BUDGET else None,
            }
            for pot in form.pots.values()
        },
    }


def syntax(kind: BallotKind) -> str:
    """How a line is typed."""
    if kind == BallotKind.POINTS:
        return _("Number and points of each project: 12:3 45:2. On a number pad 12*3 does as well.")
    if kind == BallotKind.RANKING:
        return _("Numbers of the projects, the best first: 45 12 78.")
    return _("Numbers of the marked projects, with spaces between: 12 45 78.")
