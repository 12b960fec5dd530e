"""Who may do what with comments. Who may write in a thread, and when, its owner decides."""

from collections.abc import Collection

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.deliberation.models import Comment, Thread
from commons.deliberation.owners import owner_of
from commons.places.models import Area

EDIT = "deliberation.edit_comment"
HIDE = "deliberation.hide_comment"
SUM_UP = "deliberation.sum_up"
"""Write the summary of a discussion and answer what people correct in it."""
SUMS_UP = (Role.FACILITATOR, Role.MODERATOR, Role.COORDINATOR)
"""Whose work is the discussion. Not the reviewers: who judges a proposal does not also say what people think of it."""


@rules.predicate
def wrote_it(actor: Actor, comment: Comment | None) -> bool:
    """Whether the comment is the actor's own."""
    return comment is not None and actor.is_authenticated and comment.author_id == actor.pk


@rules.predicate
def moderates_there(actor: Actor, comment: Comment | None) -> bool:
    """Whether the actor moderates (or coordinates) the area of the thread's owner. None: some area."""
    owner = owner_of(comment.thread) if comment is not None else None
    return has_role(actor, Role.MODERATOR, Role.COORDINATOR, area=owner.area if owner else None)


def sums_up(actor: Actor, area: Area | None, concerns: Collection[int]) -> bool:
    """Whether the actor may sum up what is said about something in `area` that is the own matter of `concerns`."""
    return actor.pk not in concerns and has_role(actor, *SUMS_UP, area=area)


@rules.predicate
def sums_up_there(actor: Actor, thread: Thread | None) -> bool:
    """The actor may sum up that talk. None: some talk. At most one query for the owner."""
    owner = owner_of(thread) if thread is not None else None
    return sums_up(actor, owner.area if owner else None, owner.concerns if owner else ())


rules.add_perm(EDIT, wrote_it)
rules.add_perm(HIDE, moderates_there)
rules.add_perm(SUM_UP, sums_up_there)
