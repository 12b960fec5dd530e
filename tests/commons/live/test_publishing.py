import logging
from threading import Thread
from typing import Any

import pytest
from channels.layers import channel_layers
from django.db import connection, transaction

from commons.live import publish, publishing
from commons.live.versions import Version, versions_of

from .conftest import use_layer

pytestmark = pytest.mark.django_db(transaction=True)


class Broken:
    """A layer that is down."""

    def __init__(self) -> None:
        self.asked = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.asked += 1
        raise ConnectionError("no layer")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    layer = Broken()
    monkeypatch.setitem(channel_layers.backends, "default", layer)
    monkeypatch.setattr(publishing, "_rest_until", 0.0)
    return layer


def number(name: str) -> int:
    return versions_of([name]).get(name, Version()).number


def test_versions_rise_by_one_after_commit(any_layer: str) -> None:
    with transaction.atomic():
        publish("turnout:a")
        assert number("turnout:a") == 0

    assert number("turnout:a") == 1
    publish("turnout:a", "turnout:b")
    assert {name: version.number for name, version in versions_of(["turnout:a", "turnout:b"]).items()} == {
        "turnout:a": 2,
        "turnout:b": 1,
    }


def test_thousands_of_verbs_are_announced_together_and_not_at_all_where_they_fail() -> None:
    with transaction.atomic(), publishing.announced_together():
        for _time in range(3):
            publish("turnout:a", "turnout:b")
    assert (number("turnout:a"), number("turnout:b")) == (1, 1)

    @transaction.atomic
    def fail() -> None:
        with publishing.announced_together():
            publish("turnout:a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert number("turnout:a") == 1
    publish("turnout:a")
    assert number("turnout:a") == 2


def test_nothing_is_announced_on_rollback() -> None:
    with transaction.atomic():
        publish("turnout:a")
        transaction.set_rollback(True)

    assert number("turnout:a") == 0


def test_publishing_costs_one_statement(postgres_layer: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        publish("turnout:a", "count:a")


def test_twenty_threads_leave_no_gap(postgres_layer: None) -> None:
    def work() -> None:
        for _ in range(5):
            with transaction.atomic():
                publish("turnout:b", "turnout:a")
        connection.close()

    threads = [Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (number("turnout:a"), number("turnout:b")) == (100, 100)


def test_no_lock_is_held_while_the_verb_is_open(postgres_layer: None) -> None:
    done = []

    def other_verb() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        publish("turnout:a")
        done.append(number("turnout:a"))
        connection.close()

    with transaction.atomic():
        publish("turnout:a")
        thread = Thread(target=other_verb)
        thread.start()
        thread.join()
        assert done == [1]
    assert number("turnout:a") == 2


def test_a_failing_layer_fails_no_verb_and_is_left_alone_for_a_while(
    broken: Broken, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        publish("turnout:a")
    publish("turnout:a")

    assert number("turnout:a") == 2
    assert broken.asked == 1
    assert "The channel layer does not answer" in caplog.text


def test_a_failing_database_fails_no_verb(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(names: list[str], **options: Any) -> None:
        raise ConnectionError("no database")

    monkeypatch.setattr("commons.live.versions.raise_versions", fail)

    publish("turnout:a")

    assert "Could not announce ['turnout:a']" in caplog.text


def test_a_malformed_name_is_logged_and_the_others_are_announced(
    caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    use_layer(settings, "memory")
    with caplog.at_level(logging.ERROR):
        publish("not a topic", "turnout:a")

    assert number("turnout:a") == 1
    assert "Not the name of a topic: ['not a topic']" in caplog.text
