"""What a decision would tell the author, before it is made."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from proposals.models import Letter, Proposal


def letter_of(decide: Callable[..., Any], *, proposal: Proposal, **given: Any) -> Letter | None:
    """The letter that the verb would send; None for a proposal without an author.

    The verb is really done and then taken back with everything it ordered, so that the letter is the very one, and
    what the verb would refuse is refused here too.
    """
    with transaction.atomic():
        last = Letter.objects.filter(proposal=proposal).order_by("-pk").first()
        decide(proposal=proposal, **given)
        written = Letter.objects.filter(proposal=proposal).order_by("-pk").first()
        transaction.set_rollback(True)
    return written if written != last else None
