"""Drawing what everybody may know of the answers in a thread, keeping it, and reading it back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from commons.deliberation.domain.statements.grouping import Answers, groups
from commons.deliberation.domain.statements.joining import first_of_each
from commons.deliberation.domain.statements.summary import (
    LEAST,
    Group,
    Numbers,
    Shared,
    Shares,
    Summary,
    Telling,
    summary,
)
from commons.deliberation.models import OpinionPicture, Participant, Standpoint, Thread
from commons.deliberation.owners import talk_of
from commons.live import publish

__all__ = ["LEAST", "draw", "least_answers", "least_people", "summary_of"]

FEWEST_STATEMENTS = 3
_WORTH = {"agree": 1.0, "disagree": -1.0, "pass": 0.0}


def least_people() -> int:
    """So many people must have answered enough before opinion groups are shown."""
    return int(settings.RAATI_OPINION_PEOPLE)


def least_answers(statements: int) -> int:
    """So many of the statements a person must have answered to count for that: the town's number, or all there are."""
    return max(FEWEST_STATEMENTS, min(int(settings.RAATI_OPINION_ANSWERS), statements))


@transaction.atomic
def draw(thread: Thread | int, *, anew: bool = False) -> OpinionPicture | None:
    """Count what waits and draw the picture anew; None where nothing is ready.

    A statement is ready when five people's answers to it wait (new, changed, taken back, or of an account that is
    gone), so that no two pictures differ in it by fewer people. `anew`: the talk has other statements than before, by
    being joined or parted, so it is drawn although nothing is ready.
    """
    pk = thread if isinstance(thread, int) else thread.pk
    if not Thread.objects.select_for_update().filter(pk=pk).exists():
        return None
    threads = talk_of(pk)
    ready = _ready(threads)
    if not ready and not anew:
        return None
    Standpoint.objects.filter(statement__in=ready).waiting().update(counted=F("value"))
    Standpoint.objects.filter(statement__thread__in=threads, value=None, counted=None).delete()
    Participant.objects.filter(thread__in=threads, user=None, standpoints=None).delete()
    answers, statements = counted(threads)
    enough = least_answers(len(statements))
    labels = groups(answers, least_people=least_people(), least_answers=enough)
    active = int(((~np.isnan(answers)).sum(axis=1) >= enough).sum())
    told = summary(answers, statements, labels, active=active)
    picture, _made = OpinionPicture.objects.get_or_create(thread_id=pk)
    picture.data, picture.version, picture.drawn_at = asdict(told), picture.version + 1, timezone.now()
    picture.save()
    publish(f"statements:{pk}")
    return picture


def _ready(threads: Sequence[int]) -> list[int]:
    rows = Standpoint.objects.waiting().filter(statement__thread__in=threads).order_by()
    waiting = rows.values("statement").annotate(people=Count("pk")).filter(people__gte=LEAST)
    return [row["statement"] for row in waiting]


_COUNTED = """
SELECT dense_rank() OVER (ORDER BY coalesce(user_id, -participant_id)) - 1, statement_id, counted
FROM deliberation_standpoint JOIN deliberation_participant AS participant ON participant.id = participant_id
WHERE statement_id = ANY(%s) AND counted IS NOT NULL
"""
# A person is one, in however many of the joined talks; somebody whose account is gone is one a talk.


def counted(threads: Sequence[int]) -> tuple[Answers, Sequence[int]]:
    """People × shown statements as the numbers hold them, and the statements' keys in order."""
    statements = sorted(first_of_each(threads))
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [statements])
        rows = cursor.fetchall()
    place = {pk: at for at, pk in enumerate(statements)}
    answers = np.full((max((row for row, *_rest in rows), default=-1) + 1, len(statements)), np.nan)
    for row, statement, value in rows:
        answers[row, place[statement]] = _WORTH[value]
    return answers, statements


def summary_of(picture: OpinionPicture | None) -> Summary:
    """The picture as it was drawn; nothing where none was."""
    data: dict[str, Any] = picture.data if picture is not None else {}
    if not data:
        return Summary(0, 0, {}, [], [])
    return Summary(
        people=data["people"],
        active=data["active"],
        numbers={
            int(pk): Numbers(one["answered"], Shares(**one["shares"])) for pk, one in data["numbers"].items()
        },
        groups=[
            Group(
                one["size"],
                {int(pk): Shares(**shares) for pk, shares in one["shares"].items()},
                [Telling(**telling) for telling in one["telling"]],
            )
            for one in data["groups"]
        ],
        shared=[Shared(**one) for one in data["shared"]],
    )
