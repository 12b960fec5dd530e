"""Writing statements. Who may write about a thing, and when, its owner's verb has decided before."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.deliberation.domain.statements.errors import (
    EnoughStatements,
    EnoughWritten,
    LooksAlike,
    SaidAlready,
)
from commons.deliberation.models import Statement, Thread
from commons.deliberation.models.statements import LONGEST
from commons.deliberation.owners import talk_of
from commons.http import rate
from commons.http.errors import Invalid, SignInNeeded
from commons.live import publish

MOST_BY_ONE = 5
"""So many statements a person may write in a thread."""
MOST_IN_ALL = 300
"""So many a thread holds: more than anybody answers, and few enough to be read at once."""
AT_ONCE, AT_ONCE_IN_OFFICE, PER_SECONDS = 6, 60, 3600
ALIKE = 0.45
"""Least trigram likeness of a whole statement: one word changed in a sentence of eight has about 0.6."""
SHOWN_ALIKE = 3

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_ALIKE = """
SELECT id FROM (
    SELECT id, similarity(lower(text), lower(%(text)s)) AS likeness FROM deliberation_statement
    WHERE thread_id = ANY(%(threads)s) AND hidden_at IS NULL
) AS compared WHERE likeness >= %(least)s ORDER BY likeness DESC, id LIMIT %(most)s
"""


@transaction.atomic
def write(
    *,
    actor: Actor,
    thread: Thread,
    text: str,
    language: str,
    key: UUID | None = None,
    although_similar: bool = False,
    is_official: bool = False,
) -> Statement:
    """Store a statement and give it; sent again (same `key`, or one's own same words) give the first.

    `text`: 1 to 140 characters, on one line. `although_similar`: the writer has seen what is like it. `is_official`:
    the town's; the limit for one person does not bind it. Raises `Invalid`, `SignInNeeded`, `TooOften`,
    `SaidAlready`, `LooksAlike`, `EnoughWritten`, `EnoughStatements`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    words = cleaned(text)
    if not _LANGUAGE_TAG.fullmatch(language) or len(language) > 12:
        raise Invalid(fields={"language": [_("Choose the language of your text.")]})
    # The bucket's row is locked from here to the end, so that a person's requests come one after the other.
    scope, most = ("in office", AT_ONCE_IN_OFFICE) if is_official else ("own", AT_ONCE)
    room = rate.allow(f"statement:{scope}:{actor.pk}", most, PER_SECONDS)
    first = Statement.objects.filter(author=actor, key=key).first() if key else None
    talk = talk_of(thread.pk)
    same = first or Statement.objects.filter(thread__in=talk, text__iexact=words).order_by("pk").first()
    if same is not None:
        if same.author_id == actor.pk:
            return same
        raise SaidAlready(same)
    _require_room(actor, thread, is_official=is_official)
    if not although_similar and (similar := alike(talk, words)):
        raise LooksAlike(similar)
    if not room:
        raise rate.TooOften
    made = Statement.objects.create(
        thread=thread, author=actor, text=words, language=language, key=key, is_official=is_official
    )
    publish(f"statements:{thread.pk}")
    return made


def _require_room(actor: User, thread: Thread, *, is_official: bool) -> None:
    written = Statement.objects.filter(thread=thread).order_by()
    if written.count() >= MOST_IN_ALL:
        raise EnoughStatements
    if not is_official and written.filter(author=actor, is_official=False).count() >= MOST_BY_ONE:
        raise EnoughWritten


def alike(threads: Sequence[int], words: str) -> list[Statement]:
    """Statements that say nearly the same, the likest first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, {"text": words, "threads": list(threads), "least": ALIKE, "most": SHOWN_ALIKE})
        order = [pk for (pk,) in cursor.fetchall()]
    found = Statement.objects.in_bulk(order)
    return [found[pk] for pk in order]


def cleaned(text: str) -> str:
    """`text` on one line without needless space, or `Invalid`."""
    words = " ".join(text.split())
    if not words:
        raise Invalid(fields={"text": [_("Write something first.")]})
    if len(words) > LONGEST:
        raise Invalid(
            fields={
                "text": [
                    _(
                        "A statement has at most 140 characters. Say one thing only; write two for two thoughts."
                    )
                ]
            }
        )
    if "\x00" in words:
        raise Invalid(fields={"text": [_("The text holds a character that cannot be stored.")]})
    return words
