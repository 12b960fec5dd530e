"""Co-authors: invited by mail, they accept or decline, leave, or are let go."""

import datetime as dt

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.models import FollowReason
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.drafts import locked
from proposals.domain.errors import OwnProposal, WrongState
from proposals.domain.following import enrol, leave
from proposals.domain.together.errors import InvitationOver, TooManyAuthors
from proposals.models import MERGEABLE, CoAuthor, CoAuthorState, Proposal, Support
from proposals.rules import LEAD

MOST, LONGEST = 5, 254
LAPSES_AFTER = 14 * 24 * 3600
"""Seconds that an invitation can be answered."""
SALT = "proposals.co-author"
AT_ONCE, PER_SECONDS = 10, 24 * 3600
HELD = (CoAuthorState.INVITED, CoAuthorState.ACCEPTED)


def word_of(invitation: CoAuthor) -> str:
    """The unguessable word of the invitation's address; nothing of it is stored."""
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(word: str) -> CoAuthor:
    """The invitation that a word of an address belongs to. Raises `InvitationOver`. One query."""
    try:
        pk = signing.loads(word, salt=SALT, max_age=LAPSES_AFTER)
    except signing.BadSignature:
        raise InvitationOver from None
    found = CoAuthor.objects.select_related("proposal__author").filter(pk=pk).first()
    if found is None or found.state != CoAuthorState.INVITED:
        raise InvitationOver
    return found


@transaction.atomic
def invite(*, actor: Actor, proposal: Proposal, email: str) -> CoAuthor:
    """The author asks somebody by mail to write the proposal together; before it is decided.

    Whether the address has an account is not told. Raises `NotAllowed`, `WrongState`, `Invalid`, `TooManyAuthors`,
    `TooOften`.
    """
    found = locked(proposal)
    require(actor, LEAD, found)
    if found.state not in MERGEABLE:
        raise WrongState
    address = email.strip().lower()
    try:
        if len(address) > LONGEST:
            raise ValidationError("too long")
        validate_email(address)
    except ValidationError:
        raise Invalid(fields={"email": [_("Write a mail address, for example aino@example.fi.")]}) from None
    rate.take(f"co-author:{actor.pk}", AT_ONCE, PER_SECONDS)
    if found.co_authors.filter(state__in=HELD).count() >= MOST:
        raise TooManyAuthors
    try:
        with transaction.atomic(), verb("proposals.invite_author", actor):
            invitation = CoAuthor.objects.create(proposal=found, email=address)
    except IntegrityError:
        raise Invalid(fields={"email": [_("This address is invited already.")]}) from None
    from proposals.tasks_together import mail_invitation  # the job imports this package

    mail_invitation.defer(invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def accept(*, actor: Actor, invitation: CoAuthor) -> CoAuthor:
    """Who has the invitation writes with the author from now on, and is named beside them.

    An own support is taken back: a proposal counts without its authors'. Raises `SignInNeeded`, `InvitationOver`,
    `OwnProposal`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = _open(invitation)
    if found.proposal.author_id == actor.pk:
        raise OwnProposal
    known = CoAuthor.objects.filter(proposal=found.proposal, user=actor, state=CoAuthorState.ACCEPTED)
    if known.exists():
        raise InvitationOver(_("You write this proposal together already."))
    with verb("proposals.accept_invitation", actor):
        _end(found, CoAuthorState.ACCEPTED, actor)
        Support.objects.filter(proposal=found.proposal, user=actor).delete()
    enrol(actor, found.proposal, FollowReason.AUTHOR)
    publish(f"proposal:{found.proposal_id}")
    return found


@transaction.atomic
def decline(*, invitation: CoAuthor) -> CoAuthor:
    """Who has the invitation says no; no account is needed. The address is erased. Raises `InvitationOver`."""
    found = _open(invitation)
    with verb("proposals.decline_invitation"):
        _end(found, CoAuthorState.DECLINED)
    return found


@transaction.atomic
def part(*, actor: Actor, co_author: CoAuthor) -> CoAuthor:
    """A co-author leaves, or the author lets one go or takes an invitation back. What they wrote stays.

    Raises `SignInNeeded`, `NotAllowed`, `InvitationOver`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = CoAuthor.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=co_author.pk)
    if actor.pk not in (found.user_id, found.proposal.author_id):
        raise NotAllowed
    if found.state not in HELD:
        raise InvitationOver
    with verb("proposals.end_co_author", actor):
        _end(found, CoAuthorState.ENDED, found.user)
    if found.user is not None:
        leave(found.user, found.proposal, FollowReason.AUTHOR)
    publish(f"proposal:{found.proposal_id}")
    return found


def forget_lapsed() -> int:
    """Erase the addresses of invitations that nobody answered in time. How many there were."""
    before = timezone.now() - dt.timedelta(seconds=LAPSES_AFTER)
    lapsed = Q(state=CoAuthorState.INVITED, invited_at__lt=before)
    return CoAuthor.objects.filter(lapsed).update(state=CoAuthorState.ENDED, email="")


def _open(invitation: CoAuthor) -> CoAuthor:
    found = CoAuthor.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=invitation.pk)
    if found.state != CoAuthorState.INVITED or found.proposal.state not in MERGEABLE:
        raise InvitationOver
    return found


def _end(found: CoAuthor, state: CoAuthorState, user: User | None = None) -> None:
    found.state, found.email, found.user = state, "", user
    found.answered_at = StatementTimestamp()
    found.save(update_fields=["state", "email", "user", "answered_at"])
    found.refresh_from_db(fields=["answered_at"])
