"""Leaving, hiding and blacking out. Nobody decides on what concerns them, and an appeal goes to another person."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.moderation.domain.errors import CannotRedact, DecidedAlready, OwnDecision, OwnMatter
from commons.moderation.kinds import kind_of
from commons.moderation.models import Appeal, Case, Decision, Moderation, Reason, Report
from commons.moderation.rules import MODERATE
from commons.moderation.screening import Mark, blacked_out, screen


@transaction.atomic
def leave(*, actor: Actor, case: Case) -> Case:
    """Show it, or leave it shown: open reports are settled, an open appeal is granted.

    Raises `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, case)
    second = _settle_appeal(actor, found, is_granted=True)
    return _decide(actor, found, Moderation.SHOWN, is_second=second)


@transaction.atomic
def hide(*, actor: Actor, case: Case, reason: str) -> Case:
    """Hide it for a reason from the list, which its writer is told. Nothing is deleted.

    Raises `Invalid`, `DecidedAlready`, `OwnMatter`, `NotAllowed`, `SignInNeeded` and what the owner refuses.
    """
    found = locked(actor, case)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    if found.state == Moderation.HIDDEN:
        raise DecidedAlready
    return _decide(actor, found, Moderation.HIDDEN, reason)


@transaction.atomic
def redact(*, actor: Actor, case: Case, words: str = "", marked: bool = True) -> Case:
    """Black out every place where one of `words` (a line each) stands, and with `marked` what screening finds (identity
    codes, phone numbers, mail addresses); then show it. What it said before stays in the officials' history.

    Raises `CannotRedact`, `Invalid`, `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, case)
    kind = kind_of(found.kind)
    if kind.redact is None:
        raise CannotRedact
    thing = kind.things([found.target])[found.target]
    text = blacked_out(
        thing.text, _joined([*_places(thing.text, words), *(sure(thing.text) if marked else [])])
    )
    if text == thing.text:
        raise Invalid(fields={"words": [_("Choose the words to black out.")]})
    second = _settle_appeal(actor, found, is_granted=True)
    with verb("moderation.redact", actor, reason=str(Reason.PERSON)):
        kind.redact(found.target, text)
    return _decide(actor, found, Moderation.SHOWN, is_second=second, is_redacted=True)


@transaction.atomic
def refuse_appeal(*, actor: Actor, case: Case) -> Case:
    """It stays hidden. Never by who hid it. Raises `DecidedAlready`, `OwnMatter`, `OwnDecision`, `NotAllowed`."""
    found = locked(actor, case)
    if found.state != Moderation.HIDDEN or not _settle_appeal(actor, found, is_granted=False):
        raise DecidedAlready
    return _decide(actor, found, Moderation.HIDDEN, found.reason, is_second=True)


@transaction.atomic
def note(*, actor: Actor, case: Case, state: Moderation, reason: str = "") -> Case:
    """Keep a decision that was made at the owner's own desk, which has applied it and tells the writer.

    Raises `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, case)
    second = state == Moderation.SHOWN and _settle_appeal(actor, found, is_granted=True)
    return _decide(actor, found, state, reason, is_second=second, is_applied=True)


def locked(actor: Actor, case: Case) -> Case:
    """The case as it is now, locked, if the actor may decide on it."""
    found = Case.objects.select_for_update(of=("self",)).select_related("area").get(pk=case.pk)
    require(actor, MODERATE, found)
    if concerns(actor, found):
        raise OwnMatter
    return found


def concerns(actor: Actor, case: Case) -> bool:
    """Whether the actor wrote or reported it, or it is about them."""
    return actor.pk in case.concerns or Report.objects.filter(case=case, reporter=actor.pk).exists()


def first_decider(case: Case) -> int | None:
    """Who hid it (first decision of two)."""
    rows = Decision.objects.filter(case=case, state=Moderation.HIDDEN, is_second=False).order_by("-pk")
    return rows.values_list("by", flat=True).first()


def _settle_appeal(actor: Actor, case: Case, *, is_granted: bool) -> bool:
    """Whether there was an open appeal. Raises `OwnDecision`."""
    appeal = Appeal.objects.filter(case=case, decided_at=None).first()
    if appeal is None:
        return False
    if actor.pk is not None and first_decider(case) == actor.pk:
        raise OwnDecision
    Appeal.objects.filter(pk=appeal.pk).update(decided_at=timezone.now(), is_granted=is_granted)
    return True


def _decide(
    actor: Actor,
    case: Case,
    state: Moderation,
    reason: str = "",
    *,
    is_second: bool = False,
    is_redacted: bool = False,
    is_applied: bool = False,
) -> Case:
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
    if not is_applied and (state != old_state or is_second or is_redacted):
        _tell_writer(case)
    return case


def apply(kind: str, targets: Collection[int], state: str, reason: str) -> None:
    """Let the owner hide or show its things."""
    owner = kind_of(kind)
    if state == Moderation.SHOWN:
        owner.reveal(targets)
    else:
        owner.conceal(targets, reason or str(state))


def _tell_writer(case: Case) -> None:
    from commons.moderation.tasks import tell_writer  # the job imports this package

    if case.author_id is not None:
        # Stored by the same transaction: no decision without its mail.
        tell_writer.defer(case_id=case.pk)


def sure(text: str) -> list[Mark]:
    """What is blacked out without choosing it."""
    return [mark for mark in screen(text) if mark.kind in ("identity", "phone", "mail")]


def _places(text: str, words: str) -> list[Mark]:
    found = []
    lower = text.lower()
    for line in words.splitlines():
        wanted = line.strip().lower()
        start = lower.find(wanted) if wanted and len(lower) == len(text) else -1
        while start >= 0:
            found.append(Mark(start, start + len(wanted), "name"))
            start = lower.find(wanted, start + len(wanted))
    return found


def _joined(marks: Collection[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for mark in sorted(marks):
        if joined and mark.start < joined[-1].end:
            joined[-1] = Mark(joined[-1].start, max(joined[-1].end, mark.end), joined[-1].kind)
        else:
            joined.append(mark)
    return joined
