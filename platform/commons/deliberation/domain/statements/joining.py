"""Statements of talks that are read as one, because what they are about was joined.

Nothing is moved: each statement and each answer stays with its own talk, and the leading one shows them all. Only where
two say the same in the same words, one is shown, and the answers to the other are brought to it, each person once and
marked with where they came from; so parting is exact.
"""

from collections.abc import Sequence

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from commons.deliberation.models import Standpoint

# The leading talk is the first of them.
FIRST_OF_EACH = """
SELECT id FROM (
    SELECT id, row_number() OVER (
        PARTITION BY lower(text) ORDER BY array_position(%(threads)s::bigint[], thread_id), id) AS place
    FROM deliberation_statement WHERE thread_id = ANY(%(threads)s) AND hidden_at IS NULL
) AS said WHERE place = 1
"""

_SAME = """
WITH said AS (
    SELECT id, thread_id, author_id, is_official, first_value(id) OVER (
        PARTITION BY lower(text) ORDER BY array_position(%(threads)s::bigint[], thread_id), id) AS first_id
    FROM deliberation_statement WHERE thread_id = ANY(%(threads)s) AND hidden_at IS NULL
), brought AS (
    SELECT DISTINCT ON (first.id, person.user_id)
        first.id AS statement_id, first.thread_id, person.user_id, answer.value, said.id AS origin_id
    FROM said JOIN said AS first ON first.id = said.first_id AND first.id <> said.id
    JOIN deliberation_standpoint AS answer ON answer.statement_id = said.id AND answer.value IS NOT NULL
    JOIN deliberation_participant AS person ON person.id = answer.participant_id AND person.user_id IS NOT NULL
    WHERE first.is_official OR first.author_id IS DISTINCT FROM person.user_id
    ORDER BY first.id, person.user_id, said.id
)
"""
_BRING_PEOPLE = """
INSERT INTO deliberation_participant (thread_id, user_id) SELECT DISTINCT thread_id, user_id FROM brought
ON CONFLICT DO NOTHING
"""
# Who answered both keeps the answer that is here. What comes waits to be counted, with others, as any answer does.
_BRING_ANSWERS = """
INSERT INTO deliberation_standpoint (statement_id, participant_id, value, origin_id)
SELECT statement_id, person.id, value, origin_id
FROM brought JOIN deliberation_participant AS person USING (thread_id, user_id)
ON CONFLICT (statement_id, participant_id) DO NOTHING
"""


def first_of_each(threads: Sequence[int]) -> list[int]:
    """The statements that are shown of talks that are read as one: of the same words the first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH, {"threads": list(threads)})
        return [pk for (pk,) in cursor.fetchall()]


def join(thread: int, others: Sequence[int]) -> None:
    """Let the statements of `others` be read and answered with those of `thread`; its owner says so from now on."""
    asked = {"threads": [thread, *others]}
    with connection.cursor() as cursor:
        cursor.execute(_SAME + _BRING_PEOPLE, asked)
        cursor.execute(_SAME + _BRING_ANSWERS, asked)
    draw_anew(thread)


def part(thread: int, others: Sequence[int]) -> None:
    """Give `others` their statements back, with all that was answered to them meanwhile.

    Answers that were brought go: at once, or where they are in the numbers, when they are counted out with others.
    """
    mine = Standpoint.objects.exclude(origin=None)
    brought = mine.filter(origin__thread__in=others) | mine.filter(statement__thread__in=others)
    uncounted = brought.filter(counted=None)
    Standpoint.objects.filter(pk__in=list(uncounted.values_list("pk", flat=True))).delete()
    Standpoint.objects.filter(pk__in=list(brought.values_list("pk", flat=True))).update(value=None)
    for one in (thread, *others):
        draw_anew(one)


def draw_anew(thread: int) -> None:
    """Let the picture be drawn without waiting for answers, once however often this is asked."""
    from commons.deliberation.tasks import draw_opinions  # the job imports this package

    try:
        with transaction.atomic():
            draw_opinions.configure(queueing_lock=f"opinions-anew:{thread}").defer(
                thread_id=thread, anew=True
            )
    except AlreadyEnqueued:
        pass
