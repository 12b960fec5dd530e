"""The follow-up group of a year: officials invite residents, who accept or decline, leave, or are let go."""

import datetime as dt
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, is_official, require
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle
from proposals.domain.delegates.errors import GroupFull, InvitationOver, OfficialDelegate
from proposals.domain.following import enrol_delegate, release_delegates
from proposals.models import Delegate, DelegateState
from proposals.rules import FORM_GROUP

MOST, LONGEST_ADDRESS, LONGEST_REASON = 15, 254, 300
LONGEST_TERM = dt.timedelta(days=5 * 366)
LAPSES_AFTER = dt.timedelta(days=14)
SALT = "proposals.delegate"
AT_ONCE, PER_SECONDS = 40, 24 * 3600
HELD = (DelegateState.INVITED, DelegateState.ACCEPTED)


def word_of(invitation: Delegate) -> str:
    """The unguessable word of the invitation's address; nothing of it is stored."""
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(word: str) -> Delegate:
    """The invitation that a word of an address belongs to. Raises `InvitationOver`. One query."""
    try:
        pk = signing.loads(word, salt=SALT, max_age=LAPSES_AFTER)
    except signing.BadSignature:
        raise InvitationOver from None
    found = Delegate.objects.select_related("cycle").filter(pk=pk, state=DelegateState.INVITED).first()
    if found is None or found.invited_at + LAPSES_AFTER < timezone.now():
        raise InvitationOver
    return found


@transaction.atomic
def invite(*, actor: Actor, cycle: Cycle, email: str, term_from: dt.date, term_to: dt.date) -> Delegate:
    """Ask somebody by mail into the follow-up group of a year; who has an account finds it on their own page too.

    Whether the address has an account is not told. Raises `SignInNeeded`, `NotAllowed`, `Invalid`, `GroupFull`,
    `TooOften`.
    """
    require(actor, FORM_GROUP, cycle)
    address = email.strip().lower()
    problems = _term_problems(term_from, term_to)
    try:
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError("too long")
        validate_email(address)
    except ValidationError:
        problems["email"] = [_("Write a mail address, for example aino@example.fi.")]
    if problems:
        raise Invalid(fields=problems)
    held = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk).delegates.filter(state__in=HELD)
    today = timezone.localdate()
    if held.filter(user__email=address, term_to__gte=today).exists():
        raise Invalid(fields={"email": [_("This person is in the group already.")]})
    if held.filter(term_to__gte=today).count() >= MOST:
        raise GroupFull
    rate.take(f"delegate:{actor.pk}", AT_ONCE, PER_SECONDS)
    try:
        with transaction.atomic(), verb("proposals.invite_delegate", actor):
            invitation = Delegate.objects.create(
                cycle=cycle, email=address, term_from=term_from, term_to=term_to
            )
    except IntegrityError:
        raise Invalid(fields={"email": [_("This address is invited already.")]}) from None
    from proposals.tasks_delegates import mail_delegate  # the job imports this package

    mail_delegate.defer(delegate_id=invitation.pk, what="invited")
    return invitation


def _term_problems(term_from: dt.date, term_to: dt.date) -> dict[str, list[Any]]:
    if term_to < term_from:
        return {"term_to": [_("The term cannot end before it begins.")]}
    if term_to < timezone.localdate():
        return {"term_to": [_("Choose a day that is still to come.")]}
    if term_to - term_from > LONGEST_TERM:
        return {"term_to": [_("A term is at most five years.")]}
    return {}


@transaction.atomic
def accept(*, actor: Actor, invitation: Delegate, shows_name: bool = False) -> Delegate:
    """Who has the invitation is in the group from now on, with a number of their own.

    `shows_name`: their consent that the name they chose is public beside what they note; else the number is. An earlier
    membership of the year ends. Raises `SignInNeeded`, `InvitationOver`, `OfficialDelegate`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    if is_official(actor):
        raise OfficialDelegate
    numbers = Cycle.objects.select_for_update(no_key=True).get(pk=invitation.cycle_id).delegates
    found = _open(invitation)
    with verb("proposals.accept_delegation", actor):
        numbers.filter(user=actor, state=DelegateState.ACCEPTED).update(state=DelegateState.ENDED)
        found.number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1
        found.user, found.shows_name = actor, shows_name
        _answer(found, DelegateState.ACCEPTED)
        enrol_delegate(actor, found.cycle)
    return found


@transaction.atomic
def decline(*, invitation: Delegate) -> Delegate:
    """Who has the invitation says no; no account is needed. The address is erased. Raises `InvitationOver`."""
    found = _open(invitation)
    with verb("proposals.decline_delegation"):
        _answer(found, DelegateState.DECLINED)
    return found


@transaction.atomic
def end(*, actor: Actor, delegate: Delegate, reason: str = "") -> Delegate:
    """A delegate leaves; or officials end a membership or take an invitation back, for a reason that is told.

    What was noted stays. Raises `SignInNeeded`, `NotAllowed`, `Invalid`, `InvitationOver`.
    """
    found = Delegate.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=delegate.pk)
    is_own = isinstance(actor, User) and found.user_id == actor.pk
    if not is_own:
        require(actor, FORM_GROUP, found.cycle)
    words = " ".join(reason.replace("\x00", "").split())
    if len(words) > LONGEST_REASON or (not words and not is_own):
        raise Invalid(fields={"reason": [_("Say why in at most 300 characters. The person reads it.")]})
    if found.state not in HELD:
        raise InvitationOver
    was_in = found.state == DelegateState.ACCEPTED
    found.end_reason = words
    with verb("proposals.end_delegation", actor):
        _answer(found, DelegateState.ENDED)
    if found.user is not None:
        release_delegates(found.user)
    if was_in and not is_own:
        from proposals.tasks_delegates import mail_delegate  # the job imports this package

        mail_delegate.defer(delegate_id=found.pk, what="ended")
    return found


@transaction.atomic
def show_name(*, actor: Actor, delegate: Delegate, shows: bool) -> Delegate:
    """Give or take back the consent to one's name being public. Raises `SignInNeeded`, `NotAllowed`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    found = Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)
    if found.user_id != actor.pk:
        raise NotAllowed
    found.shows_name = shows
    with verb("proposals.show_delegate_name", actor):
        found.save(update_fields=["shows_name"])
    return found


def forget_lapsed() -> int:
    """Erase the addresses of invitations that nobody answered in time. How many there were."""
    before = timezone.now() - LAPSES_AFTER
    lapsed = Delegate.objects.filter(state=DelegateState.INVITED, invited_at__lt=before)
    return lapsed.update(state=DelegateState.LAPSED, email="")


def forget(person: User) -> None:
    """Before an account is erased: memberships end and show no name any more, invitations go."""
    Delegate.objects.filter(email=person.email, state=DelegateState.INVITED).update(
        state=DelegateState.DECLINED, email=""
    )
    Delegate.objects.filter(user=person, state=DelegateState.ACCEPTED).update(state=DelegateState.ENDED)
    Delegate.objects.filter(user=person).update(user=None, shows_name=False)


def _open(invitation: Delegate) -> Delegate:
    found = Delegate.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=invitation.pk)
    if found.state != DelegateState.INVITED or found.invited_at + LAPSES_AFTER < timezone.now():
        raise InvitationOver
    return found


def _answer(found: Delegate, state: DelegateState) -> None:
    found.state, found.email, found.answered_at = state, "", StatementTimestamp()
    found.save()
    found.refresh_from_db(fields=["answered_at"])
