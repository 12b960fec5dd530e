"""The book of acts: each link holds the one before, and nothing in it can be changed unseen."""

import threading
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from commons.audit.domain import chain
from commons.audit.models import BEGINNING, Book, Link

BOOK = "try/1"


def put(book: str = BOOK, **fields: object) -> None:
    Link.objects.create(
        book=book, at="2020-01-01T00:00Z", act=uuid4(), thing="t", operation="INSERT", rows=1,
        content_hash="c", **fields,
    )  # fmt: skip


def close() -> None:
    """What the end of a transaction does."""
    connection.check_constraints()


def tamper(sql: str, *params: object) -> None:
    """As somebody would who owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, params)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def five(db: None) -> list[Link]:
    for number in range(5):
        put(verb="try.do", actor=7, reason="syy\nkaksi" if number == 2 else "")
    close()
    return list(Link.objects.order_by("number"))


def test_links_get_numbers_and_hashes_when_the_transaction_ends(db: None) -> None:
    put(number=99, hash="mine", previous="mine")
    assert Link.objects.values_list("number", "previous", "hash").get() == (None, "", "")

    put()
    close()

    first, second = Link.objects.order_by("number")
    assert [(first.number, first.previous), (second.number, second.previous)] == [
        (1, BEGINNING),
        (2, first.hash),
    ]
    assert first.at > second.at.replace(year=2025)
    assert chain.check_book(BOOK) == chain.Looked(BOOK, 2, second.hash, None)


def test_the_hash_can_be_reckoned_without_the_database(five: list[Link]) -> None:
    rows = [chain.row_of(link) for link in five]

    assert [chain.hash_of(row) for row in rows] == [link.hash for link in five]
    assert chain.check_file(chain.as_csv(rows)) == chain.Looked(BOOK, 5, five[-1].hash, None)
    assert "kaksi" not in chain.as_csv(rows)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_link SET reason = 'other' WHERE number = 3",
        "UPDATE audit_link SET number = 9 WHERE number = 3",
        "DELETE FROM audit_link WHERE number = 5",
        "DELETE FROM audit_book",
        "UPDATE audit_book SET head = repeat('1', 64)",
        "UPDATE audit_book SET length = length + 1",
    ],
)
def test_the_database_refuses_to_change_what_is_written(five: list[Link], sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE audit_link SET reason = 'other' WHERE number = 3", (3, "hash")),
        ("UPDATE audit_link SET actor = 8 WHERE number = 2", (2, "hash")),
        ("UPDATE audit_link SET hash = repeat('1', 64) WHERE number = 2", (2, "hash")),
        ("DELETE FROM audit_link WHERE number = 3", (3, "number")),
        ("DELETE FROM audit_link WHERE number = 1", (1, "number")),
        ("DELETE FROM audit_link WHERE number > 3", (4, "length")),
        ("UPDATE audit_book SET head = repeat('1', 64)", (5, "head")),
        ("DELETE FROM audit_book", (1, "length")),
    ],
)
def test_what_the_owner_of_the_tables_changed_is_found_at_the_first_place(
    five: list[Link], sql: str, broken: tuple[int, str]
) -> None:
    tamper(sql)

    assert chain.check_book(BOOK).broken == chain.Break(BOOK, *broken)


def test_two_links_that_change_places_are_noticed(five: list[Link]) -> None:
    rows = [chain.row_of(link) for link in five]
    rows[1], rows[2] = rows[2] | {"number": "2"}, rows[1] | {"number": "3"}

    assert chain.look_over(BOOK, rows).broken == chain.Break(BOOK, 2, "previous")


def test_a_file_with_a_changed_byte_is_noticed_and_nonsense_refused(five: list[Link]) -> None:
    text = chain.as_csv(map(chain.row_of, five))

    assert chain.check_file(text.replace("try.do", "try.du", 1)).broken == chain.Break(BOOK, 1, "hash")
    for nonsense in ("", "a,b\n1,2\n", text.replace(",hash", ",other"), text.replace(",t,", ",", 1)):
        with pytest.raises(ValueError, match="no file"):
            chain.check_file(nonsense)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_come_one_after_the_other_without_a_gap() -> None:
    gate, failures = threading.Barrier(8), []

    def write(number: int) -> None:
        try:
            gate.wait()
            for turn in range(5):
                with transaction.atomic():
                    put()
                    put(book="try/2")
                    if turn == number % 5:
                        transaction.set_rollback(True)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    for book in (BOOK, "try/2"):
        looked = chain.check_book(book)
        assert (looked.length, looked.broken) == (32, None)
        assert Book.objects.get(pk=book).head == looked.head
