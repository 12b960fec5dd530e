"""A hearing's hall: a wall with a thousand watchers, then three hundred phones on bad Wi-Fi and a server that is
killed and away for three minutes.

`python -m tests.bench hall` takes about six minutes, most of them the outage. The reference of the wall is a bare
Channels broadcast of the same bytes from the same process.
"""

import asyncio
import json
import random
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.bench.live import Socket
from tests.bench.proof import answer_for
from tests.storms.asking import insist
from tests.storms.world import World

WATCHERS, UPDATES, PAUSE_SECONDS = 1_000, 8, 1.5
MOST_WALL = 1.0
PHONES, NOTES, LOST = 300, 9, 0.2
SECONDS = 90
"""All notes spread over this: thirty a second."""
KILLED_AT, AWAY_SECONDS = 20, 180
MOST_BEHIND = 3.0


def run() -> bool:
    """Measure and print; whether everything is within its limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8_192)), hard))
    with tempfile.TemporaryDirectory(prefix="raati-bench-") as folder:
        settings = "tests.bench.storm_settings"
        with World(
            Path(folder), settings=settings, application="tests.bench.live_server:application"
        ) as world:
            hall = world.build("towns", "10")["hall"]
            return all([asyncio.run(_wall(world, hall)), asyncio.run(_phones(world, hall))])


def _note(hall: dict[str, Any], text: str) -> dict[str, Any]:
    keys = ("code", "question", "service_area")
    uuid = str(uuid4())
    return {"uuid": uuid, "answer": answer_for(uuid), "text": text, **{key: hall[key] for key in keys}}


async def _send(world: World, hall: dict[str, Any], text: str, phone: str) -> None:
    cookie = {"Cookie": f"raati_hall={phone}"}
    await insist(world.port, "POST", "/api/v1/hearings/notes/", _note(hall, text), cookie, wanted={200, 201})


@dataclass
class _Crowd:
    """Sockets, and when each message came to how many of them."""

    sockets: list[Socket] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    last: dict[str, object] = field(default_factory=dict)

    async def gather(self, port: int, path: str, hello: dict[str, object] | None) -> None:
        for _begin in range(0, WATCHERS, 50):
            self.sockets += await asyncio.gather(*(Socket.open(port, path) for _one in range(50)))
        for socket in self.sockets:
            if hello:
                socket.say(hello)
                await socket.hear()
            self.tasks.append(asyncio.create_task(self._listen(socket)))

    async def _listen(self, socket: Socket) -> None:
        while True:
            message = await socket.hear()
            self.arrivals.append(time.perf_counter())
            self.last = message

    async def everybody(self, begin: float) -> list[float]:
        while len(self.arrivals) < len(self.sockets):
            if time.perf_counter() - begin > 30:
                raise RuntimeError(f"only {len(self.arrivals)} of {len(self.sockets)} heard")
            await asyncio.sleep(0.02)
        found = [moment - begin for moment in self.arrivals]
        self.arrivals.clear()
        return found

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for socket in self.sockets:
            socket.writer.close()


async def _wall(world: World, hall: dict[str, Any]) -> bool:
    """Seconds from the press on *send* until the note is on the walls, against a bare broadcast of the same."""
    crowd = _Crowd()
    await crowd.gather(world.port, "/ws/live/", {"do": "subscribe", "topic": f"hearing-wall:{hall['slug']}"})
    ours: list[float] = []
    for number in range(UPDATES + 1):
        await asyncio.sleep(PAUSE_SECONDS)
        begin = time.perf_counter()
        await _send(world, hall, f"Seinälle {number}", f"wall-{number}")
        seconds = await crowd.everybody(begin)
        ours += seconds if number else []
    same = {key: value for key, value in crowd.last.items() if key in ("patch", "data")}
    await crowd.leave()
    crowd = _Crowd()
    await crowd.gather(world.port, "/ws/bare/", None)
    order = await Socket.open(world.port, "/ws/bare/")
    own = asyncio.create_task(_drain(order))
    bare: list[float] = []
    for number in range(UPDATES + 1):
        await asyncio.sleep(PAUSE_SECONDS)
        begin = time.perf_counter()
        order.say({"send": same})
        seconds = await crowd.everybody(begin)
        bare += seconds if number else []
    own.cancel()
    await crowd.leave()
    late, reference = (statistics.quantiles(found, n=20)[-1] for found in (ours, bare))
    print(
        f"{WATCHERS} watchers of a wall: p50 {statistics.median(ours) * 1000:.0f} ms, p95 {late * 1000:.0f} ms "
        f"(limit {MOST_WALL * 1000:.0f} ms), bare broadcast of the same {len(json.dumps(same))} bytes "
        f"p95 {reference * 1000:.0f} ms: {late / reference:.2f}x"
    )
    return late <= MOST_WALL


async def _drain(socket: Socket) -> None:
    while True:
        await socket.hear()


@dataclass
class _Seen:
    """When each note was first seen on the wall, and when the server said yes to it."""

    wall: dict[str, float] = field(default_factory=dict)
    said: dict[str, float] = field(default_factory=dict)

    def take(self, message: dict[str, Any]) -> None:
        content = message.get("data") or message.get("patch") or {}
        for note in (content.get("notes") or {}).values():
            if note:
                self.wall.setdefault(note["text"], time.perf_counter())

    async def watch(self, port: int, slug: str) -> None:
        """A wall that comes back by itself, as the page does."""
        while True:
            try:
                socket = await Socket.open(port, "/ws/live/")
                socket.say({"do": "subscribe", "topic": f"hearing-wall:{slug}"})
                while True:
                    self.take(await socket.hear())
            except (OSError, RuntimeError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.5)


async def _phones(world: World, hall: dict[str, Any]) -> bool:
    before = len(world.rows("SELECT 1 FROM hearings_contribution"))
    seen = _Seen()
    watcher = asyncio.create_task(seen.watch(world.port, hall["slug"]))
    back = [0.0]

    async def phone(number: int) -> None:
        own = random.Random(number)
        for place in range(NOTES):
            await asyncio.sleep(own.uniform(0, 2 * SECONDS / NOTES))
            text = f"Puhelin {number} sanoo {place}"
            note, cookie = _note(hall, text), {"Cookie": f"raati_hall=phone-{number}"}
            while True:
                if own.random() < LOST / 2:
                    await asyncio.sleep(0.2)
                    continue
                await insist(world.port, "POST", "/api/v1/hearings/notes/", note, cookie, wanted={200, 201})
                seen.said.setdefault(text, time.perf_counter())
                if own.random() >= LOST / 2:
                    break

    async def outage() -> None:
        await asyncio.sleep(KILLED_AT)
        await asyncio.to_thread(world.kill_server)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(world.start_server)
        back[0] = time.perf_counter()

    async with asyncio.TaskGroup() as group:
        group.create_task(outage())
        for number in range(PHONES):
            group.create_task(phone(number))
    while len(seen.wall) < PHONES * NOTES and time.perf_counter() - max(seen.said.values()) < 10:
        await asyncio.sleep(0.1)
    watcher.cancel()
    texts = [text for (text,) in world.rows("SELECT text FROM hearings_contribution ORDER BY id")][before:]
    behind = [seen.wall.get(text, float("inf")) - said for text, said in seen.said.items() if said > back[0]]
    late = statistics.quantiles(behind, n=20)[-1]
    once = len(texts) == len(set(texts)) == PHONES * NOTES
    print(
        f"{PHONES} phones, {LOST:.0%} lost, killed and away for {AWAY_SECONDS} s: {len(texts)} notes of "
        f"{PHONES * NOTES}, {'each once' if once else 'NOT EACH ONCE'}; the wall behind the {len(behind)} after it by "
        f"p95 {late:.2f} s (limit {MOST_BEHIND:.0f} s)"
    )
    return once and late <= MOST_BEHIND
