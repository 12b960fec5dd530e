"""Whether the program is alive (`/healthz`) and ready for people (`/readyz`): for load balancers and watchmen.

The answers name what is wrong in one word each and give no address, version or message of the system away.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from channels.layers import get_channel_layer
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)

SECONDS = 3
HEARTBEAT_SECONDS = 60
"""Workers write every ten seconds; one that has been silent for this long is gone."""

_migrated = False


class NotReady(Exception):
    """A check that did not pass; the text is a word or two for the answer."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Says nothing about anything else, so that a restart is not tried where it cannot help."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where people can be let in, else 503; `checks` says which part is missing."""
    checks: dict[str, str] = {}
    for name, check in CHECKS:
        # Without the database there is nothing else to ask, and asking would only wait.
        checks[name] = "not asked" if checks.get("database", "ok") != "ok" else _outcome(name, check)
    ready = set(checks.values()) == {"ok"}
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Exception:
        log.exception("The check %s failed", name)
        return "failed"
    return "ok"


def check_database() -> None:
    """A new connection, past the pool, which would let us wait for long."""
    options: dict[str, Any] = connections.create_connection(DEFAULT_DB_ALIAS).get_connection_params()
    for ours in ("cursor_factory", "context"):
        options.pop(ours, None)
    options["connect_timeout"] = SECONDS
    with psycopg.connect(**options) as fresh:
        fresh.execute("SELECT 1")


def check_migrations() -> None:
    """Every migration of this release is applied. Once that is so, it stays so for this process."""
    global _migrated  # noqa: PLW0603 (remembered, because looking reads every migration file)
    if _migrated:
        return
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise NotReady(f"{len(plan)} not applied")
    _migrated = True


def check_worker() -> None:
    """Some worker has written its heartbeat lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s * interval '1 second'",
            [HEARTBEAT_SECONDS],
        )
        (alive,) = cursor.fetchone()
    if not alive:
        raise NotReady("no heartbeat")


def check_channel_layer() -> None:
    """A message to ourselves comes back."""
    # In a thread with a loop of its own: nothing that this thread's loop or the server's does can hold the answer up.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="health") as thread:
        thread.submit(asyncio.run, _round_trip()).result()


async def _round_trip() -> None:
    layer = get_channel_layer()
    if layer is None:
        raise NotReady("not configured")
    try:
        async with asyncio.timeout(SECONDS):
            channel = await layer.new_channel("health")
            try:
                await layer.send(channel, {"type": "health.echo"})
                await layer.receive(channel)
            finally:
                if close := getattr(layer, "close_channel", None):
                    await close(channel)
    except TimeoutError:
        raise NotReady("no answer") from None


CHECKS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("database", check_database),
    ("migrations", check_migrations),
    ("worker", check_worker),
    ("channel_layer", check_channel_layer),
)
