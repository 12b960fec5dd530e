"""Blacking words out in place, and taking that back. What they said before is sealed for a year."""

import datetime as dt
import json
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.http.models import Answer
from commons.live import publish
from commons.moderation.domain.deciding import QUEUE, decide, locked, settle_appeal, tell_writer_of
from commons.moderation.domain.errors import CannotRedact, NothingSealed
from commons.moderation.kinds import kind_of
from commons.moderation.models import Case, Decision, Moderation, Reason, Sealed
from commons.moderation.screening import Mark, blacked_out, screen
from commons.moderation.told import TOLD_WRITER

SEALED_FOR = dt.timedelta(days=365)
"""How long the words are kept after some were blacked out."""


@transaction.atomic
def redact(
    *,
    actor: Actor,
    case: Case,
    words: str = "",
    marked: bool = True,
    reason: str = Reason.PERSON,
    seen: int | None = None,
) -> Case:
    """Black out every place where one of `words` (a line each) stands, and with `marked` what screening finds (identity
    codes, phone numbers, mail addresses); then show it. The words of before are sealed.

    `reason`: from the list; the writer is told. Raises `CannotRedact`, `Invalid`, `DecidedAlready`, `OwnMatter`,
    `OwnDecision`, `NotAllowed`, `SignInNeeded` and what the owner refuses.
    """
    found = locked(actor, case, seen)
    kind = kind_of(found.kind)
    if kind.passages is None or kind.rewrite is None:
        raise CannotRedact
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    before = dict(kind.passages(found.target))
    after = _covered(before, words, marked=marked)
    copies = kind.copies(found.target) if kind.copies is not None else {}
    after |= _covered(copies, "\n".join([words, *_surely(before, marked=marked)]), marked=False)
    before |= copies
    if not after:
        raise Invalid(fields={"words": [_("Choose the words to black out.")]})
    # An appeal against hiding it is granted so; one against words blacked out before goes on.
    second = found.state == Moderation.HIDDEN and settle_appeal(actor, found, is_granted=True)
    with verb("moderation.redact", actor, reason=str(reason)):
        Sealed.objects.create(
            case=found,
            reason=reason,
            parts={key: [before[key], text] for key, text in after.items()},
            by=actor if isinstance(actor, User) and actor.pk else None,
            expires_at=timezone.now() + SEALED_FOR,
        )
        kind.rewrite(found.target, after)
        _forget_answers(after, before)
    return decide(actor, found, Moderation.SHOWN, is_second=second, is_redacted=True)


@transaction.atomic
def restore(*, actor: Actor, case: Case, seen: int | None = None) -> Case:
    """Take the last blacking out back; an open appeal is granted. What was changed since stays as it is now.

    Raises `NothingSealed`, `DecidedAlready`, `OwnMatter`, `OwnDecision`, `NotAllowed`, `SignInNeeded` and what the
    owner refuses.
    """
    found = locked(actor, case, seen)
    kind = kind_of(found.kind)
    sealed = (
        Sealed.objects.select_for_update(of=("self",))
        .filter(case=found, undone_at=None)
        .order_by("-pk")
        .first()
    )
    if sealed is None or found.state != Moderation.SHOWN or kind.passages is None or kind.rewrite is None:
        raise NothingSealed
    now = dict(kind.passages(found.target))
    if kind.copies is not None:
        now |= kind.copies(found.target)
    back = {key: before for key, (before, after) in sealed.parts.items() if now.get(key) == after}
    if not back:
        raise NothingSealed
    second = settle_appeal(actor, found, is_granted=True)
    with verb("moderation.restore", actor, reason=sealed.reason):
        kind.rewrite(found.target, back)
        Sealed.objects.filter(pk=sealed.pk).update(undone_at=timezone.now())
        Decision.objects.create(
            case=found,
            old_state=found.state,
            old_looked_at=found.looked_at,
            state=Moderation.SHOWN,
            is_second=second,
            by=actor if isinstance(actor, User) and actor.pk else None,
        )
    tell_writer_of(found)
    publish(QUEUE)
    return found


def why(case: Case) -> str:
    """Why words of it are blacked out now, as its writer is told; empty where none are. One query."""
    rows = Sealed.objects.filter(case=case, undone_at=None).order_by("-pk").values_list("reason", flat=True)
    reason = rows.first()
    return str(TOLD_WRITER[reason]) if reason else ""


def drop_expired() -> int:
    """Delete the sealed words whose time is over; how many there were."""
    return Sealed.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def sure(text: str) -> list[Mark]:
    """What is blacked out without choosing it."""
    return [mark for mark in screen(text) if mark.kind in ("identity", "phone", "mail")]


def _surely(texts: Mapping[str, str], *, marked: bool) -> set[str]:
    """The very words that are covered without choosing them, to be found where others took them over."""
    return (
        {text[mark.start : mark.end] for text in texts.values() for mark in sure(text)} if marked else set()
    )


def _forget_answers(after: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Answers that the API would give once more to a request sent again hold the words too: they are forgotten, and the
    same request is then refused or found done by the verb itself."""
    kept = Q(pk__in=[])
    for key in after:
        kept |= Q(body__icontains=json.dumps(before[key])[1:-1])
    Answer.objects.filter(kept).delete()


def _covered(texts: Mapping[str, str], words: str, *, marked: bool) -> dict[str, str]:
    """The texts that change, as they are then."""
    found = {}
    for key, text in texts.items():
        places = _joined([*_places(text, words), *(sure(text) if marked else [])])
        if (covered := blacked_out(text, places)) != text:
            found[key] = covered
    return found


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
