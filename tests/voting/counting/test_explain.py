"""Explanations: every figure is put into a new file and counted again."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests import pabulib
from tests.voting.counting import reference
from voting.counting import RULES, Ballots, Election, Project, count, explain, figures, read
from voting.counting.explain import MismatchError
from voting.counting.figures import compare
from voting.counting.tally import tally


def town() -> Election:
    """100 for four projects. By greedy: a (60) and d (30); b (50) and c (45) find too little left."""
    costs = {"a": 60, "b": 50, "c": 45, "d": 30}
    ballots = [["a"]] * 5 + [["b"]] * 4 + [["c", "d"]] * 3 + [["a", "b"]] * 2 + [["c"]] * 1 + [["d"]] * 1
    return Election.build(
        budget=100,
        vote_type="approval",
        projects=[
            Project(id=ident, cost=Decimal(cost), category="play" if ident in "ab" else "green,play")
            for ident, cost in costs.items()
        ],
        ballots=[(chosen, None) for chosen in ballots],
    )


def with_cost(election: Election, ident: str, cost: Decimal) -> Election:
    projects = tuple(replace(p, cost=cost) if p.id == ident else p for p in election.projects)
    return replace(election, projects=projects)


def with_ballots(election: Election, ident: str, number: int) -> Election:
    """So many more ballots that name only this project, with the most points that anybody gives."""
    most = tally(election).alone
    at = election.index()[ident]
    points = election.ballots.points is not None
    rows = [
        (election.ballots.listed(i), election.ballots.given(i) if points else None)
        for i in range(len(election.ballots))
    ]
    return replace(election, ballots=Ballots.of([*rows, *[([at], [most] if points else None)] * number]))


def test_what_was_missing_by_hand() -> None:
    election = town()
    outcome = count(election)
    assert outcome.order == ("a", "d")
    why = explain(election, outcome)
    assert {
        ident: (e.more_support, e.funded_at_cost, e.cheaper_by, e.blocked_by) for ident, e in why.items()
    } == {
        "a": (None, None, None, ()),
        # With 7 votes it is level with a, and cheaper; after a there are 40.
        "b": (Decimal(1), Decimal(40), Decimal(10), ("a",)),
        # At 30 it is level with d, and before it in the file.
        "c": (Decimal(3), Decimal(30), Decimal(15), ("d", "a")),
        "d": (None, None, None, ()),
    }
    assert (why["a"].spare_support, why["a"].dearest_cost) == (Decimal(0), Decimal(100))
    assert why["a"].result.sentence() == "funded: 60 was needed and 100 was left when it was its turn"


tried = settings(max_examples=60, deadline=None)


@tried
@given(reference.elections())
def test_every_figure_turns_the_outcome_when_counted_again(election: Election) -> None:
    votes = tally(election)
    unit = Decimal(1).scaleb(-votes.money_decimals)
    for rule, kind in RULES.items():
        if kind.vote_types is not None and election.vote_type not in kind.vote_types:
            continue
        outcome = count(election, rule=rule)

        def funded(changed: Election, ident: str, rule: str = rule) -> bool:
            return ident in count(changed, rule=rule).selected

        for ident, why in explain(election, outcome).items():
            result = why.result
            assert (why.more_support is None) == (result.funded or why.reason_support is not None)
            if why.funded_at_cost is not None:
                assert why.cheaper_by == result.cost - why.funded_at_cost
                # The smallest unit stays what it was, or else one unit less money per ballot would be another thing.
                if (
                    tally(with_cost(election, ident, why.funded_at_cost)).money_decimals
                    == votes.money_decimals
                ):
                    assert funded(with_cost(election, ident, why.funded_at_cost), ident)
                    assert not funded(with_cost(election, ident, why.funded_at_cost + unit), ident)
            if why.dearest_cost is not None:
                assert funded(with_cost(election, ident, why.dearest_cost), ident)
                assert not funded(with_cost(election, ident, why.dearest_cost + unit), ident)
            if why.more_support is not None and rule in ("equal-shares", "phragmen"):
                steps = int(why.more_support) // votes.alone
                assert funded(with_ballots(election, ident, steps), ident)
                assert not funded(with_ballots(election, ident, steps - 1), ident)


def test_an_outcome_of_another_election_is_refused() -> None:
    election = town()
    with pytest.raises(MismatchError):
        explain(with_cost(election, "a", Decimal(1)), count(election))


def test_the_figures_of_the_whole() -> None:
    election = town()
    found = figures(election, count(election))
    assert found.as_dict() == {
        "rule": "greedy",
        "funded": 2,
        "budget": "100",
        "spent": "90",
        "left": "10",
        "ballots": 16,
        "without_funded": 5,
        "average_funded": "0.6875",
        "categories": [
            # 7 + 6 of 21 votes and half of 4 + 4; the money: a, and half of d
            {"category": "play", "share_of_support": "0.809524", "share_of_money": "0.833333", "spent": "75"},
            {
                "category": "green",
                "share_of_support": "0.190476",
                "share_of_money": "0.166667",
                "spent": "15",
            },
        ],
    }


def test_rules_side_by_side() -> None:
    rows = {row.outcome.rule: row for row in compare(town())}
    assert list(rows) == list(RULES)
    assert rows["greedy"].outcome.selected == ("a", "d")
    assert rows["greedy-no-skip"].outcome.selected == ("a",)
    assert all(row.figures.spent == row.outcome.total_cost for row in rows.values())


@pabulib.needed
def test_effective_support_of_a_real_city() -> None:
    """Who was bought had at least 100 percent; what the payers paid adds up to the cost."""
    election = read(pabulib.file("Netherlands_Assen_2024.pb"))
    outcome = count(election, rule="equal-shares")
    for result in outcome.projects:
        assert result.shares is not None
        if result.status == "funded_shares":
            assert result.shares.effective_support >= 100
            assert result.shares.effective_votes is not None
            assert result.shares.full_payers is not None
            assert result.shares.payers is not None
            assert result.shares.full_payers <= result.shares.payers
        else:
            assert result.shares.effective_support < 100
