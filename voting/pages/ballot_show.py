"""A ballot as plain values for the templates: rows, what is left, steps, what was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commons.texts.amounts import money_text, number_text
from voting.domain import queries
from voting.domain.ballot_form import Form, Pot
from voting.domain.drafts import OwnBallot
from voting.models import BallotKind, Election

ROW_KINDS = {BallotKind.POINTS: "points", BallotKind.RANKING: "rank"}
FILTER_FROM = 12
"""So many rows and more can be filtered."""


@dataclass(frozen=True)
class Meter:
    """What is left of an envelope's money, points or places, in words. `total`: None where there is no limit."""

    by: str
    total: Decimal | int | None
    used: Decimal | int
    unit: str
    words: str
    count_words: str

    @property
    def is_over(self) -> bool:
        """Whether more is used than there is."""
        return self.total is not None and self.used > self.total


def meter(form: Form, pot: Pot, chosen: Mapping[int, int]) -> Meter:
    """The meter of one envelope for `chosen` (all of the voter's choices)."""
    own = {project: value for project, value in chosen.items() if form.projects[project][0] == pot.pk}
    count = (
        ngettext("One chosen", "{n} chosen", len(own)).format(n=len(own)) if own else _("Nothing chosen yet")
    )
    if form.kind == BallotKind.BUDGET:
        spent = sum((form.projects[project][1] for project in own), Decimal(0))
        unit = get_currency_symbol(form.currency, locale=get_language() or "en")
        return Meter("sum", pot.money, spent, unit, _left(pot.money, spent, unit), count)
    if form.kind == BallotKind.POINTS:
        given = sum(own.values())
        total = form.max_sum_points
        words = _left(total, given, _("points")) if total else count
        return Meter("sum", total, given, _("points"), words, count)
    return Meter(
        "count", form.max_length, len(own), "", _places_left(form.max_length, len(own)) or count, count
    )


def _left(total: Decimal | int, used: Decimal | int, unit: str) -> str:
    def amount(value: Decimal | int) -> str:
        return f"{number_text(value)}\N{NO-BREAK SPACE}{unit}"

    if used > total:
        return _("Too much by {over}. Take something away.").format(over=amount(used - total))
    if used == total:
        return _("Everything is used: {total}").format(total=amount(total))
    return _("{left} left of {total}").format(left=amount(total - used), total=amount(total))


def _places_left(most: int | None, chosen: int) -> str:
    if most is None:
        return ""
    if chosen > most:
        return _("{over} too many. Take something away.").format(over=chosen - most)
    if chosen == most:
        return _("You have chosen as many as you can: {total}").format(total=most)
    return _("You can still choose {left} of {total}").format(left=most - chosen, total=most)


def rows(
    election: Election, form: Form, pot: Pot, chosen: Mapping[int, int], unreadable: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Rows for pieces/ballot_row.html, in the order of the ballot."""
    kind = ROW_KINDS.get(form.kind, "check")
    return [
        {
            "kind": kind,
            "id": f"project-{row.pk}",
            "name": "choice" if kind == "check" else f"value-{row.pk}",
            "value": row.pk if kind == "check" else unreadable.get(row.pk, chosen.get(row.pk, "")),
            "chosen": row.pk in chosen,
            "wrong": row.pk in unreadable,
            "title": row.title,
            "lang": row.language,
            "summary": row.summary,
            "cost": row.cost,
            "currency": form.currency,
            "area": row.area,
            "category": row.category,
            "url": row.url,
            "max": form.max_points,
        }
        for row in queries.rows(election, [pot.pk])
    ]


def steps(slug: str, pots: Sequence[Pot], here: str) -> list[dict[str, Any]]:
    """The pages of voting for pieces/steps.html. `here`: an envelope's identifier, "review" or "receipt"."""
    places = [*(pot.slug for pot in pots), "review", "receipt"]
    labels = [*(str(pot) for pot in pots), _("Look it over"), _("Receipt")]
    urls = [
        *(reverse("voting:choose", args=[slug, pot.slug]) for pot in pots),
        reverse("voting:review", args=[slug]),
        "",
    ]
    now = places.index(here)
    return [
        {
            "label": label,
            "state": "done" if place < now else "now" if place == now else "next",
            "url": url if place != now and here != "receipt" else "",
        }
        for place, (label, url) in enumerate(zip(labels, urls, strict=True))
    ]


def chosen_by_pot(
    election: Election, form: Form, pots: Iterable[Pot], own: OwnBallot
) -> list[dict[str, Any]]:
    """What was chosen, envelope by envelope: title, language, value in words, and the sum."""
    found = {row.pk: row for row in queries.rows(election, [pot.pk for pot in pots])}
    parts = []
    for pot in pots:
        lines = [
            {"title": found[pk].title, "lang": found[pk].language, "told": _told(form, found[pk], value)}
            for pk, value in _sorted(form, pot, own.choices)
        ]
        parts.append(
            {
                "pot": pot,
                "money": money_text(pot.money, form.currency),
                "url": reverse("voting:choose", args=[election.cycle.slug, pot.slug]),
                "lines": lines,
                "meter": meter(form, pot, own.choices),
                "is_ordered": form.kind == BallotKind.RANKING,
            }
        )
    return parts


def _sorted(form: Form, pot: Pot, chosen: Mapping[int, int]) -> list[tuple[int, int]]:
    own = [
        (pk, chosen[pk])
        for pk, (envelope, _cost) in form.projects.items()
        if envelope == pot.pk and pk in chosen
    ]
    return sorted(own, key=lambda pair: pair[1]) if form.kind == BallotKind.RANKING else own


def _told(form: Form, row: queries.Row, value: int) -> str:
    if form.kind == BallotKind.POINTS:
        return ngettext("{n} point", "{n} points", value).format(n=number_text(value))
    return money_text(row.cost, form.currency)
