"""equal-shares: the Method of Equal Shares with a choice of utility and completion.

Every ballot gets the same endowment of money. Repeat: of all projects whose supporters together still have
its cost, buy the one with the least ρ, the number for which `Σ min(money of i, ρ·u(i, p)) = cost` over its
supporters i; each of them pays that much. Ties: lower cost, then higher support, then the lot. It ends when
no project is affordable.

utility     u(i, p) is the cost (`cost`), the points of the ballot (`points`) or points times cost
(`points-cost`). completion  how the endowment is found: `add1u`, `add1` or `none`, see `completion.py`.

Source: Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities (NeurIPS
2021); https://equalshares.net for the completion.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from voting.counting import greedy
from voting.counting.lots import decisive
from voting.counting.outcome import ProjectResult, Shares, Tie
from voting.counting.shares.completion import Completed, complete
from voting.counting.shares.market import Market, market, refuse_too_large
from voting.counting.shares.run import Run
from voting.counting.tally import Tally


@dataclass(frozen=True)
class Shared:
    """The outcome before it is put into words: positions of projects in order of selection."""

    market: Market
    completed: Completed | None
    bought: list[int]
    added: list[int]
    way: greedy.Pass | None


def allot(tally: Tally, utility: str, completion: str, tick: Callable[[int], None] | None = None) -> Shared:
    """Run the whole rule. `completed` is None where every supported project fits into the budget."""
    place = market(tally, utility)
    refuse_too_large(place)
    return allot_in(place, completion, tick)


def allot_in(place: Market, completion: str, tick: Callable[[int], None] | None = None) -> Shared:
    """The same for ballots already grouped."""
    tally = place.tally
    if sum(place.costs[p] for p in place.candidates) <= place.budget:
        order = sorted(place.candidates, key=lambda p: greedy.sort_key(tally, p))
        return Shared(place, None, order, [], None)
    done = complete(place, completion, tick)
    bought = done.run.bought
    if completion != "add1u":
        return Shared(place, done, bought, [], None)
    left = place.budget - sum(place.costs[p] for p in bought)
    way = greedy.walk(tally, greedy.GREEDY, money=left, without=bought)
    return Shared(place, done, bought, way.chosen, way)


def details(shared: Shared) -> dict[str, object]:
    """e0, e and the rest of the way, for `Outcome.details`; endowments in whole units of the currency."""
    tally, done = shared.market.tally, shared.completed
    if done is None:
        return {"all_fit": True}
    return {
        "all_fit": False,
        "e0": shared.market.budget // (shared.market.unit * tally.ballots),
        "e": done.endowment,
        "steps": done.steps,
        "stop": done.stop,
        "initial": [tally.ids[p] for p in done.first],
        "before_completion": [tally.ids[p] for p in sorted(shared.bought)],
    }


def results(shared: Shared) -> tuple[ProjectResult, ...]:
    """Every project with what happened to it, in file order."""
    tally, place = shared.market.tally, shared.market
    ranks = greedy.ranks(tally)
    turns = {p: turn for turn, p in enumerate([*shared.bought, *shared.added], start=1)}
    left = place.budget
    before: dict[int, int] = {}
    for project in [*shared.bought, *shared.added]:
        before[project] = left
        left -= place.costs[project]
    shown = []
    for project, ident in enumerate(tally.ids):
        status = _status(shared, project)
        money = before.get(project)
        if money is None and status == "shares_too_small":
            money = shared.way.left_before[project] if shared.way else left
        lacking = place.costs[project] - (money or 0)
        shown.append(
            ProjectResult(
                id=ident,
                cost=tally.money(tally.costs[project]),
                support=tally.points(tally.support[project]),
                status=status,
                rank=ranks.get(project),
                turn=turns.get(project),
                money_left=None if money is None else tally.money(money),
                missing_money=(None if money is None or project in turns else tally.money(max(lacking, 0))),
                shares=_shares(shared.completed.run, project) if shared.completed else None,
            )
        )
    return tuple(shown)


def _status(shared: Shared, project: int) -> str:
    tally = shared.market.tally
    if project in shared.bought:
        return "funded_shares" if shared.completed else "funded_all_fit"
    if project in shared.added:
        return "funded_completion"
    if tally.support[project] <= 0:
        return "no_support"
    return "over_budget" if tally.costs[project] > tally.budget else "shares_too_small"


def _shares(run: Run, project: int) -> Shares | None:
    """What the supporters had and paid; None for a project without support."""
    place = run.market
    payers = place.payers[project]
    if not len(payers.groups):
        return None
    ledger = run.ledger
    exacts, when = ledger.exacts, int(ledger.round_of[project])
    k = len(run.purchases) if when < 0 else when
    many, volumes = ledger.history(k, payers.groups)
    owned = many * run.endowment * ledger.bottom - sum(ledger.tops[j] * volume for j, volume in volumes)
    money = Fraction(owned, ledger.bottom * 10**place.tally.money_decimals)
    cost = Fraction(place.tally.money(place.costs[project]))
    support = money / cost * 100
    if when < 0:
        return Shares(effective_support=support, supporters_money=money)
    exact = exacts[when]
    rate = Fraction(exact.top, exact.bottom * 10**place.tally.money_decimals)
    with_money = payers.groups[ledger.ruined[payers.groups] >= when]
    return Shares(
        effective_support=support,
        supporters_money=money,
        rate=rate,
        payers=int(place.multiplicity[with_money].sum()),
        full_payers=int(payers.count[~exact.capped].sum()),
        effective_votes=cost / rate,
    )


def ties(shared: Shared, utility: str, completion: str, by: str) -> tuple[Tie, ...]:
    """Ties that only the lot settled: those of the run that counts, and of all tried before it the decisive ones.

    Those of the completion follow.
    """
    tally, done = shared.market.tally, shared.completed
    if done is None:
        return ()

    def again(other: Tally) -> list[int]:
        shared = allot(other, utility, completion)
        return [*shared.bought, *shared.added]

    funded = [*shared.bought, *shared.added]
    final = done.run.ties
    found: list[Tie] = []
    for group in _largest([*final, *done.tied]):
        ordered = sorted(group, key=lambda p: tally.lot[p])
        decides = decisive(tally, ordered, funded, again)
        if decides or any(group >= tied for tied in final):
            found.append(Tie(tuple(tally.ids[p] for p in ordered), by, decides))
    if shared.way is not None:
        found += greedy.ties(tally, shared.way.order, shared.way.chosen, by)
    return tuple(found)


def _largest(groups: list[frozenset[int]]) -> list[frozenset[int]]:
    """Each group once, none that is part of another: of three equals one is bought, then a tie of two is left."""
    distinct = dict.fromkeys(groups)
    return [group for group in distinct if not any(group < other for other in distinct)]
