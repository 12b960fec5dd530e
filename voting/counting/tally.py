"""An election reduced to whole numbers, which is all that a rule sees.

Money is scaled by `10**money_decimals`, support by `10**support_decimals`, so that every rule works on exact
integers whatever decimals a file has. A ballot becomes a set of (project, weight): approval and choose-1
weigh 1, a ranking of L projects L, L-1, …, 1, points count as given (negative ones as none). A project
listed twice on one ballot counts once; in a ranking at its best place; points add up.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from voting.counting.election import Ballots, Election, Indices, Ints, decimals, scale, tidy, unscale

WITHDRAWN: Final = Decimal(999_999_999)
"""The cost by which files mark a withdrawn project."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Who supports what: ballot `i` gives `weight[k]` to `project[k]` for `k` in `indptr[i]:indptr[i + 1]`.

    Projects ascend within a ballot, none twice, weights are above zero. `weight` is None where all are 1.
    """

    indptr: Ints
    project: Indices
    weight: Ints | None


@dataclass(frozen=True, eq=False)
class Tally:
    """Projects in file order, with everything that decides.

    `lot[p]` is the place of project p in the order that settles what the rule's own chain leaves open: drawn
    from the published seed, or the order of the file. `withdrawn` marks the projects with the cost 999999999.
    """

    ids: tuple[str, ...]
    costs: tuple[int, ...]
    support: tuple[int, ...]
    lot: tuple[int, ...]
    withdrawn: frozenset[int]
    budget: int
    ballots: int
    threshold: int | None
    money_decimals: int
    support_decimals: int
    uses_points: bool
    weights: Weights
    weight_unit: int = 1
    """What a weight of 1 adds to `support`."""
    alone: int = 1
    """The weight that a ballot naming one project only can give it: where ballots give points, the most that any
    does."""

    def money(self, value: int) -> Decimal:
        """Scaled money as an amount of the currency."""
        return unscale(value, self.money_decimals)

    def points(self, value: int) -> Decimal:
        """Scaled support as votes or points."""
        return unscale(value, self.support_decimals)


def tally(election: Election, *, seed: str | None = None) -> Tally:
    """Scale, clean and add up an election."""
    money, money_decimals = scale([election.budget, *(project.cost for project in election.projects)])
    weights = weigh(election.ballots, election.vote_type, len(election.projects))
    points_decimals = election.ballots.points_decimals if weights.weight is not None else 0
    if election.vote_type == "ordinal":
        points_decimals = 0
    threshold = election.threshold
    support_decimals = max(points_decimals, decimals(threshold) if threshold is not None else 0)
    factor = 10 ** (support_decimals - points_decimals)
    ids = tuple(project.id for project in election.projects)
    return Tally(
        ids=ids,
        costs=tuple(money[1:]),
        support=tuple(total * factor for total in _sums(weights, len(ids))),
        lot=lot(ids, seed),
        withdrawn=frozenset(i for i, project in enumerate(election.projects) if project.cost == WITHDRAWN),
        budget=money[0],
        ballots=len(election.ballots),
        threshold=None if threshold is None else scale([threshold], support_decimals)[0][0],
        money_decimals=money_decimals,
        support_decimals=support_decimals,
        uses_points=election.uses_points,
        weights=weights,
        weight_unit=factor,
        alone=_alone(weights, election.vote_type),
    )


def _alone(weights: Weights, vote_type: str) -> int:
    # A ranking of one project gives it one point, however long other rankings are.
    if weights.weight is None or vote_type == "ordinal":
        return 1
    return int(weights.weight.max(initial=1))


def weigh(ballots: Ballots, vote_type: str, projects: int) -> Weights:
    """The ballots as sets of weighted projects."""
    count = len(ballots)
    lengths = np.diff(ballots.indptr)
    owner = np.repeat(np.arange(count, dtype=np.int64), lengths)
    weight: Ints | None = None
    if vote_type == "ordinal":
        weight = ballots.indptr[1:][owner] - np.arange(len(owner), dtype=np.int64)
    elif vote_type in ("cumulative", "scoring") and ballots.points is not None:
        weight = ballots.points
    # One number per choice, ascending by ballot, then project: repeats become neighbours.
    keys = owner * projects + ballots.project
    del owner
    if weight is None:
        keys.sort()
        fresh = np.ones(len(keys), dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        if not fresh.all():
            keys = keys[fresh]
    else:
        order = np.argsort(keys, kind="stable")
        keys, weight = keys[order], weight[order]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else order
        if len(starts) < len(keys):
            merge = np.maximum if vote_type == "ordinal" else np.add
            keys, weight = keys[starts], merge.reduceat(weight, starts)
        if len(weight) and weight.min() <= 0:
            kept = weight > 0
            keys, weight = keys[kept], weight[kept]
    owner, project = np.divmod(keys, max(projects, 1))
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=count), out=indptr[1:])
    return Weights(indptr, project.astype(np.int32), weight)


def _sums(weights: Weights, projects: int) -> list[int]:
    """Support per project, exact."""
    if weights.weight is None:
        return list(np.bincount(weights.project, minlength=projects).tolist())
    if len(weights.weight) * int(weights.weight.max(initial=0)) < 2**62:
        totals = np.zeros(projects, dtype=np.int64)
        np.add.at(totals, weights.project, weights.weight)
        return list(totals.tolist())
    exact = [0] * projects
    for place, value in zip(weights.project.tolist(), weights.weight.tolist(), strict=True):
        exact[place] += value
    return exact


def lot(ids: Sequence[str], seed: str | None) -> tuple[int, ...]:
    """The drawn order: place of each project when sorted by SHA-256 of `seed`, a line feed and the project
    id (UTF-8).

    Without a seed the order of the file.
    """
    if seed is None:
        return tuple(range(len(ids)))
    drawn = sorted(range(len(ids)), key=lambda p: hashlib.sha256(f"{seed}\n{ids[p]}".encode()).digest())
    places = [0] * len(ids)
    for place, project in enumerate(drawn):
        places[project] = place
    return tuple(places)


def input_hash(election: Election) -> str:
    """SHA-256 (hex) of everything that can change an outcome: names, voters' ages and the like do not.

    Hashed are one line of JSON (budget, vote type, threshold, ids and costs in file order, decimals of
    points) and the ballots as little-endian arrays: bounds (64 bit), project positions (32 bit), points (64
    bit).
    """
    threshold = election.threshold
    head = {
        "budget": tidy(election.budget),
        "vote_type": election.vote_type,
        "threshold": None if threshold is None else tidy(threshold),
        "projects": [[project.id, tidy(project.cost)] for project in election.projects],
        "points_decimals": election.ballots.points_decimals,
    }
    digest = hashlib.sha256(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    digest.update(election.ballots.indptr.astype("<i8").tobytes())
    digest.update(election.ballots.project.astype("<i4").tobytes())
    if election.ballots.points is not None:
        digest.update(election.ballots.points.astype("<i8").tobytes())
    return digest.hexdigest()
