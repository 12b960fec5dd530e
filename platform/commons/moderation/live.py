"""The live topic of moderators: that something was reported, held, appealed or decided. What, the page asks itself."""

from typing import Any

from commons.accounts.permissions import may
from commons.live import Kind, Topic, register
from commons.moderation.domain.deciding import QUEUE
from commons.moderation.rules import MODERATE


def _may_moderate(user: Any, _name: str) -> bool:
    return may(user, MODERATE)


def register_topics() -> None:
    """Make the topic known."""
    register(Topic(QUEUE, Kind.STAFF, may_subscribe=_may_moderate))
