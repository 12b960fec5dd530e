"""Real elections go in whole, come out whole, and give the winners that the rules give; bad files change nothing."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import translation

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import NotAllowed, SignInNeeded
from commons.process.models import Cycle
from proposals.models import Proposal, State
from tests import pabulib
from tests.factories.accounts import UserFactory, official
from voting.counting import read
from voting.domain.pb_export import as_pb
from voting.domain.pb_import import PbRefused, import_pb
from voting.domain.results import envelope_results, selected_numbers
from voting.models import Ballot, BallotKind, Election, EnvelopeCount

pytestmark = pytest.mark.django_db

SMALL = """META
key;value
description;Test election
country;Finland
unit;Kuvala
instance;2024
num_projects;3
num_votes;3
budget;50000
vote_type;approval
rule;greedy
date_begin;01.03.2024
date_end;14.03.2024
min_length;1
max_length;3
currency;EUR
PROJECTS
project_id;cost;votes;name;category;selected;latitude;longitude
1;30000;3;Leikkipuisto;play;1;61.9;24.3
2;30000;2;Pyörätie;traffic,green;0;;
3;20000;1;Penkkejä;green;1;61.91;24.31
VOTES
voter_id;vote;age;sex;voting_method
a;1,2;34;F;internet
b;1,2,3;61;M;paper
c;1;17;;internet
"""

EVERY_KIND = {
    "Poland_Zabrze_2020_Konczyce.pb": BallotKind.APPROVAL,
    "Poland_Warszawa_2018_Pole_Mokotowskie.pb": BallotKind.BUDGET,
    "US_Stanford_Dataset_Merced_Peoples_Budget_Ballot_2019_vote_rankings.pb": BallotKind.RANKING,
    "US_Stanford_Dataset_2022_Jersey_City_Ward_F_vote_knapsacks.pb": BallotKind.APPROVAL,
    "Worldwide_Mechanical_Turk_Utilities_7.pb": BallotKind.POINTS,
    "Switzerland_Zurich_S5D10.pb": BallotKind.POINTS,
    "Netherlands_Amsterdam_604.pb": BallotKind.APPROVAL,
    "Poland_Gdynia_2020_Babie_Doly__small.pb": BallotKind.APPROVAL,
}


def bring_in(text: str, *, publish: bool = True, name: str = "test.pb") -> Election:
    made = import_pb(actor=operator(), content=text.encode(), file_name=name, publish_result=publish)
    return made.cycle.election


def nothing_is_stored() -> bool:
    return not (Cycle.objects.exists() or Proposal.objects.exists() or Ballot.objects.exists())


def test_a_file_becomes_a_counted_published_year() -> None:
    election = bring_in(SMALL)
    (result,) = envelope_results(election, public_only=True)

    assert [(row.project.project_id, row.support, row.funded) for row in result.rows] == [
        ("1", 3, True),
        ("2", 2, False),
        ("3", 1, True),
    ]
    assert (result.budget, result.spent, result.ballots) == (Decimal(50000), Decimal(50000), 3)
    assert result.agreement is not None
    assert (result.agreement.same, result.agreement.rule) == (True, "greedy")
    assert election.cycle.is_published
    assert list(
        Proposal.objects.order_by("pk").values_list("title", "state", "category__slug", "latitude")
    ) == [
        ("Leikkipuisto", State.FUNDED, "play", 61.9),
        ("Pyörätie", State.NOT_FUNDED, "traffic", None),
        ("Penkkejä", State.FUNDED, "green", 61.91),
    ]


def test_without_publishing_the_year_stays_out_of_sight_and_the_projects_on_the_ballot() -> None:
    election = bring_in(SMALL, publish=False)

    assert not election.cycle.is_published
    assert envelope_results(election, public_only=True) == []
    assert set(Proposal.objects.values_list("state", flat=True)) == {State.ON_BALLOT}


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_real_election_comes_out_as_it_went_in_and_gives_the_same_result_again(name: str) -> None:
    content = pabulib.file(name).read_bytes()
    made = import_pb(actor=operator(), content=content, file_name=name, publish_result=True)
    election = made.cycle.election
    envelope = election.cycle.envelopes.get()
    written = as_pb(election, envelope, selected=selected_numbers(election, envelope))

    assert read(written) == read(content)
    assert election.ballot_kind == EVERY_KIND[name]
    again = import_pb(actor=operator(), content=written, file_name=name, publish_result=True).cycle.election
    assert [(c.rule, c.outcome) for c in again.counts.order_by("pk")] == [
        (c.rule, c.outcome) for c in election.counts.order_by("pk")
    ]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_greedy_gives_the_expected_winners_of_real_elections(name: str) -> None:
    content = pabulib.file(name).read_bytes()
    made = import_pb(actor=operator(), content=content, file_name=name, publish_result=False)
    count = EnvelopeCount.objects.get(election__cycle=made.cycle, rule="greedy")

    assert count.outcome["selected"] == pabulib.expected("greedy")[name]["selected"]


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        (SMALL.replace("num_votes;3", "num_votes;4"), None, "num_votes 4"),
        (SMALL.replace("num_projects;3", "num_projects;2"), None, "num_projects 2"),
        (SMALL.replace("1;30000;3;Leikki", "1;30000;7;Leikki"), None, "7 votes"),
        (SMALL.split("VOTES")[0], None, "VOTES"),
        (SMALL[: len(SMALL) // 2], None, "cut off"),
        (SMALL.replace("a;1,2;", "a;1,99;"), "Line 24 ", "99"),
        (SMALL.replace("2;30000;2;", "2;free;2;"), "Line 20 ", "cost"),
        ("this is no election", None, ""),
        ("", None, ""),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_line_and_reason_and_stores_nothing(
    broken: str, line: str | None, words: str
) -> None:
    with pytest.raises(PbRefused) as refused:
        bring_in(broken)

    with translation.override("en"):
        told = "\n".join(str(text) for text in refused.value.fields["file"])
    assert words in told
    assert line is None or line in told
    assert nothing_is_stored()


def test_an_import_that_fails_in_the_middle_leaves_the_database_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_arguments: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("voting.domain.count.count_all", fail)

    with pytest.raises(RuntimeError, match="the disk is full"):
        bring_in(SMALL)
    assert nothing_is_stored()


def test_amounts_finer_than_cents_have_no_place_and_are_refused() -> None:
    with pytest.raises(PbRefused):
        bring_in(SMALL.replace("budget;50000", "budget;50000.001"))
    assert nothing_is_stored()


def test_ballots_outside_the_limits_are_kept_as_the_town_accepted_them() -> None:
    made = import_pb(
        actor=operator(),
        content=SMALL.replace("max_length;3", "max_length;2").encode(),
        file_name="x.pb",
        publish_result=True,
    )

    assert [problem.code for problem in made.kept if problem.severity == "error"] == ["ballot_too_long"]
    assert Ballot.objects.count() == 3


def test_the_same_file_may_be_imported_twice_under_two_addresses() -> None:
    assert [bring_in(SMALL).cycle.slug for _time in range(2)] == ["test", "test-2"]


def test_a_project_named_twice_counts_once_and_its_points_add_up() -> None:
    text = SMALL.replace("vote_type;approval", "vote_type;cumulative").replace("rule;greedy", "rule;other")
    text = text.replace("project_id;cost;votes;name;", "project_id;cost;score;name;")
    text = (
        text.replace("1;30000;3;", "1;30000;6;")
        .replace("2;30000;2;", "2;30000;3;")
        .replace("3;20000;1;", "3;20000;2;")
    )
    head, _votes = text.split("VOTES\n")
    text = head + "VOTES\nvoter_id;vote;points\na;1,1;2,3\nb;2,3,1;3,2,1\n"
    text = text.replace("num_votes;3", "num_votes;2").replace("max_length;3\n", "max_length;3\n")

    election = bring_in(text)
    (result,) = envelope_results(election)

    assert {row.project.project_id: row.support for row in result.rows} == {"1": 6, "2": 3, "3": 2}
    assert read(as_pb(election, result.envelope)) == read(text.encode())


def test_the_command_tells_what_it_made_and_the_export_writes_it_back(tmp_path: Path) -> None:
    source, target = tmp_path / "Town_2024.pb", tmp_path / "again.pb"
    source.write_text(SMALL, encoding="utf-8")
    told = StringIO()

    call_command("import_pb", str(source), publish=True, stdout=told)
    call_command("export_pb", "town-2024", output=target, stdout=told)

    assert "3 projects, 3 ballots" in told.getvalue()
    assert "the same winners as the official result (rule greedy)" in told.getvalue()
    assert read(target) == read(source)


def test_the_command_names_line_and_reason_of_a_bad_file(tmp_path: Path) -> None:
    source = tmp_path / "bad.pb"
    source.write_text(SMALL.replace("2;30000;2;", "2;free;2;"), encoding="utf-8")

    with pytest.raises(CommandError, match="Line 20 "):
        call_command("import_pb", str(source))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_pb", str(tmp_path / "absent.pb"))


def test_only_coordinators_import() -> None:
    for role in Role:
        if role != Role.COORDINATOR:
            with pytest.raises(NotAllowed):
                import_pb(
                    actor=official(role), content=SMALL.encode(), file_name="x.pb", publish_result=False
                )
    with pytest.raises(NotAllowed):
        import_pb(actor=UserFactory(), content=SMALL.encode(), file_name="x.pb", publish_result=False)
    with pytest.raises(SignInNeeded):
        import_pb(actor=AnonymousUser(), content=SMALL.encode(), file_name="x.pb", publish_result=False)
    assert nothing_is_stored()
    made = import_pb(
        actor=official(Role.COORDINATOR), content=SMALL.encode(), file_name="x.pb", publish_result=False
    )
    assert made.ballots == 3
