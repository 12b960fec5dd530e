"""Answering statements. Who may, and when, the owner's verb has decided before.

Answers are kept like a secret: the person alone sees them. What everybody sees is drawn anew when five people's answers
to a statement are waiting to be counted, by a job.
"""

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import AlreadyEnqueued

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.deliberation.domain.statements.errors import NotToBeAnsweredNow, OwnStatement
from commons.deliberation.domain.statements.summary import LEAST
from commons.deliberation.models import Stance, Standpoint, Statement
from commons.http import rate
from commons.http.errors import Invalid, SignInNeeded
from commons.live import publish

AT_ONCE, PER_SECONDS = 120, 600
"""Enough for who answers a long list quickly; a program that presses everything is slowed down."""
DRAWN_AFTER = 5
"""Seconds until waiting answers are counted, so that many that come at once are counted at once."""

_ANSWER = """
WITH person AS (
    INSERT INTO deliberation_participant (thread_id, user_id) VALUES (%(thread)s, %(user)s)
    ON CONFLICT (thread_id, user_id) DO UPDATE SET user_id = EXCLUDED.user_id RETURNING id
)
INSERT INTO deliberation_standpoint (statement_id, participant_id, value)
SELECT %(statement)s, id, %(value)s FROM person
ON CONFLICT (statement_id, participant_id) DO UPDATE SET value = EXCLUDED.value, origin_id = NULL
"""


@transaction.atomic
def answer(*, actor: Actor, statement: Statement, value: str, talk: int | None = None) -> Stance:
    """Agree, disagree or pass; again changes it. `talk`: the thread with which it is read, if that is another one.

    Raises `Invalid`, `SignInNeeded`, `OwnStatement`, `NotToBeAnsweredNow`, `TooOften`.
    """
    user = _user(actor)
    if value not in Stance.values:
        raise Invalid(fields={"value": [_("Choose one of the answers.")]})
    if statement.author_id == user.pk and not statement.is_official:
        raise OwnStatement
    if statement.hidden_at is not None:
        raise NotToBeAnsweredNow
    rate.take(f"statement-answer:{user.pk}", AT_ONCE, PER_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            _ANSWER,
            {"thread": statement.thread_id, "user": user.pk, "statement": statement.pk, "value": value},
        )
    _tell(statement, talk)
    return Stance(value)


@transaction.atomic
def take_back(*, actor: Actor, statement: Statement, talk: int | None = None) -> None:
    """Have no answer any more; without any nothing changes. `talk` as in `answer`. Raises `SignInNeeded`."""
    user = _user(actor)
    mine = Standpoint.objects.filter(statement=statement, participant__user=user)
    # What was never counted goes at once; the rest when it is counted out, with others.
    mine.filter(counted=None).delete()
    mine.update(value=None)
    _tell(statement, talk)


def _user(actor: Actor) -> User:
    if not isinstance(actor, User):
        raise SignInNeeded
    return actor


def _tell(statement: Statement, talk: int | None) -> None:
    thread = talk or statement.thread_id
    if Standpoint.objects.waiting().filter(statement=statement).count() >= LEAST:
        draw_soon(thread)
    publish(f"answers:{thread}")


def draw_soon(thread: int) -> None:
    """Let the picture be drawn within seconds, once however often this is asked."""
    from commons.deliberation.tasks import draw_opinions  # the job imports this package

    try:
        # A place of its own to fail in: the answer stays when the job is waiting already.
        with transaction.atomic():
            draw_opinions.configure(
                queueing_lock=f"opinions:{thread}", schedule_in={"seconds": DRAWN_AFTER}
            ).defer(thread_id=thread)
    except AlreadyEnqueued:
        pass
