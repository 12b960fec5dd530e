import asyncio
import json
from typing import Any

import pytest

from commons.live import limits
from commons.live.consumer import LiveConsumer
from commons.live.hub import Hub

from .conftest import Board, Client, a_layer, announce, becomes, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick", "board")]


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '"subscribe"',
        "{}",
        '{"do": "publish", "topic": "board:a"}',
        '{"do": "subscribe", "topic": 1}',
        json.dumps({"do": "subscribe", "topic": "board:" + "a" * 600}),
    ],
)
def test_what_is_not_understood_is_answered_and_changes_nothing(text: str) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        client = await Client(hub).open()
        await client.socket.send_to(text_data=text)

        assert await client.hears() == {"type": "error", "code": "not-understood", "topic": ""}
        assert hub.feeds == {}
        await client.close()

    run(scenario)


def test_binary_messages_are_not_understood() -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        await client.socket.send_to(bytes_data=b"\x00\xff")

        assert (await client.hears())["code"] == "not-understood"
        await client.close()

    run(scenario)


def test_many_mistakes_close_the_socket() -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        for _ in range(limits.MISTAKES_PER_SOCKET):
            await client.subscribe("nowhere:a")

        closed = await client.socket.receive_output(timeout=20)
        assert (closed["type"], closed["code"]) == ("websocket.close", 4400)
        await client.close()

    run(scenario)


def test_a_socket_has_a_limited_number_of_topics() -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        for number in range(limits.TOPICS_PER_SOCKET):
            assert (await client.subscribe(f"board:{number}"))["type"] == "state"

        assert await client.subscribe("board:more") == {
            "type": "error",
            "code": "too-many-topics",
            "topic": "board:more",
        }
        assert (await client.subscribe("board:0"))["type"] == "state"
        await client.say(do="unsubscribe", topic="board:0")
        assert (await client.subscribe("board:more"))["type"] == "state"
        await client.close()

    run(scenario)


def test_who_unsubscribes_hears_nothing_more() -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        await client.subscribe("board:a")
        await client.subscribe("board:b")
        await client.say(do="unsubscribe", topic="board:a")
        await client.say(do="unsubscribe", topic="board:never")

        await announce("board:a")
        await announce("board:b")

        assert (await client.hears())["topic"] == "board:b"
        assert await client.hears_nothing()
        await client.close()

    run(scenario)


def test_who_comes_back_gets_the_state_of_now(board: Board) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        first = await Client(hub).open()
        await first.subscribe("board:a")
        await first.close()
        board.content["board:a"] = {"notes": 7}
        await announce("board:a")
        await announce("board:a")

        again = await Client(hub).open()
        state = await again.subscribe("board:a")

        assert (state["type"], state["version"], state["data"]) == ("state", 2, {"notes": 7})
        await again.close()

    run(scenario)


def test_a_network_has_a_limited_number_of_sockets() -> None:
    async def scenario() -> None:
        hub, networks = Hub(a_layer()), limits.Networks(most=2)
        clients = [await Client(hub, client=("10.0.0.1", port), networks=networks).open() for port in (1, 2)]
        third = await Client(hub, client=("10.0.0.1", 3), networks=networks).open()
        closed = await third.socket.receive_output(timeout=20)
        assert (closed["type"], closed["code"]) == ("websocket.close", 4429)

        other = await Client(hub, client=("10.0.0.2", 1), networks=networks).open()
        assert (await other.subscribe("board:a"))["type"] == "state"
        await clients[0].close()
        await third.close()
        again = await Client(hub, client=("10.0.0.1", 4), networks=networks).open()
        assert (await again.subscribe("board:a"))["type"] == "state"
        for client in (clients[1], other, again):
            await client.close()

    run(scenario)


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("192.0.2.7", 80), "192.0.2.7/32"),
        (["2001:db8:1:2:3::4", 80], "2001:db8:1:2::/64"),
        (None, ""),
        (("", 0), ""),
        (("a name", 0), ""),
    ],
)
def test_a_network_is_an_address_or_a_household(client: Any, network: str) -> None:
    assert limits.network_of(client) == network


class Stuck(LiveConsumer):
    """A client that takes nothing until `taking` is set."""

    taking: asyncio.Event
    taken: list[str]

    async def send(self, message: Any = None, **options: Any) -> None:
        await self.taking.wait()
        self.taken.append(options["text_data"])


def test_a_slow_client_keeps_nobody_waiting_and_gets_the_last_state(board: Board) -> None:
    async def scenario() -> None:
        hub = Hub(a_layer())
        slow = Stuck(hub=hub)
        slow.taking, slow.taken = asyncio.Event(), []
        await hub.subscribe(slow, "board:a", None)
        quick = await Client(hub).open()
        await quick.subscribe("board:a")

        for number in (1, 2, 3):
            board.content["board:a"] = {"notes": number}
            await announce("board:a")
            assert (await quick.hears())["data"] == {"notes": number}
        slow.taking.set()
        assert await becomes(2, lambda: len(slow.taken))

        taken = [json.loads(text) for text in slow.taken]
        assert [(message["version"], message["data"]) for message in taken] == [(0, {}), (3, {"notes": 3})]
        await hub.unsubscribe(slow, "board:a")
        await quick.close()

    run(scenario)


def test_a_client_that_never_takes_a_message_is_let_go(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEND_SECONDS", 0.1)
    codes = []

    class Dead(Stuck):
        async def close(self, code: Any = None, reason: Any = None) -> None:
            codes.append(code)

    async def scenario() -> None:
        hub = Hub(a_layer())
        dead = Dead(hub=hub)
        dead.taking, dead.taken = asyncio.Event(), []
        await hub.subscribe(dead, "board:a", None)
        assert await becomes([4408], lambda: codes)
        await hub.unsubscribe(dead, "board:a")

    run(scenario)
    assert codes == [4408]


def test_a_hub_that_cannot_read_says_so_and_can_later(board: Board, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        client = await Client(Hub(a_layer())).open()
        content, board.content = board.content, None  # type: ignore[assignment]
        assert await client.subscribe("board:a") == {
            "type": "error",
            "code": "unavailable",
            "topic": "board:a",
        }
        board.content = content

        assert (await client.subscribe("board:a"))["type"] == "state"
        await client.close()

    run(scenario)
    assert "Could not subscribe to board:a" in caplog.text
