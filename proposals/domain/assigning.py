"""Who can be given a review."""

from commons.accounts.domain.queries import IN_FORCE
from commons.accounts.models import Role, RoleAssignment, User
from proposals.models import Proposal


def reviewers(proposal: Proposal | None = None) -> list[User]:
    """People who may be given a review (of this proposal, if one is meant), by name. One query."""
    held = RoleAssignment.objects.filter(
        IN_FORCE, role__in=(Role.REVIEWER, Role.COORDINATOR), user__is_active=True
    ).select_related("user", "area")
    found: dict[int, User] = {}
    for assignment in held.defer("area__outline", "area__outline_shown"):
        area = proposal.area if proposal else None
        if assignment.area is None or area is None or area.path.startswith(assignment.area.path):
            found[assignment.user_id] = assignment.user
    people = [one for one in found.values() if proposal is None or one.pk != proposal.author_id]
    return sorted(people, key=lambda one: (one.display_name.lower(), one.email))
