"""Ground of all tests."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.conf import settings as django_settings
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from django.utils import translation
from hypothesis import HealthCheck, settings

from portal import translations

ROOT = Path(__file__).resolve().parents[1]

# A run says the same twice, on a slow machine too. To look for what nobody has thought of: --hypothesis-profile=search
PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("steady", derandomize=True, **PATIENT)
settings.register_profile("search", derandomize=False, max_examples=1_000, **PATIENT)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Catalogues are compiled from their sources, so that a test never reads yesterday's words."""
    translations.compile_all(ROOT)
    post_migrate.connect(forget_jobs, dispatch_uid="tests")
    DatabaseOperations.sql_flush = empty_what_was_written  # type: ignore[method-assign]


def forget_jobs(sender: AppConfig, **_rest: Any) -> None:
    """Jobs go with the rest: Django empties only the tables of models that it manages itself."""
    if sender.label == "procrastinate":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


MANY_ROWS = 2_000
MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}
truncate_all, tell_of_migration = DatabaseOperations.sql_flush, flush.emit_post_migrate_signal


def empty_what_was_written(
    operations: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any
) -> list[str]:
    """How Django empties the tables after a test with transactions of its own: two hundred truncated tables, and what
    migrating makes in them once more, take most of a second; the few that hold rows are emptied in no time."""
    name = operations.quote_name
    flush.emit_post_migrate_signal = tell_of_migration  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')::boolean")
        may_pass_triggers = cursor.fetchone()[0]
        cursor.execute(
            "SELECT relname FROM pg_class WHERE (relname = ANY(%s) OR relname LIKE 'procrastinate%%')"
            " AND relkind = 'r' AND pg_relation_size(oid) > 0",
            [list(tables)],
        )
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', EXISTS (SELECT FROM {name(table)} OFFSET {MANY_ROWS})"
                f" WHERE EXISTS (SELECT FROM {name(table)})"
                for (table,) in cursor.fetchall()
            )
        )
        written = dict(cursor.fetchall())
    if any(written.values()) or not may_pass_triggers or not written.keys() >= MADE_BY_MIGRATE:
        return truncate_all(operations, style, tables, **options)
    flush.emit_post_migrate_signal = lambda *_how, **_more: None  # type: ignore[attr-defined]
    emptied = [f"DELETE FROM {name(table)};" for table in written.keys() - MADE_BY_MIGRATE]
    return ["SET LOCAL session_replication_role = replica;", *emptied]


@pytest.fixture(autouse=True)
def language_of_the_town() -> Iterator[None]:
    """Pages leave their reader's language behind in the thread; no test begins with another one's."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def media_of_its_own(settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of tests go to a temporary folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")  # type: ignore[attr-defined]
