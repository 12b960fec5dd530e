"""`make run` as real processes: start, stop, start again, killed, twice at once, with a database of one's own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from portal.postgres import server
from portal.postgres.server import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(port: int, path: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def processes_of(folder: Path) -> list[psutil.Process]:
    """Everything that runs on the data in this folder, except this test."""
    found = []
    for process in psutil.process_iter():
        try:
            about = " ".join(process.cmdline()) + process.environ().get("RAATI_VAR", "")
            if (
                process.status() != psutil.STATUS_ZOMBIE
                and process.pid != os.getpid()
                and str(folder) in about
            ):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def end(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after `seconds`; one that has ended and waits to be taken note of does not run."""
    deadline = time.monotonic() + seconds
    while alive := [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    return alive


def left_over(folder: Path) -> list[psutil.Process]:
    """What still runs; the database takes its file of itself away a moment before it ends."""
    return end(processes_of(folder), 20)


@dataclass
class Run:
    """One `manage.py run` in a process group of its own, as a terminal would start it."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    log: Path

    @classmethod
    def start(cls, folder: Path, *, port: int | None = None, **environment: str) -> "Run":
        port = port or free_port()
        log = folder.with_name(f"{folder.name}-{port}.log")
        clean = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "run", "--no-demo"],
                env=clean
                | {
                    "RAATI_VAR": str(folder),
                    "PORT": str(port),
                    "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
                }
                | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                # A test run in the background would hand down that Ctrl-C is to be ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
        return cls(folder, port, process, log)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> "Run":
        deadline = time.monotonic() + SECONDS
        while f"runs at http://127.0.0.1:{self.port}/" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        return self

    def child(self, word: str) -> psutil.Process:
        return next(
            child
            for child in psutil.Process(self.process.pid).children()
            if word in " ".join(child.cmdline())
        )

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """As Ctrl-C does it: the signal goes to the whole group."""
        os.killpg(self.process.pid, number)
        return self.process.wait(SECONDS)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder; whatever still runs on it in the end is killed.

    Not below pytest's own folder: every other run of pytest shuts that one for the database's user.
    """
    with tempfile.TemporaryDirectory(prefix="raati-run-", ignore_cleanup_errors=True) as place:
        yield Path(place) / "var"
        left = processes_of(Path(place))
        for process in left:
            process.kill()
        end(left, 20)


def remember(folder: Path, text: str) -> None:
    with psycopg.connect(
        host=str(EmbeddedServer(folder / "postgres").socket_folder), user="postgres", dbname="raati"
    ) as own:
        own.execute("CREATE TABLE remembered AS SELECT %s AS words", [text])


def remembered(folder: Path) -> Any:
    with psycopg.connect(
        host=str(EmbeddedServer(folder / "postgres").socket_folder), user="postgres", dbname="raati"
    ) as own:
        return own.execute("SELECT words FROM remembered").fetchone()


def test_a_town_is_started_stopped_killed_and_found_again(folder: Path) -> None:
    first = Run.start(folder).ready()
    assert get(first.port, "/healthz")[0] == 200
    status, body = get(first.port, "/readyz")
    everything = {"database": "ok", "migrations": "ok", "worker": "ok", "channel_layer": "ok"}
    assert (status, json.loads(body)) == (200, {"status": "ready", "checks": everything})
    assert get(first.port, "/")[0] == 200
    remember(folder, "first day")

    # Two at once on the same data: both serve, and the database stays until the last has gone.
    second = Run.start(folder).ready()
    assert first.stop() == 0
    assert first.said.rstrip().endswith("Stopped.")
    assert get(second.port, "/readyz")[0] == 200
    assert second.stop() == 0
    assert left_over(folder) == []

    # The next one goes on with the same data.
    third = Run.start(folder).ready()
    assert remembered(folder) == ("first day",)
    for process in processes_of(folder):
        process.kill()
    third.process.wait(SECONDS)

    # After everything was killed, the database with it, nothing that was written is lost.
    fourth = Run.start(folder).ready()
    assert remembered(folder) == ("first day",)
    assert get(fourth.port, "/readyz")[0] == 200

    # When the worker ends, everything ends, and it is said; whoever keeps it running starts it again whole.
    fourth.child("procrastinate").kill()
    assert fourth.process.wait(SECONDS) == 1
    assert "The worker ended by itself (exit code -9); stopping the rest." in fourth.said
    assert left_over(folder) == []


def test_a_database_that_outlived_its_town_is_used_again_and_stopped_in_the_end(folder: Path) -> None:
    first = Run.start(folder).ready()
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    children = psutil.Process(first.process.pid).children()
    for child in children:
        child.suspend()  # told to end by the kernel when the first is killed, they would let go of the database
    first.process.kill()
    for child in children:
        child.kill()
    first.process.wait(SECONDS)
    assert end(children, 30) == []

    second = Run.start(folder).ready()
    assert int((folder / "postgres" / "postmaster.pid").read_text().split()[0]) == postmaster
    assert second.stop(signal.SIGTERM) == 0
    assert left_over(folder) == []


def test_a_taken_port_is_said_before_anything_is_made(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        refused = Run.start(folder, port=port)
        assert refused.process.wait(SECONDS) == 1

    assert re.fullmatch(
        rf"CommandError: Port {port} on 127\.0\.0\.1 cannot be used \(Address already in use\)\. "
        r"Choose another: PORT=8001 make run\n",
        refused.said,
    )
    assert not folder.exists()


def test_a_database_of_ones_own_is_used_where_it_is_named(folder: Path) -> None:
    theirs = EmbeddedServer(folder.with_name("theirs") / "postgres")
    server.ensure_running(theirs)
    try:
        host = str(theirs.socket_folder).replace("/", "%2F")
        run = Run.start(folder, DATABASE_URL=f"postgresql://postgres@{host}/{server.DATABASE}").ready()
        assert get(run.port, "/readyz")[0] == 200
        assert run.stop() == 0
        assert not (folder / "postgres").exists()
        with psycopg.connect(host=str(theirs.socket_folder), user="postgres", dbname=server.DATABASE) as own:
            assert own.execute("SELECT count(*) FROM django_migrations").fetchone() != (0,)
    finally:
        server.release(theirs)
    assert left_over(folder.parent) == []
