import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from commons.live.hub import Hub
from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, TopicRefused, register, unregister

from .conftest import Board, Client, a_layer, announce, becomes, listeners, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]


class Visitor:
    is_authenticated = False


def test_two_servers_both_hear_of_a_change(board: Board, any_layer: str) -> None:
    async def scenario() -> None:
        hubs = [Hub(a_layer()), Hub(a_layer())]
        clients = [await Client(hub).open() for hub in (hubs[0], hubs[0], hubs[1])]
        board.content["board:a"] = {"notes": 0}
        states = [await client.subscribe("board:a") for client in clients]
        assert (
            states
            == [{"type": "state", "topic": "board:a", "epoch": "", "version": 0, "data": {"notes": 0}}] * 3
        )

        board.content["board:a"] = {"notes": 1}
        await announce("board:a")

        changes = [await client.hears() for client in clients]
        epoch = changes[0]["epoch"]
        assert (
            changes
            == [
                {
                    "type": "change",
                    "topic": "board:a",
                    "epoch": epoch,
                    "version": 1,
                    "previous": 0,
                    "data": {"notes": 1},
                }
            ]
            * 3
        )
        for client in clients:
            await client.close()

    run(scenario)


def test_many_changes_are_told_together_and_the_last_is_never_missing(
    board: Board, any_layer: str, quick: float
) -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        await client.subscribe("board:a")
        loop = asyncio.get_running_loop()
        began = loop.time()

        for number in range(1, 31):
            board.content["board:a"] = {"notes": number}
            await announce("board:a")
        heard, known = [], 0
        while known < 30:
            change = await client.hears()
            assert change["previous"] == known
            known = change["version"]
            heard.append(change)

        assert heard[-1]["data"] == {"notes": 30}
        assert len(heard) <= (loop.time() - began) / quick + 1
        assert await client.hears_nothing()
        await client.close()

    run(scenario)


def test_a_snapshot_is_made_once_per_change_however_many_listen(board: Board, postgres_layer: None) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        clients = [await Client(hub).open() for _ in range(20)]
        for client in clients:
            await client.subscribe("board:a")
        board.made.clear()

        await announce("board:a")
        for client in clients:
            assert (await client.hears())["version"] == 1

        assert board.made == ["board:a"]
        late = await Client(hub).open()
        assert (await late.subscribe("board:a"))["version"] == 1
        assert board.made == ["board:a"]
        for client in (*clients, late):
            await client.close()

    run(scenario)


def test_staff_hear_that_something_changed_and_not_what(board: Board, postgres_layer: None) -> None:
    class Official:
        is_authenticated = True

    async def scenario() -> None:
        client = await Client(Hub(a_layer()), Official()).open()
        assert await client.subscribe("desk:a") == {
            "type": "state",
            "topic": "desk:a",
            "epoch": "",
            "version": 0,
        }

        await announce("desk:a")

        change = await client.hears()
        assert change == {
            "type": "change",
            "topic": "desk:a",
            "epoch": change["epoch"],
            "version": 1,
            "previous": 0,
        }
        assert board.made == []
        await client.close()

    run(scenario)


def test_a_topic_with_deltas_sends_a_merge_patch(postgres_layer: None) -> None:
    content: dict[str, Any] = {"total": 1, "areas": {"a": 1, "b": 0}}
    topic = register(
        Topic(
            r"tally:.+", Kind.PUBLIC, lambda user, name: True, lambda name: dict(content), delta=merge_patch
        )
    )

    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        await announce("tally:a")
        assert (await client.subscribe("tally:a"))["data"] == content

        content.update({"total": 2, "areas": {"a": 1, "b": 1}})
        await announce("tally:a")

        change = await client.hears()
        assert (change["previous"], change["version"], change["patch"]) == (
            1,
            2,
            {"total": 2, "areas": {"b": 1}},
        )
        assert "data" not in change
        await client.close()

    try:
        run(scenario)
    finally:
        unregister(topic)


