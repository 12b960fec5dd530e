"""An outcome as a whole: money used, people with nothing funded, choices that came true, money beside votes.

Reckoned at the count and stored with it, so that nobody who reads needs the ballots. What is stored is what may be
told: of groups smaller than `LEAST` people it is only known that they are small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _

from commons.places.domain.small_groups import LEAST
from commons.texts.amounts import number_text
from voting import counting
from voting.counting.outcome import rounded


@dataclass(frozen=True)
class CategoryPart:
    """One category: its part of all votes (or points) and of the money spent, in percent, and that money."""

    name: str
    votes_percent: Decimal
    money_percent: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Whole:
    """The figures of one outcome.

    `without`: ballots on which no project was funded, None where they (or, `nearly_all`, all others) are fewer than
    `LEAST`. `average`: funded projects among those a ballot names, one decimal; None for a handful of ballots.
    `categories`: empty where projects have none.
    """

    rule: str
    funded: int
    budget: Decimal
    spent: Decimal
    ballots: int
    without: int | None
    nearly_all: bool
    average: Decimal | None
    categories: tuple[CategoryPart, ...]

    @property
    def left(self) -> Decimal:
        """Money that is not used."""
        return self.budget - self.spent

    @property
    def without_text(self) -> str:
        """The number of voters without a funded project, or that it is too small to be told."""
        if self.without is not None:
            return number_text(self.without)
        text = _("all but fewer than {n}") if self.nearly_all else _("fewer than {n}")
        return text.format(n=LEAST)

    @property
    def without_percent(self) -> Decimal | None:
        """Ballots without a funded project, in percent of all; None where their number is not told."""
        if self.without is None or not self.ballots:
            return None
        return (Decimal(100 * self.without) / self.ballots).quantize(Decimal("0.1"))


def told(box: counting.Election, outcome: counting.Outcome) -> dict[str, Any]:
    """The figures of an outcome as they are stored: plain values, small groups left out."""
    found = counting.figures(box, outcome)
    stored: dict[str, Any] = found.as_dict()
    others = found.ballots - found.without
    nearly_all = found.without >= LEAST and 0 < others < LEAST
    stored["without_funded"] = None if found.without < LEAST or nearly_all else found.without
    stored["nearly_all_without"] = nearly_all
    # One decimal: more could give away, with choices of one project, the very number that is left out above.
    stored["average_funded"] = None if found.ballots < LEAST else rounded(found.average, 1)
    return stored


def read_whole(outcome: Mapping[str, Any], names: Mapping[str, str]) -> Whole | None:
    """The figures stored with an outcome; None for one that was counted without. `names`: of categories, by slug."""
    stored: Mapping[str, Any] | None = outcome.get("figures")
    if stored is None:
        return None
    average = stored["average_funded"]
    return Whole(
        rule=stored["rule"],
        funded=stored["funded"],
        budget=Decimal(stored["budget"]),
        spent=Decimal(stored["spent"]),
        ballots=stored["ballots"],
        without=stored["without_funded"],
        nearly_all=stored["nearly_all_without"],
        average=None if average is None else Decimal(average),
        categories=tuple(_category(row, names) for row in stored["categories"]),
    )


def _category(row: Mapping[str, str], names: Mapping[str, str]) -> CategoryPart:
    def percent(share: str) -> Decimal:
        return (100 * Decimal(share)).quantize(Decimal("0.1"))

    return CategoryPart(
        name=names.get(row["category"], row["category"]),
        votes_percent=percent(row["share_of_support"]),
        money_percent=percent(row["share_of_money"]),
        spent=Decimal(row["spent"]).quantize(Decimal("0.01")),
    )


@dataclass(frozen=True)
class SharesPart:
    """A project under equal shares: what its supporters had, and what they paid.

    `effective_support`: the money its supporters had for it, in percent of its cost, one decimal, rounded down so that
    no project that fell short reads 100. `paid`: its cost where shares paid it, else 0. Where they did, `payers` of
    its supporters paid, at most `price` each (a point, where ballots give points); who had less gave all they had.
    """

    effective_support: Decimal
    had: Decimal
    paid: Decimal
    payers: int | None
    price: Decimal | None


def read_shares(result: Mapping[str, Any]) -> SharesPart | None:
    """Of one project of a stored outcome; None under other rules and where everything was affordable."""
    shares: Mapping[str, Any] | None = result.get("shares")
    if not shares or shares.get("supporters_money") is None:
        return None
    payers, rate = shares.get("payers"), shares.get("rate")
    cent = Decimal("0.01")
    return SharesPart(
        effective_support=Decimal(shares["effective_support"]).quantize(Decimal("0.1"), ROUND_FLOOR),
        had=Decimal(shares["supporters_money"]).quantize(cent, ROUND_FLOOR),
        paid=Decimal(result["cost"]) if payers is not None else Decimal(0),
        payers=payers,
        price=None if rate is None else Decimal(rate).quantize(cent, ROUND_CEILING),
    )
