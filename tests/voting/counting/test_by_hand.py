"""Elections small enough to check by eye."""

from decimal import Decimal

from voting.counting import Election, Project, Tie, count


def election(
    budget: int, costs: dict[str, int], ballots: list[str], vote_type: str = "approval", **meta: str
) -> Election:
    """Ballots as strings of one-letter project ids."""
    return Election.build(
        budget=budget,
        vote_type=vote_type,
        projects=[Project(id=ident, cost=Decimal(cost)) for ident, cost in costs.items()],
        ballots=[(list(ballot), None) for ballot in ballots],
        meta=meta,
    )


def test_greedy_skips_what_does_not_fit_and_no_skip_stops_there() -> None:
    town = election(100, {"a": 60, "b": 50, "c": 40}, ["a", "a", "a", "b", "b", "c"])
    assert count(town, rule="greedy").selected == ("a", "c")
    assert count(town, rule="greedy-no-skip").selected == ("a",)
    statuses = {result.id: result.status for result in count(town, rule="greedy-no-skip").projects}
    assert statuses == {"a": "funded", "b": "no_money_left", "c": "after_stop"}


def test_greedy_passes_over_a_withdrawn_project_without_stopping() -> None:
    town = election(100, {"a": 60, "b": 999_999_999, "c": 40}, ["b", "b", "b", "a", "a", "c"])
    assert count(town, rule="greedy-no-skip").selected == ("a", "c")


def test_greedy_threshold_drops_the_few() -> None:
    town = election(100, {"a": 60, "c": 40}, ["a", "a", "a", "c"], min_project_score_threshold="2")
    outcome = count(town, rule="greedy-threshold")
    assert outcome.selected == ("a",)
    assert outcome.project("c").status == "below_threshold"
    assert count(town, rule="greedy").selected == ("a", "c")


def test_equal_shares_gives_a_minority_its_part() -> None:
    """Six of ten want the stadium parts, four the park. By greedy the six take it all; by shares nobody can."""
    ballots = ["abc"] * 6 + ["p"] * 4
    town = election(1000, {"a": 300, "b": 300, "c": 300, "p": 400}, ballots)
    assert count(town, rule="greedy").selected == ("a", "b", "c")
    outcome = count(town, rule="equal-shares", completion="none")
    # Everybody has 100. The six pay 50 each for a and 50 each for b; the four pay 100 each for p.
    assert outcome.selected == ("a", "b", "p")
    assert outcome.details["e0"] == 100
    paid = outcome.project("p").shares
    assert paid is not None
    assert (paid.rate, paid.payers, paid.full_payers, paid.effective_support) == (100, 4, 4, 100)
    lost = outcome.project("c").shares
    assert lost is not None
    assert (lost.supporters_money, lost.effective_support) == (0, 0)


def test_equal_shares_lets_the_poor_pay_what_they_have() -> None:
    """Everybody has 10. Three pay 8 each for a; of the two who want b (11) one has 2 left, so the other pays 9."""
    town = election(40, {"a": 24, "b": 11, "x": 40}, ["ax", "a", "ab", "b"])
    outcome = count(town, rule="equal-shares", completion="none")
    assert outcome.order == ("a", "b")
    paid = outcome.project("b").shares
    assert paid is not None
    assert (paid.rate, paid.payers, paid.full_payers, paid.supporters_money) == (9, 2, 1, 12)


def test_phragmen_spreads_the_load() -> None:
    """a puts 10 on each of three; then p (30 on one) is the lesser load beside b (10 + 40/3 on each of three)."""
    town = election(70, {"a": 30, "b": 50, "p": 20}, ["ab", "ab", "ab", "p"])
    outcome = count(town, rule="phragmen")
    assert outcome.order == ("a", "p")
    assert outcome.details == {"loads": {"a": "10", "p": "20"}, "stopped_at": "b"}


def test_max_support_finds_what_greedy_misses() -> None:
    town = election(100, {"a": 100, "b": 50, "c": 50}, ["a"] * 5 + ["b"] * 4 + ["c"] * 3)
    assert count(town, rule="greedy").selected == ("a",)
    outcome = count(town, rule="max-support")
    assert outcome.selected == ("b", "c")
    assert outcome.details == {"support": Decimal(7)}


def test_a_tie_is_settled_by_file_order_or_by_the_published_seed_and_reported() -> None:
    town = election(10, {"a": 10, "b": 10, "c": 10}, ["a", "b", "c"])
    for rule in ("greedy", "phragmen", "max-support"):
        outcome = count(town, rule=rule)
        assert outcome.selected == ("a",), rule
        assert outcome.ties == (Tie(("a", "b", "c"), "file_order", decisive=True),), rule
        drawn = {count(town, rule=rule, seed=str(seed)).selected for seed in range(30)}
        assert drawn == {("a",), ("b",), ("c",)}, rule
        assert count(town, rule=rule, seed="7").ties[0].by == "seed"


def test_a_tie_that_changes_nothing_says_so() -> None:
    town = election(20, {"a": 10, "b": 10, "c": 30}, ["a", "b", "c"])
    assert count(town).ties == (Tie(("a", "b"), "file_order", decisive=False),)


def test_nobody_voted() -> None:
    town = election(100, {"a": 60}, ["", ""])
    for rule in ("greedy", "greedy-no-skip", "greedy-threshold", "equal-shares", "phragmen", "max-support"):
        outcome = count(town, rule=rule)
        assert (outcome.selected, outcome.project("a").status) == ((), "no_support"), rule


def test_no_ballots_and_no_projects() -> None:
    for town in (election(100, {"a": 60}, []), election(100, {}, [])):
        for rule in ("greedy", "equal-shares", "phragmen", "max-support"):
            assert count(town, rule=rule).selected == (), rule


def test_rankings_count_from_the_length_of_the_ballot() -> None:
    town = election(10, {"a": 10, "b": 10}, ["ab", "ba", "b"], vote_type="ordinal")
    assert {r.id: r.support for r in count(town).projects} == {"a": Decimal(3), "b": Decimal(4)}
