"""Reading and writing `.pb`: every real file, every oddity, every problem named, nothing that crashes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import pabulib
from voting.counting import (
    CODES,
    ERROR,
    Ballots,
    Column,
    Election,
    PbError,
    Problem,
    Project,
    check,
    count,
    dumps,
    read,
    write,
)
from voting.counting.pb_text import SPACES

GOOD = """META
key;value
description;A small town
country;Finland
unit;Harjula
instance;2027
num_projects;3
num_votes;4
budget;100,5
vote_type;approval
rule;greedy
date_begin;01.02.2027
date_end;28.02.2027
min_length;1
max_length;3
currency;EUR
PROJECTS
project_id;cost;votes;name;selected
007;60;3;"Skates; and ""sticks"" here";1
b.1/x;40.25;2;Bench;1
c;30;1;Clock;0
VOTES
voter_id;vote;age;voting_method
1;007,b.1/x;31;internet
2;007;;paper
3;c,007;7;internet
4;b.1/x;80;paper
"""


def codes(text: str) -> list[str]:
    return [problem.code for problem in check(text.encode())]


@pytest.mark.parametrize("path", sorted(pabulib.FOLDER.glob("*.pb")), ids=lambda path: path.stem)
def test_every_real_file_survives_the_round_trip(path: Path) -> None:
    election = read(path)
    again = read(dumps(election))
    assert again == election
    assert dumps(again) == dumps(election)
    assert again.meta == election.meta
    assert again.project_columns == election.project_columns
    assert again.vote_columns == election.vote_columns


def test_a_sound_file_reads_exactly() -> None:
    election = read(GOOD.encode())
    assert election.budget == Decimal("100.5")
    assert election.vote_type == "approval"
    assert [(p.id, p.cost, p.name, p.selected) for p in election.projects] == [
        ("007", Decimal(60), 'Skates; and "sticks" here', 1),
        ("b.1/x", Decimal("40.25"), "Bench", 1),
        ("c", Decimal(30), "Clock", 0),
    ]
    assert [election.ballots.listed(at) for at in range(4)] == [[0, 1], [0], [2, 0], [1]]
    assert list(election.ballots.columns["age"]) == ["31", "", "7", "80"]
    assert election.threshold is None
    assert codes(GOOD) == ["decimal_comma"]


@pytest.mark.parametrize(
    "variant",
    [
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("META", " meta ").replace("VOTES", "votes"),
        GOOD.replace("key;value\n", "key;value\n\n"),
        GOOD.replace("vote_type;approval", "vote_type;Approval"),
        GOOD.replace(";60;3;", "; 60 ;3;"),
    ],
    ids=["CRLF", "BOM", "no last newline", "titles", "blank line", "spelling", "spaces"],
)
def test_other_spellings_read_the_same(variant: str) -> None:
    election, other = read(GOOD.encode()), read(variant.encode())
    assert (other.budget, other.vote_type, other.projects, other.ballots) == (
        election.budget,
        election.vote_type,
        election.projects,
        election.ballots,
    )


def test_points_with_decimals_and_repeats_are_exact(tmp_path: Path) -> None:
    text = (
        "META\nkey;value\nbudget;10\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;5\nb;6\n"
        "VOTES\nvoter_id;vote;points\n1;a,b;0.5,1\n2;a,a;1,2.25\n3;;\n"
    )
    election = read(text.encode())
    support = {result.id: result.support for result in count(election).projects}
    assert support == {"a": Decimal("3.75"), "b": Decimal(1)}
    write(election, tmp_path / "out.pb")
    assert read(tmp_path / "out.pb") == election


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "field"),
    [
        ("num_votes;4", "num_votes;5", "num_votes_differs", None, "num_votes"),
        ("num_projects;3", "num_projects;2", "num_projects_differs", None, "num_projects"),
        ("vote_type;approval", "vote_type;guess", "vote_type_unknown", None, "vote_type"),
        ("min_length;1", "min_length;4", "limits_crossed", None, "min_length"),
        ("date_begin;01.02.2027", "date_begin;1st", "date_unreadable", None, "date_begin"),
        ("c;30;", "c;x;", "cost_unreadable", 21, "cost"),
        ("c;30;", "c;0;", "cost_not_positive", 21, "cost"),
        ("c;30;", "c;200;", "cost_over_budget", None, "cost"),
        ("c;30;", "007;30;", "project_id_repeated", 21, "project_id"),
        ("c;30;", ";30;", "project_id_empty", 21, "project_id"),
        ("30;1;Clock", "30;2;Clock", "votes_differ", None, "votes"),
        ("Clock;0", "Clock;9", "selected_unknown", None, "selected"),
        ("Bench;1", "Bench;0", "selected_not_by_rule", None, "selected"),
        ("2;007;;paper", "2;nope;;paper", "ballot_unknown_project", 25, "vote"),
        ("2;007;;paper", "2;007,;;paper", "ballot_empty_item", 25, "vote"),
        ("2;007;;paper", "2;007,007;;paper", "ballot_repeats", 25, "vote"),
        ("2;007;;paper", "2;007,b.1/x,c,c;;paper", "ballot_too_long", 25, "vote"),
        ("2;007;;paper", "2;;;paper", "ballot_empty", 25, "vote"),
        ("2;007;;paper", "1;007;;paper", "voter_id_repeated", 25, "voter_id"),
        ("2;007;;paper", "2;007;old;paper", "age_unreadable", 25, "age"),
        ("2;007;;paper", "2;007;;pigeon", "method_unusual", 25, "voting_method"),
        ("2;007;;paper", "2;007", "row_short", 25, None),
        ("2;007;;paper", "2;007;;paper;x", "row_long", 25, None),
        ("unit;Harjula\ninstance;2027", "instance;2027\nunit;Harjula", "meta_order", None, None),
        ("instance;2027", "instance;2027\nmood;good", "field_unknown", None, "mood"),
        (
            "PROJECTS\nproject_id;cost;votes;name;",
            "PROJECTS\nproject_id;cost;votes;title;",
            "field_unknown",
            None,
            "title",
        ),
        (
            "PROJECTS\nproject_id;cost;votes;name;",
            "PROJECTS\nproject_id;cost;votes;target;",
            "column_renamed",
            None,
            "target",
        ),
        ("min_length;1", "min_length;1.5", "number_not_whole", None, "min_length"),
        ("currency;EUR", "currency;EUR\nfully_funded;2", "flag_unusual", None, "fully_funded"),
        ("budget;100,5", "budget;1000", "fully_funded_missing", None, "fully_funded"),
        ("currency;EUR", "currency;EUR\nfully_funded;1", "fully_funded_differs", None, "fully_funded"),
        ("rule;greedy", "rule;by mood", "rule_unknown", None, "rule"),
        ("country;Finland", "country;Kuvala", "country_unusual", None, "country"),
        ("currency;EUR", "currency;EUR\ncomment;Odd", "comment_unnumbered", None, "comment"),
        ("currency;EUR", "currency;euro", "code_unusual", None, "currency"),
        ("currency;EUR", "currency;EUQ", "code_unusual", None, "currency"),
        ("currency;EUR", "currency;EUR\nlanguage;qx", "code_unusual", None, "language"),
        ("currency;EUR", "currency;EUR\nexperimental;0", "flag_unusual", None, "experimental"),
        ("currency;EUR", "currency;EUR\nmax_points;2.5", "number_usually_whole", None, "max_points"),
        ("currency;EUR", "currency;EUR\ncategories;play, sport", "list_spaces", None, "categories"),
        ("currency;EUR", "currency;EUR\ncategories;play,Play", "labels_alike", None, "categories"),
        ("max_length;3", "max_length;4", "limit_over_projects", None, "max_length"),
        ("max_length;3", "max_length;1", "choose_one_suggested", None, "vote_type"),
        ("max_length;3", "max_length_unit;1", "ballot_too_long", 24, "vote"),
        ("min_length;1", "min_length_district;2", "ballot_too_short", 25, "vote"),
        ("1;007,b.1/x;31", "1;007, b.1/x;31", "list_spaces", 24, "vote"),
        ("4;b.1/x;80;paper", "4;b.1/x;80-60;paper", "age_unreadable", 27, "age"),
        ("4;b.1/x;80;paper", "4;b.1/x;80;post", "method_unusual", 27, "voting_method"),
        ("c;30;1;Clock;0", "c;30;1;Clock;", "cells_empty", None, "selected"),
        ("date_end;28.02.2027", "date_end;28.02.2026", "dates_crossed", None, "date_end"),
        ("3;c,007;7", "3;007;7", "project_without_votes", None, "votes"),
        ("max_length;3", "max_length;3\nmin_sum_cost;50", "ballot_too_cheap", 28, "vote"),
        ("max_length;3", "max_length;3\nmax_sum_cost;95", "ballot_too_dear", 25, "vote"),
        ("Bench;1", "Bench;0", "selected_could_add", None, "selected"),
        ("c;30;1;Clock;0", "c;30;1;Clock;1", "selected_over_budget", None, "selected"),
        ("project_id;cost;votes;", "project_id;votes;cost;", "column_order", None, None),
        ("currency;EUR\n", "currency;EUR\n\n", "blank_line", 17, None),
        ("PROJECTS\n", "PROJEKTS\n", "section_missing", None, None),
        ("voter_id;vote;", "voter_id;vot;", "column_missing", 23, None),
        ("Clock;0", '"Clock;0', "quote_unclosed", 21, None),
    ],
)
def test_a_problem_is_named_with_line_and_field(
    old: str, new: str, code: str, line: int | None, field: str | None
) -> None:
    assert old in GOOD
    problems = check(GOOD.replace(old, new).encode())
    found = [problem for problem in problems if problem.code == code]
    assert found, [problem.code for problem in problems]
    assert (found[0].line, found[0].field) == (line, field)
    sentence = found[0].sentence()
    assert "{" not in sentence
    assert line is None or f"line {line}" in sentence


def test_winners_are_held_against_equal_shares_where_the_file_names_it() -> None:
    text = GOOD.replace("rule;greedy", "rule;equalshares/add1")
    assert codes(text) == ["decimal_comma"]
    assert "selected_not_by_rule" in codes(text.replace("Bench;1", "Bench;0"))


def test_a_gap_in_a_list_of_categories_is_named() -> None:
    assert "list_gap" in codes(
        GOOD.replace("votes;name", "votes;category").replace(";Bench;", ";play,,sport;")
    )


def test_what_we_write_ourselves_has_nothing_odd() -> None:
    """Fields in their order, none unknown."""
    plain = read(GOOD.encode())
    election = Election.build(
        budget=plain.budget,
        vote_type="approval",
        projects=plain.projects,
        ballots=plain.ballots,
        meta={**dict(plain.meta), "language": "fi"},
    )
    assert codes(dumps(election).decode()) == []


def test_strict_reading_refuses_and_names_everything() -> None:
    broken = GOOD.replace("num_votes;4", "num_votes;9").replace("c;30;", "c;x;")
    with pytest.raises(PbError) as refused:
        read(broken.encode(), strict=True)
    errors = {problem.code for problem in refused.value.problems if problem.severity == ERROR}
    assert {"num_votes_differs", "cost_unreadable", "ballot_unknown_project"} <= errors
    lenient = read(broken.encode())
    assert [project.id for project in lenient.projects] == ["007", "b.1/x"]
    assert {problem.code for problem in lenient.problems} >= {"num_votes_differs", "cost_unreadable"}


def test_a_file_cut_in_half_is_refused_with_a_reason() -> None:
    with pytest.raises(PbError, match="VOTES"):
        read(GOOD[: GOOD.index("VOTES")].encode())
    half = GOOD[: GOOD.index("3;c,007")]
    assert "num_votes_differs" in codes(half)


def test_every_problem_has_an_english_sentence() -> None:
    for code, (severity, text) in CODES.items():
        assert severity in ("error", "warning"), code
        assert text, code
    assert Problem("empty_file").sentence() == "The file is empty"


@pabulib.needed
@pytest.mark.parametrize(
    "name",
    [
        "Netherlands_Assen_2024.pb",
        "Hungary_Veszprem_2025.pb",
        "Poland_Gdynia_2020_Babie_Doly__small.pb",
    ],
)
def test_real_files_are_checked_without_crashing(name: str) -> None:
    problems = check(pabulib.file(name))
    assert all(problem.sentence() for problem in problems)


# -- fuzz ---------------------------------------------------------------------------------------------

fuzzed = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(data: bytes) -> None:
    """A clear error or an election that can be counted and written; never anything else."""
    problems = check(data)
    assert all(problem.sentence() and problem.as_dict() for problem in problems)
    try:
        election = read(data)
    except PbError:
        assert problems
        return
    outcome = count(election)
    assert outcome.total_cost <= max(election.budget, Decimal(0))
    assert read(dumps(election)) == election


@fuzzed
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    survives(data)


@fuzzed
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: Any) -> None:
    text = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text) - 1))
        kind = data.draw(st.sampled_from(["cut", "drop", "put", "swap"]))
        if kind == "cut":
            del text[at:]
        elif kind == "drop":
            del text[at : at + data.draw(st.integers(1, 40))]
        elif kind == "put":
            odd = [b'"', b";", b"\n", b"\r", b",", b"\x00", b"\xff", b"-", b"9" * 30]
            text[at:at] = data.draw(st.sampled_from(odd))
        else:
            text[at : at + 1] = bytes([data.draw(st.integers(0, 255))])
        if not text:
            break
    survives(bytes(text))


def test_a_ballot_of_which_nothing_is_known_is_written_as_no_blank_line() -> None:
    election = read(GOOD.replace("\n1;", "\n;unknown;;\n1;", 1).encode())
    assert len(election.ballots) == len(read(GOOD.encode()).ballots) + 1
    assert read(dumps(election)) == election


words = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=8)


@fuzzed
@given(
    st.lists(st.lists(words, min_size=1, max_size=4), max_size=6),
    st.sampled_from(["META", "PROJECTS", "VOTES"]),
)
def test_odd_rows_in_any_section_are_read_or_refused(rows: list[list[str]], section: str) -> None:
    inserted = "\n".join(";".join(row) for row in rows)
    survives(GOOD.replace(f"{section}\n", f"{section}\n{inserted}\n").encode())


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=10).map(
    lambda text: text.strip(SPACES)
)


@fuzzed
@given(name=texts, meta=texts, age=texts)
def test_any_text_survives_the_round_trip(name: str, meta: str, age: str) -> None:
    """Names may hold quotes, semicolons, line ends and odd white space; only what is around them is trimmed."""
    plain = read(GOOD.encode())
    projects = [{"id": p.id, "cost": p.cost} for p in plain.projects]
    election = Election.build(
        budget=10,
        vote_type="approval",
        projects=[Project(**row, name=name) for row in projects],
        ballots=Ballots.of_choices(
            count=2, ballot=np.array([0, 1]), project=np.array([0, 2]), columns={"age": Column.of([age, "x"])}
        ),
        meta={"description": meta},
    )
    again = read(dumps(election))
    assert [p.name for p in again.projects] == [p.name for p in election.projects]
    assert list(again.ballots.columns["age"]) == [age, "x"]
    assert again.meta["description"] == meta
