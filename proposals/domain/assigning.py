"""Giving many reviews at once, and who can be given one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from commons.accounts.domain.queries import IN_FORCE
from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Refusal
from proposals.domain import review
from proposals.models import Proposal
from proposals.rules import ASSIGN

MOST = 200


@dataclass
class Given:
    """How many reviews were given, and what was refused: title and why."""

    done: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)


def assign_many(*, actor: Actor, ids: Sequence[int], reviewer: User | None, due: date | None = None) -> Given:
    """Give each of these reviews, or (None) put them back into the queue; what is refused hinders no other one.

    Each is a transaction of its own. Raises `SignInNeeded`, `NotAllowed` for who may give no review at all.
    """
    require(actor, ASSIGN)
    given = Given()
    for proposal in Proposal.objects.filter(pk__in=ids[:MOST]).without_texts().order_by("pk"):
        try:
            with transaction.atomic():
                review.assign(actor=actor, proposal=proposal, reviewer=reviewer, due=due)
            given.done += 1
        except Refusal as refusal:
            given.refused.append((proposal.title, refusal))
    return given


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
