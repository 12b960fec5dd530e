"""Who sets up a budget year: a coordinator of its town."""

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.process.models import Cycle

SET_UP = "process.set_up"
"""Make a budget year and change its words, phases and money. The target is the year, or None: some year."""


@rules.predicate
def coordinates_there(actor: Actor, cycle: Cycle | None) -> bool:
    """A coordinator for the year's area. None: for some area."""
    return has_role(actor, Role.COORDINATOR, area=cycle.area if cycle else None)


rules.add_perm(SET_UP, coordinates_there)
