"""The statements with which a thread is read.

Written as SQL: a thread is on every page that is read most, and making these statements anew each time would cost more
than running them.
"""

from enum import StrEnum


class Order(StrEnum):
    """How comments follow each other.

    Fair: kinds take turns, so that no side wins; of each side the arguments that convince most come first, and all
    others are drawn by lot, so that no hour wins either.
    """

    FAIR = "fair"
    NEWEST = "newest"
    OLDEST = "oldest"


COUNTS = """
SELECT kind, count(*) FILTER (WHERE reply_to_id IS NULL), count(*) FILTER (WHERE reply_to_id IS NOT NULL)
FROM deliberation_comment WHERE thread_id = ANY(%s) AND hidden_at IS NULL GROUP BY kind
"""

TOP = """
WITH ranked AS (
    SELECT comment.*, array_position(%(kinds)s::text[], kind::text) AS side,
        row_number() OVER (PARTITION BY kind ORDER BY
            CASE WHEN hidden_at IS NULL THEN convinced ELSE 0 END DESC, hashint8extended(id, %(seed)s)) AS strength
    FROM deliberation_comment AS comment
    WHERE thread_id = ANY(%(threads)s) AND reply_to_id IS NULL AND (%(kind)s::text IS NULL OR kind = %(kind)s)
), top AS (
    SELECT ranked.*, row_number() OVER (PARTITION BY kind ORDER BY
        CASE WHEN convinced > 0 AND hidden_at IS NULL AND strength <= %(strongest)s THEN strength END NULLS LAST,
        hashint8extended(id, %(seed)s)) AS turn
    FROM ranked
)
"""

REPLIES = """
SELECT reply.*, row_number() OVER (ORDER BY {replies}) AS rank FROM (
    SELECT answer.*, count(*) OVER () AS of_replies FROM deliberation_comment AS answer
    WHERE reply_to_id = {comment} AND thread_id = ANY(%(threads)s)
) AS reply
"""

PAGE = """
{top}, shown AS (
    SELECT top.*, row_number() OVER (ORDER BY {order}) AS place, count(*) OVER () AS of_all FROM top
    ORDER BY {order} LIMIT %(size)s OFFSET %(start)s
), told AS (
    SELECT place, of_all, 0 AS rank, 0 AS of_replies, id, kind, text, language, author_id, is_official, created_at,
        edited_at, hidden_at, hidden_reason, reply_to_id, thread_id, convinced FROM shown
    UNION ALL
    SELECT place, of_all, reply.rank, reply.of_replies, reply.id, reply.kind, reply.text, reply.language,
        reply.author_id, reply.is_official, reply.created_at, reply.edited_at, reply.hidden_at, reply.hidden_reason,
        reply.reply_to_id, reply.thread_id, reply.convinced
    FROM shown
    LEFT JOIN unnest(%(opened)s::bigint[], %(firsts)s::int[], %(lasts)s::int[]) AS opened(id, first, last)
        ON opened.id = shown.id
    CROSS JOIN LATERAL ({of_shown}) AS reply
    WHERE reply.rank BETWEEN least(coalesce(opened.first, 1), reply.of_replies) AND coalesce(opened.last, %(few)s)
)
{told}
ORDER BY place, rank
"""

TOLD = """
SELECT told.id, kind, text, told.language, author.display_name, is_official, created_at, edited_at, hidden_at,
    hidden_reason, reply_to_id, author_id, thread_id, convinced,
    convinced > 0 AND EXISTS (
        SELECT FROM deliberation_conviction WHERE comment_id = told.id AND user_id = %(viewer)s),
    rank, of_replies, of_all
FROM told LEFT JOIN accounts_user AS author ON author.id = author_id
"""

PLACE = """
{top}, placed AS (SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM top)
SELECT placed.id, placed.place, reply.rank, reply.of_replies
FROM deliberation_comment AS sought JOIN placed ON placed.id = coalesce(sought.reply_to_id, sought.id)
LEFT JOIN LATERAL ({of_placed}) AS reply ON reply.id = sought.id
WHERE sought.id = %(sought)s AND sought.thread_id = ANY(%(threads)s)
"""

OF_ONE = """
WITH told AS (SELECT reply.*, reply.of_replies AS of_all FROM ({of_one}) AS reply)
{told}
ORDER BY rank LIMIT %(size)s OFFSET %(start)s
"""

ORDERS = {
    Order.FAIR: "turn, side",
    Order.NEWEST: "created_at DESC, id DESC",
    Order.OLDEST: "created_at, id",
}

# Few replies are read as they were spoken. Of many it matters which come first: in the fair order the town's answers
# and then whom the lot chose, else those who were quickest would be the only ones that are read.
REPLY_ORDERS = {
    Order.FAIR: "of_replies > %(few)s AND NOT is_official, "
    "CASE WHEN of_replies > %(few)s AND NOT is_official THEN hashint8extended(id, %(seed)s) END, created_at, id",
    Order.NEWEST: "CASE WHEN of_replies > %(few)s THEN created_at END DESC, "
    "CASE WHEN of_replies > %(few)s THEN id END DESC, created_at, id",
    Order.OLDEST: "created_at, id",
}
