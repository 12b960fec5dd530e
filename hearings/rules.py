"""Who may do what in a hearing. Writing a note needs no permission: the hearing's clock decides."""

import rules

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor, has_role
from hearings.models import Contribution, Hearing, Story

SEE_DESK = "hearings.see_desk"
SET_UP = "hearings.set_up"
"""Prepare a hearing, open and close it."""
MODERATE = "hearings.moderate"
"""Read what waits, and show it."""
HIDE = "hearings.hide"
"""Hide a note, or black out words of it. Never one about the service that one works for."""
SCRIBE = "hearings.scribe"
"""Write down what somebody says."""
GROUP = "hearings.group"
"""Group notes into themes."""
ANSWER = "hearings.answer"
"""Answer a theme."""
READ_STORIES = "hearings.read_stories"
"""Read what was told in confidence, write the version for others, publish it. Never about one's own service."""

STAFF = (Role.COORDINATOR, Role.MODERATOR, Role.FACILITATOR, Role.SCRIBE, Role.REVIEWER)


def holds(*roles: Role) -> rules.Predicate:
    """Holds one of `roles` for the area of the hearing or note; asked without a target, anywhere."""

    @rules.predicate("holds:" + ",".join(roles))
    def predicate(actor: Actor, target: Hearing | Contribution | Story | None) -> bool:
        hearing = target.hearing if isinstance(target, (Contribution, Story)) else target
        return has_role(actor, *roles, area=hearing.area if hearing else None)

    made: rules.Predicate = predicate
    return made


@rules.predicate
def works_for_the_criticised(actor: Actor, said: Contribution | Story | Hearing | None) -> bool:
    """Holds a role, of whatever kind, for the very service that the note or story is about."""
    area = said.service_area if isinstance(said, (Contribution, Story)) else None
    if area is None or not isinstance(actor, User) or area.service_id is None:
        return False
    return RoleAssignment.objects.filter(user=actor.pk, service=area.service_id).exists()


rules.add_perm(SEE_DESK, holds(*STAFF))
rules.add_perm(SET_UP, holds(Role.COORDINATOR))
rules.add_perm(MODERATE, holds(Role.MODERATOR, Role.COORDINATOR))
rules.add_perm(HIDE, holds(Role.MODERATOR, Role.COORDINATOR) & ~works_for_the_criticised)
rules.add_perm(SCRIBE, holds(Role.SCRIBE, Role.FACILITATOR, Role.COORDINATOR))
rules.add_perm(GROUP, holds(Role.FACILITATOR, Role.COORDINATOR))
rules.add_perm(ANSWER, holds(Role.REVIEWER, Role.COORDINATOR))
rules.add_perm(READ_STORIES, holds(Role.COORDINATOR, Role.MODERATOR) & ~works_for_the_criticised)
