"""Correcting the summary: who takes part says what is missing or wrong, and the facilitator answers."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.deliberation.domain.summing_up.errors import CorrectionAnswered, CorrectionOpen, NoSummary
from commons.deliberation.domain.summing_up.writing import add, cleaned, locked, require_language, tell
from commons.deliberation.models import Correction, CorrectionState, Summary, Thread
from commons.deliberation.models.summaries import LONGEST_CORRECTION, LONGEST_REASON, LONGEST_SUMMARY
from commons.deliberation.owners import owner_of, tell_suggested
from commons.deliberation.rules import SUM_UP
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.domain.gate import StatementTimestamp

AT_ONCE, PER_SECONDS = 6, 3600
"""A person may suggest 6 corrections at once, over all discussions, then one every ten minutes."""


@transaction.atomic
def suggest(*, actor: Actor, thread: Thread, text: str, language: str) -> Correction:
    """Say what is missing or wrong in the newest version. One per person waits for its answer at a time.

    `text`: 1 to 600 characters. While the owner lets people talk. Raises `SignInNeeded`, `NoSummary`, `Invalid`,
    `CorrectionOpen`, `TooOften` and what the owner raises, such as `PhaseClosed`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    owner = owner_of(thread)
    about = Summary.objects.filter(thread=thread).order_by("-number").first()
    if owner is None or about is None:
        raise NoSummary
    if owner.require_talking is not None:
        owner.require_talking()
    words = cleaned(text, LONGEST_CORRECTION, _("Write what is missing or wrong, in at most 600 characters."))
    require_language(language)
    rate.take(f"correction:{actor.pk}", AT_ONCE, PER_SECONDS)
    try:
        with transaction.atomic(), verb("deliberation.suggest_correction", actor):
            made = Correction.objects.create(
                thread=thread, about=about, author=actor, text=words, language=language
            )
    except IntegrityError:
        raise CorrectionOpen from None
    tell_suggested(made)
    tell(thread)
    return made


@transaction.atomic
def take(*, actor: Actor, correction: Correction, text: str, seen: int) -> Summary:
    """Make a new version with what the correction says; its writer is told. `text`: the whole new summary.

    `seen`: number of the version that was read before. Raises `NotAllowed`, `SignInNeeded`, `Invalid`,
    `CorrectionAnswered`, `SummaryChanged`.
    """
    require(actor, SUM_UP, correction.thread)
    _shown(correction)
    words = cleaned(text, LONGEST_SUMMARY, _("Write the summary, in at most 4,000 characters."))
    newest = locked(correction.thread)
    found = _open(correction)
    language = newest.language if newest is not None else found.language
    if newest is not None and newest.text == words:
        raise Invalid(fields={"text": [_("Change the text so that it says what the correction asks for.")]})
    with verb("deliberation.take_correction", actor):
        made = add(actor, correction.thread, newest, seen, text=words, language=language)
        found.made = made
        _answer(found, CorrectionState.TAKEN)
    tell(correction.thread)
    return made


@transaction.atomic
def decline(*, actor: Actor, correction: Correction, reason: str) -> Correction:
    """Leave the summary as it is, and tell the writer why. Raises `NotAllowed`, `Invalid`, `CorrectionAnswered`."""
    require(actor, SUM_UP, correction.thread)
    _shown(correction)
    why = cleaned(
        reason, LONGEST_REASON, _("Write why not, in at most 500 characters. Its writer reads it."), "reason"
    )
    found = _open(correction)
    found.reason = why
    with verb("deliberation.decline_correction", actor):
        _answer(found, CorrectionState.DECLINED)
    return found


@transaction.atomic
def take_back(*, actor: Actor, correction: Correction) -> Correction:
    """Its writer does not mean it any more. Raises `SignInNeeded`, `NotAllowed`, `CorrectionAnswered`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    if correction.author_id != actor.pk:
        raise NotAllowed
    found = _open(correction)
    with verb("deliberation.take_back_correction", actor):
        _answer(found, CorrectionState.WITHDRAWN)
    return found


def _shown(correction: Correction) -> None:
    """What a moderator hides is not answered. Raises `CorrectionAnswered`."""
    if Correction.objects.filter(pk=correction.pk, hidden_at__isnull=False).exists():
        raise CorrectionAnswered(_("A moderator has hidden it, or reads it first."))


def _open(correction: Correction) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.state != CorrectionState.OPEN:
        raise CorrectionAnswered
    return found


def _answer(found: Correction, state: CorrectionState) -> None:
    from commons.deliberation.tasks import tell_corrector  # the job imports this package

    found.state, found.answered_at = state, StatementTimestamp()
    found.save(update_fields=["state", "reason", "made", "answered_at"])
    found.refresh_from_db(fields=["answered_at"])
    if state != CorrectionState.WITHDRAWN and found.author_id is not None:
        # Stored by the same transaction: no answer without its mail.
        tell_corrector.defer(correction_id=found.pk)
