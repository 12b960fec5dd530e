"""1,500,000 ballots × 300 projects counted from the database, against the same count from a file.

`python -m tests.bench counting_database` takes ten minutes and 4 GB of disk, in a database of its own that is thrown
away. Limits: from the database at most twice the time from the file, and under 1.5 GB of memory.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.bench import counting_made
from tests.bench.counting_one import most_memory

BALLOTS, PROJECTS = 1_500_000, 300
RULES = ("greedy", "equal-shares")
MEMORY = 1_536
PIECE = 50_000


def run() -> bool:
    """Fill a database, count from both, compare; leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="raati-bench-") as folder:
        setting = {**os.environ, "RAATI_VAR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}

        def step(*words: str) -> dict[str, Any]:
            command = [sys.executable, "-m", "tests.bench.counting_database", *words]
            done = subprocess.run(command, env=setting, stdout=subprocess.PIPE, text=True, check=True)
            found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
            return found

        path = counting_made.file(Path(folder), BALLOTS, PROJECTS)
        print(f"filled in {step('fill')['seconds']:.0f} s", flush=True)
        found = [(rule, step("file", rule, str(path)), step("database", rule)) for rule in RULES]
    return all([_compared(*row) for row in found])  # noqa: C419 - both are printed


def _compared(rule: str, file: dict[str, Any], database: dict[str, Any]) -> bool:
    times = database["seconds"] / file["seconds"]
    print(
        f"    {rule}: file {file['seconds']:.1f} s ({file['memory']} MB), "
        f"database {database['seconds']:.1f} s ({database['memory']} MB), {times:.2f} times",
        flush=True,
    )
    same = sorted(file["won"]) == sorted(database["won"])
    return same and times <= 2 and database["memory"] < MEMORY


def fill() -> dict[str, Any]:
    """The generated election as one of our own, by COPY."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from commons.process.models import PhaseKind
    from tests.factories.process import EnvelopeFactory, closed_phase
    from tests.factories.voting import ballot_of

    begun = time.monotonic()
    made = counting_made.make(BALLOTS, PROJECTS)
    factory: Any = EnvelopeFactory  # factories give no types of what they make
    pot = factory(source=Decimal(made.budget))
    election, projects = ballot_of([pot], [int(project.cost) for project in made.projects], max_length=10)
    closed_phase(election.cycle, PhaseKind.VOTE)
    keys = [project.pk for project in projects]
    with connection.cursor() as cursor:
        # What the triggers hold holds for these ballots by their making.
        cursor.execute("SET session_replication_role = replica")
        for table, rows in (
            (
                "voting_ballot (id, election_id, pseudonym, version, superseded, receipt, channel, key_hash)",
                _ballots(election.pk),
            ),
            ("voting_ballotchoice (ballot_id, project_id, rank)", _choices(made.ballots, keys)),
        ):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for piece in rows:
                    copy.write(piece)
        cursor.execute("ANALYZE voting_ballot, voting_ballotchoice")
    return {"seconds": time.monotonic() - begun}


def _name(ballot: int) -> str:
    return hashlib.md5(str(ballot).encode(), usedforsecurity=False).hexdigest()


def _ballots(election: int) -> Iterator[str]:
    for start in range(0, BALLOTS, PIECE):
        names = map(_name, range(start, min(start + PIECE, BALLOTS)))
        yield "".join(f"{name}\t{election}\t{name}\t1\tf\t{name[:24]}\tweb\t\n" for name in names)


def _choices(ballots: Any, keys: list[int]) -> Iterator[str]:
    for start in range(0, BALLOTS, PIECE):
        lines: list[str] = []
        for ballot in range(start, min(start + PIECE, BALLOTS)):
            name = _name(ballot)
            lines += [
                f"{name}\t{keys[place]}\t{rank}\n" for rank, place in enumerate(ballots.listed(ballot), 1)
            ]
        yield "".join(lines)


def from_file(rule: str, path: str) -> dict[str, Any]:
    """Seconds of reading and counting."""
    from voting.counting import count, read

    begun = time.monotonic()
    outcome = count(read(path), rule=rule)
    return {"seconds": time.monotonic() - begun, "won": list(outcome.selected), "memory": most_memory()}


def from_database(rule: str) -> dict[str, Any]:
    """Seconds of fetching and counting; Django is there before, as it is in the worker."""
    from voting.counting import count
    from voting.domain.pb_export import pb_election
    from voting.models import Election

    election = Election.objects.select_related("cycle", "cycle__area").get()
    envelope = election.cycle.envelopes.get()
    begun = time.monotonic()
    box = pb_election(election, envelope)
    fetched = time.monotonic() - begun
    outcome = count(box, rule=rule)
    seconds = time.monotonic() - begun
    return {
        "seconds": seconds,
        "fetched": fetched,
        "won": list(outcome.selected),
        "memory": most_memory(),
    }


def main(what: str, *words: str) -> None:
    """One step in a process of its own; one line of JSON."""
    import django

    if what == "file":
        print(json.dumps(from_file(*words)))
        return
    django.setup()
    print(json.dumps(fill() if what == "fill" else from_database(*words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
