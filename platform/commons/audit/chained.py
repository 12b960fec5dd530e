"""Tables whose every change is put into a book of acts, by triggers: no verb, page or shell can forget it."""

from collections.abc import Sequence

import pgtrigger

_LINES = """
    WITH gone AS ({gone}), come AS ({come}), lines AS (
        SELECT book, '-' || line AS line FROM (SELECT * FROM gone EXCEPT ALL SELECT * FROM come) a
        UNION ALL
        SELECT book, '+' || line FROM (SELECT * FROM come EXCEPT ALL SELECT * FROM gone) b
    )
    INSERT INTO audit_link (book, at, act, verb, actor, reason, thing, operation, rows, content_hash, previous, hash)
    SELECT book, clock_timestamp(),
        nullif(current_setting('pghistory.context_id', true), '')::uuid,
        coalesce(told ->> 'verb', ''), (told ->> 'user')::bigint, coalesce(told ->> 'reason', ''),
        TG_TABLE_NAME, TG_OP, {rows},
        encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex'), '', ''
    FROM lines WHERE book IS NOT NULL GROUP BY book ORDER BY book;
    RETURN NULL;
"""
_NOTHING = "SELECT NULL::text AS book, NULL::text AS line WHERE false"
_TOLD = "told := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;"


def chained(book: str, *, without: Sequence[str] = (), only: str = "") -> list[pgtrigger.Trigger]:
    """Triggers that put every insert, update and delete of the table into a book, as one link for each statement.

    `book`: SQL for the name of the book of the row `r` ("'vote/' || r.election_id"); a row without one is left out.
    `without`: columns whose changes are not acts, and are left out of the hash. `only`: SQL over `r` that says which
    rows count. The book is locked only while the transaction commits, never while it works.
    """
    dropped = "".join(f" - '{column}'" for column in without)
    where = f" WHERE {only}" if only else ""

    def rows_of(table: str) -> str:
        return f"SELECT {book} AS book, (to_jsonb(r){dropped})::text AS line FROM {table} r{where}"  # noqa: S608

    def made(operation: pgtrigger.Operation, name: str, gone: str, come: str, rows: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=f"act_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(
                **({"old": "gone_rows"} if gone else {}), **({"new": "come_rows"} if come else {})
            ),
            declare=[("told", "jsonb")],
            func=_TOLD
            + _LINES.format(
                gone=rows_of("gone_rows") if gone else _NOTHING,
                come=rows_of("come_rows") if come else _NOTHING,
                rows=rows,
            ),
        )

    return [
        made(pgtrigger.Insert, "insert", "", "new", "count(*)"),
        made(pgtrigger.Update, "update", "old", "new", "count(*) FILTER (WHERE line LIKE '+%')"),
        made(pgtrigger.Delete, "delete", "old", "", "count(*)"),
    ]
