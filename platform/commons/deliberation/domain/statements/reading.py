"""Reading the statements of a thread, one's own answers, and as much of the numbers as one may see now.

The numbers of a statement are shown to who has answered it: who reads first what most say, says it more easily. Who
does not want to answer asks for all of them; when answering is over everybody sees everything.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from commons.accounts.permissions import Actor
from commons.deliberation.domain.queries import Threads, keys_of, seed_for
from commons.deliberation.domain.statements.joining import first_of_each
from commons.deliberation.domain.statements.picture import least_answers, least_people, summary_of
from commons.deliberation.domain.statements.summary import Group, Numbers, Shared, Summary
from commons.deliberation.models import OpinionPicture, Stance, Statement
from commons.deliberation.owners import talk_of
from commons.deliberation.reasons import in_words


@dataclass(frozen=True)
class Shown:
    """A statement as a reader may see it. `hidden`: why others do not see it; only its writer is told.

    `stance`: what the reader answers. `numbers`: None where they are not shown (yet).
    """

    pk: int
    text: str
    language: str
    is_official: bool
    created_at: datetime
    is_mine: bool
    hidden: str
    stance: Stance | None
    numbers: Numbers | None = None

    @property
    def is_open(self) -> bool:
        """Whether the reader could answer it and has not."""
        return self.stance is None and not self.is_mine


@dataclass(frozen=True)
class Opinions:
    """What is known of everybody together, as far as the reader may see it.

    `people`: have answered something; `active`: enough of it (`least_answers`) to make groups of, which `least_people`
    must have done. `held_back`: groups and numbers are there, but the reader still answers. `waits`: enough people have
    answered, but not all of it is counted. `version`: of the picture.
    """

    people: int
    active: int
    least_people: int
    least_answers: int
    groups: list[Group]
    shared: list[Shared]
    held_back: bool
    waits: bool
    version: int

    @property
    def missing(self) -> int:
        """So many more people are needed before groups can be shown."""
        return max(0, self.least_people - self.active)


@dataclass(frozen=True)
class Sheet:
    """All statements of a thread for one reader: those that are shown, by lot; `hidden`: the reader's own that are not.

    `sees_all`: no number is held back.
    """

    thread: int
    statements: list[Shown]
    hidden: list[Shown]
    opinions: Opinions
    seed: int
    sees_all: bool

    @property
    def open(self) -> list[Shown]:
        """What the reader has not answered, in the order of the lot."""
        return [one for one in self.statements if one.is_open]

    @property
    def answered(self) -> list[Shown]:
        """What the reader has answered."""
        return [one for one in self.statements if one.stance is not None]

    def next_after(self, pk: int | None) -> Shown | None:
        """The next one to answer after `pk` in the order of the lot, then from the beginning again."""
        place = next((at for at, one in enumerate(self.statements) if one.pk == pk), -1)
        ways = self.statements[place + 1 :] + self.statements[: place + 1]
        return next((one for one in ways if one.is_open), None)

    def one(self, pk: int) -> Shown | None:
        """A statement that is shown, by its key."""
        return next((one for one in self.statements if one.pk == pk), None)


_STATEMENTS = """
SELECT statement.id, text, language, is_official, created_at, coalesce(author_id = %(viewer)s, false) AS mine,
    hidden_at IS NOT NULL, hidden_reason, standpoint.value
FROM (
    SELECT *, row_number() OVER (PARTITION BY lower(text), hidden_at IS NULL
        ORDER BY array_position(%(threads)s::bigint[], thread_id), id) AS place
    FROM deliberation_statement WHERE thread_id = ANY(%(threads)s) AND (hidden_at IS NULL OR author_id = %(viewer)s)
) AS statement
LEFT JOIN deliberation_participant AS participant
    ON participant.thread_id = statement.thread_id AND participant.user_id = %(viewer)s
LEFT JOIN deliberation_standpoint AS standpoint
    ON standpoint.statement_id = statement.id AND standpoint.participant_id = participant.id
