"""Who may do what in a hearing. Writing a note needs no permission: the hearing's clock decides."""

import rules

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor, has_role
from hearings.models import Contribution, Hearing

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

STAFF = (Role.COORDINATOR, Role.MODERATOR, Role.FACILITATOR, Role.SCRIBE, Role.REVIEWER)


def holds(*roles: Role) -> rules.Predicate:
    """Holds one of `roles` for the area of the hearing or note; asked without a target, anywhere."""

    @rules.predicate("holds:" + ",".join(roles))
    def predicate(actor: Actor, target: Hearing | Contribution | None) -> bool:
        hearing = target.hearing if isinstance(target, Contribution) else target
        return has_role(actor, *roles, area=hearing.area if hearing else None)

    made: rules.Predicate = predicate
    return made


@rules.predicate
def works_for_the_criticised(actor: Actor, note: Contribution | None) -> bool:
    """Holds a role, of whatever kind, for the very service that the note is about."""
    if note is None or not isinstance(actor, User) or note.service_area.service_id is None:
        return False
    return RoleAssignment.objects.filter(user=actor.pk, service=note.service_area.service_id).exists()


rules.add_perm(SEE_DESK, holds(*STAFF))
rules.add_perm(SET_UP, holds(Role.COORDINATOR))
rules.add_perm(MODERATE, holds(Role.MODERATOR, Role.COORDINATOR))
rules.add_perm(HIDE, holds(Role.MODERATOR, Role.COORDINATOR) & ~works_for_the_criticised)
rules.add_perm(SCRIBE, holds(Role.SCRIBE, Role.FACILITATOR, Role.COORDINATOR))
rules.add_perm(GROUP, holds(Role.FACILITATOR, Role.COORDINATOR))
rules.add_perm(ANSWER, holds(Role.REVIEWER, Role.COORDINATOR))
