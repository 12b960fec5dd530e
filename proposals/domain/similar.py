"""Proposals like the one being written, so that people join forces before they write the same thing twice."""

from dataclasses import dataclass

from django.db import connection

from commons.accounts.permissions import Actor
from commons.process.models import Cycle
from proposals.models import SILENT, Proposal

THRESHOLD = 0.42
"""Least trigram likeness of a word: "pyörtäie" and "pyörätie" have 0.44."""
ENOUGH = 0.30
MOST_WORDS = 12

# Each longer word of the text is compared with each title by trigrams; rare words count more than common
# ones. The text search adds titles and texts that hold other forms of the words.
_FIND = """
WITH words AS (
    SELECT DISTINCT word FROM unnest(regexp_split_to_array(proposals_plain(%(text)s), '[^[:alnum:]]+')) AS
    word WHERE length(word) >= 4 LIMIT %(most)s
), open_ones AS (
    SELECT id, title_plain, search FROM proposals_proposal
    WHERE cycle_id = %(cycle)s AND state <> ALL(%(hidden)s) AND id <> %(without)s
), near AS (
    SELECT word, id, word_similarity(word, title_plain) AS likeness
    FROM words JOIN open_ones ON word_similarity(word, title_plain) >= %(threshold)s
), weighed AS (
    SELECT id, likeness * ln(1 + (SELECT count(*) FROM open_ones)::float8 / count(*) OVER (PARTITION BY
    word)) AS weight FROM near
), by_letters AS (
    SELECT id, sum(weight) / (SELECT greatest(count(*), 1) FROM words) AS score FROM weighed GROUP BY id
), asked AS (
    SELECT replace(proposals_query(%(text)s)::text, ' & ', ' | ')::tsquery AS query
), by_words AS (
    SELECT id, ts_rank('{0.05, 0.1, 0.3, 1.0}', search, query, 1) * 4 AS score
    FROM open_ones, asked WHERE search @@ query
)
SELECT id, coalesce(l.score, 0) + coalesce(w.score, 0) AS score
FROM by_letters l FULL JOIN by_words w USING (id)
WHERE coalesce(l.score, 0) + coalesce(w.score, 0) >= %(enough)s
ORDER BY score DESC, id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Similar:
    """A proposal that may be about the same. `score`: larger is more alike; only for ordering."""

    proposal: Proposal
    score: float


def similar(
    *, actor: Actor, cycle: Cycle, text: str, without: Proposal | None = None, limit: int = 5
) -> list[Similar]:
    """Public proposals of the year that resemble `text`, most alike first. Other forms and typing errors are
    found.

    `text`: a title, or a title and a few sentences; its first 400 characters count. Two queries.
    """
    words = text.replace("\x00", " ")[:400].strip()
    if len(words) < 3 or not cycle.is_published:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "text": words,
                "most": MOST_WORDS,
                "cycle": cycle.pk,
                "hidden": [state.value for state in SILENT],
                "without": without.pk if without else 0,
                "threshold": THRESHOLD,
                "enough": ENOUGH,
                "limit": limit,
            },
        )
        scores: dict[int, float] = dict(cursor.fetchall())
    found = Proposal.objects.visible_to(actor).without_texts().select_related("area").in_bulk(list(scores))
    return [Similar(found[pk], score) for pk, score in scores.items() if pk in found]
