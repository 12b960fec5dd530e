"""The exact side of a run of equal shares: rates as fractions of whole numbers, worked out when they are asked for.

A payer who ever paid all its money has none for good. All others paid their full share at every purchase, so
their money is `e - Σ t_k w_k` over the purchases k that they took part in. If C are the payers of project p
that cannot pay in full (the capped ones) and U is the weight of the others, then `t = (c - Σ_C b)/U =
(c - |C|·e + Σ_k t_k V_k)/U`, with the whole numbers `V_k = Σ_C w_k`. So an exact rate needs one sum over the
earlier rates, with whole coefficients that NumPy counts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from voting.counting.election import Indices, Ints
from voting.counting.shares.market import Market, spread

Mask = npt.NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Exact:
    """An exact rate `top / bottom` of a project, and which of its payers are capped (parallel to them).

    It is `(c - many·e + Σ t_k volumes_k) / rest`, as above.
    """

    project: int
    top: int
    bottom: int
    capped: Mask
    many: int
    volumes: tuple[tuple[int, int], ...]
    rest: int


class Ledger:
    """Who bought what with whose last money; exact rates follow from that alone."""

    def __init__(self, market: Market, endowment: int) -> None:
        self.market = market
        self.endowment = endowment
        self.bought: list[int] = []
        self.capped: list[Mask] = []
        # The purchase at which each group spent its last money.
        self.ruined: Ints = np.full(len(market.multiplicity), NEVER)
        self.round_of: Ints = np.full(len(market.costs), -1, dtype=np.int64)
        # Exact rates as numerators over one common denominator; they may lag behind the purchases.
        self.tops: list[int] = []
        self.bottom = 1
        self._exacts: list[Exact] = []

    def record(self, project: int, capped: Mask) -> None:
        """The next purchase."""
        spent = self.market.payers[project].groups.compress(capped)
        spent = spent[self.ruined[spent] == NEVER]
        self.ruined[spent] = len(self.bought)
        self.round_of[project] = len(self.bought)
        self.bought.append(project)
        self.capped.append(capped)

    def like(self, other: "Ledger") -> bool:
        """Whether the same projects were bought in the same order, and the same payers gave all that they had."""
        return self.bought == other.bought and all(map(np.array_equal, self.capped, other.capped))

    @property
    def exacts(self) -> list[Exact]:
        """The exact rate of every purchase so far."""
        return list(self.each())

    def each(self) -> Iterator[Exact]:
        """The exact rates one by one, worked out as far as they are asked for."""
        for k in range(len(self.bought)):
            if k == len(self._exacts):
                exact = self._rate(k, self.bought[k], self.capped[k])
                self._exacts.append(exact)
                factor = exact.bottom // self.bottom
                if factor != 1:
                    self.tops = [top * factor for top in self.tops]
                self.tops.append(exact.top)
                self.bottom = exact.bottom
            yield self._exacts[k]

    def rate(self, project: int, capped: Mask) -> Exact:
        """The exact rate at which the project could be bought next, if these payers are the capped ones."""
        return self._rate(len(self.exacts), project, capped)

    def _rate(self, k: int, project: int, capped: Mask) -> Exact:
        """The formula before purchase k, over the common denominator, in lowest terms with it."""
        payers = self.market.payers[project]
        rest = payers.total - int(payers.share[capped].sum())
        many, volumes = self.history(k, payers.groups[capped])
        top = (self.market.costs[project] - many * self.endowment) * self.bottom
        for purchase, volume in volumes:
            top += self.tops[purchase] * volume
        common = gcd(top, rest)
        return Exact(
            project, top // common, self.bottom * (rest // common), capped, many, tuple(volumes), rest
        )

    def history(self, k: int, groups: Indices) -> tuple[int, list[tuple[int, int]]]:
        """How many ballots of these groups still had money before purchase k, and (j, V_j): their weight in
        each purchase before."""
        market = self.market
        alive = groups[self.ruined[groups] >= k]
        if not len(alive):
            return 0, []
        many = market.multiplicity[alive]
        if not k:
            return int(many.sum()), []
        starts = market.indptr[alive]
        sizes = market.indptr[alive + 1] - starts
        entries = spread(starts, sizes)
        rounds = self.round_of[market.project[entries]]
        taken = (rounds >= 0) & (rounds < k)
        weight = np.repeat(many, sizes)[taken].astype(np.float64)
        if market.weight is not None:
            weight *= market.weight[entries][taken]
        sums = np.bincount(rounds[taken], weights=weight, minlength=k)
        return int(many.sum()), [(j, int(sums[j])) for j in np.flatnonzero(sums).tolist()]

    def cannot_pay(self, project: int, places: Iterable[int], exact: Exact) -> list[bool]:
        """For payers that floats cannot decide: whether b < t·w, exactly. One comparison per history.

        `exact` is a rate after all purchases so far.
        """
        market, payers = self.market, self.market.payers[project]
        # Over the denominator of the rate, a multiple of the common one.
        scale = exact.bottom // self.bottom
        known: dict[tuple[int, ...], bool] = {}
        found: list[bool] = []
        for place in places:
            group = int(payers.groups[place])
            mine = slice(int(market.indptr[group]), int(market.indptr[group + 1]))
            rounds = self.round_of[market.project[mine]].tolist()
            points = [1] * len(rounds) if market.weight is None else market.weight[mine].tolist()
            history = [number for pair in zip(rounds, points, strict=True) if pair[0] >= 0 for number in pair]
            own = 1 if payers.weight is None else int(payers.weight[place])
            alive = bool(self.ruined[group] == NEVER)
            key = (own, int(alive), *history)
            if key not in known:
                money = self.endowment * self.bottom if alive else 0
                if alive:
                    money -= sum(self.tops[history[i]] * history[i + 1] for i in range(0, len(history), 2))
                known[key] = money * scale < exact.top * own
            found.append(known[key])
        return found
