"""What the Method of Equal Shares works on: groups of identical ballots and, per project, who would pay for
it.

Identical ballots keep identical money, so they are one group with a multiplicity. All numbers are whole.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from voting.counting.election import Indices, Ints
from voting.counting.tally import Tally, Weights

Floats = npt.NDArray[np.float64]
EXACT_FLOAT: Final = 2**53
"""Whole numbers up to here are exact as floats, and so are sums of them that stay below."""


class TooLargeError(ValueError):
    """Numbers are too large for the float filter."""

    def __init__(self) -> None:
        super().__init__(
            "all costs and the budget together are more than 2·10¹⁵ of the smallest unit of money that the file uses"
        )


@dataclass(frozen=True, eq=False)
class Payers:
    """The groups that support one project.

    `groups` ascend; `count` is each group's number of ballots; `weight` its points for the project, None
    where all are 1; `share` is count times weight and `total` the sum of it; `ballots` is the sum of count.
    """

    groups: Indices
    count: Floats
    weight: Floats | None
    share: Floats
    total: int
    ballots: int


@dataclass(frozen=True, eq=False)
class Market:
    """An election for equal shares; projects in file order, money in the smallest unit used.

    A payer with weight w has the utility `factor[p] * w` for project p: the factor is the cost (utilities
    cost and points-cost) or 1 (points). `candidates` are the projects with support. Group `g` supports
    `project[indptr[g]:indptr[g + 1]]` with `weight` (None: all 1), and stands for `multiplicity[g]` ballots.
    """

    tally: Tally
    factor: tuple[int, ...]
    candidates: tuple[int, ...]
    payers: tuple[Payers, ...]
    multiplicity: Ints
    indptr: Ints
    project: Indices
    weight: Ints | None
    unit: int
    """One whole unit of the currency: the step of the endowment."""
    by_cost: bool
    """Whether the utility counts cost."""

    @property
    def costs(self) -> tuple[int, ...]:
        return self.tally.costs

    @property
    def budget(self) -> int:
        return self.tally.budget


def market(tally: Tally, utility: str) -> Market:
    """Group the ballots and turn them round: from who supports what to what is supported by whom."""
    uses_cost = utility in ("cost", "points-cost")
    weights = (
        tally.weights if utility != "cost" else Weights(tally.weights.indptr, tally.weights.project, None)
    )
    multiplicity, indptr, project, weight = group(weights)
    owner = np.repeat(np.arange(len(multiplicity), dtype=np.int64), np.diff(indptr))
    order = np.argsort(project, kind="stable")
    bounds = np.searchsorted(project[order], np.arange(len(tally.ids) + 1))
    payers = []
    for place in range(len(tally.ids)):
        mine = order[bounds[place] : bounds[place + 1]]
        groups = owner[mine]
        count = multiplicity[groups].astype(np.float64)
        points = None if weight is None else weight[mine].astype(np.float64)
        share = count if points is None else count * points
        payers.append(
            Payers(groups.astype(np.int32), count, points, share, int(share.sum()), int(count.sum()))
        )
    return Market(
        tally=tally,
        factor=tally.costs if uses_cost else (1,) * len(tally.ids),
        candidates=tuple(p for p, s in enumerate(tally.support) if s > 0 and tally.costs[p] > 0),
        payers=tuple(payers),
        multiplicity=multiplicity,
        indptr=indptr,
        project=project,
        weight=weight,
        unit=10**tally.money_decimals,
        by_cost=uses_cost,
    )


def changed(place: Market, project: int, *, cost: int, ballots: int = 0) -> Market:
    """The same market with another cost of one project and with so many ballots more that name only it.

    Where ballots give points, each of the new ones gives it the most points that any ballot gives any project (a
    ranking of one project: one point).
    """
    tally = place.tally
    points = tally.alone
    costs, support, payers = list(tally.costs), list(tally.support), list(place.payers)
    costs[project] = cost
    support[project] += ballots * points * tally.weight_unit
    factor = tuple(costs) if place.by_cost else place.factor
    tally = replace(tally, costs=tuple(costs), support=tuple(support), ballots=tally.ballots + ballots)
    candidates = tuple(p for p, s in enumerate(support) if s > 0 and costs[p] > 0)
    if not ballots:
        return replace(place, tally=tally, factor=factor, candidates=candidates)
    old, weight = payers[project], place.weight
    many = float(ballots)
    own = 1 if weight is None else points
    payers[project] = Payers(
        groups=np.append(old.groups, np.int32(len(place.multiplicity))),
        count=np.append(old.count, many),
        weight=None if old.weight is None else np.append(old.weight, float(own)),
        share=np.append(old.share, many * own),
        total=old.total + ballots * own,
        ballots=old.ballots + ballots,
    )
    return replace(
        place,
        tally=tally,
        factor=factor,
        candidates=candidates,
        payers=tuple(payers),
        multiplicity=np.append(place.multiplicity, ballots),
        indptr=np.append(place.indptr, place.indptr[-1] + 1),
        project=np.append(place.project, np.int32(project)),
        weight=None if weight is None else np.append(weight, own),
    )


def refuse_too_large(place: Market) -> None:
    """Raise TooLargeError where sums of money or of points could exceed what floats hold exactly."""
    tally = place.tally
    largest = sum(tally.costs) + tally.budget + place.unit
    heaviest = int(place.weight.max(initial=1)) if place.weight is not None else 1
    if largest * 4 >= EXACT_FLOAT or tally.ballots * heaviest >= EXACT_FLOAT:
        raise TooLargeError


def group(weights: Weights) -> tuple[Ints, Ints, Indices, Ints | None]:
    """Merge identical ballots: multiplicities, bounds, projects, weights. Ballots without support are left
    out.

    Ballots are sorted by a 64-bit mix of their content; neighbours are merged only where their content is
    really equal, so that two different ballots with one mix are at worst not merged.
    """
    indptr, project, weight = weights.indptr, weights.project, weights.weight
    lengths = np.diff(indptr)
    filled = np.flatnonzero(lengths)
    if not len(filled):
        empty = np.zeros(0, dtype=np.int64)
        return empty, np.zeros(1, dtype=np.int64), project[:0], None if weight is None else weight[:0]
    mix = project.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    if weight is not None:
        mix ^= weight.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mix ^= mix >> np.uint64(shift)
        mix *= np.uint64(factor)
    content = np.add.reduceat(mix, indptr[:-1][filled])
    order = filled[np.lexsort((lengths[filled], content))]
    content = content[np.searchsorted(filled, order)]
    same = (content[1:] == content[:-1]) & (lengths[order][1:] == lengths[order][:-1])
    same = _equal(weights, order, lengths, same)
    firsts = np.flatnonzero(np.concatenate(([True], ~same)))
    multiplicity = np.diff(np.append(firsts, len(order))).astype(np.int64)
    kept = order[firsts]
    # Ballots with the same first project side by side: what a project's payers have lies close together.
    near = np.argsort(project[indptr[kept]], kind="stable")
    kept, multiplicity = kept[near], multiplicity[near]
    sizes = lengths[kept]
    bounds = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    entries = spread(indptr[kept], sizes)
    return multiplicity, bounds, project[entries], None if weight is None else weight[entries]


def _equal(
    weights: Weights, order: Ints, lengths: Ints, same: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Of the neighbours in `order` that look the same, those that are."""
    pairs = np.flatnonzero(same)
    if not len(pairs):
        return same
    sizes = lengths[order[pairs]]
    left = spread(weights.indptr[order[pairs]], sizes)
    right = spread(weights.indptr[order[pairs + 1]], sizes)
    differ = weights.project[left] != weights.project[right]
    if weights.weight is not None:
        differ |= weights.weight[left] != weights.weight[right]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    confirmed = same.copy()
    confirmed[pairs] = ~np.logical_or.reduceat(differ, starts)
    return confirmed


def spread(starts: Ints, sizes: Ints) -> Ints:
    """The numbers `starts[k] … starts[k] + sizes[k] - 1` for every k, one after the other."""
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    return np.asarray(offsets + np.arange(total))
