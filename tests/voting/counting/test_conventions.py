"""What the format expects beyond what is readable."""

from pathlib import Path

import pytest

from tests import pabulib
from tests.voting.counting.test_reader import GOOD, codes
from voting.counting import check, dumps, read


def test_one_project_a_ballot_where_more_are_allowed_is_named() -> None:
    text = GOOD.replace("1;007,b.1/x;", "1;007;").replace("3;c,007;", "3;c;")
    assert "average_length_one" in codes(text)
    assert "average_length_one" not in codes(GOOD)


@pytest.mark.parametrize(
    "country", ["Finland", "fi", "FIN", "Türkiye", "Turkey", "Trinidad and Tobago", "Worldwide"]
)
def test_countries_go_by_the_names_that_people_write(country: str) -> None:
    assert "country_unusual" not in codes(GOOD.replace("country;Finland", f"country;{country}"))


POINTS = """META
key;value
budget;100
vote_type;cumulative
max_sum_points;10
PROJECTS
project_id;cost;score
a;60;3
b;40;11
VOTES
voter_id;vote;points
1;b,a;5,1
2;a,b;2,6
"""


def test_a_ballot_whose_points_do_not_fall_is_named_with_its_line() -> None:
    found = [problem for problem in check(POINTS.encode()) if problem.code == "points_unsorted"]
    assert [(problem.line, dict(problem.params)) for problem in found] == [(13, {"voter": "2"})]


def test_points_written_with_spaces_are_read_and_named() -> None:
    text = POINTS.replace("1;b,a;5,1", "1;b,a;5, 1")
    assert "list_spaces" in codes(text)
    assert read(text.encode()).ballots.points is not None
    assert dumps(read(text.encode())) == dumps(read(POINTS.encode()))


SPEND = """META
key;value
unit;Poznań
budget;100
vote_type;approval
rule;greedy-custom
PROJECTS
project_id;cost;votes;selected
first;60;3;1
second;{cost};2;{selected}
third;1;1;0
VOTES
voter_id;vote
1;first,second,third
2;first,second
3;first
"""


@pytest.mark.parametrize(
    ("cost", "selected", "agrees"),
    [
        pytest.param(50, 2, True, id="80 % of it is left: it is funded"),
        pytest.param(50, 0, False, id="80 % of it is left and it was dropped"),
        pytest.param(51, 0, True, id="less than 80 % is left: counting stops"),
        pytest.param(51, 2, False, id="less than 80 % is left and it was funded"),
    ],
)
def test_winners_of_poznan_are_held_against_its_rule_of_80_percent(
    cost: int, selected: int, agrees: bool
) -> None:
    found = codes(SPEND.format(cost=cost, selected=selected))
    assert ("selected_not_by_rule" not in found) == agrees


@pabulib.needed
@pytest.mark.parametrize(
    "path", sorted(pabulib.FOLDER.glob("Poland_Poznan_*.pb")), ids=lambda path: path.stem
)
def test_real_winners_of_poznan_follow_it(path: Path) -> None:
    assert "selected_not_by_rule" not in [problem.code for problem in check(path)]
