"""The reader's browser counts by a program of its own: it has to come to what the server says, file by file."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests import pabulib
from tests.voting.counting import reference
from voting.counting import Election, count, dumps

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "frontend" / "islands" / "recount-rules.js"
SMALL = 2_000_000
"""Steps × ballots × projects up to which a file is small enough."""

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is absent")


class Island:
    """A Node process with the island's rules in it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            ["node", str(Path(__file__).with_name("recount.mjs")), str(RULES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **question: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def island() -> Iterator[Island]:
    one = Island()
    yield one
    one.close()


def small_lines() -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    for name, line in pabulib.expected("greedy").items():
        yield {**line, "file": name}, {"rule": "greedy"}
    for utility in ("cost", "points", "points-cost"):
        for name, line in pabulib.expected(f"mes_{utility.replace('-', '_')}").items():
            if line.get("steps", 0) * line["votes"] * line["projects"] <= SMALL:
                yield {**line, "file": name}, {"rule": "equal-shares", "utility": utility}


@pabulib.needed
def test_both_programs_agree_on_every_real_file_that_is_small_enough(island: Island) -> None:
    compared = {}
    for line, chosen in small_lines():
        found = island.ask(file=str(pabulib.FOLDER / line["file"]), settings=chosen)
        key = (line["file"], *chosen.values())
        compared[key] = (found["selected"], found["cost"]) == (line["selected"], line["cost"])
    assert len(compared) > 200
    assert [key for key, same in compared.items() if not same] == []


tried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@tried
@given(election=reference.elections())
def test_both_programs_agree_on_elections_full_of_ties(
    island: Island, tmp_path_factory: pytest.TempPathFactory, election: Election
) -> None:
    file = tmp_path_factory.getbasetemp() / "tried.pb"
    file.write_bytes(dumps(election))
    utilities = ("cost", "points", "points-cost") if election.uses_points else ("cost",)
    ways: list[dict[str, str]] = [{"rule": "greedy"}, {"rule": "greedy", "seed": "4711"}]
    ways += [
        {"rule": "equal-shares", "utility": utility, "completion": completion, "seed": "12 May"}
        for utility in utilities
        for completion in ("add1u", "add1", "none")
    ]
    for way in ways:
        ours = count(election, **way)  # type: ignore[arg-type]
        theirs = island.ask(file=str(file), settings=way)
        assert theirs["selected"] == list(ours.selected), way


@pytest.mark.parametrize("text", ["", "abc", "seed\nB.1/x", "äö€" * 70])
def test_the_lot_is_drawn_by_the_same_hash(island: Island, text: str) -> None:
    assert island.ask(hash=text) == hashlib.sha256(text.encode()).hexdigest()


def test_the_island_is_told_when_a_file_cannot_be_read() -> None:
    done = subprocess.run(
        [
            "node",
            "--input-type=module",
            "-e",
            f"import {{ parse }} from {json.dumps(RULES.as_uri())};"
            "try { parse('nonsense'); } catch (error) { console.log(error.constructor.name); }",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "UnreadableFile"
