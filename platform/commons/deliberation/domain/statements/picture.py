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
from commons.deliberation.models import OpinionPicture, Participant, Standpoint, Statement, Thread
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
def draw(thread: Thread | int) -> OpinionPicture | None:
    """Count what waits and draw the picture anew; None where nothing is ready.

    A statement is ready when five people's answers to it wait (new, changed, taken back, or of an account that is
    gone), so that no two pictures differ in it by fewer people.
    """
    pk = thread if isinstance(thread, int) else thread.pk
    if not Thread.objects.select_for_update().filter(pk=pk).exists():
        return None
    ready = _ready(pk)
    if not ready:
        return None
    Standpoint.objects.filter(statement__in=ready).waiting().update(counted=F("value"))
    Standpoint.objects.filter(statement__thread=pk, value=None, counted=None).delete()
    Participant.objects.filter(thread=pk, user=None, standpoints=None).delete()
    answers, statements = counted(pk)
    enough = least_answers(len(statements))
    labels = groups(answers, least_people=least_people(), least_answers=enough)
    active = int(((~np.isnan(answers)).sum(axis=1) >= enough).sum())
    told = summary(answers, statements, labels, active=active)
    picture, _made = OpinionPicture.objects.get_or_create(thread_id=pk)
    picture.data, picture.version, picture.drawn_at = asdict(told), picture.version + 1, timezone.now()
    picture.save()
    publish(f"statements:{pk}")
    return picture


def _ready(thread: int) -> list[int]:
    rows = Standpoint.objects.waiting().filter(statement__thread=thread).order_by()
    waiting = rows.values("statement").annotate(people=Count("pk")).filter(people__gte=LEAST)
    return [row["statement"] for row in waiting]


_COUNTED = """
SELECT dense_rank() OVER (ORDER BY participant_id) - 1, statement_id, counted
FROM deliberation_standpoint WHERE statement_id = ANY(%s) AND counted IS NOT NULL
"""


def counted(thread: int) -> tuple[Answers, Sequence[int]]:
    """People × shown statements as the numbers hold them, and the statements' keys in order."""
    shown = Statement.objects.filter(thread=thread, hidden_at=None).order_by("pk")
    statements = list(shown.values_list("pk", flat=True))
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
