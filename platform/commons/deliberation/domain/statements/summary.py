"""From answers and groups to what may be told: shares in steps of five percent, no number of fewer than five people.

Knows no database. README.md says why nobody's answer can be told from what comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commons.deliberation.domain.statements.grouping import Answers, Labels

LEAST = 5
"""No number of fewer people is told, and the numbers of a statement change by so many people's answers at once."""
STEP = 5
"""Percent."""
SHARED = 60
"""From so many percent on in every group a statement is one that all share."""
APART = 20
"""A statement tells a group by, if so many percent more in it say so than elsewhere."""
TELLING, ALL_SHARE = 3, 5
"""So many statements tell a group; so many that all share are named."""


@dataclass(frozen=True)
class Shares:
    """Percent that agree, disagree, cannot say: steps of five that add up to a hundred."""

    agree: int
    disagree: int
    passed: int

    def of(self, stance: str) -> int:
        """The share of "agree" or "disagree"."""
        return self.agree if stance == "agree" else self.disagree


@dataclass(frozen=True)
class Numbers:
    """A statement's: `answered` people (five or more), and what they say."""

    answered: int
    shares: Shares


@dataclass(frozen=True)
class Telling:
    """A statement that tells a group: most of it say `stance`, `here` percent; elsewhere `elsewhere` percent."""

    statement: int
    stance: str
    here: int
    elsewhere: int


@dataclass(frozen=True)
class Group:
    """An opinion group: `size` people (five or more), shares by statement, what tells it."""

    size: int
    shares: dict[int, Shares]
    telling: list[Telling]


@dataclass(frozen=True)
class Shared:
    """What all share: at least `least` percent of every group (or, without groups, of everybody) say `stance`."""

    statement: int
    stance: str
    least: int


@dataclass(frozen=True)
class Summary:
    """Everything that may be told. `people`: who answered; `active`: who answered enough to make groups of."""

    people: int
    active: int
    numbers: dict[int, Numbers]
    groups: list[Group]
    shared: list[Shared]


def summary(answers: Answers, statements: Sequence[int], labels: Labels | None, *, active: int) -> Summary:
    """What may be told. `statements`: the keys of the columns. `labels`: see `grouping.groups`."""
    people = int((~np.isnan(answers)).any(axis=1).sum())
    numbers = {}
    for at, pk in enumerate(statements):
        column = answers[:, at]
        if (count := _answered(column)) >= LEAST:
            numbers[pk] = Numbers(count, _shares(column))
    if labels is None or not labels.any():  # one group is none
        return Summary(people, active, numbers, [], _shared([_all_shares(numbers)]))
    groups = _groups(answers, statements, labels)
    return Summary(people, active, numbers, groups, _shared([group.shares for group in groups]))


def _groups(answers: Answers, statements: Sequence[int], labels: Labels) -> list[Group]:
    """Shares by group only where five or more of every group answered: groups add up to everybody, so that a number
    that is left out could be reckoned from the others."""
    count = int(labels.max()) + 1
    told = [
        (at, pk)
        for at, pk in enumerate(statements)
        if all(_answered(answers[labels == group, at]) >= LEAST for group in range(count))
    ]
    made = []
    for group in range(count):
        inside = labels == group
        shares = {pk: _shares(answers[inside, at]) for at, pk in told}
        others = {pk: _shares(answers[~inside, at]) for at, pk in told}
        made.append(Group(int(inside.sum()), shares, _telling(shares, others)))
    return made


def _answered(column: Answers) -> int:
    return int((~np.isnan(column)).sum())


def _shares(column: Answers) -> Shares:
    """In whole steps by largest remainder, so that they add up to a hundred."""
    counts = np.array([(column == value).sum() for value in (1, -1, 0)], dtype=float)
    steps = counts / counts.sum() * (100 / STEP)
    whole = np.floor(steps)
    rest = np.round(steps - whole, 9)
    missing = round(100 / STEP - float(whole.sum()))
    for at in sorted(range(3), key=lambda at: (-rest[at], at))[:missing]:
        whole[at] += 1
    agree, disagree, passed = (int(one) * STEP for one in whole)
    return Shares(agree, disagree, passed)


def _telling(here: dict[int, Shares], elsewhere: dict[int, Shares]) -> list[Telling]:
    found = [
        Telling(pk, stance, shares.of(stance), elsewhere[pk].of(stance))
        for pk, shares in here.items()
        for stance in ("agree", "disagree")
        if shares.of(stance) >= 50 and shares.of(stance) - elsewhere[pk].of(stance) >= APART
    ]
    return sorted(found, key=lambda one: (one.elsewhere - one.here, -one.here, one.statement))[:TELLING]


def _all_shares(numbers: dict[int, Numbers]) -> dict[int, Shares]:
    return {pk: one.shares for pk, one in numbers.items()}


def _shared(parts: Sequence[dict[int, Shares]]) -> list[Shared]:
    found = [
        Shared(pk, stance, least)
        for pk in parts[0]
        for stance in ("agree", "disagree")
        if (least := min(part[pk].of(stance) for part in parts)) >= SHARED
    ]
    return sorted(found, key=lambda one: (-one.least, one.statement))[:ALL_SHARE]
