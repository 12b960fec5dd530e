"""A wave of spam: chosen by what its texts have in common, looked over, hidden by one decision, and taken back by one.

Chosen by the same words, by likeness, by time and by the age of the accounts; never by networks, which we do not keep.
All is done by statements over sets: memory stays the same, whether there are twenty or twenty thousand.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, paths_held, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.domain.deciding import QUEUE, apply, locked
from commons.moderation.domain.errors import UndoneAlready
from commons.moderation.kinds import Thing, things_of
from commons.moderation.likeness import ALIKE
from commons.moderation.models import Case, Decision, Moderation, Reason, Report, Wave
from commons.moderation.rules import MODERATE

CHUNK = 500
SAMPLE = 20
MOST_HOURS, MOST_DAYS = 24 * 14, 3650


@dataclass(frozen=True)
class Criteria:
    """`alike`: also texts that look nearly the same. `hours`: before and after the one that was found.
    `account_days`: only of accounts that were younger when they wrote; 0: of any account."""

    alike: bool = True
    hours: int = 24
    account_days: int = 7


@dataclass(frozen=True)
class Preview:
    """What one decision would hide: how many, of how many writers, and some of them."""

    count: int
    writers: int
    sample: list[tuple[Case, Thing]]


def chosen(actor: Actor, seed: Case, criteria: Criteria) -> QuerySet[Case]:
    """What belongs to the wave of `seed` and the actor may hide. Raises `Invalid`."""
    if not (0 < criteria.hours <= MOST_HOURS and 0 <= criteria.account_days <= MOST_DAYS):
        raise Invalid(fields={"hours": [_("Choose from 1 to 336 hours, and at most 3650 days.")]})
    around = timedelta(hours=criteria.hours)
    words = Q(fingerprint=seed.fingerprint)
    if criteria.alike and seed.likeness is not None:
        words |= Q(pk__in=_alike(seed))
    rows = (
        Case.objects.filter(
            words, written_at__gte=seed.written_at - around, written_at__lte=seed.written_at + around
        )
        .exclude(state=Moderation.HIDDEN)
        .exclude(concerns__contains=[actor.pk])
        .exclude(reports__reporter=actor.pk)
    )
    if criteria.account_days:
        rows = rows.filter(author__date_joined__gt=F("written_at") - timedelta(days=criteria.account_days))
    paths = paths_held(actor, Role.MODERATOR, Role.COORDINATOR)
    if paths is not None:
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(area__path__startswith=path)
        rows = rows.filter(within)
    return rows.order_by("pk")


def _alike(seed: Case) -> QuerySet[Case, dict[str, int]]:
    return Case.objects.extra(
        where=["bit_count((likeness # %s)::bit(64)) <= %s"], params=[seed.likeness, ALIKE]
    ).values("pk")


def preview(*, actor: Actor, seed: Case, criteria: Criteria) -> Preview:
    """What would be hidden. A constant number of queries. Raises `Invalid`, `NotAllowed`, `SignInNeeded`."""
    require(actor, MODERATE, seed)
    rows = chosen(actor, seed, criteria)
    some = list(rows[:SAMPLE])
    things = things_of([(case.kind, case.target) for case in some])
    sample = [(case, things[case.kind, case.target]) for case in some if (case.kind, case.target) in things]
    writers = rows.order_by().values("author").distinct().count()
    return Preview(rows.count(), writers, sample)


_HIDE = """
WITH chosen AS MATERIALIZED ({chosen}), kept AS (
    INSERT INTO moderation_decision (case_id, old_state, old_reason, old_looked_at, state, reason, is_redacted,
        is_second, wave_id, by_id)
    SELECT moderation_case.id, moderation_case.state, moderation_case.reason, looked_at, 'hidden', %s, false, false,
        %s, %s
    FROM moderation_case JOIN chosen ON chosen.id = moderation_case.id
)
UPDATE moderation_case SET state = 'hidden', reason = %s, looked_at = %s
FROM chosen WHERE moderation_case.id = chosen.id
"""


@transaction.atomic
def hide(*, actor: Actor, seed: Case, criteria: Criteria, reason: str) -> Wave:
    """Hide the whole wave by one decision; each writer gets one mail.

    Raises `Invalid`, `OwnMatter`, `NotAllowed`, `SignInNeeded`.
    """
    first = locked(actor, seed)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    by = actor if isinstance(actor, User) and actor.pk else None
    now = timezone.now()
    wave = Wave.objects.create(seed=first, reason=reason, criteria=asdict(criteria), by=by, made_at=now)
    rows = chosen(actor, first, criteria).values("id")
    inner, params = rows.query.sql_with_params()
    with verb("moderation.hide_wave", actor, reason=reason), connection.cursor() as cursor:
        statement = _HIDE.format(chosen=inner)
        cursor.execute(statement, [*params, reason, wave.pk, by.pk if by else None, reason, now])
        wave.count = cursor.rowcount
        for kind, targets in _chunks(wave):
            apply(kind, targets, Moderation.HIDDEN, reason)
    Report.objects.filter(case__decisions__wave=wave, settled_at=None).update(settled_at=now)
    Wave.objects.filter(pk=wave.pk).update(count=wave.count)
    _tell(wave)
    publish(QUEUE)
    return wave


_UNDO = """
WITH restored AS MATERIALIZED (
    SELECT decision.case_id, decision.old_state, decision.old_reason, decision.old_looked_at
    FROM moderation_decision AS decision WHERE wave_id = %s AND NOT EXISTS (
        SELECT FROM moderation_decision AS later WHERE later.case_id = decision.case_id AND later.id > decision.id)
), kept AS (
    INSERT INTO moderation_decision (case_id, old_state, old_reason, old_looked_at, state, reason, is_redacted,
        is_second, by_id)
    SELECT case_id, 'hidden', %s, %s, old_state, old_reason, false, false, %s FROM restored
)
UPDATE moderation_case SET state = old_state, reason = old_reason, looked_at = old_looked_at
FROM restored WHERE moderation_case.id = restored.case_id
"""


@transaction.atomic
def undo(*, actor: Actor, wave: Wave) -> int:
    """Make everything as it was before the wave was hidden; what was decided one by one since then stays so.

    How many came back. Raises `UndoneAlready`, `OwnMatter`, `NotAllowed`, `SignInNeeded`.
    """
    found = Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    locked(actor, Case.objects.get(pk=found.seed_id))
    if found.undone_at is not None:
        raise UndoneAlready
    by = actor if isinstance(actor, User) and actor.pk else None
    with verb("moderation.undo_wave", actor), connection.cursor() as cursor:
        cursor.execute(_UNDO, [found.pk, found.reason, found.made_at, by.pk if by else None])
        count = int(cursor.rowcount)
        for kind, targets in _chunks(found, Moderation.SHOWN):
            apply(kind, targets, Moderation.SHOWN, "")
        for kind, targets in _chunks(found, Moderation.HELD):
            apply(kind, targets, Moderation.HELD, "")
    Report.objects.filter(case__decisions__wave=found, settled_at=found.made_at).update(settled_at=None)
    Wave.objects.filter(pk=found.pk).update(undone_at=Now(), undone_by=by)
    publish(QUEUE)
    return count


def _chunks(wave: Wave, state: str = Moderation.HIDDEN) -> Iterator[tuple[str, list[int]]]:
    """The wave's things that stand in `state` now, some hundred of one kind at a time."""
    rows = Case.objects.filter(decisions__wave=wave, state=state).order_by("kind", "pk")
    # The same transaction changes what is read only in the owners' tables.
    for kind, found in groupby(rows.values_list("kind", "target").iterator(CHUNK), key=lambda row: row[0]):
        chunk: list[int] = []
        for _kind, target in found:
            chunk.append(target)
            if len(chunk) == CHUNK:
                yield kind, chunk
                chunk = []
        if chunk:
            yield kind, chunk


def _tell(wave: Wave) -> None:
    from commons.moderation.tasks import tell_wave  # the job imports this package

    tell_wave.defer(wave_id=wave.pk)


def newest(*, actor: Actor, most: int = 30) -> list[Wave]:
    """Waves that were hidden, newest first. Raises `SignInNeeded`, `NotAllowed`. One query."""
    require(actor, MODERATE)
    return list(Wave.objects.select_related("by", "undone_by", "seed").order_by("-pk")[:most])


def writers_of(wave: Wave) -> Iterator[User]:
    """Everybody of whom the wave hid something, once."""
    authors = Decision.objects.filter(wave=wave, case__author__isnull=False).values("case__author")
    return User.objects.filter(pk__in=authors, is_active=True).order_by("pk").iterator(CHUNK)
