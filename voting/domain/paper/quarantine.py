"""Setting a whole batch aside, and letting it back in by two people. Nothing is deleted."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid, NotAllowed
from commons.live import publish
from voting import rules
from voting.domain.count import change_box
from voting.domain.paper import keying
from voting.domain.paper.errors import BatchSetAside, SecondPersonLetsIn
from voting.models import PaperBatch, PaperSheet, Quarantine, SheetState


class NotSetAside(Conflict):
    """The batch is not in quarantine, or nobody has asked to let it back in."""

    code = "not-set-aside"
    title = _("This batch is not waiting for that")
    detail = _("Nothing was changed. Look at the batch again to see how it is.")


@transaction.atomic
def begin(*, actor: Actor, batch: PaperBatch, reason: str) -> Quarantine:
    """Set a batch aside: its ballots leave the count at once, and one not accepted yet cannot be.

    Raises `NotAllowed`, `Invalid` without a reason, `BatchSetAside`, `AlreadyPublished`.
    """
    found, who = _asked(actor, batch)
    words = _reason(reason)
    if found.is_quarantined:
        raise BatchSetAside
    change_box(found.election)
    with verb("voting.set_batch_aside", actor, reason=words):
        made = Quarantine.objects.create(batch=found, reason=words, begun_by=who)
        _turn(found, is_quarantined=True)
    return made


@transaction.atomic
def ask_back(*, actor: Actor, batch: PaperBatch, reason: str) -> Quarantine:
    """Ask to let a batch back in. Raises `NotAllowed`, `Invalid` without a reason, `NotSetAside`."""
    found, who = _asked(actor, batch)
    words = _reason(reason)
    held = _held(found)
    held.release_reason, held.release_asked_by = words, who
    with verb("voting.ask_batch_back", actor, reason=words):
        held.save(update_fields=["release_reason", "release_asked_by"])
    return held


@transaction.atomic
def let_back(*, actor: Actor, batch: PaperBatch) -> Quarantine:
    """Agree, as another person than the one who asked: the ballots count again.

    Raises `NotAllowed`, `NotSetAside`, `SecondPersonLetsIn`, `AlreadyPublished`.
    """
    found, who = _asked(actor, batch)
    held = _held(found)
    if held.release_asked_by_id is None:
        raise NotSetAside
    if held.release_asked_by_id == who.pk:
        raise SecondPersonLetsIn
    change_box(found.election)
    held.released_by, held.released_at = who, Now()
    with verb("voting.let_batch_back", actor, reason=held.release_reason):
        held.save(update_fields=["released_by", "released_at"])
        _turn(found, is_quarantined=False)
    return held


def _asked(actor: Actor, batch: PaperBatch) -> tuple[PaperBatch, User]:
    found = keying.locked(batch)
    require(actor, rules.SET_ASIDE, found.election)
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    return found, actor


def _reason(reason: str) -> str:
    words = reason.strip()[:500]
    if not words:
        raise Invalid(
            fields={"reason": [_("Write the reason: it is published with the account of the sheets.")]}
        )
    return words


def _held(batch: PaperBatch) -> Quarantine:
    held = Quarantine.objects.select_for_update().filter(batch=batch, released_at=None).first()
    if held is None:
        raise NotSetAside
    return held


def _turn(batch: PaperBatch, *, is_quarantined: bool) -> None:
    batch.is_quarantined = is_quarantined
    batch.save(update_fields=["is_quarantined"])
    old, new = SheetState.COUNTED, SheetState.QUARANTINED
    if not is_quarantined:
        old, new = new, old
    PaperSheet.objects.filter(batch=batch, state=old).update(state=new)
    slug = batch.election.cycle.slug
    publish(f"turnout:{slug}", f"count:{slug}")
