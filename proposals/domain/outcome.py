"""What became of a proposal: the vote, the council, the work."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.domain import milestones
from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES
from proposals.domain.drafts import locked
from proposals.domain.errors import WrongState
from proposals.domain.following import enrol_group
from proposals.domain.submission import tell
from proposals.models import TEXT_LENGTH, Proposal, State
from proposals.rules import CARRY_OUT, OUTCOME

_FROM: Mapping[State, tuple[State, ...]] = {
    State.FUNDED: (State.ON_BALLOT, State.NOT_FUNDED),
    State.NOT_FUNDED: (State.ON_BALLOT, State.FUNDED),
    State.CONFIRMED: (State.FUNDED, State.NOT_FUNDED, State.DROPPED),
    State.DROPPED: (State.FUNDED, State.CONFIRMED),
    State.PLANNED: (State.CONFIRMED,),
    State.UNDER_WAY: (State.CONFIRMED, State.PLANNED),
    State.DONE: (State.UNDER_WAY,),
    State.CANCELLED: (State.CONFIRMED, State.PLANNED, State.UNDER_WAY),
}
SAID = {
    State.UNDER_WAY: _("The work has begun"),
    State.DONE: _("It is done"),
    State.CANCELLED: _("The project was cancelled"),
}


@transaction.atomic
def mark_funded(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The published count funds it. Raises `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.FUNDED, OUTCOME, "proposals.mark_funded")


@transaction.atomic
def mark_not_funded(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The published count does not fund it. Raises `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.NOT_FUNDED, OUTCOME, "proposals.mark_not_funded")


@transaction.atomic
def confirm(*, actor: Actor, proposal: Proposal, reason: str = "") -> Proposal:
    """The council confirms it; also in place of a dropped one, then with the reason. Raises `Invalid` and the like."""
    words = _reason(reason)
    if proposal.state == State.NOT_FUNDED and not words:
        raise _reason_missing()
    return _move(actor, proposal, State.CONFIRMED, OUTCOME, "proposals.confirm", words)


@transaction.atomic
def drop(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """The council drops it, for a public reason. Raises `Invalid`, `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.DROPPED, OUTCOME, "proposals.drop", _needed(reason))


@transaction.atomic
def plan(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Planning begins. Raises `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.PLANNED, CARRY_OUT, "proposals.plan")


@transaction.atomic
def start(*, actor: Actor, proposal: Proposal, say: bool = True) -> Proposal:
    """The work begins; everybody who follows it gets a mail (not with `say` false: the caller tells it in words of its
    own). Raises `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.UNDER_WAY, CARRY_OUT, "proposals.start_work", say=say)


@transaction.atomic
def finish(*, actor: Actor, proposal: Proposal, say: bool = True) -> Proposal:
    """It is there; told as `start`. Raises `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.DONE, CARRY_OUT, "proposals.finish", say=say)


@transaction.atomic
def cancel(*, actor: Actor, proposal: Proposal, reason: str, say: bool = True) -> Proposal:
    """It will not be carried out after all, for a public reason; told as `start`. Raises `Invalid`, `NotAllowed`,
    `WrongState`."""
    return _move(actor, proposal, State.CANCELLED, CARRY_OUT, "proposals.cancel", _needed(reason), say=say)


@transaction.atomic
def cancel_by_council(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """The council cancels it after work began, for a public reason. Raises `Invalid`, `NotAllowed`, `WrongState`."""
    return _move(actor, proposal, State.CANCELLED, OUTCOME, "proposals.cancel", _needed(reason))


def open_moves(proposal: Proposal) -> list[State]:
    """Where the proposal can go from here by these verbs."""
    return [state for state, sources in _FROM.items() if proposal.state in sources]


def _move(
    actor: Actor,
    proposal: Proposal,
    state: State,
    permission: str,
    name: str,
    reason: str | None = None,
    *,
    say: bool = False,
) -> Proposal:
    found = locked(proposal)
    require(actor, permission, found)
    if found.state == state:
        return found
    if found.state not in _FROM[state]:
        raise WrongState
    found.state = state
    if reason is not None:
        found.outcome_reason = reason
    with verb(name, actor):
        found.save(update_fields=["state"] if reason is None else ["state", "outcome_reason"])
    if state in (State.FUNDED, State.CONFIRMED):
        enrol_group(found)
    if say and isinstance(actor, User) and actor.pk:
        _say(actor, found, reason or "")
    tell(found)
    return found


def _say(actor: User, proposal: Proposal, reason: str) -> None:
    """A milestone of today, which is mailed to the author, the supporters and who asked."""
    titles = {}
    for language in LANGUAGES:
        with override(language):
            titles[language] = str(SAID[State(proposal.state)])
    milestones.add(
        actor=actor,
        track=proposal.track,
        permission=CARRY_OUT,
        target=proposal,
        date=timezone.localdate(),
        title=titles,
        text=dict.fromkeys(LANGUAGES, reason),
    )


def _needed(reason: str) -> str:
    words = _reason(reason)
    if not words:
        raise _reason_missing()
    return words


def _reason(reason: str) -> str:
    words = reason.replace("\r\n", "\n").strip()
    if "\x00" in words or len(words) > TEXT_LENGTH:
        raise Invalid(fields={"reason": [_("The text is too long: at most 5,000 characters.")]})
    return words


def _reason_missing() -> Invalid:
    return Invalid(fields={"reason": [_("Give the reason. Everybody will read it.")]})
