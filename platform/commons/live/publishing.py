"""Telling open pages that something changed."""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from commons.live import versions
from commons.live.layer import PostgresLayer
from commons.live.topics import is_name

log = logging.getLogger(__name__)

LAYER_SECONDS = 2.0
"""A layer that takes longer is treated as down; verbs do not wait for it."""
REST_SECONDS = 10.0
"""How long a layer that was down is left alone. Servers look at the versions themselves in the meantime."""

_rest_until = 0.0
_gathered: ContextVar[set[str] | None] = ContextVar("gathered", default=None)


@contextmanager
def announced_together() -> Iterator[None]:
    """What is published within is announced once at its end, each topic once: for verbs by the thousand, as in the
    building of a demo town."""
    topics: set[str] = set()
    before = _gathered.set(topics)
    try:
        yield
    finally:
        _gathered.reset(before)
    publish(*sorted(topics))


def publish(*topics: str) -> None:
    """Announce after commit that each topic (e.g. "turnout:kuvala-2026") changed; nothing happens on a rollback.

    To be called by verbs, inside their transaction. Works in every process: server, worker, command. Holds no lock
    while the verb's transaction is open. Never raises: a verb that is done is done, whatever becomes of its news.
    """
    names = [name for name in dict.fromkeys(topics) if is_name(name)]
    if len(names) < len(set(topics)):
        log.error("Not the name of a topic: %s", sorted(set(topics) - set(names)))
    if (gathered := _gathered.get()) is not None:
        gathered.update(names)
    elif names:
        transaction.on_commit(partial(_announce, names))


def _announce(names: list[str]) -> None:
    try:
        layer = get_channel_layer()
        if isinstance(layer, PostgresLayer):
            versions.raise_versions(names, notify=layer.notify_channel)
            return
        raised = versions.raise_versions(names)
        if layer is not None:
            _send_hints(layer, raised)
    except Exception:
        log.exception("Could not announce %s", names)


def _send_hints(layer: object, raised: dict[str, int]) -> None:
    global _rest_until  # noqa: PLW0603 (one circuit breaker a process)
    if time.monotonic() < _rest_until:
        return
    try:
        async_to_sync(_group_sends)(layer, raised)
    except Exception:
        _rest_until = time.monotonic() + REST_SECONDS
        log.exception("The channel layer does not answer; topics are announced late: %s", sorted(raised))


async def _group_sends(layer: object, raised: dict[str, int]) -> None:
    async with asyncio.timeout(LAYER_SECONDS):
        for name, version in raised.items():
            await layer.group_send(versions.group_of(name), versions.hint(name, version))  # type: ignore[attr-defined]
