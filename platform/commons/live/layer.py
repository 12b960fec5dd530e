"""A channel layer through PostgreSQL's LISTEN and NOTIFY.

Like Redis publish/subscribe it stores nothing: groups are known to the process that joined them, a message to
nobody is gone, and every process has one listening connection however many topics it follows. A lost connection is
made again. Why not channels-postgres: see decisions/0005-channel-layer.md.
"""

import asyncio
import json
import logging
import uuid
import weakref
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from channels.layers import BaseChannelLayer
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connection, connections
from psycopg import sql

log = logging.getLogger(__name__)

LARGEST_MESSAGE = 7_900
"""Bytes; PostgreSQL takes notifications of less than 8,000."""
LONGEST_PAUSE = 15.0


class _Loop:
    """What one event loop listens to: queues of its channels, members of its groups, and the listening task."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.groups: defaultdict[str, set[str]] = defaultdict(set)
        self.listener: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()


class PostgresLayer(BaseChannelLayer):
    """Channels of this process fed by one LISTEN; sending is a NOTIFY over Django's own connection.

    `notify_channel`: the name in PostgreSQL. `capacity`: messages that may wait in a channel; more are dropped.
    """

    extensions = ("groups",)

    def __init__(self, notify_channel: str = "raati_layer", capacity: int = 1000, **options: Any) -> None:
        super().__init__(capacity=capacity, **options)
        self.notify_channel = notify_channel
        self._loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Loop] = weakref.WeakKeyDictionary()

    async def new_channel(self, prefix: str = "specific") -> str:
        """A new channel of this process. Returns when messages to it would arrive."""
        channel = f"{prefix}!{uuid.uuid4().hex}"
        loop = self._loop()
        loop.queues[channel] = asyncio.Queue(self.get_capacity(channel))
        if loop.listener is None or loop.listener.done():
            loop.listener = asyncio.create_task(self._listen(loop))
        try:
            await loop.listening.wait()
        except BaseException:
            await self.close_channel(channel)
            raise
        return channel

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of a channel made by `new_channel` in the same event loop."""
        return await self._loop().queues[channel].get()

    async def close_channel(self, channel: str) -> None:
        """Forget a channel; with the last one the listening connection is closed."""
        loop = self._loop()
        loop.queues.pop(channel, None)
        for members in loop.groups.values():
            members.discard(channel)
        if not loop.queues and loop.listener is not None:
            loop.listener.cancel()
            loop.listener = None
            loop.listening.clear()

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel, in whichever process it is."""
        self.require_valid_channel_name(channel)
        await sync_to_async(self._notify_and_close, thread_sensitive=False)(
            {"channel": channel, "message": message}
        )

    async def group_add(self, group: str, channel: str) -> None:
        """Let a channel of this process hear what is sent to `group`."""
        self.require_valid_group_name(group)
        self._loop().groups[group].add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """The opposite of `group_add`."""
        members = self._loop().groups.get(group, set())
        members.discard(channel)
        if not members:
            self._loop().groups.pop(group, None)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel in `group`, in all processes."""
        self.require_valid_group_name(group)
        await sync_to_async(self._notify_and_close, thread_sensitive=False)(
            {"group": group, "message": message}
        )

    def _notify_and_close(self, payload: dict[str, Any]) -> None:
        text = json.dumps(payload, separators=(",", ":"))
        if len(text.encode()) > LARGEST_MESSAGE:
            raise ValueError(f"Messages through PostgreSQL have at most {LARGEST_MESSAGE} bytes")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [self.notify_channel, text])
        finally:
            close_old_connections()

    def _loop(self) -> _Loop:
        return self._loops.setdefault(asyncio.get_running_loop(), _Loop())

    async def _listen(self, loop: _Loop) -> None:
        pause = 0.2
        while True:
            try:
                options = await sync_to_async(_connection_options, thread_sensitive=False)()
                async with await psycopg.AsyncConnection.connect(**options, autocommit=True) as listening:
                    await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.notify_channel)))
                    loop.listening.set()
                    pause = 0.2
                    async for notification in listening.notifies():
                        _deliver(loop, notification.payload)
            except (psycopg.Error, OSError) as error:
                log.warning(
                    "Listening to PostgreSQL ended (%s); again in %.1f s", type(error).__name__, pause
                )
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _connection_options() -> dict[str, Any]:
    """How Django connects, without what only its own cursors need; starts the embedded server where there is one."""
    options: dict[str, Any] = connections.create_connection(DEFAULT_DB_ALIAS).get_connection_params()
    return {key: value for key, value in options.items() if key not in ("cursor_factory", "context")}


def _deliver(loop: _Loop, payload: str) -> None:
    content = json.loads(payload)
    channels: Collection[str] = (
        loop.groups.get(content["group"], ()) if "group" in content else (content.get("channel", ""),)
    )
    for channel in channels:
        queue = loop.queues.get(channel)
        if queue is None:
            continue
        try:
            queue.put_nowait(content["message"])
        except asyncio.QueueFull:
            log.warning("Channel %s is full; a message was dropped", channel)
