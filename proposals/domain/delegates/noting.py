"""A delegate notes what they saw at a project, takes it back, or looks again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.live import publish
from commons.process.domain import working_days
from proposals.domain import pictures
from proposals.domain.carrying_out import STATES
from proposals.domain.delegates.errors import DisputedOnce, FindingMovedOn, NotInTerm, NotVisited
from proposals.domain.drafts import locked
from proposals.domain.execution.plan import decided_on
from proposals.models import (
    MOST_FINDING_PICTURES,
    Delegate,
    DelegateState,
    Finding,
    FindingCheck,
    FindingKind,
    FindingPicture,
    FindingState,
    Proposal,
    State,
)
from proposals.moderated_findings import receive_finding
from proposals.rules import NOTE

VISITED = tuple(state for state in STATES if state != State.CANCELLED)
"""States of a project in which delegates look at it."""
LONGEST_TEXT, LONGEST_PLACE, LONGEST_CHECK = 2000, 160, 500
ANSWER_DAYS = {FindingKind.SAFETY: 3}
"""Working days within which the town answers; ten for everything else."""
USUAL_DAYS = 10
AT_ONCE, PER_SECONDS = 40, 24 * 3600


@dataclass(frozen=True)
class Shot:
    """A picture as it was sent: the open file, its bytes, what it shows, and which field it came in."""

    file: BinaryIO
    size: int
    alt: str
    number: int = 1


@transaction.atomic
def note(
    *,
    actor: Actor,
    proposal: Proposal,
    kind: str,
    text: str,
    visited_on: dt.date | None,
    place: str = "",
    language: str = "fi",
    shots: Sequence[Shot] = (),
    key: UUID | None = None,
) -> Finding:
    """Store what a delegate saw on a day; officials get a mail unless all is as planned.

    Sent again with the same `key` it gives the first. `shots`: at most three pictures, each with words. Raises
    `SignInNeeded`, `NotAllowed` (not of this year's group), `NotInTerm`, `NotVisited`, `Invalid`, `PictureRefused`,
    `TooOften`.
    """
    require(actor, NOTE, proposal)
    delegate = in_term(actor, proposal)
    if key is not None and (first := Finding.objects.filter(delegate=delegate, key=key).first()) is not None:
        return first
    proposal = locked(proposal)  # its state may have changed since the page was opened
    if proposal.state not in VISITED:
        raise NotVisited
    words, where = text.replace("\r\n", "\n").strip(), " ".join(place.split())
    problems = _problems(delegate, proposal, kind, words, where, visited_on, shots)
    if problems or visited_on is None:
        raise Invalid(fields=problems)
    images = [_image(shot) for shot in shots]
    rate.take(f"finding:{delegate.pk}", AT_ONCE, PER_SECONDS)
    found = Finding(
        delegate=delegate,
        proposal=proposal,
        kind=FindingKind(kind),
        text=words,
        language=language[:12],
        place=where,
        visited_on=visited_on,
        state=FindingState.NOTED if kind == FindingKind.AS_PLANNED else FindingState.OPEN,
        answer_by=answer_by(FindingKind(kind)),
        key=key,
    )
    try:
        with transaction.atomic(), verb("proposals.note_finding", actor):
            found.save()
    except IntegrityError:
        return Finding.objects.get(delegate=delegate, key=key)
    for image, shot in zip(images, shots, strict=True):
        picture = FindingPicture(finding=found, alt=pictures.alt_text(shot.alt))
        picture.image.save("picture.jpg", ContentFile(image), save=True)
    _receive(found)
    return found


def _receive(found: Finding) -> None:
    if receive_finding(found):
        found.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    if found.state == FindingState.OPEN:
        from proposals.tasks_delegates import mail_finding  # the job imports this package

        mail_finding.defer(finding_id=found.pk, what="noted")
    publish(f"proposal:{found.proposal_id}")


def answer_by(kind: FindingKind, day: dt.date | None = None) -> dt.date | None:
    """The day until which the town has to answer; None where there is nothing to answer."""
    if kind == FindingKind.AS_PLANNED:
        return None
    return working_days.after(day or timezone.localdate(), ANSWER_DAYS.get(kind, USUAL_DAYS))


def in_term(actor: Actor, proposal: Proposal) -> Delegate:
    """The actor's membership in the group of the project's year. Raises `NotInTerm`. One query."""
    memberships = Delegate.objects.filter(cycle=proposal.cycle_id, user=actor.pk)
    found = memberships.filter(state=DelegateState.ACCEPTED).first()
    if found is None or not found.is_in_term():
        raise NotInTerm
    return found


def _problems(
    delegate: Delegate,
    proposal: Proposal,
    kind: str,
    text: str,
    place: str,
    visited_on: dt.date | None,
    shots: Sequence[Shot],
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    if kind not in FindingKind.values:
        found["kind"] = [_("Choose what you saw.")]
    if not text:
        found["text"] = [_("Write in a sentence or two what you saw.")]
    elif len(text) > LONGEST_TEXT or "\x00" in text:
        found["text"] = [_("The text is too long: at most 2,000 characters.")]
    if len(place) > LONGEST_PLACE or "\x00" in place:
        found["place"] = [_("Use at most 160 characters.")]
    if problem := _day_problem(delegate, proposal, visited_on):
        found["visited_on"] = [problem]
    if len(shots) > MOST_FINDING_PICTURES:
        found["picture_1"] = [_("A finding has at most three pictures.")]
    for shot in shots:
        if not shot.alt.strip() or len(shot.alt) > 300 or "\x00" in shot.alt:
            found[f"alt_{shot.number}"] = [_("Say in at most 300 characters what the picture shows.")]
    return found


def _day_problem(delegate: Delegate, proposal: Proposal, day: dt.date | None) -> Any:
    if day is None:
        return _("Choose the day of your visit.")
    if day > timezone.localdate():
        return _("This day is still to come. Choose the day on which you were there.")
    decided = decided_on(proposal)
    if decided is not None and day < decided:
        words = _("The project was decided on %(day)s: there was nothing to see before it.")
        return words % {"day": date_format(decided, "SHORT_DATE_FORMAT")}
    if day < delegate.term_from:
        words = _("Your term began on %(day)s. Note what you have seen since then.")
        return words % {"day": date_format(delegate.term_from, "SHORT_DATE_FORMAT")}
    return None


def _image(shot: Shot) -> bytes:
    try:
        return pictures.encoded(pictures.sized(pictures.read(shot.file, shot.size), pictures.WIDE))
    except Invalid as refusal:
        refusal.fields = {f"picture_{shot.number}": refusal.fields.get("image", [])}
        raise


@transaction.atomic
def withdraw(*, actor: Actor, finding: Finding) -> Finding:
    """The delegate takes back what nobody has answered yet: it is shown no more. Raises `NotAllowed`,
    `FindingMovedOn`."""
    found = own(actor, finding)
    if found.state not in (FindingState.OPEN, FindingState.NOTED):
        raise FindingMovedOn
    found.state = FindingState.WITHDRAWN
    with verb("proposals.withdraw_finding", actor):
        found.save(update_fields=["state"])
    publish(f"proposal:{found.proposal_id}")
    return found


@transaction.atomic
def look_again(*, actor: Actor, finding: Finding, is_fixed: bool, text: str = "") -> FindingCheck:
    """The delegate says that it is fixed now, or, once, that it is not: then the town answers again.

    After "fixed", or when the promised day has passed; a promise kept early is confirmed at once. Raises `NotAllowed`,
    `NotInTerm`, `Invalid`, `DisputedOnce`, `FindingMovedOn`.
    """
    found = own(actor, finding)
    in_term(actor, found.proposal)
    words = " ".join(text.replace("\x00", "").split())
    if len(words) > LONGEST_CHECK:
        raise Invalid(fields={"text": [_("Use at most 500 characters.")]})
    if not is_fixed and not words:
        raise Invalid(fields={"text": [_("Say what is still wrong.")]})
    if not is_fixed and found.checks.filter(is_fixed=False).exists():
        raise DisputedOnce
    is_over = found.state == FindingState.FIXED or (found.state == FindingState.PROMISED and found.is_late)
    if not (is_over or (is_fixed and found.state == FindingState.PROMISED)):
        raise FindingMovedOn
    found.state = FindingState.CONFIRMED if is_fixed else FindingState.DISPUTED
    if not is_fixed:
        found.answer_by = answer_by(FindingKind(found.kind))
    with verb("proposals.look_again", actor):
        found.save(update_fields=["state", "answer_by"])
        check = FindingCheck.objects.create(finding=found, is_fixed=is_fixed, text=words)
    if not is_fixed:
        from proposals.tasks_delegates import mail_finding  # the job imports this package

        mail_finding.defer(finding_id=found.pk, what="disputed")
    publish(f"proposal:{found.proposal_id}")
    return check


def own(actor: Actor, finding: Finding) -> Finding:
    """The actor's own finding, locked. Raises `SignInNeeded`, `NotAllowed`."""
    found = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("delegate", "proposal__cycle")
        .get(pk=finding.pk)
    )
    if not isinstance(actor, User) or found.delegate.user_id != actor.pk:
        raise NotAllowed if isinstance(actor, User) else SignInNeeded
    return found
