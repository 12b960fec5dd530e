"""Every rule against outcomes that another program computed exactly, on 150 real elections.

Lines that take long are left out unless RAATI_ALL_ELECTIONS is set.
"""

import hashlib
import os
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from tests import pabulib
from voting.counting import Election, count, read
from voting.counting.shares.completion import complete
from voting.counting.shares.market import market
from voting.counting.shares.run import Run
from voting.counting.tally import tally

pytestmark = pabulib.needed

ALL = bool(os.environ.get("RAATI_ALL_ELECTIONS"))
LONG = 800
"""Steps of one unit above which a line is left out of a quick run."""


@lru_cache(maxsize=8)
def election(name: str) -> Election:
    return read(pabulib.file(name))


def lines(rule: str) -> list[Any]:
    """One test per file for which an outcome of the rule is known."""
    return [pytest.param(line, id=name[:-3]) for name, line in pabulib.expected(rule).items()]


def shares_lines() -> list[Any]:
    return [
        pytest.param(line, rule.removeprefix("mes_").replace("_", "-"), id=f"{rule}-{name[:-3]}")
        for rule in ("mes_cost", "mes_points", "mes_points_cost")
        for name, line in pabulib.expected(rule).items()
        if ALL or line.get("all_fit") or line["steps"] * line["projects"] <= LONG * 10
    ]


@pytest.mark.parametrize("line", lines("support"))
def test_support_is_what_the_ballots_say(line: dict[str, Any]) -> None:
    outcome = count(election(line["file"]))
    assert hashlib.sha256(pabulib.file(line["file"]).read_bytes()).hexdigest() == line["sha256"]
    assert outcome.ballots == line["votes"]
    found = {result.id: result.support for result in outcome.projects if result.support > 0}
    assert found == {ident: Decimal(str(value)) for ident, value in line["support"].items() if value}


@pytest.mark.parametrize("rule", ["greedy", "greedy-threshold", "greedy-no-skip", "phragmen"])
def test_the_simple_rules_select_what_is_expected(rule: str) -> None:
    known = pabulib.expected(rule.replace("-", "_"))
    found = {name: count(election(name), rule=rule) for name in known}
    assert {name: list(outcome.selected) for name, outcome in found.items()} == {
        name: line["selected"] for name, line in known.items()
    }
    costs = {name: Decimal(line["cost"]) for name, line in known.items() if "cost" in line}
    assert {name: found[name].total_cost for name in costs} == costs


@pytest.mark.parametrize(("line", "utility"), shares_lines())
def test_equal_shares_selects_what_is_expected(line: dict[str, Any], utility: str) -> None:
    votes = election(line["file"])
    outcome = count(votes, rule="equal-shares", utility=utility)
    assert (list(outcome.selected), outcome.total_cost) == (line["selected"], Decimal(line["cost"]))
    if line.get("all_fit"):
        assert outcome.details == {"all_fit": True}
        return
    assert outcome.details == {
        "all_fit": False,
        "e0": line["e0"],
        "e": line["e"],
        "steps": line["steps"],
        "stop": line["stop"],
        "initial": line["initial"],
        "before_completion": line["add1"],
    }
    whole = count(votes, rule="equal-shares", utility=utility, completion="add1")
    assert (list(whole.selected), whole.details["e"]) == (line["add1_full"], line["e_full"])
    start = count(votes, rule="equal-shares", utility=utility, completion="none")
    assert list(start.selected) == line["initial"]


@pytest.mark.parametrize("line", lines("mes_cost_at"))
def test_equal_shares_is_exact_where_floats_go_wrong(line: dict[str, Any]) -> None:
    votes = tally(election(line["file"]))
    run = Run(market(votes, "cost"), line["e"] * 10**votes.money_decimals)
    bought = run.complete()
    assert [votes.ids[p] for p in bought] == line["order"]
    assert [votes.ids[p] for p in sorted(bought)] == line["selected"]


@pytest.mark.parametrize(
    "name",
    [
        "Hungary_Budapest_2022_VIII_Jozsefvaros.pb",
        "Hungary_Veszprem_2025.pb",
        "US_Stanford_Dataset_South_Lake_Tahoe_2021_Quadrant_3_vote_knapsacks.pb",
    ],
)
def test_thousands_of_steps_are_jumped_over(name: str) -> None:
    """Small units of money: all steps are accounted for, few are counted."""
    line = pabulib.expected("mes_cost")[name]
    votes = tally(election(name))
    done = complete(market(votes, "cost"), "add1u")
    assert (done.steps, done.endowment, done.stop) == (line["steps"], line["e"], line["stop"])
    assert done.runs < max(line["steps"] // 10, 200)
