"""Leaving and hiding. Nobody decides on what concerns them, and an appeal goes to another person.

`seen`: the number of the last decision that the moderator has seen (0: none). Where somebody has decided since, the
verb refuses and says who: two officials never undo each other without knowing.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.domain.errors import DecidedAlready, OwnDecision, OwnMatter
from commons.moderation.domain.standing import in_words, last_decisions
from commons.moderation.kinds import kind_of
from commons.moderation.models import Appeal, Case, Decision, Moderation, Reason, Report
from commons.moderation.rules import MODERATE

QUEUE = "moderation-queue:all"
"""The live topic of everybody who moderates."""
TAKEN_AWAY = Q(state=Moderation.HIDDEN) | Q(is_redacted=True)
"""Decisions against which writers may appeal."""


@transaction.atomic
def leave(*, actor: Actor, case: Case, seen: int | None = None) -> Case:
    """Show it, or leave it shown as it is: open reports are settled; an open appeal is granted where it was hidden, and
    refused where words stay blacked out.

    Raises `DecidedAlready`, `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, case, seen)
    second = settle_appeal(actor, found, is_granted=found.state != Moderation.SHOWN)
    return decide(actor, found, Moderation.SHOWN, is_second=second)


@transaction.atomic
def hide(*, actor: Actor, case: Case, reason: str, seen: int | None = None) -> Case:
    """Hide it for a reason from the list, which its writer is told. Nothing is deleted.

    Raises `Invalid`, `DecidedAlready`, `OwnMatter`, `NotAllowed`, `SignInNeeded` and what the owner refuses.
    """
    found = locked(actor, case, seen)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    if found.state == Moderation.HIDDEN:
        raise _decided(found)
    return decide(actor, found, Moderation.HIDDEN, reason)


@transaction.atomic
def refuse_appeal(*, actor: Actor, case: Case, seen: int | None = None) -> Case:
    """It stays hidden, or its words blacked out. Never by who decided that.

    Raises `DecidedAlready`, `OwnMatter`, `OwnDecision`, `NotAllowed`.
    """
    found = locked(actor, case, seen)
    if found.state == Moderation.HELD or not settle_appeal(actor, found, is_granted=False):
        raise _decided(found)
    return decide(actor, found, Moderation(found.state), found.reason, is_second=True)


@transaction.atomic
def note(*, actor: Actor, case: Case, state: Moderation, reason: str = "") -> Case:
    """Keep a decision that was made at another door of the owner's, which has applied it; the writer is told.

    Raises `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, case)
    second = state == Moderation.SHOWN and settle_appeal(actor, found, is_granted=True)
    return decide(actor, found, state, reason, is_second=second, is_applied=True)


def locked(actor: Actor, case: Case, seen: int | None = None) -> Case:
    """The case as it is now, locked, if the actor may decide on it and nobody has since what they saw."""
    found = Case.objects.select_for_update(of=("self",)).select_related("area").get(pk=case.pk)
    require(actor, MODERATE, found)
    if concerns(actor, found):
        raise OwnMatter
    if seen is not None and seen != (Decision.objects.filter(case=found).aggregate(n=Max("pk"))["n"] or 0):
        raise _decided(found)
    return found


def _decided(case: Case) -> DecidedAlready:
    return DecidedAlready(in_words(last_decisions([case.pk]).get(case.pk)))


def concerns(actor: Actor, case: Case) -> bool:
    """Whether the actor wrote or reported it, or it is about them."""
    return actor.pk in case.concerns or Report.objects.filter(case=case, reporter=actor.pk).exists()


def first_decider(case: Case) -> int | None:
    """Who hid it or blacked words out (first decision of two)."""
    rows = Decision.objects.filter(TAKEN_AWAY, case=case, is_second=False).order_by("-pk")
    return rows.values_list("by", flat=True).first()


def settle_appeal(actor: Actor, case: Case, *, is_granted: bool) -> bool:
    """Whether there was an open appeal. Raises `OwnDecision`."""
    appeal = Appeal.objects.filter(case=case, decided_at=None).first()
    if appeal is None:
        return False
    if actor.pk is not None and first_decider(case) == actor.pk:
        raise OwnDecision
    Appeal.objects.filter(pk=appeal.pk).update(decided_at=timezone.now(), is_granted=is_granted)
    return True


def decide(
    actor: Actor,
    case: Case,
    state: Moderation,
    reason: str = "",
    *,
    is_second: bool = False,
    is_redacted: bool = False,
    is_applied: bool = False,
) -> Case:
    """Keep the decision, let the owner carry it out unless it `is_applied`, and tell the writer. For verbs."""
    now = timezone.now()
    old_state, old_reason = case.state, case.reason
    with verb(f"moderation.{'keep_hidden' if is_second and reason else state}", actor, reason=reason):
        Decision.objects.create(
            case=case,
            old_state=old_state,
            old_reason=old_reason,
            old_looked_at=case.looked_at,
            state=state,
            reason=reason,
            is_second=is_second,
            is_redacted=is_redacted,
            by=actor if isinstance(actor, User) and actor.pk else None,
        )
        Report.objects.filter(case=case, settled_at=None).update(settled_at=now)
        Case.objects.filter(pk=case.pk).update(state=state, reason=reason, looked_at=now)
        if state != old_state and not is_applied:
            apply(case.kind, [case.target], state, reason)
    case.state, case.reason, case.looked_at = state, reason, now
    if state != old_state or is_second or is_redacted:
        tell_writer_of(case)
    publish(QUEUE)
    return case


def apply(kind: str, targets: Collection[int], state: str, reason: str) -> None:
    """Let the owner hide or show its things."""
    owner = kind_of(kind)
    if state == Moderation.SHOWN:
        owner.reveal(targets)
    else:
        owner.conceal(targets, reason or str(state))


def tell_writer_of(case: Case) -> None:
    """Mail the writer how it stands, after the commit."""
    from commons.moderation.tasks import tell_writer  # the job imports this package

    if case.author_id is not None:
        # Stored by the same transaction: no decision without its mail.
        tell_writer.defer(case_id=case.pk)
