"""Live topics of the vote."""

from typing import Any

from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, register
from voting.domain.turnout import snapshot
from voting.models import Election


def _election(name: str) -> Election | None:
    slug = name.partition(":")[2]
    return (
        Election.objects.select_related("cycle__area")
        .filter(cycle__slug=slug, cycle__is_published=True)
        .first()
    )


def _is_published(user: Any, name: str) -> bool:
    return _election(name) is not None


def _turnout(name: str) -> Any:
    election = _election(name)
    return snapshot(election) if election else None


register(
    Topic(
        r"turnout:.+",
        Kind.PUBLIC,
        may_subscribe=_is_published,
        snapshot=_turnout,
        delta=merge_patch,
    )
)
