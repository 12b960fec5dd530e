import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from channels.layers import channel_layers
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from portal import health

pytestmark = pytest.mark.django_db(transaction=True)

SECRET_HOST = "db-17.internal.example"


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)


@pytest.fixture
def worker() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def readiness(client: Client) -> tuple[int, Any]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def checks(**other: str) -> dict[str, str]:
    return {"database": "ok", "migrations": "ok", "worker": "ok", "channel_layer": "ok", **other}


@pytest.mark.parametrize(
    "backend", ["channels.layers.InMemoryChannelLayer", "commons.live.layer.PostgresLayer"]
)
def test_ready_when_everything_answers(client: Client, worker: None, settings: Any, backend: str) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}

    assert readiness(client) == (200, {"status": "ready", "checks": checks()})


def test_alive_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-cache" in answer["Cache-Control"]


def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nowhere/" + SECRET_HOST)
    monkeypatch.setitem(connections["default"].settings_dict, "ENGINE", "django.db.backends.postgresql")

    status, body = readiness(client)

    others = dict.fromkeys(("migrations", "worker", "channel_layer"), "not asked")
    assert (status, body) == (503, {"status": "not ready", "checks": {"database": "failed", **others}})
    assert SECRET_HOST not in str(body)


def test_not_ready_while_migrations_wait(client: Client, worker: None) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("live", "0001_initial")
    try:
        answer = readiness(client)
    finally:
        recorder.record_applied("live", "0001_initial")

    assert answer == (503, {"status": "not ready", "checks": checks(migrations="1 not applied")})
    assert readiness(client)[0] == 200


def test_not_ready_without_a_worker(client: Client) -> None:
    assert readiness(client) == (503, {"status": "not ready", "checks": checks(worker="no heartbeat")})


def test_not_ready_when_the_workers_are_silent(client: Client, worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")

    assert readiness(client) == (503, {"status": "not ready", "checks": checks(worker="no heartbeat")})


class Silent:
    async def new_channel(self, prefix: str) -> str:
        return prefix

    async def send(self, channel: str, message: dict[str, Any]) -> None: ...

    async def receive(self, channel: str) -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}


class Broken(Silent):
    async def send(self, channel: str, message: dict[str, Any]) -> None:
        raise ConnectionError(SECRET_HOST)


@pytest.mark.parametrize(("layer", "outcome"), [(Silent(), "no answer"), (Broken(), "failed")])
def test_not_ready_without_the_channel_layer(
    client: Client, worker: None, monkeypatch: pytest.MonkeyPatch, layer: Silent, outcome: str
) -> None:
    monkeypatch.setattr(health, "SECONDS", 0.2)
    monkeypatch.setattr(health, "check_database", lambda: None)
    monkeypatch.setitem(channel_layers.backends, "default", layer)

    status, body = readiness(client)

    assert (status, body) == (503, {"status": "not ready", "checks": checks(channel_layer=outcome)})
    assert SECRET_HOST not in str(body)


def test_the_answer_does_not_wait_for_a_loop_that_runs_in_the_same_thread() -> None:
    async def asked_inside_a_loop() -> None:
        health.check_channel_layer()

    asyncio.run(asked_inside_a_loop())


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
