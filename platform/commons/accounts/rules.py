"""Who may give roles: coordinators, within the area and the service that they coordinate; administrators everywhere.

Also who may change the town's areas.
"""

import rules

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor, has_role, has_role_everywhere
from commons.audit.rules import SEE_HISTORY
from commons.places.models import Area
from commons.places.rules import MANAGE as MANAGE_PLACES

SEE_ROLES = "accounts.see_roles"
MANAGE_ROLE = "accounts.manage_role"
ADMINISTER = "accounts.administer"


@rules.predicate
def administers(actor: Actor) -> bool:
    """Whether the actor is an administrator of the program itself, who gives the first roles."""
    return isinstance(actor, User) and actor.is_active and actor.is_superuser


@rules.predicate
def coordinates(actor: Actor) -> bool:
    """Whether the actor coordinates anything."""
    return has_role(actor, Role.COORDINATOR)


@rules.predicate
def coordinates_all_of_it(actor: Actor, assignment: RoleAssignment | None) -> bool:
    """Whether the role lies within what the actor coordinates. A role for the whole town needs a coordinator of it."""
    if assignment is None:
        return False
    if assignment.area is None or assignment.service is not None or assignment.role == Role.COORDINATOR:
        return has_role_everywhere(actor, Role.COORDINATOR)
    return has_role(actor, Role.COORDINATOR, area=assignment.area)


@rules.predicate
def coordinates_area(actor: Actor, area: Area | None) -> bool:
    """Whether the actor coordinates this area or one above it; the whole town needs a coordinator of everywhere."""
    return has_role(actor, Role.COORDINATOR, area=area or Area(path=""))


@rules.predicate
def reads_history(actor: Actor, _target: object = None) -> bool:
    """Whether the actor answers for the whole: coordinates, or certifies counts."""
    return has_role(actor, Role.COORDINATOR, Role.CERTIFIER)


rules.add_perm(SEE_ROLES, administers | coordinates)
rules.add_perm(MANAGE_ROLE, administers | coordinates_all_of_it)
rules.add_perm(MANAGE_PLACES, coordinates_area)
rules.add_perm(ADMINISTER, administers)
rules.add_perm(SEE_HISTORY, administers | reads_history)
