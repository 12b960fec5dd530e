"""Deciding on many things by one act: each by its own verb, so that what cannot be decided is told one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, Refusal
from commons.moderation.domain import deciding
from commons.moderation.domain.errors import NothingThere
from commons.moderation.domain.looking import reach
from commons.moderation.models import Case, Reason

MOST = 100
ACTS = ("leave", "hide")


@dataclass(frozen=True)
class Outcome:
    """Of one of them: the case as it is now, or why nothing was decided on it."""

    pk: int
    case: Case | None
    refusal: Refusal | None


@transaction.atomic
def decide_all(
    *, actor: Actor, chosen: Sequence[tuple[int, int | None]], act: str, reason: str = ""
) -> list[Outcome]:
    """Leave or hide the `chosen` ones (number of the case, last decision seen), at most a hundred.

    Raises `Invalid`, `NotAllowed`, `SignInNeeded`; what one of them refuses is in its outcome.
    """
    reachable = reach(actor).select_related("area").in_bulk([pk for pk, _seen in chosen])
    if act not in ACTS:
        raise Invalid(fields={"act": [_("Choose what shall happen.")]})
    if act == "hide" and reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    if not chosen or len(chosen) > MOST:
        raise Invalid(fields={"case": [_("Choose from one to a hundred of them.")]})
    # In the order of their numbers, so that two who choose the same never wait for each other.
    return [
        _one(actor, pk, reachable.get(pk), seen, act, reason) for pk, seen in sorted(dict(chosen).items())
    ]


def _one(actor: Actor, pk: int, case: Case | None, seen: int | None, act: str, reason: str) -> Outcome:
    if case is None:
        return Outcome(pk, None, NothingThere())
    try:
        if act == "hide":
            return Outcome(pk, deciding.hide(actor=actor, case=case, reason=reason, seen=seen), None)
        return Outcome(pk, deciding.leave(actor=actor, case=case, seen=seen), None)
    except Refusal as refusal:
        return Outcome(pk, None, refusal)
