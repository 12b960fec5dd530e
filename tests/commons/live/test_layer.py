import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from commons.live.layer import LARGEST_MESSAGE, PostgresLayer

from .conftest import becomes, listeners, run

pytestmark = pytest.mark.django_db(transaction=True)


def cut_listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        row: tuple[int] = cursor.fetchone()
        return row[0]


def test_messages_reach_channels_and_groups_of_all_processes() -> None:
    async def scenario() -> None:
        here, there = PostgresLayer(), PostgresLayer()
        channel, other = await here.new_channel(), await there.new_channel()
        await here.group_add("live.a", channel)
        await there.group_add("live.a", other)

        await here.group_send("live.a", {"type": "x", "text": "äö"})
        await there.send(channel, {"type": "y"})

        assert await here.receive(channel) == {"type": "x", "text": "äö"}
        assert await here.receive(channel) == {"type": "y"}
        assert await there.receive(other) == {"type": "x", "text": "äö"}

    run(scenario)


def test_a_channel_that_left_its_group_hears_nothing() -> None:
    async def scenario() -> None:
        layer = PostgresLayer()
        gone, stays = await layer.new_channel(), await layer.new_channel()
        for channel in (gone, stays):
            await layer.group_add("live.a", channel)
        await layer.group_discard("live.a", gone)

        await layer.group_send("live.a", {"type": "x"})

        assert await layer.receive(stays) == {"type": "x"}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(layer.receive(gone), 0.2)

    run(scenario)


def test_a_lost_connection_is_made_again() -> None:
    async def scenario() -> None:
        layer = PostgresLayer()
        channel = await layer.new_channel()
        assert await database_sync_to_async(cut_listeners)() == 1
        arrival = asyncio.create_task(layer.receive(channel))
        for _ in range(200):
            await layer.send(channel, {"type": "x"})
            if (await asyncio.wait({arrival}, timeout=0.1))[0]:
                break

        assert arrival.done()
        assert arrival.result() == {"type": "x"}

    run(scenario)


def test_the_last_channel_closes_the_connection() -> None:
    async def scenario() -> None:
        layer = PostgresLayer()
        channels = [await layer.new_channel(), await layer.new_channel()]
        for channel in channels:
            await layer.close_channel(channel)

        assert await becomes(0, database_sync_to_async(listeners))

    run(scenario)


def test_a_full_channel_drops_what_is_newer(caplog: Any) -> None:
    async def scenario() -> None:
        layer = PostgresLayer(capacity=2)
        channel, witness = await layer.new_channel(), await layer.new_channel()
        for number in range(3):
            await layer.send(channel, {"type": "x", "number": number})
        await layer.send(witness, {"type": "end"})
        await layer.receive(witness)

        assert [(await layer.receive(channel))["number"] for _ in range(2)] == [0, 1]

    run(scenario)
    assert "is full; a message was dropped" in caplog.text


def test_too_large_a_message_is_refused_by_name() -> None:
    async def scenario() -> None:
        with pytest.raises(ValueError, match=f"at most {LARGEST_MESSAGE} bytes"):
            await PostgresLayer().send("a!b", {"type": "x", "text": "x" * LARGEST_MESSAGE})

    run(scenario)
