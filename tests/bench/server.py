"""A real daphne with its database, and the processor time that a request takes in both."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Call:
    """A request to send: `path`, `method`, `headers`, `body`; `expect` is the status that counts as done."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    expect: int = 200


class Server:
    """daphne on a free loopback port, with the bench's settings; a context manager that leaves nothing running."""

    def __init__(self, data_folder: Path, *, settings: str = "tests.bench.settings") -> None:
        self.data_folder, self.settings = data_folder, settings
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def __enter__(self) -> Self:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        }
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "daphne",
                "-b",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-v",
                "0",
                "portal.asgi:application",
            ],
            env=environment,
            cwd=ROOT,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self.send(Call("/bench/constant/"))
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("The server did not start within a minute.")
        self._server = psutil.Process(self._process.pid)
        self._postmaster = psutil.Process(int((self.data_folder / "postmaster.pid").read_text().split()[0]))
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(20)

    def send(self, call: Call, connection: http.client.HTTPConnection | None = None) -> bytes:
        """The body of the answer; another status than expected is an error that shows the answer."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        own.request(
            call.method, call.path, body=call.body, headers={"Accept-Encoding": "gzip", **call.headers}
        )
        answer = own.getresponse()
        body = answer.read()
        if connection is None:
            own.close()
        if answer.status != call.expect:
            raise RuntimeError(f"{call.method} {call.path} answered {answer.status}: {body[:500]!r}")
        return body

    def cpu_seconds(self) -> float:
        """Processor time so far: the server, the postmaster, its living and its ended children."""
        total = sum(self._server.cpu_times()[:2])
        total += sum(self._postmaster.cpu_times()[:4])
        for child in self._postmaster.children(recursive=True):
            try:
                total += sum(child.cpu_times()[:2])
            except psutil.NoSuchProcess:
                continue
        return float(total)

    def cpu_per_call(self, make: Callable[[int], Call], *, count: int) -> float:
        """Seconds of processor time per request, over `count` requests on one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        before = self.cpu_seconds()
        for number in range(count):
            self.send(make(number), connection)
        spent = self.cpu_seconds() - before
        connection.close()
        return spent / count


@dataclass(frozen=True)
class Measured:
    """A name, its seconds per call in each round, and the reference of the same rounds."""

    name: str
    seconds: list[float]
    reference: list[float]
    limit: float

    @property
    def ratio(self) -> float:
        """Median of the per-round ratios."""
        return statistics.median(
            mine / other for mine, other in zip(self.seconds, self.reference, strict=True)
        )

    def line(self) -> str:
        """For the table."""
        verdict = "ok" if self.ratio <= self.limit else "TOO SLOW"
        middle = statistics.median(self.seconds) * 1000
        return f"{self.name:44} {middle:8.2f} ms {self.ratio:7.1f}x  limit {self.limit:4.0f}x  {verdict}"
