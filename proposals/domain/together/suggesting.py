"""Changes of a text that others suggest, and the authors take or decline."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import Invalid, SignInNeeded
from commons.process.domain.gate import StatementTimestamp
from proposals.domain import drafts
from proposals.domain.errors import OwnProposal, TextFrozen, WrongState
from proposals.domain.fields import clean
from proposals.domain.gates import SUPPORTING, require_any
from proposals.domain.together.errors import AnsweredAlready, NothingSuggested, TextMovedOn
from proposals.models import (
    MERGEABLE,
    OPEN_TEXT,
    Proposal,
    SuggestedField,
    Suggestion,
    SuggestionState,
)
from proposals.moderated_private import receive_suggestion
from proposals.rules import COMMENT, EDIT, Held

AT_ONCE, PER_SECONDS = 10, 3600
LONGEST = 500


@transaction.atomic
def suggest(
    *, actor: Actor, proposal: Proposal, field: str, text: str, note: str = "", before: str | None = None
) -> Suggestion:
    """Suggest how one part of the text should read; before it is decided. The authors get a mail.

    `before`: the part as the suggester saw it, so that a change in between is noticed. Suggesting the same part again
    replaces what is not answered yet. Raises `SignInNeeded`, `NotAllowed`, `OwnProposal` for the authors, `WrongState`,
    `PhaseClosed`, `Invalid`, `NothingSuggested`, `TextMovedOn`, `TooOften`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = drafts.locked(proposal)
    require(actor, COMMENT, found)
    _require_others(actor, found)
    require_any(found.cycle, SUPPORTING)
    if field not in SuggestedField.values:
        raise Invalid(fields={"field": [_("Choose one of these.")]})
    after = clean(found.cycle, {field: text})[field]
    now = getattr(found, field)
    if before is not None and before != drafts.mark_of(found, field):
        raise TextMovedOn
    why = " ".join(note.split())
    if len(why) > LONGEST or "\x00" in why:
        raise Invalid(fields={"note": [_("Write at most 500 characters.")]})
    if after == now or not after:
        raise NothingSuggested(fields={"text": [_("Change something in the text first.")]})
    rate.take(f"suggestion:{actor.pk}", AT_ONCE, PER_SECONDS)
    mine = Suggestion.objects.filter(proposal=found, author=actor, field=field, state=SuggestionState.OPEN)
    with verb("proposals.suggest", actor):
        mine.update(state=SuggestionState.WITHDRAWN, answered_at=StatementTimestamp())
        made = Suggestion.objects.create(
            proposal=found, author=actor, field=field, before=now, after=after, note=why
        )
    receive_suggestion(made)
    _tell(made)
    return made


def _require_others(actor: User, proposal: Proposal) -> None:
    if proposal.state not in MERGEABLE:
        raise WrongState
    if Held(proposal).is_authors(actor):
        raise OwnProposal(_("Change the text itself where it may change: you are one of its authors."))


@transaction.atomic
def take(*, actor: Actor, suggestion: Suggestion) -> Suggestion:
    """An author takes the change into the text, while the text may change.

    Raises `NotAllowed`, `AnsweredAlready`, `TextFrozen` while people support what they have read, `TextMovedOn`, and
    what saving the text raises.
    """
    found = _open(actor, suggestion)
    if found.proposal.state not in OPEN_TEXT:
        raise TextFrozen(
            _("The text can change when the town returns the proposal. The suggestion stays open until then.")
        )
    if getattr(found.proposal, found.field) != found.before:
        raise TextMovedOn
    did, changes = "proposals.take_suggestion", {found.field: found.after}
    drafts.save(actor=actor, proposal=found.proposal, changes=changes, did=did)
    return _answer(actor, found, SuggestionState.TAKEN, did)


@transaction.atomic
def decline(*, actor: Actor, suggestion: Suggestion, reason: str) -> Suggestion:
    """An author declines the change, and says why (1 to 500 characters, for the suggester).

    Raises `NotAllowed`, `AnsweredAlready`, `Invalid`.
    """
    found = _open(actor, suggestion)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST or "\x00" in why:
        raise Invalid(fields={"reason": [_("Write why, in at most 500 characters. The suggester reads it.")]})
    found.reason = why
    return _answer(actor, found, SuggestionState.DECLINED, "proposals.decline_suggestion")


@transaction.atomic
def take_back(*, actor: Actor, suggestion: Suggestion) -> Suggestion:
    """Who suggested it takes it back. Raises `SignInNeeded`, `Suggestion.DoesNotExist`, `AnsweredAlready`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    found = Suggestion.objects.select_for_update().get(pk=suggestion.pk, author=actor)
    if found.state != SuggestionState.OPEN:
        raise AnsweredAlready
    return _answer(actor, found, SuggestionState.WITHDRAWN, "proposals.take_back_suggestion")


def _open(actor: Actor, suggestion: Suggestion) -> Suggestion:
    found = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    found.proposal = drafts.locked(Proposal(pk=found.proposal_id))
    require(actor, EDIT, Held(found.proposal))
    if found.state != SuggestionState.OPEN or found.hidden_at is not None:
        raise AnsweredAlready
    return found


def _answer(actor: Actor, found: Suggestion, state: SuggestionState, name: str) -> Suggestion:
    found.state, found.answered_at = state, StatementTimestamp()
    with verb(name, actor):
        found.save(update_fields=["state", "reason", "answered_at"])
    found.refresh_from_db(fields=["answered_at"])
    if state != SuggestionState.WITHDRAWN:
        _tell(found)
    return found


def _tell(suggestion: Suggestion) -> None:
    from proposals.tasks_together import mail_suggestion  # the job imports this package

    mail_suggestion.defer(suggestion_id=suggestion.pk, state=str(suggestion.state))