def test_one_membership_and_one_connection_however_many_sockets(board: Board, postgres_layer: None) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        clients = [await Client(hub).open() for _ in range(5)]
        for client in clients:
            await client.subscribe("board:a")
            await client.subscribe("board:b")

        assert {name: len(feed.sockets) for name, feed in hub.feeds.items()} == {"board:a": 5, "board:b": 5}
        assert [sorted(loop.groups) for loop in hub.layer._loops.values()] == [
            ["live.board.a", "live.board.b"]
        ]
        assert await database_sync_to_async(listeners)() == 1

        for client in clients:
            await client.close()
        assert await becomes({}, lambda: hub.feeds)
        assert await becomes(0, database_sync_to_async(listeners))

    run(scenario)


def test_a_lost_hint_is_only_a_late_one(
    board: Board, monkeypatch: pytest.MonkeyPatch, any_layer: str
) -> None:
    monkeypatch.setattr("commons.live.hub.BETWEEN_SWEEPS", 0.2)

    async def scenario() -> None:
        class Deaf(type(a_layer())):  # type: ignore[misc]
            async def group_add(self, group: str, channel: str) -> None:
                return

        client = await Client(Hub(Deaf())).open()
        await client.subscribe("board:a")

        await announce("board:a")

        assert (await client.hears())["version"] == 1
        await client.close()

    run(scenario)


def test_versions_of_a_restored_backup_are_told_although_they_went_back(
    board: Board, monkeypatch: pytest.MonkeyPatch, postgres_layer: None
) -> None:
    monkeypatch.setattr("commons.live.hub.BETWEEN_SWEEPS", 0.2)

    def restore() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE live_topicversion SET version = 1, epoch = gen_random_uuid()")

    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        for _ in range(3):
            await announce("board:a")
        state = await client.subscribe("board:a")
        assert state["version"] == 3

        await database_sync_to_async(restore)()

        change = await client.hears()
        assert (change["version"], change["epoch"] != state["epoch"]) == (1, True)
        await announce("board:a")
        assert (await client.hears())["version"] == 2
        assert await client.hears_nothing()
        await client.close()

    run(scenario)


def test_a_snapshot_that_fails_is_tried_again(
    board: Board, postgres_layer: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        await client.subscribe("board:a")
        content, board.content = board.content, None  # type: ignore[assignment]
        await announce("board:a")
        await asyncio.sleep(0.1)
        board.content = content

        assert (await client.hears())["version"] == 1
        await client.close()

    run(scenario)
    assert "No news of board:a for now" in caplog.text


def test_refusals_tell_nothing_about_the_topic(board: Board, any_layer: str) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        client = await Client(hub, Visitor()).open()
        refusals = [
            await client.subscribe(name) for name in ("board:closed", "desk:a", "nowhere:a", "no topic")
        ]

        assert [(refusal["type"], refusal["code"]) for refusal in refusals] == [
            ("error", "no-such-topic")
        ] * 4
        assert hub.feeds == {}
        await client.close()

    run(scenario)


def test_the_question_for_anonymous_readers_is_asked_once(board: Board, any_layer: str) -> None:
    asked = []

    def may(user: Any, name: str) -> bool:
        asked.append(name)
        return name == "open:a"

    topic = register(Topic(r"open:.+", Kind.PUBLIC, may, lambda name: {}))

    class Listener:
        def offer(self, name: str, text: str) -> None:
            return

    async def scenario() -> None:
        hub, listeners = Hub(a_layer()), [Listener() for _ in range(10)]
        for listener in listeners:
            await hub.subscribe(listener, "open:a", Visitor())
            with pytest.raises(TopicRefused):
                await hub.subscribe(listener, "open:b", None)
        for listener in listeners:
            await hub.unsubscribe(listener, "open:a")

    try:
        run(scenario)
    finally:
        unregister(topic)
    assert asked == ["open:a", "open:b"]
