"""Live topics of the vote."""

from typing import Any

from commons.accounts.permissions import may
from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, register
from voting.domain import results
from voting.domain.turnout import snapshot
from voting.models import Election
from voting.rules import SEE_DESK


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


def _result(name: str) -> Any:
    election = _election(name)
    return results.snapshot(election) if election else None


register(
    Topic(
        r"result:.+",
        Kind.PUBLIC,
        may_subscribe=_is_published,
        snapshot=_result,
        delta=merge_patch,
    )
)


def _sees_desk(user: Any, name: str) -> bool:
    election = (
        Election.objects.select_related("cycle__area").filter(cycle__slug=name.partition(":")[2]).first()
    )
    return election is not None and may(user, SEE_DESK, election)


register(Topic(r"count:.+", Kind.STAFF, may_subscribe=_sees_desk))
register(Topic(r"roll:.+", Kind.STAFF, may_subscribe=_sees_desk))
