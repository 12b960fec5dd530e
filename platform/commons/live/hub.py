"""One hub in each server process: joins a topic's group once and fans changes out to the process's own sockets."""

import asyncio
import contextlib
import logging
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections

from commons.live.snapshots import Snapshot, snapshots
from commons.live.topics import Kind, Topic, TopicRefused, UnknownTopic, find
from commons.live.versions import Version, group_of, to_text, versions_of

log = logging.getLogger(__name__)

T = TypeVar("T")

BETWEEN_CHANGES = 1.0
"""Seconds between two messages of a topic. What happens in between is told together."""
BETWEEN_SWEEPS = 15.0
"""Seconds between two looks at the versions themselves, so that a lost hint is only a late one."""
JOIN_SECONDS = 10.0
ANSWER_SECONDS = 5.0
"""How long the answer to "may anybody listen to this?" holds for all anonymous sockets."""

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")


class Socket(Protocol):
    """What the hub needs of a socket: taking a message without ever waiting."""

    def offer(self, name: str, text: str) -> None:
        """Send `text` soon; a newer message of the same topic may take its place."""


@dataclass
class Feed:
    """A topic that somebody here listens to. `sent`: the state that all its sockets have, or are being sent."""

    name: str
    topic: Topic
    joining: int = 0
    sockets: set[Socket] = field(default_factory=set)
    sent: Version = field(default_factory=Version)
    snapshot: Snapshot | None = None
    heard: int = 0
    work: asyncio.Task[None] | None = None
    opening: asyncio.Task[None] | None = None
    last: float = float("-inf")
    state: str | None = None

    def state_text(self) -> str:
        """The message that brings a new socket to `sent`; made once per version."""
        if self.state is None:
            self.state = message("state", self.name, self.sent, None, data=self.snapshot)
        return self.state


def message(
    kind: str,
    name: str,
    version: Version,
    previous: int | None,
    *,
    data: Snapshot | None = None,
    patch: Any = None,
) -> str:
    """A message to clients; README.md describes the fields. The snapshot's JSON is put in as it is."""
    head: dict[str, Any] = {"type": kind, "topic": name, "epoch": version.epoch, "version": version.number}
    if previous is not None:
        head["previous"] = previous
    if patch is not None:
        head["patch"] = patch
    text = to_text(head)
    return f'{text[:-1]},"data":{data.text}}}' if data is not None else text


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Run `work` in one of the hub's few threads; its database connection goes back to the pool."""

    def run() -> T:
        try:
            return work(*arguments)
        finally:
            close_old_connections()

    result: T = await sync_to_async(run, thread_sensitive=False, executor=_threads)()
    return result


