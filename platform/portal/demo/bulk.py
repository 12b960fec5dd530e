"""Writing many rows anew by one statement: a town is built before every journey, and each statement costs its way."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def rewrite(rows: Sequence[Model], *names: str) -> None:
    """Store these fields of the rows as they are now. As `bulk_update`, without an expression for each row."""
    if not rows:
        return
    meta = rows[0]._meta
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    key, *fields = columns
    values: list[list[Any]] = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in columns
    ]
    quote = connection.ops.quote_name
    places = ", ".join(
        f"%s::{field.rel_db_type(connection) if field is key else field.db_type(connection)}[]"
        for field in columns
    )
    names_of = ", ".join(quote(field.column) for field in columns)
    changes = ", ".join(f"{quote(field.column)} = new.{quote(field.column)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS old SET {changes} FROM unnest({places}) AS new({names_of}) "  # noqa: S608
            f"WHERE old.{quote(key.column)} = new.{quote(key.column)}",
            values,
        )
