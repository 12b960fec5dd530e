"""The command line, run as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from voting.counting.cli import main

TOWN = """META
key;value
description;Town
country;Finland
unit;Harjula
instance;2027
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
date_begin;2027
date_end;2027
currency;EUR
PROJECTS
project_id;cost;votes;name;selected
a;60;3;Skates;1
b;50;2;Bench;0
c;40;1;Clock;1
VOTES
voter_id;vote
1;a,b
2;a
3;c,a
4;b
"""
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def town(tmp_path: Path) -> str:
    path = tmp_path / "town.pb"
    path.write_text(TOWN, encoding="utf-8")
    return str(path)


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "voting.counting", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_count_gives_one_json_object_a_line_and_goes_on_after_a_bad_file(town: str) -> None:
    done = run("count", town, "/nowhere.pb", town, "--rule", "greedy", "--format", "json")
    assert done.returncode == 1
    assert done.stderr == "error: /nowhere.pb: No such file or directory\n"
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 2
    row: dict[str, Any] = lines[0]
    assert row.pop("seconds") >= 0
    assert row.pop("read_seconds") >= 0
    assert len(row.pop("input_hash")) == 64
    assert row == {
        "file": town,
        "rule": "greedy",
        "version": "1",
        "selected": ["a", "c"],
        "total_cost": "100",
        "ties": [],
        "options": {"seed": None},
        "ballots": 4,
    }


def test_counting_needs_neither_django_nor_a_database(town: str) -> None:
    code = (
        "import sys\nfrom voting.counting.cli import main\n"
        f"main(['compare', {town!r}])\nmain(['explain', {town!r}, '--rule', 'equal-shares'])\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'channels')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_table_is_for_people(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", town]) == 0
    shown = capsys.readouterr()
    assert "rank  project  name    votes  cost  funded  why" in shown.out
    assert "2 projects funded for 100 of 100; 0 left" in shown.out
    assert shown.err == ""


def test_standard_input_can_be_read() -> None:
    done = run("count", "-", "--format", "json", stdin=TOWN)
    assert (done.returncode, json.loads(done.stdout)["selected"]) == (0, ["a", "c"])


def test_check_names_problems_and_fails_on_errors(town: str, tmp_path: Path) -> None:
    assert run("check", town).stdout == f"{town}: 0 errors, 0 warnings\n"
    broken = tmp_path / "broken.pb"
    broken.write_text(TOWN.replace("num_votes;4", "num_votes;5").replace("3;c,a", "3;c,x"), encoding="utf-8")
    done = run("check", str(broken))
    assert done.returncode == 1
    assert f"{broken}: error: line 24, VOTES, vote: voter '3' names project 'x'" in done.stdout
    assert "META says num_votes 5, the file has 4 ballots" in done.stdout
    rows = [json.loads(line) for line in run("check", str(broken), "--format", "json").stdout.splitlines()]
    assert {"code", "severity", "section", "line", "field", "params", "sentence", "file"} == set(rows[0])


def test_strict_refuses_what_lenient_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.pb"
    broken.write_text(TOWN.replace("num_votes;4", "num_votes;5"), encoding="utf-8")
    assert main(["count", str(broken), "--format", "json"]) == 0
    assert "note:" in capsys.readouterr().err
    assert main(["count", str(broken), "--strict"]) == 1
    assert "error:" in capsys.readouterr().err


def test_explain_gives_projects_and_the_whole(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", town, "--format", "json"]) == 0
    *projects, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(p["id"], p["more_support"], p["funded_at_cost"]) for p in projects] == [
        ("a", None, None),
        ("b", "1", "40"),
        ("c", None, None),
    ]
    assert last["figures"]["without_funded"] == 1
    assert main(["explain", town, "--project", "b", "--rule", "max-support"]) == 0
    assert "b Bench: 2 votes, number 2 by support, cost 50" in capsys.readouterr().out
    assert main(["explain", town, "--project", "zz"]) == 2


def test_a_wrong_rule_or_option_is_a_wrong_command(town: str, tmp_path: Path) -> None:
    assert run("count", town, "--rule", "dice").returncode == 2
    done = run("count", town, "--rule", "greedy", "--utility", "cost")
    assert (done.returncode, done.stderr) == (2, "error: the rule greedy has no option utility\n")
    ordinal = tmp_path / "ordinal.pb"
    ordinal.write_text(TOWN.replace("vote_type;approval", "vote_type;ordinal"), encoding="utf-8")
    done = run("count", str(ordinal), "--rule", "phragmen")
    assert done.returncode == 2
    assert "not for ordinal ballots" in done.stderr


def test_a_reader_that_stops_early_is_no_error(town: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m voting.counting count {' '.join([town] * 200)} | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
