"""The one socket address: it lets clients subscribe and unsubscribe, and does nothing else."""

import asyncio
import json
import logging
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from commons.http.errors import Refusal
from commons.live import limits
from commons.live.hub import Hub, hub_of_this_server
from commons.live.versions import to_text

log = logging.getLogger(__name__)

TOO_MANY_SOCKETS = 4429
TOO_MANY_MISTAKES = 4400
TOO_SLOW = 4408


class LiveConsumer(AsyncWebsocketConsumer):
    """One client. Messages to it wait in `_waiting`, one per topic, so that a slow client keeps nobody waiting and
    costs no memory: what it has not taken yet is replaced by what is newer, and it notices the gap."""

    channel_layer_alias = ""  # the hub reads the layer; single sockets do not

    def __init__(
        self, *args: Any, hub: Hub | None = None, networks: limits.Networks | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._hub = hub
        self._networks = networks or limits.networks
        self._network = ""
        self._counted = False
        self._names: set[str] = set()
        self._mistakes = 0
        self._waiting: dict[str, str] = {}
        self._writer: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket, and clean up however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._writer is not None:
                self._writer.cancel()
            if self._counted:
                self._networks.leave(self._network)
            for name in self._names:
                await self.hub.unsubscribe(self, name)

    @property
    def hub(self) -> Hub:
        """The hub of this server."""
        if self._hub is None:
            self._hub = hub_of_this_server()
        return self._hub

    async def connect(self) -> None:
        """Take the socket, unless its network has too many already."""
        self._network = limits.network_of(self.scope.get("client"))
        self._counted = self._networks.enter(self._network)
        await self.accept()
        if not self._counted:
            await self.close(TOO_MANY_SOCKETS)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """`{"do": "subscribe" | "unsubscribe", "topic": name}`; anything else is answered with an error."""
        if not self._counted:
            return
        wish = _parsed(text_data)
        if wish is None:
            await self._mistake("not-understood")
            return
        do, name = wish
        if do == "unsubscribe":
            self._names.discard(name)
            await self.hub.unsubscribe(self, name)
        elif name not in self._names and len(self._names) >= limits.TOPICS_PER_SOCKET:
            await self._mistake("too-many-topics", name)
        else:
            await self._subscribe(name)

    async def _subscribe(self, name: str) -> None:
        self._names.add(name)
        try:
            await self.hub.subscribe(self, name, self.scope.get("user"))
        except Refusal as refusal:
            self._names.discard(name)
            await self._mistake(refusal.code, name)
        except Exception:
            log.exception("Could not subscribe to %s", name)
            self._names.discard(name)
            await self._error("unavailable", name)

    async def _mistake(self, code: str, name: str = "") -> None:
        self._mistakes += 1
        await self._error(code, name)
        if self._mistakes >= limits.MISTAKES_PER_SOCKET:
            await self.close(TOO_MANY_MISTAKES)

    async def _error(self, code: str, name: str) -> None:
        await self.send(text_data=to_text({"type": "error", "code": code, "topic": name}))

    def offer(self, name: str, text: str) -> None:
        """Send soon; called by the hub, never waits."""
        self._waiting[name] = text
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._waiting:
            name = next(iter(self._waiting))
            text = self._waiting.pop(name)
            try:
                async with asyncio.timeout(limits.SEND_SECONDS):
                    await self.send(text_data=text)
            except TimeoutError:
                self._waiting.clear()
                await self.close(TOO_SLOW)
            except Exception as error:
                # The socket is closing under us; `__call__` cleans up.
                log.debug("A client left while it was written to: %s", type(error).__name__)
                self._waiting.clear()


def _parsed(text: str | None) -> tuple[str, str] | None:
    if text is None or len(text) > limits.LARGEST_MESSAGE:
        return None
    try:
        wish = json.loads(text)
    except ValueError:
        return None
    if not isinstance(wish, dict):
        return None
    do, name = wish.get("do"), wish.get("topic")
    if do not in ("subscribe", "unsubscribe") or not isinstance(name, str):
        return None
    return do, name
