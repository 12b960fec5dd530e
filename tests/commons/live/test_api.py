from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import User
from commons.live import publish
from commons.live.snapshots import snapshots

from .conftest import Board

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_state_of_a_public_topic(client: Client, board: Board) -> None:
    board.content["board:a"] = {"notes": 1}
    publish("board:a")

    answer = client.get("/api/v1/live/board:a")

    body = answer.json()
    assert body == {"topic": "board:a", "epoch": body["epoch"], "version": 1, "data": {"notes": 1}}
    assert len(body["epoch"]) == 8
    assert answer["Content-Type"] == "application/json"


def test_an_unchanged_state_is_not_sent_again_nor_made_again(client: Client, board: Board) -> None:
    publish("board:a")
    etag = client.get("/api/v1/live/board:a")["ETag"]
    board.made.clear()

    same = client.get("/api/v1/live/board:a", headers={"If-None-Match": etag})
    assert (same.status_code, same.content, board.made) == (304, b"", [])

    board.content["board:a"] = {"notes": 1}
    publish("board:a")
    changed = client.get("/api/v1/live/board:a", headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json()["version"], changed.json()["data"]) == (200, 2, {"notes": 1})


def test_a_topic_that_was_never_published_has_version_nought(client: Client, board: Board) -> None:
    assert client.get("/api/v1/live/board:a").json() == {
        "topic": "board:a",
        "epoch": "",
        "version": 0,
        "data": {},
    }


def test_what_depends_on_the_clock_is_made_anew_after_a_while(
    client: Client, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("board:a")
    etag = client.get("/api/v1/live/board:a")["ETag"]
    board.content["board:a"] = {"closed": True}
    monkeypatch.setattr("commons.live.snapshots.FRESH_SECONDS", 0)

    later = client.get("/api/v1/live/board:a", headers={"If-None-Match": etag})

    assert (later.status_code, later.json()["version"], later.json()["data"]) == (200, 1, {"closed": True})


def test_staff_topics_give_their_version_to_those_who_may(client: Client, board: Board) -> None:
    publish("desk:a")
    refused = client.get("/api/v1/live/desk:a")
    assert (refused.status_code, refused.json()["code"]) == (404, "no-such-topic")

    client.force_login(User.objects.create_user("official@raati.example"))
    answer = client.get("/api/v1/live/desk:a")

    assert {key: value for key, value in answer.json().items() if key != "epoch"} == {
        "topic": "desk:a",
        "version": 1,
    }
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/live/desk:a", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["board:closed", "nowhere:a", "board", "board:a b", "board:%00"])
def test_what_may_not_be_read_is_not_there(client: Client, board: Board, name: str) -> None:
    answer = client.get(f"/api/v1/live/{name}")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-topic")


def test_a_poll_costs_one_query(client: Client, board: Board, django_assert_num_queries: Any) -> None:
    publish("board:a")
    client.get("/api/v1/live/board:a")
    with django_assert_num_queries(1):
        client.get("/api/v1/live/board:a")


def test_few_snapshots_are_remembered(client: Client, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commons.live.snapshots.KEPT", 3)
    for number in range(5):
        publish(f"board:{number}")
        client.get(f"/api/v1/live/board:{number}")

    assert len(snapshots._kept) <= 3
