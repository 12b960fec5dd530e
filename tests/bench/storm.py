"""A vote's busy hour: ballots at a steady pace while a thousand people watch the turnout, then as many as fit.

The reference is a bare view that inserts one row, on the same server in the same run. What each process used of a
processor says what more ballots would wait for.
"""

import asyncio
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.bench.live import Socket
from tests.storms.asking import ask
from tests.storms.world import World

WATCHERS = 1_000
PER_MINUTE = 1_000
SECONDS = 60
AT_ONCE = 8
FULL_SECONDS = 20
MOST_P95 = 0.3
PEOPLE = 6_000


def run() -> bool:
    """Measure and print; whether the pace is held and casting is quick enough."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8_192)), hard))
    with tempfile.TemporaryDirectory(prefix="raati-bench-") as folder:
        settings = "tests.bench.storm_settings"
        with World(
            Path(folder), settings=settings, application="tests.bench.live_server:application"
        ) as world:
            vote = world.build("towns", str(PEOPLE))["vote"]
            return asyncio.run(_measure(world, vote))


async def _measure(world: World, vote: dict[str, Any]) -> bool:
    casting = _Casting(world.port, vote)
    await casting.enter(PER_MINUTE)
    heard = [0]
    sockets = await _watch(world.port, vote["slug"], heard)
    steady = await _at_pace(casting.cast, PER_MINUTE / 60, SECONDS)
    quiet = [socket.close() for socket in sockets]
    await asyncio.gather(*quiet)
    late = statistics.quantiles(steady, n=20)[-1]
    print(
        f"{len(steady)} ballots in {SECONDS} s, {WATCHERS} watchers ({heard[0] / WATCHERS:.0f} updates each): "
        f"p50 {statistics.median(steady) * 1000:.0f} ms, p95 {late * 1000:.0f} ms  limit {MOST_P95 * 1000:.0f} ms"
    )
    await casting.enter(PEOPLE - PER_MINUTE - 500)
    before = {**world.processor(), "those who ask": time.process_time()}
    most = await _as_many_as_fit(casting.cast)
    after = {**world.processor(), "those who ask": time.process_time()}
    bare = await _as_many_as_fit(lambda: ask(world.port, "GET", "/bench/insert/"))
    print(
        f"as many as fit, {AT_ONCE} at once: {most * 60:.0f} ballots a minute, bare INSERT {bare * 60:.0f}: "
        f"{bare / most:.1f}x"
    )
    busy = ", ".join(f"{who} {(after[who] - before[who]) / FULL_SECONDS:.0%}" for who in before)
    print(f"meanwhile, of one processor each: {busy}")
    return late <= MOST_P95 and most * 60 >= PER_MINUTE


class _Casting:
    """People with their tokens; each casts once."""

    def __init__(self, port: int, vote: dict[str, Any]) -> None:
        self.port, self.vote = port, vote
        self.codes, self.tokens = list(vote["codes"]), list[str]()
        self.draw = random.Random(3)

    async def enter(self, people: int) -> None:
        """Exchange so many codes for tokens."""
        for _chunk in range(0, people, 20):
            own = [self.codes.pop() for _one in range(20)]
            told = await asyncio.gather(
                *(ask(self.port, "POST", "/api/v1/vote/enter/", {"code": code}) for code in own)
            )
            self.tokens += [answer.content["token"] for answer in told]

    async def cast(self) -> None:
        """One ballot of five projects."""
        chosen = self.draw.sample(self.vote["projects"], 5)
        headers = {"Authorization": f"Voter {self.tokens.pop()}", "Idempotency-Key": str(uuid4())}
        body = {"choices": [{"project": project} for project in chosen]}
        answer = await ask(self.port, "POST", f"/api/v1/vote/{self.vote['slug']}/cast/", body, headers)
        assert answer.status == 201, answer


class _Watcher:
    def __init__(self, socket: Socket, task: asyncio.Task[None]) -> None:
        self.socket, self.task = socket, task

    async def close(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self.socket.writer.close()


async def _watch(port: int, slug: str, heard: list[int]) -> list[_Watcher]:
    async def listen(socket: Socket) -> None:
        while True:
            await socket.hear()
            heard[0] += 1

    found: list[_Watcher] = []
    for _begin in range(0, WATCHERS, 50):
        for socket in await asyncio.gather(*(Socket.open(port, "/ws/live/") for _one in range(50))):
            socket.say({"do": "subscribe", "topic": f"turnout:{slug}"})
            first = await socket.hear()
            assert first["type"] == "state", json.dumps(first)[:200]
            found.append(_Watcher(socket, asyncio.create_task(listen(socket))))
    return found


async def _at_pace(act: Callable[[], Awaitable[object]], each_second: float, seconds: float) -> list[float]:
    """Seconds that each act took, begun at a steady pace however long they take."""
    found: list[float] = []

    async def one(begin: float) -> None:
        await act()
        found.append(time.perf_counter() - begin)

    async with asyncio.TaskGroup() as group:
        start = time.perf_counter()
        for number in range(int(each_second * seconds)):
            due = start + number / each_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(due))
    return found


async def _as_many_as_fit(act: Callable[[], Awaitable[object]]) -> float:
    """Acts a second, some at a time."""
    done, end = [0], time.perf_counter() + FULL_SECONDS

    async def line() -> None:
        while time.perf_counter() < end:
            await act()
            done[0] += 1

    await asyncio.gather(*(line() for _one in range(AT_ONCE)))
    return done[0] / FULL_SECONDS
