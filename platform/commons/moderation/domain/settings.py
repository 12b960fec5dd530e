"""How a year moderates each kind of thing."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.moderation.kinds import ruled_kinds
from commons.moderation.models import Rule
from commons.moderation.models.rule import MOST_TRUST
from commons.moderation.rules import SET_RULES
from commons.process.models import Cycle


@transaction.atomic
def set_rule(*, actor: Actor, cycle: Cycle, kind: str, is_before: bool, trusted_after: int) -> Rule:
    """Say whether things of `kind` are read before they are shown. Raises `Invalid`, `NotAllowed`, `SignInNeeded`."""
    require(actor, SET_RULES, cycle)
    if kind not in {one.code for one in ruled_kinds()}:
        raise Invalid(fields={"kind": [_("There is nothing of this kind.")]})
    if not 0 <= trusted_after <= MOST_TRUST:
        raise Invalid(fields={"trusted_after": [_("Write a number from 0 to 100.")]})
    with verb("moderation.set_rule", actor):
        rule, _made = Rule.objects.update_or_create(
            cycle=cycle, kind=kind, defaults={"is_before": is_before, "trusted_after": trusted_after}
        )
    return rule


def rules_of(cycle: Cycle) -> list[Rule]:
    """The rule of each kind that can have one, stored or not. One query."""
    stored = {rule.kind: rule for rule in Rule.objects.filter(cycle=cycle)}
    return [stored.get(kind.code, Rule(cycle=cycle, kind=kind.code)) for kind in ruled_kinds()]
