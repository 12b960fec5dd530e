"""Server and worker side by side, with small programs in their places."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import pytest

from portal.supervisor import Supervisor

WAITS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(7)"]
DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def run(commands: dict[str, Sequence[str]], on_start: Callable[[], object]) -> tuple[int, list[str]]:
    said: list[str] = []
    before = {child.pid for child in children()}
    code = Supervisor(commands, say=said.append).run(on_start)
    assert {child.pid for child in children()} == before
    return code, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_wished_stop_ends_everything(number: signal.Signals) -> None:
    assert run({"server": WAITS, "worker": WAITS}, lambda: os.kill(os.getpid(), number)) == (0, [])


def test_when_one_ends_by_itself_the_rest_is_stopped_and_it_is_said() -> None:
    code, said = run({"server": WAITS, "worker": ENDS}, lambda: None)

    assert (code, said) == (1, ["The worker ended by itself (exit code 7); stopping the rest."])


def test_what_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("portal.supervisor.GRACE_SECONDS", 0.5)

    is_deaf = tmp_path / "deaf"

    def stop_when_deaf() -> None:
        while not is_deaf.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    deaf = [sys.executable, "-c", DEAF, str(is_deaf)]
    assert run({"worker": deaf}, stop_when_deaf) == (0, ["The worker did not end in time and is killed."])


def test_handlers_are_as_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    run({"worker": ENDS}, lambda: None)

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_it_knows_whether_all_are_alive() -> None:
    supervisor = Supervisor({"server": WAITS})
    seen: list[bool] = []

    def look() -> None:
        seen.append(supervisor.alive())
        os.kill(os.getpid(), signal.SIGTERM)
        seen.append(supervisor.alive())

    supervisor.run(look)
    assert seen == [True, False]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such signal")
def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    script = tmp_path / "supervise.py"
    script.write_text(
        textwrap.dedent(f"""
        from portal.supervisor import Supervisor
        supervisor = Supervisor({{"server": {WAITS!r}}})
        supervisor.run(lambda: print(supervisor._children["server"].pid, flush=True))
        """)
    )
    platform = Path(__file__).resolve().parents[2] / "platform"
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(platform)}
    )
    assert process.stdout is not None
    child = psutil.Process(int(process.stdout.readline()))
    process.kill()
    process.wait()
    process.stdout.close()

    _gone, alive = psutil.wait_procs([child], timeout=10)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
