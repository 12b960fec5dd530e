"""Who paid what under equal shares, rebuilt from the order of purchase that an outcome states."""

from fractions import Fraction

from tests.voting.counting.reference import rho, small
from voting.counting import Election, Outcome


def payments_of(election: Election, outcome: Outcome, utility: str) -> list[dict[int, Fraction]]:
    """Per ballot its payments by project (positions), at the endowment that counted."""
    plain = small(election)
    places = election.index()
    money = [Fraction(str(outcome.details["e"]))] * len(plain.ballots)
    paid: list[dict[int, Fraction]] = [{} for _ in plain.ballots]
    for ident in outcome.order:
        p = places[ident]
        worth = {
            i: {
                "cost": plain.costs[p],
                "points": Fraction(ballot[p]),
                "points-cost": ballot[p] * plain.costs[p],
            }[utility]
            for i, ballot in enumerate(plain.ballots)
            if ballot.get(p)
        }
        rate = rho(plain.costs[p], [(money[i], u) for i, u in worth.items()])
        assert rate is not None, f"{ident} was bought, but its supporters cannot pay for it"
        for i, u in worth.items():
            paid[i][p] = min(money[i], rate * u)
            money[i] -= paid[i][p]
    return paid
