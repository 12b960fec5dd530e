"""Topics to listen to, and sockets that listen."""

import asyncio
import inspect
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers, get_channel_layer
from channels.testing import WebsocketCommunicator
from django.db import connection

from commons.live import Kind, Topic, publish, register
from commons.live.consumer import LiveConsumer
from commons.live.hub import Hub
from commons.live.topics import unregister


class Board:
    """What the test topics show: `content` by name; `made` counts the snapshots taken."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.made: list[str] = []

    def snapshot(self, name: str) -> Any:
        self.made.append(name)
        return self.content.get(name, {})


@pytest.fixture
def board() -> Iterator[Board]:
    """A public topic `board:…`, and a staff topic `desk:…` for signed-in people."""
    board = Board()
    topics = [
        register(Topic(r"board:.+", Kind.PUBLIC, lambda user, name: name != "board:closed", board.snapshot)),
        register(Topic(r"desk:.+", Kind.STAFF, lambda user, name: user.is_authenticated)),
    ]
    yield board
    for topic in topics:
        unregister(topic)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> float:
    """A second is too long for tests: topics change at most every 0.3 s."""
    monkeypatch.setattr("commons.live.hub.BETWEEN_CHANGES", 0.3)
    return 0.3


@pytest.fixture(params=["memory", "postgres"])
def any_layer(request: pytest.FixtureRequest, settings: Any) -> str:
    """The test runs once with each layer."""
    use_layer(settings, request.param)
    return str(request.param)


@pytest.fixture
def postgres_layer(settings: Any) -> None:
    """The layer through PostgreSQL."""
    use_layer(settings, "postgres")


BACKENDS = {
    "memory": "channels.layers.InMemoryChannelLayer",
    "postgres": "commons.live.layer.PostgresLayer",
}


def use_layer(settings: Any, name: str) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": BACKENDS[name]}}
    channel_layers.backends.clear()


def a_layer() -> Any:
    """A layer object of its own, as another server process has."""
    shared = get_channel_layer()
    return shared if isinstance(shared, InMemoryChannelLayer) else channel_layers.make_backend("default")


announce = database_sync_to_async(publish)
"""What a verb does, as seen from an async test."""


def run(scenario: Callable[[], Coroutine[Any, Any, None]], seconds: float = 60) -> None:
    """Run an async test; one that hangs fails."""
    asyncio.run(asyncio.wait_for(scenario(), seconds))


async def becomes(value: Any, ask: Callable[[], Any], seconds: float = 20) -> bool:
    """Whether `ask`, awaited where it is async, answers `value` sooner or later."""
    for _ in range(int(seconds / 0.02)):
        answer = ask()
        if (await answer if inspect.isawaitable(answer) else answer) == value:
            return True
        await asyncio.sleep(0.02)
    return False


def listeners() -> int:
    """Connections that wait for notifications."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        row: tuple[int] = cursor.fetchone()
        return row[0]


class Client:
    """A browser with a socket."""

    def __init__(
        self, hub: Hub, user: Any = None, client: tuple[str, int] = ("127.0.0.1", 5000), **consumer: Any
    ) -> None:
        self.socket = WebsocketCommunicator(LiveConsumer.as_asgi(hub=hub, **consumer), "/ws/live/")
        self.socket.scope["user"] = user
        self.socket.scope["client"] = client

    async def open(self) -> "Client":
        accepted, _code = await self.socket.connect()
        assert accepted
        return self

    async def say(self, **message: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(message))

    async def hears(self, seconds: float = 20) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.receive_from(timeout=seconds))
        return message

    async def subscribe(self, topic: str) -> dict[str, Any]:
        await self.say(do="subscribe", topic=topic)
        return await self.hears()

    async def hears_nothing(self, seconds: float = 0.4) -> bool:
        return bool(await self.socket.receive_nothing(timeout=seconds, interval=0.05))

    async def close(self) -> None:
        await self.socket.disconnect()
