"""Reading and raising the versions of topics."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

HINT = "live.hint"

_RAISE = """
WITH raised AS (
    INSERT INTO live_topicversion (name, version, epoch)
    SELECT name, 1, gen_random_uuid() FROM unnest(%s::text[]) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET version = live_topicversion.version + 1, changed_at = now()
    RETURNING name, version
)
"""
_RAISE_ALONE = f"{_RAISE} SELECT name, version FROM raised"  # noqa: S608 (no value in it)
_RAISE_AND_NOTIFY = f"""{_RAISE}
SELECT name, version, pg_notify(%s, json_build_object(
    'group', 'live.' || replace(name, ':', '.'),
    'message', json_build_object('type', %s, 'topic', name, 'version', version))::text)
FROM raised
"""  # noqa: S608


@dataclass(frozen=True)
class Version:
    """Where a topic stands; 0 and an empty epoch when it was never published."""

    number: int = 0
    epoch: str = ""


def group_of(name: str) -> str:
    """The channel layer's group of a topic; ":" is not allowed there, and "." not in a name."""
    return "live." + name.replace(":", ".")


def hint(name: str, version: int) -> dict[str, str | int]:
    """The message that tells servers of a change: that it happened, not what it is."""
    return {"type": HINT, "topic": name, "version": version}


def raise_versions(names: Collection[str], *, notify: str = "") -> dict[str, int]:
    """Raise each topic's version by one and return the new ones, in one short statement of its own.

    With `notify` the same statement also tells the listeners of that PostgreSQL channel. Rows are locked in the order
    of their names, so that two statements never wait for each other.
    """
    with connection.cursor() as cursor:
        if notify:
            cursor.execute(_RAISE_AND_NOTIFY, [sorted(names), notify, HINT])
        else:
            cursor.execute(_RAISE_ALONE, [sorted(names)])
        return {row[0]: row[1] for row in cursor.fetchall()}


def versions_of(names: Collection[str]) -> dict[str, Version]:
    """The versions of topics; one query. Never published ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, version, left(epoch::text, 8) FROM live_topicversion WHERE name = ANY(%s)",
            [list(names)],
        )
        return {name: Version(number, epoch) for name, number, epoch in cursor.fetchall()}


def to_text(value: object) -> str:
    """JSON as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
