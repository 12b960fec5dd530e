"""Who moderates. What concerns oneself, nobody does: the verbs say so by name, and the database holds it."""

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.moderation.models import Case
from commons.process.models import Cycle

MODERATE = "moderation.moderate"
SET_RULES = "moderation.set_rules"


@rules.predicate
def moderates_there(actor: Actor, case: Case | None) -> bool:
    """A moderator or coordinator of the case's area. None: of some area."""
    return has_role(actor, Role.MODERATOR, Role.COORDINATOR, area=case.area if case else None)


@rules.predicate
def coordinates_there(actor: Actor, cycle: Cycle | None) -> bool:
    """A coordinator of the year's area. None: of some area."""
    return has_role(actor, Role.COORDINATOR, area=cycle.area if cycle else None)


rules.add_perm(MODERATE, moderates_there)
rules.add_perm(SET_RULES, coordinates_there)
