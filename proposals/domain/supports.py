"""Supporting a proposal, and taking the support back."""

from django.db import connection, transaction
from django.db.models import Q

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.models import FollowReason
from commons.http.errors import SignInNeeded
from commons.live import publish
from proposals.domain.errors import OwnProposal, WrongState
from proposals.domain.following import enrol
from proposals.domain.gates import SUPPORTING, require_any
from proposals.models import Proposal, State, Support
from proposals.rules import SUPPORT

SUPPORTABLE = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.ON_BALLOT)


@transaction.atomic
def support(*, actor: Actor, proposal: Proposal) -> int:
    """Support a proposal; again changes nothing. The number of supporters now. Supporters hear what becomes
    of it.

    Raises `SignInNeeded`, `OwnProposal`, `WrongState`, `PhaseClosed`.
    """
    user, found = _open(actor, proposal)
    with connection.cursor() as cursor, verb("proposals.support", actor):
        cursor.execute(
            "INSERT INTO proposals_support (proposal_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [found.pk, user.pk],
        )
        is_new = cursor.rowcount == 1
    if is_new:
        enrol(user, found, FollowReason.SUPPORTER)
    return _counted(found)


@transaction.atomic
def unsupport(*, actor: Actor, proposal: Proposal) -> int:
    """Take one's support back; without any nothing changes. The number of supporters now.

    Raises `SignInNeeded`, `OwnProposal`, `WrongState`, `PhaseClosed`.
    """
    user, found = _open(actor, proposal)
    with verb("proposals.unsupport", actor):
        # Also where it came from, if that was merged: undoing the merging must not bring it back.
        here = Q(proposal=found) | Q(proposal__merged_into=found)
        Support.objects.filter(here, user=user).delete()
        _forget_whole(user, found)
    return _counted(found)


def _forget_whole(user: User, part: Proposal) -> None:
    """Who takes it back from every part of a split proposal does not support the whole either."""
    if part.split_from_id is None:
        return
    if not Support.objects.filter(user=user, proposal__split_from=part.split_from_id).exists():
        Support.objects.filter(user=user, proposal=part.split_from_id).delete()


def _open(actor: Actor, proposal: Proposal) -> tuple[User, Proposal]:
    if not isinstance(actor, User):
        raise SignInNeeded
    found = (
        Proposal.objects.visible_to(actor)
        .without_texts()
        .select_related("cycle", "track")
        .get(pk=proposal.pk)
    )
    if found.author_id == actor.pk:
        raise OwnProposal
    require(actor, SUPPORT, found)
    if found.state not in SUPPORTABLE:
        raise WrongState
    require_any(found.cycle, SUPPORTING)
    return actor, found


def _counted(proposal: Proposal) -> int:
    count: int = Proposal.objects.values_list("support_count", flat=True).get(pk=proposal.pk)
    publish(f"proposal:{proposal.pk}")
    return count
