"""Who may do what with comments. Who may write in a thread, and when, its owner decides."""

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.deliberation.models import Comment
from commons.deliberation.owners import owner_of

EDIT = "deliberation.edit_comment"
HIDE = "deliberation.hide_comment"


@rules.predicate
def wrote_it(actor: Actor, comment: Comment | None) -> bool:
    """Whether the comment is the actor's own."""
    return comment is not None and actor.is_authenticated and comment.author_id == actor.pk


@rules.predicate
def moderates_there(actor: Actor, comment: Comment | None) -> bool:
    """Whether the actor moderates (or coordinates) the area of the thread's owner. None: some area."""
    owner = owner_of(comment.thread) if comment is not None else None
    return has_role(actor, Role.MODERATOR, Role.COORDINATOR, area=owner.area if owner else None)


rules.add_perm(EDIT, wrote_it)
rules.add_perm(HIDE, moderates_there)
