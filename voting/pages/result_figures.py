"""The figures of a whole result for its page: a sentence and a table each."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.places.domain.small_groups import LEAST
from commons.texts.amounts import money_text, number_text, share_text
from voting.domain.results import EnvelopeResult
from voting.domain.whole_figures import Whole

FOLD = 12
"""Longer tables open on demand."""


def whole_figures(result: EnvelopeResult) -> dict[str, Any] | None:
    """Sentences and tables about the result as a whole; None where it was counted without them."""
    if result.whole is None:
        return None
    currency = result.election.cycle.currency
    beside = [other.whole for other in result.comparisons if other.whole is not None]
    return {
        "sentences": sentences(result.whole, currency),
        "table": _table([result.whole, *beside], currency),
        "categories": _categories(result.whole, currency),
    }


def sentences(whole: Whole, currency: str) -> list[str]:
    """What the figures say, in words."""
    share = share_text(100 * whole.spent / whole.budget) if whole.budget else "0"
    lines = [
        _("Of {budget}, {spent} was used: {percent} %.").format(
            budget=money_text(whole.budget, currency), spent=money_text(whole.spent, currency), percent=share
        ),
        _without_sentence(whole),
    ]
    if whole.average is not None:
        lines.append(
            _("The average voter saw {n} of their choices funded.").format(n=share_text(whole.average))
        )
    return lines


def _without_sentence(whole: Whole) -> str:
    if whole.without is not None:
        return ngettext(
            "{n} voter ({percent} %) chose nothing that was funded.",
            "{n} voters ({percent} %) chose nothing that was funded.",
            whole.without,
        ).format(n=number_text(whole.without), percent=share_text(whole.without_percent))
    if whole.nearly_all:
        return _("Nearly all voters, all but fewer than {n}, chose nothing that was funded.").format(n=LEAST)
    return _("Fewer than {n} voters chose nothing that was funded.").format(n=LEAST)


def _table(wholes: list[Whole], currency: str) -> dict[str, Any]:
    """One row a figure, one column a rule: the rule of the vote first."""
    lines = [
        (_("Projects funded"), [number_text(whole.funded) for whole in wholes]),
        (_("Money used"), [money_text(whole.spent, currency) for whole in wholes]),
        (_("Money left"), [money_text(whole.left, currency) for whole in wholes]),
        (_("Voters with no funded project"), [whole.without_text for whole in wholes]),
        (
            _("Funded choices per voter"),
            ["–" if whole.average is None else share_text(whole.average) for whole in wholes],
        ),
    ]
    names = [_("This vote"), *(_short(whole.rule) for whole in wholes[1:])]
    return {
        "title": _("The result in figures"),
        "svg": "",
        "columns": [_("Figure"), *names],
        "rows": [[label, *cells] for label, cells in lines],
    }


def _short(rule: str) -> str:
    """A name for the head of a column: the only rule that others are compared with has one."""
    return _("Most votes first") if rule == "greedy" else rule


def _categories(whole: Whole, currency: str) -> dict[str, Any] | None:
    if not whole.categories:
        return None
    return {
        "title": _("Money and votes by category"),
        "svg": "",
        "columns": [_("Category"), _("Share of votes"), _("Share of money"), _("Money")],
        "rows": [
            [
                row.name,
                _percent(row.votes_percent),
                _percent(row.money_percent),
                money_text(row.spent, currency),
            ]
            for row in sorted(whole.categories, key=lambda row: (-row.votes_percent, row.name))
        ],
        "note": _("A project in several categories counts for each of them in equal parts."),
    }


def _percent(value: Decimal) -> str:
    return f"{share_text(value)}\u00a0%"


def shares_figure(result: EnvelopeResult) -> dict[str, Any] | None:
    """Under equal shares: what the supporters of each project had and paid; None under other rules."""
    rows = [(row, row.shares) for row in result.rows if row.shares is not None]
    if not rows:
        return None
    currency = result.election.cycle.currency
    price = _("Price for a point at most") if result.points else _("Price for one voter at most")
    return {
        "title": _("What the supporters of each project paid"),
        "svg": "",
        "columns": [
            _("Project"), _("Their shares, of its cost"), _("Their shares together"), _("They paid"),
            _("Voters who paid"), price,
        ],
        "rows": [
            [
                row.title,
                _percent(part.effective_support),
                money_text(part.had, currency),
                money_text(part.paid, currency),
                "–" if part.payers is None else number_text(part.payers),
                "–" if part.price is None else money_text(part.price, currency),
            ]
            for row, part in rows
        ],
        "fold": len(rows) > FOLD,
    }  # fmt: skip
