"""Sealing the box, when the result is public and the time for appeals is over: nobody can join roll and ballots again.

One official asks for it, another does it, and it cannot be undone. What happens is in `unlinking`; the file of the box
key is overwritten and removed after the commit, and an hourly job makes sure that it is gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, NotAllowed
from commons.live import publish
from voting.domain import keys, unlinking
from voting.domain.errors import BoxSealed
from voting.models import CountState, Election, Sealing
from voting.rules import SEAL, SEE_DESK


class ResultAwaited(Conflict):
    """The result is not public yet."""

    code = "result-awaited"
    title = _("The box cannot be sealed yet")
    detail = _("Publish the result first, and wait until the time for appeals is over.")


class AppealsRunning(Conflict):
    """Somebody may still appeal, and the count may have to be looked into."""

    code = "appeals-running"
    title = _("The time for appeals is not over")
    detail = _("Until then the box stays as it is. Nothing was changed.")


class SecondSealerNeeded(NotAllowed):
    """Whoever asked for it does not do it."""

    code = "second-sealer-needed"
    title = _("Another person has to seal the box")
    detail = _("You have asked for it. It cannot be undone, so somebody else decides it with you.")


@dataclass(frozen=True)
class SealState:
    """How far sealing is. `may_from`: when appeals are over, None before the result is public."""

    may_from: datetime | None
    is_time: bool
    asked_by: str
    asked_at: datetime | None
    sealed_by: str
    sealed_at: datetime | None
    key_gone: bool
    mine: bool


def may_from(election: Election) -> datetime | None:
    """When the time for appeals is over; None before the result is public. One query."""
    found: datetime | None = election.counts.filter(state=CountState.PUBLISHED, superseded=False).aggregate(
        at=Max("published_at")
    )["at"]
    return found + timedelta(days=settings.RAATI_APPEAL_DAYS) if found else None


def state_of(*, actor: Actor, election: Election) -> SealState:
    """How far sealing is, for the officials of the vote. Raises `NotAllowed`."""
    require(actor, SEE_DESK, election)
    row = Sealing.objects.select_related("first_by", "second_by").filter(election=election).first()
    begins = may_from(election)
    return SealState(
        may_from=begins,
        is_time=begins is not None and begins <= timezone.now(),
        asked_by=str(row.first_by or "") if row else "",
        asked_at=row.first_at if row else None,
        sealed_by=str(row.second_by or "") if row else "",
        sealed_at=row.sealed_at if row else None,
        key_gone=row is not None and row.key_gone_at is not None,
        mine=row is not None and row.first_person == actor.pk,
    )


@transaction.atomic
def seal(*, actor: Actor, election: Election) -> Sealing:
    """Ask for sealing as the first person, or seal as the second. For good.

    Raises `NotAllowed`, `BoxSealed`, `ResultAwaited`, `AppealsRunning`, `SecondSealerNeeded`.
    """
    require(actor, SEAL, election)
    election = (
        Election.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=election.pk)
    )
    _check(election)
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    row = Sealing.objects.filter(election=election).first()
    if row is not None and row.first_person == actor.pk:
        raise SecondSealerNeeded
    with verb("voting.seal" if row else "voting.ask_to_seal", actor):
        row = _finish(row, actor, election) if row else _ask(actor, election)
    publish(f"count:{election.cycle.slug}")
    return row


def _check(election: Election) -> None:
    if election.sealed_at is not None:
        raise BoxSealed
    begins = may_from(election)
    if begins is None:
        raise ResultAwaited
    if begins > timezone.now():
        raise AppealsRunning


def _ask(actor: User, election: Election) -> Sealing:
    return Sealing.objects.create(
        election=election, first_person=actor.pk, first_by=actor, first_at=timezone.now()
    )


@transaction.atomic
def withdraw(*, actor: Actor, election: Election) -> None:
    """Take back the wish to seal, as long as nobody else has sealed. Raises `NotAllowed`, `BoxSealed`."""
    require(actor, SEAL, election)
    election = (
        Election.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=election.pk)
    )
    if election.sealed_at is not None:
        raise BoxSealed
    with verb("voting.withdraw_sealing", actor):
        Sealing.objects.filter(election=election).delete()
    publish(f"count:{election.cycle.slug}")


def _finish(row: Sealing, actor: User, election: Election) -> Sealing:
    row.second_person, row.second_by, row.sealed_at = actor.pk, actor, timezone.now()
    row.save()
    election.sealed_at = row.sealed_at
    election.save(update_fields=["sealed_at"])
    unlinking.unlink(election)
    transaction.on_commit(lambda: _destroy(row))
    return row


def _destroy(row: Sealing) -> None:
    """After the commit: the key first, then what the database has left of the rows as they were."""
    if keys.destroy_box(row.election.key_id):
        Sealing.objects.filter(pk=row.pk).update(key_gone_at=Now())
    unlinking.sweep()


def destroy_left_keys() -> int:
    """Destroy box keys whose process died between commit and file; gives how many were sealed and had no such note."""
    rows = list(Sealing.objects.filter(sealed_at__isnull=False, key_gone_at=None).select_related("election"))
    for row in rows:
        _destroy(row)
    return len(rows)