WHERE place = 1 OR hidden_at IS NOT NULL
ORDER BY hashint8extended(statement.id, %(seed)s)
"""

# While the picture says that there are enough, it is not reckoned who has answered.
_TAKING_PART = """
SELECT count(*), count(*) FILTER (WHERE answers >= %(enough)s) FROM (
    SELECT count(DISTINCT lower(text)) AS answers FROM deliberation_standpoint AS standpoint
    JOIN deliberation_statement AS statement ON statement.id = standpoint.statement_id
    JOIN deliberation_participant AS participant ON participant.id = participant_id
    WHERE statement.thread_id = ANY(%(threads)s) AND hidden_at IS NULL AND value IS NOT NULL
    GROUP BY coalesce(user_id, -participant_id)
) AS person
"""


def sheet_of(
    thread: Threads,
    *,
    viewer: Actor | None = None,
    is_open: bool = True,
    asks_all: bool = False,
    seed: int | None = None,
) -> Sheet:
    """The statements of `thread`, or of several that are read as one, the leading one first: of the same words the
    first. `is_open`: answers are taken. `asks_all`: the reader wants every number at once.

    Two statements, three while too few people have answered to show groups, whatever there is.
    """
    threads = keys_of(thread)
    pk = threads[0]
    drawn = seed_for(viewer) if seed is None else seed
    with connection.cursor() as cursor:
        viewer_pk = viewer.pk if viewer is not None and viewer.is_authenticated else None
        cursor.execute(_STATEMENTS, {"viewer": viewer_pk, "threads": threads, "seed": drawn})
        rows = [_shown(row) for row in cursor.fetchall()]
    shown = [one for one in rows if not one.hidden]
    sees_all = not is_open or asks_all or not any(one.is_open for one in shown)
    picture = OpinionPicture.objects.filter(thread=pk).first()
    summary = summary_of(picture)
    return Sheet(
        thread=pk,
        statements=[
            replace(one, numbers=summary.numbers.get(one.pk))
            if sees_all or one.stance is not None or one.is_mine
            else one
            for one in shown
        ],
        hidden=[one for one in rows if one.hidden],
        opinions=_opinions(
            threads, shown, summary, sees_all=sees_all, version=picture.version if picture else 0
        ),
        seed=drawn,
        sees_all=sees_all,
    )


def _shown(row: tuple) -> Shown:
    pk, text, language, is_official, created_at, is_mine, is_hidden, reason, value = row
    return Shown(
        pk=pk,
        text=text,
        language=language,
        is_official=is_official,
        created_at=created_at,
        is_mine=is_mine and not is_official,
        hidden=in_words(reason) if is_hidden else "",
        stance=Stance(value) if value else None,
    )


def _opinions(
    threads: list[int], shown: list[Shown], summary: Summary, *, sees_all: bool, version: int
) -> Opinions:
    enough = least_answers(len(shown))
    people, active = summary.people, summary.active
    if active < least_people():
        people, active = _taking_part(threads, enough)
    keys = {one.pk for one in shown}
    # What a moderator has hidden since the picture was drawn is not told either.
    groups = [
        replace(
            group,
            shares={pk: one for pk, one in group.shares.items() if pk in keys},
            telling=[one for one in group.telling if one.statement in keys],
        )
        for group in summary.groups
    ]
    shared = [one for one in summary.shared if one.statement in keys]
    return Opinions(
        people=people,
        active=active,
        least_people=least_people(),
        least_answers=enough,
        groups=groups if sees_all and summary.active >= least_people() else [],
        shared=shared if sees_all else [],
        held_back=not sees_all and bool(summary.numbers),
        waits=summary.active < least_people() <= active,
        version=version,
    )


def _taking_part(threads: list[int], enough: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKING_PART, {"threads": threads, "enough": enough})
        people, active = cursor.fetchone()
    return people, active


def told_of_list(thread: int) -> dict[str, int]:
    """What everybody who listens to the list hears: how many statements there are, the version of the picture."""
    version = OpinionPicture.objects.filter(thread=thread).values_list("version", flat=True).first()
    return {"statements": len(first_of_each(talk_of(thread))), "picture": version or 0}


def told_of_answers(thread: int) -> dict[str, int]:
    """What everybody who listens to the answers hears: how many people take part, and enough of it for groups."""
    threads = talk_of(thread)
    people, active = _taking_part(threads, least_answers(len(first_of_each(threads))))
    return {"people": people, "active": active}


def similar_as_shown(similar: list[Statement]) -> list[Shown]:
    """Statements that a new one was found to be like, without answers and numbers."""
    return [
        Shown(one.pk, one.text, one.language, one.is_official, one.created_at, False, "", None)
        for one in similar
    ]
