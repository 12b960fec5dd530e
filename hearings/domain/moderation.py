"""Showing, hiding and blacking out. Nobody hides criticism of the service that they work for."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.moderation.domain.errors import DecidedAlready
from commons.moderation.models import Moderation, Reason
from commons.moderation.screening import Mark, blacked_out, loaded
from hearings.domain import queries
from hearings.domain.errors import OwnService
from hearings.domain.notes import tell
from hearings.models import (
    Appeal,
    Contribution,
    Flag,
    FlagOutcome,
    SealedComment,
    SealedText,
    SynthesisComment,
)
from hearings.rules import HIDE, MODERATE, works_for_the_criticised

SEALED_FOR = dt.timedelta(days=365)
"""How long an original is kept after words of it were blacked out."""


@transaction.atomic
def show(*, actor: Actor, note: Contribution, seen: str | None = None) -> Contribution:
    """Show a note that was held or hidden; again changes nothing. An appeal is granted by it.

    `seen`: the list (held, hidden, appealed) in which the moderator read it. Raises `DecidedAlready` where it left that
    meanwhile, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(note)
    require(actor, MODERATE, found)
    require_as_seen(found, seen)
    Appeal.objects.filter(contribution=found, decided_at=None).update(
        decided_at=timezone.now(), is_granted=True
    )
    return _decide(actor, found, Moderation.SHOWN)


@transaction.atomic
def hide(*, actor: Actor, note: Contribution, reason: str, seen: str | None = None) -> Contribution:
    """Hide a note for a reason from the list, which its writer is told. The note stays and still counts.

    `seen` as in `show`. Raises `DecidedAlready`, `Invalid`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(note)
    require_hiding(actor, found)
    require_as_seen(found, seen)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    settle_reports(actor, Flag.objects.filter(contribution=found, outcome=""), FlagOutcome.HIDDEN)
    return _decide(actor, found, Moderation.HIDDEN, Reason(reason))


@transaction.atomic
def redact(
    *,
    actor: Actor,
    note: Contribution,
    places: Collection[int] = (),
    words: str = "",
    seen: str | None = None,
) -> Contribution:
    """Black out marked places (by their number, from 0) and every place where one of `words` (a line each) stands,
    then show the note. The first original is sealed for a year.

    `seen` as in `show`. Raises `DecidedAlready`, `Invalid`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(note)
    require_hiding(actor, found)
    require_as_seen(found, seen)
    text = without(found, places, words)
    now = timezone.now()
    SealedText.objects.get_or_create(
        contribution=found,
        defaults={"text": found.text, "reason": Reason.PERSON, "expires_at": now + SEALED_FOR},
    )
    found.text, found.marks, found.is_redacted = text, [], True
    return _decide(actor, found, Moderation.SHOWN, Reason.PERSON, "text", "marks", "is_redacted")


def without(found: Contribution | SynthesisComment, places: Collection[int], words: str) -> str:
    """The text with marked places (by their number) and every place where one of `words` stands blacked out.

    Raises `Invalid` where nothing is.
    """
    chosen = [mark for number, mark in enumerate(loaded(found.marks)) if number in places]
    chosen += _places_of(found.text, words)
    text = blacked_out(found.text, _joined(chosen))
    if text == found.text:
        raise Invalid(fields={"words": [_("Choose the words to black out.")]})
    return text


def drop_expired_originals() -> int:
    """Delete the sealed originals whose time is over; how many there were."""
    over = timezone.now()
    deleted = [rows.objects.filter(expires_at__lt=over).delete()[0] for rows in (SealedText, SealedComment)]
    return sum(deleted)


def settle_reports(actor: Actor, reports: QuerySet[Flag], outcome: FlagOutcome) -> None:
    """Decide on reports of something; history tells it."""
    with verb("hearings.settle_reports", actor):
        reports.update(outcome=outcome, settled_at=timezone.now())


def require_hiding(actor: Actor, note: Contribution) -> None:
    """Pass for who may hide this note; raises `OwnService`, `NotAllowed`, `SignInNeeded`."""
    require(actor, MODERATE, note)
    if works_for_the_criticised(actor, note):
        raise OwnService
    require(actor, HIDE, note)


def require_as_seen(note: Contribution, seen: str | None) -> None:
    """Pass where the note still is in the list in which it was read (None: nobody says). Raises `DecidedAlready`."""
    still = Contribution.objects.filter(pk=note.pk)
    if seen is not None and not queries.of_state(still, seen).exists():
        raise DecidedAlready


def locked(note: Contribution) -> Contribution:
    """The note as it is now, locked until the transaction ends, with its hearing and service."""
    return (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("hearing__area", "service_area")
        .get(pk=note.pk)
    )


def _decide(
    actor: Actor, note: Contribution, state: Moderation, reason: Reason | None = None, *fields: str
) -> Contribution:
    hidden = reason if reason is not None and state == Moderation.HIDDEN else ""
    if (note.moderation, note.hidden_reason) == (state, hidden) and not fields:
        return note
    note.moderation, note.hidden_reason, note.moderated_at = state, hidden, timezone.now()
    with verb(f"hearings.{state}", actor, reason=str(reason or "")):
        note.save(update_fields=["moderation", "hidden_reason", "moderated_at", *fields])
    tell(note.hearing)
    return note


def _places_of(text: str, words: str) -> list[Mark]:
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
    """Marks that overlap, made one."""
    joined: list[Mark] = []
    for mark in sorted(marks):
        if joined and mark.start < joined[-1].end:
            joined[-1] = Mark(joined[-1].start, max(joined[-1].end, mark.end), joined[-1].kind)
        else:
            joined.append(mark)
    return joined
