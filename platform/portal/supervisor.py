"""Runs the server and the worker side by side until one ends or somebody stops them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 10
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    # On Linux the kernel ends the child when the supervisor is killed without a chance to say goodbye.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Supervisor:
    """Starts named commands in this process group; `run` returns the exit code for the shell.

    0 after a wished stop (Ctrl-C, SIGTERM, a closed terminal), 1 when a command ended by itself.
    """

    commands: dict[str, Sequence[str]]
    say: Callable[[str], object] = print
    environment: dict[str, str] = field(default_factory=dict)
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _stopping: bool = False

    def run(self, on_start: Callable[[], object] = lambda: None) -> int:
        """Start everything, call `on_start`, wait, and leave no process behind."""
        before = {
            number: signal.signal(number, self._stop)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            for name, command in self.commands.items():
                self._children[name] = subprocess.Popen(  # noqa: S603 (our own commands)
                    command,
                    env=os.environ | self.environment,
                    preexec_fn=_end_with_parent,  # noqa: PLW1509 (no threads run yet)
                )
            on_start()
            while not self._stopping:
                for name, child in self._children.items():
                    if child.poll() is not None:
                        self.say(
                            f"The {name} ended by itself (exit code {child.returncode}); stopping the rest."
                        )
                        return 1
                time.sleep(0.2)
            return 0
        finally:
            self._end_children()
            for number, handler in before.items():
                signal.signal(number, handler)

    def alive(self) -> bool:
        """Whether every command still runs and nobody asked to stop."""
        return not self._stopping and all(child.poll() is None for child in self._children.values())

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end_children(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for name, child in self._children.items():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The {name} did not end in time and is killed.")
                child.kill()
                child.wait()
