"""How soon an update reaches many sockets, as a ratio to bare in-memory Channels in the same daphne and run."""

import asyncio
import base64
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

import django

from tests.bench.server import ROOT

SIZES = (300, 1_000)
UPDATES = 8
PAUSE_SECONDS = 1.3
"""Longer than the second within which changes of a topic are told together."""
PATIENCE_SECONDS = 30
LIMIT = 1.0
"""Times the reference, at the 95th percentile. Ours goes through the database and reaches every server; the reference
stays in one process and stores nothing."""


@dataclass
class Socket:
    """The reading side of a WebSocket (RFC 6455), as little as measuring needs."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int, path: str) -> "Socket":
        """Connect and upgrade."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(f"{path} was refused: {head[:200]!r}")
        return cls(reader, writer)

    def say(self, content: dict[str, object]) -> None:
        """Send a JSON text of at most 64 kB, masked as clients must."""
        text = json.dumps(content).encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
        size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
        self.writer.write(b"\x81" + size + mask + masked)

    async def hear(self) -> dict[str, object]:
        """The next JSON text; other frames are passed over."""
        while True:
            first, length = await self.reader.readexactly(2)
            if length in (126, 127):
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
            payload = await self.reader.readexactly(length)
            if first & 0x0F == 1:
                found: dict[str, object] = json.loads(payload)
                return found
            if first & 0x0F == 8:
                raise ConnectionError(f"closed: {payload[:100]!r}")


@dataclass
class Crowd:
    """Many sockets on one path, each in a task; `arrivals` are seconds from the order to each arrival."""

    sockets: list[Socket] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    arrivals: dict[int, list[float]] = field(default_factory=dict)

    async def gather(self, port: int, path: str, size: int, hello: dict[str, object] | None) -> None:
        """Open `size` sockets, fifty at a time, and listen."""
        for begin in range(0, size, 50):
            count = min(50, size - begin)
            self.sockets += await asyncio.gather(*(Socket.open(port, path) for _ in range(count)))
        for one in self.sockets:
            if hello:
                one.say(hello)
                await one.hear()  # where the topic stands
            self.tasks.append(asyncio.create_task(self._listen(one)))

    async def _listen(self, one: Socket) -> None:
        while True:
            content = await one.hear()
            data = content.get("data")
            if content.get("type") == "change" and isinstance(data, dict):
                self.arrivals.setdefault(data["number"], []).append(time.perf_counter())

    async def update(self, order: Socket, name: str, number: int) -> list[float]:
        """Order one update and wait until everybody has it."""
        begin = time.perf_counter()
        order.say({name: number})
        while len(self.arrivals.get(number, ())) < len(self.sockets):
            if time.perf_counter() - begin > PATIENCE_SECONDS:
                raise RuntimeError(
                    f"{name}: only {len(self.arrivals.get(number, ()))} heard of update {number}"
                )
            await asyncio.sleep(0.02)
        return [moment - begin for moment in self.arrivals[number]]

    async def leave(self) -> None:
        """Close everything."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for one in self.sockets:
            one.writer.close()


async def measure(port: int, size: int) -> dict[str, list[float]]:
    """Seconds of all arrivals, for `bare` and `ours`, updates of the two in turn. Only one crowd is there at a time."""
    found: dict[str, list[float]] = {"bare": [], "ours": []}
    topics: dict[str, tuple[str, dict[str, object] | None]] = {
        "bare": ("/ws/bare/", None),
        "ours": ("/ws/live/", {"do": "subscribe", "topic": "bench:turnout"}),
    }
    for turn in range(2):
        for name, (path, hello) in topics.items():
            crowd = Crowd()
            await crowd.gather(port, path, size, hello)
            order = await Socket.open(port, "/ws/bare/")
            for number in range(UPDATES // 2 + 1):
                await asyncio.sleep(PAUSE_SECONDS)
                seconds = await crowd.update(order, name, size * 100 + turn * 50 + number + 1)
                if number:  # the first of each crowd warms up
                    found[name] += seconds
            order.writer.close()
            await crowd.leave()
            await asyncio.sleep(0.5)
    return found


def run(sizes: tuple[int, ...] = SIZES) -> bool:
    """Measure and print; whether everything is within its limit."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.live_settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * max(sizes))), hard))
    shutil.rmtree(settings.EMBEDDED_POSTGRES.folder, ignore_errors=True)
    call_command("migrate", verbosity=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        "-m",
        "daphne",
        "-b",
        "127.0.0.1",
        "-p",
        str(port),
        "-v",
        "0",
        "tests.bench.live_server:application",
    ]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    process = subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT)
    try:
        _wait_for(port)
        verdicts = [_told(size, asyncio.run(measure(port, size))) for size in sizes]
        return all(verdicts)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _told(size: int, found: dict[str, list[float]]) -> bool:
    middle = {name: statistics.median(seconds) for name, seconds in found.items()}
    late = {name: statistics.quantiles(seconds, n=20)[-1] for name, seconds in found.items()}
    ratio = late["ours"] / late["bare"]
    verdict = "ok" if ratio <= LIMIT else "TOO SLOW"
    for name, words in (("bare", "bare in-memory Channels"), ("ours", "published by a verb")):
        print(
            f"{size:5} sockets, {words:24} p50 {middle[name] * 1000:6.0f} ms   p95 {late[name] * 1000:6.0f} ms"
        )
    print(f"{size:5} sockets, p95 as a ratio {ratio:20.2f}x  limit {LIMIT:.1f}x  {verdict}")
    return ratio <= LIMIT