class Hub:
    """The topics that sockets of this process listen to. Belongs to one event loop."""

    def __init__(self, layer: Any = None) -> None:
        self.layer = layer or get_channel_layer()
        self.feeds: dict[str, Feed] = {}
        self._channel: str | None = None
        self._membership = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._anybody: dict[str, tuple[float, bool]] = {}

    async def subscribe(self, socket: Socket, name: str, user: Any) -> None:
        """Let `socket` hear of `name`, beginning with its state now; twice is harmless. Raises `TopicRefused`."""
        try:
            topic = find(name)
        except UnknownTopic:
            raise TopicRefused from None
        if not await self._may(topic, name, user):
            raise TopicRefused
        feed = self.feeds.get(name)
        if feed is None:
            feed = self.feeds[name] = Feed(name, topic)
            feed.opening = asyncio.create_task(self._open(feed))
        feed.joining += 1
        try:
            if feed.opening is not None:
                async with asyncio.timeout(JOIN_SECONDS):
                    await asyncio.shield(feed.opening)
            feed.sockets.add(socket)
            socket.offer(name, feed.state_text())
        finally:
            feed.joining -= 1
            await self._close_if_idle(feed)

    async def unsubscribe(self, socket: Socket, name: str) -> None:
        """Let `socket` hear no more of `name`; the last one lets the topic go."""
        feed = self.feeds.get(name)
        if feed is not None:
            feed.sockets.discard(socket)
            await self._close_if_idle(feed)

    async def _may(self, topic: Topic, name: str, user: Any) -> bool:
        if getattr(user, "is_authenticated", False):
            return await in_thread(topic.may_subscribe, user, name)
        now = asyncio.get_running_loop().time()
        asked_at, answer = self._anybody.get(name, (float("-inf"), False))
        if now - asked_at > ANSWER_SECONDS:
            answer = await in_thread(topic.may_subscribe, AnonymousUser(), name)
            if len(self._anybody) > 1000:
                self._anybody.clear()
            self._anybody[name] = (now, answer)
        return answer

    async def _open(self, feed: Feed) -> None:
        """Join the group first and read then, so that no change falls in between."""
        async with self._membership:
            if self._channel is None:
                self._channel = await self.layer.new_channel()
                self._tasks = [
                    asyncio.create_task(self._listen(self._channel)),
                    asyncio.create_task(self._sweep()),
                ]
            await self.layer.group_add(group_of(feed.name), self._channel)
        await self._read(feed)
        feed.heard = max(feed.heard, feed.sent.number)

    async def _close_if_idle(self, feed: Feed) -> None:
        if feed.sockets or feed.joining or self.feeds.get(feed.name) is not feed:
            return
        del self.feeds[feed.name]
        for task in (feed.work, feed.opening):
            if task is not None and not task.done():
                task.cancel()
        async with self._membership:
            if self._channel is None:
                return
            if feed.name not in self.feeds:
                await self.layer.group_discard(group_of(feed.name), self._channel)
            if not self.feeds:
                await self._stop()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if close := getattr(self.layer, "close_channel", None):
            await close(self._channel)
        self._channel, self._tasks = None, []

    async def _listen(self, channel: str) -> None:
        while True:
            try:
                hint = await self.layer.receive(channel)
                self._heard(hint["topic"], hint["version"])
            except Exception:
                log.exception("The channel layer gave no message")
                await asyncio.sleep(1)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(BETWEEN_SWEEPS)
            try:
                for name, version in (await in_thread(versions_of, list(self.feeds))).items():
                    feed = self.feeds.get(name)
                    if feed is not None and version.epoch != feed.sent.epoch:
                        feed.heard = feed.sent.number
                        self._heard(name, feed.sent.number + 1)
                    self._heard(name, version.number)
            except Exception:
                log.exception("Could not read the versions of topics")

    def _heard(self, name: str, version: int) -> None:
        feed = self.feeds.get(name)
        if feed is None or version <= feed.heard:
            return
        feed.heard = version
        if feed.work is None or feed.work.done():
            feed.work = asyncio.create_task(self._tell(feed))

    async def _tell(self, feed: Feed) -> None:
        """Tell the sockets, at most once in `BETWEEN_CHANGES`, until the last change heard of is told."""
        loop = asyncio.get_running_loop()
        pause = BETWEEN_CHANGES
        if feed.opening is not None:
            await feed.opening
        while feed.heard > feed.sent.number:
            await asyncio.sleep(feed.last + BETWEEN_CHANGES - loop.time())
            try:
                text = await self._change(feed)
            except Exception:
                log.exception("No news of %s for now", feed.name)
                await asyncio.sleep(pause)
                pause = min(2 * pause, 30.0)
                continue
            feed.last = loop.time()
            for socket in tuple(feed.sockets):
                socket.offer(feed.name, text)

    async def _change(self, feed: Feed) -> str:
        before, previous, target = feed.snapshot, feed.sent, feed.heard
        await self._read(feed)
        if feed.sent.number < target == feed.heard:
            feed.heard = feed.sent.number  # a hint from before a restored backup
        patch = None
        if before and feed.snapshot and feed.topic.delta and previous.epoch == feed.sent.epoch:
            patch = feed.topic.delta(before.data, feed.snapshot.data)
        if patch is not None:
            return message("change", feed.name, feed.sent, previous.number, patch=patch)
        return message("change", feed.name, feed.sent, previous.number, data=feed.snapshot)

    async def _read(self, feed: Feed) -> None:
        if feed.topic.kind == Kind.PUBLIC:
            feed.snapshot = await in_thread(snapshots.current, feed.topic, feed.name)
            feed.sent = feed.snapshot.version
        else:
            feed.sent = (await in_thread(versions_of, [feed.name])).get(feed.name, Version())
        feed.state = None


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub_of_this_server() -> Hub:
    """The hub of the running event loop, of which a server process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
