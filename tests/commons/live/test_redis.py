"""The same with Redis as the channel layer: a real server, given by `REDIS_URL` or started on loopback for the test.

Skipped where there is no Redis; with `REQUIRE_REDIS=1` that fails instead.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.layers import channel_layers

from commons.live import publishing
from commons.live.hub import Hub

from .conftest import Board, Client, a_layer, announce, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    program = shutil.which("redis-server")
    if program is None:
        reason = "there is no Redis: set REDIS_URL, or install redis-server"
        if os.environ.get("REQUIRE_REDIS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = start(program, port, folder)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def start(program: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    server.kill()
    raise RuntimeError("redis-server did not start")


def use_redis(settings: Any, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [url], "prefix": f"test-{os.getpid()}"},
        }
    }
    channel_layers.backends.clear()
    monkeypatch.setattr(publishing, "_rest_until", 0.0)


def test_two_servers_hear_through_redis(
    board: Board, settings: Any, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    use_redis(settings, monkeypatch, redis_url)

    async def scenario() -> None:
        clients = [await Client(Hub(a_layer())).open() for _ in range(2)]
        for client in clients:
            assert (await client.subscribe("board:a"))["version"] == 0

        for number in (1, 2, 3):
            board.content["board:a"] = {"notes": number}
            await announce("board:a")
        for client in clients:
            change = await client.hears()
            while change["version"] < 3:
                change = await client.hears()
            assert change["data"] == {"notes": 3}
            await client.close()

    run(scenario)


def test_a_redis_that_is_down_loses_no_verb_and_delays_the_news(
    board: Board, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("commons.live.hub.BETWEEN_SWEEPS", 0.2)
    use_redis(settings, monkeypatch, f"redis://127.0.0.1:{free_port()}/0")

    async def scenario() -> None:
        class Alone:
            """This server's own end of the layer, which hears nothing."""

            async def new_channel(self) -> str:
                return "specific.alone!1"

            async def receive(self, channel: str) -> dict[str, Any]:
                await asyncio.sleep(60)
                return {}

            async def group_add(self, group: str, channel: str) -> None: ...

            async def group_discard(self, group: str, channel: str) -> None: ...

        client = await Client(Hub(Alone())).open()
        await client.subscribe("board:a")

        await announce("board:a")

        assert (await client.hears())["version"] == 1
        await client.close()

    run(scenario)
    assert "The channel layer does not answer" in caplog.text
