"""Who may change the town's areas."""

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.places.models import Area

MANAGE = "places.manage"
"""Create, move, rename and import areas and population; the target is an area, or None for the whole town."""


@rules.predicate
def is_coordinator_here(actor: Actor, area: Area | None) -> bool:
    """A coordinator of this area or of one above it; the whole town needs a coordinator of everywhere."""
    return has_role(actor, Role.COORDINATOR, area=area or Area(path=""))


rules.add_perm(MANAGE, is_coordinator_here)
