"""The demo's voters are the same every time, old enough, within the limits, and bring about the known result."""

from collections import Counter

from portal.demo import catalogue
from portal.demo.catalogue import Year
from portal.demo.electorate import WON, choose, electorate, shelf


def money(year: Year) -> dict[str, int]:
    """Euros by pot."""
    return {pot.slug: pot.amount for pot in catalogue.pots(year)}


def test_the_lot_falls_the_same_way_every_time() -> None:
    first, second = (electorate(500, 2026, seed="roll") for _time in range(2))
    assert first == second
    projects = shelf(catalogue.ideas(Year.VOTING))
    pots = money(Year.VOTING)
    assert [choose(voter, projects, pots) for voter in first] == [
        choose(voter, projects, pots) for voter in second
    ]


def test_voters_are_old_enough_and_about_a_third_votes() -> None:
    people = electorate(2000, 2026, seed="roll")
    assert max(voter.birth_year for voter in people) == 2026 - 12
    assert 600 < sum(voter.votes for voter in people) < 800
    assert len({voter.person_id for voter in people}) == 2000


def test_no_ballot_is_over_the_money_or_the_number() -> None:
    projects = shelf(catalogue.ideas(Year.VOTING))
    pots = money(Year.VOTING)
    for voter in electorate(300, 2026, seed="roll"):
        chosen = choose(voter, projects, pots, most=3)
        spent: Counter[str] = Counter()
        for project in chosen:
            spent[project.envelope] += project.cost
        assert all(spent[pot] <= pots[pot] for pot in spent)
        assert max(Counter(project.envelope for project in chosen).values()) <= 3


def test_every_district_of_the_finished_year_votes_for_its_known_winners() -> None:
    ideas = {idea.key: idea for idea in catalogue.ideas(Year.FINISHED)}
    projects = shelf(ideas.values())
    votes: Counter[str] = Counter()
    for voter in electorate(1800, 2024, seed="finished"):
        if voter.votes:
            votes.update(project.key for project in choose(voter, projects, money(Year.FINISHED), most=3))
    for pot in catalogue.pots(Year.FINISHED):
        here = sorted((p for p in projects if p.envelope == pot.slug), key=lambda p: -votes[p.key])
        left, funded = pot.amount, set()
        for project in here:
            if project.cost <= left:
                funded.add(project.key)
                left -= project.cost
        assert funded == {project.key for project in here if ideas[project.key].state in WON}, pot.slug
