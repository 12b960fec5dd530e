"""Token buckets in PostgreSQL: how often somebody may do something, the same for every server process."""

import math

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.http.errors import Text, TooMany

LONGEST = 24 * 3600.0
"""Seconds in which every bucket is full again at the latest: one that was left alone for so long is as good as none."""
BATCH = 1_000
_DROP = """
DELETE FROM http_bucket WHERE scope IN (
    SELECT scope FROM http_bucket WHERE filled_at < statement_timestamp() - make_interval(secs => %(longest)s)
    ORDER BY filled_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
"""
# The clock may be behind the bucket's own time when the statement waited for a lock; it never runs backwards.
_TAKE = """
INSERT INTO http_bucket AS bucket (scope, tokens, filled_at)
VALUES (%(scope)s, %(limit)s - 1, statement_timestamp())
ON CONFLICT (scope) DO UPDATE SET
    tokens = LEAST(%(limit)s, bucket.tokens + %(speed)s * GREATEST(
        0, EXTRACT(EPOCH FROM statement_timestamp() - bucket.filled_at)::float8)) - 1,
    filled_at = GREATEST(bucket.filled_at, statement_timestamp())
WHERE LEAST(%(limit)s, bucket.tokens + %(speed)s * GREATEST(
        0, EXTRACT(EPOCH FROM statement_timestamp() - bucket.filled_at)::float8)) >= 1
RETURNING tokens
"""


class TooOften(TooMany):
    """The bucket is empty. `wait`: after so many seconds it holds a token again; the API tells it as `Retry-After`."""

    detail = _("What you wrote is kept on this page. Wait a moment and send it again.")

    def __init__(self, *, wait: float = 0) -> None:
        super().__init__(_when(math.ceil(wait / 60)) if wait > 30 else "")
        self.wait = math.ceil(wait)


def _in_words(minutes: int) -> str:
    return ngettext(
        "What you wrote is kept on this page. You can send it again in a minute.",
        "What you wrote is kept on this page. You can send it again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _when(minutes: int) -> Text:
    told: Text = lazy(_in_words, str)(minutes)  # in the reader's language, when it is shown
    return told


def allow(scope: str, limit: int, per: float) -> bool:
    """Take one token of the bucket `scope` if there is one: `limit` at once, refilled evenly within `per` seconds.

    One statement. In a transaction the row stays locked until its end, so that two requests of one scope come one
    after the other; and a transaction that is rolled back gives the token back. Where failed tries count (guessing
    codes), take the token before the transaction begins.

    `scope` is stored as a keyed hash: a network address in it cannot be read from the table. `per`: at most `LONGEST`,
    after which a bucket is deleted.
    """
    if per > LONGEST:
        raise ValueError(
            f"A bucket that takes longer than {LONGEST:.0f} seconds to fill is deleted before it is full."
        )
    parameters: dict[str, str | float] = {
        "scope": salted_hmac("rate", scope).hexdigest(),
        "limit": float(limit),
        "speed": limit / per,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, parameters)
        return cursor.fetchone() is not None


def take(scope: str, limit: int, per: float) -> None:
    """As `allow`, but raises `TooOften` when the bucket is empty; it says when there is a token again at the latest."""
    if not allow(scope, limit, per):
        raise TooOften(wait=per / limit)


def drop_full(*, batch: int = BATCH) -> int:
    """Delete the buckets that are full again since nobody took from them for `LONGEST`; how many.

    In batches, each a statement of its own; a row that somebody takes from just now is passed over.
    """
    dropped = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_DROP, {"longest": LONGEST, "batch": batch})
            gone: int = cursor.rowcount
        dropped += gone
        if gone < batch:
            return dropped
