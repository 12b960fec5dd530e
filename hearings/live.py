"""Live topics of hearings: the wall and the counts for everybody, the queue and the themes for officials."""

from typing import Any

from commons.accounts.permissions import may
from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, register
from hearings.domain import queries, survey, wall
from hearings.domain.walks import plan, steering
from hearings.models import Event, Hearing, HearingState, Plenary
from hearings.rules import GROUP, MODERATE, SCRIBE, SEE_DESK


def _hearing(name: str) -> Hearing | None:
    return Hearing.objects.select_related("area").filter(slug=name.partition(":")[2]).first()


def _public(name: str) -> Hearing | None:
    return Hearing.objects.public().filter(slug=name.partition(":")[2]).first()


def _is_public(_user: Any, name: str) -> bool:
    return _public(name) is not None


def _may_moderate(user: Any, name: str) -> bool:
    hearing = _hearing(name)
    return hearing is not None and may(user, MODERATE, hearing)


def _may_key(user: Any, name: str) -> bool:
    hearing = _hearing(name)
    return hearing is not None and may(user, SCRIBE, hearing)


def _may_group(user: Any, name: str) -> bool:
    hearing = _hearing(name)
    return hearing is not None and may(user, GROUP, hearing)


def _may_see_desk(user: Any, name: str) -> bool:
    hearing = _hearing(name)
    return hearing is not None and may(user, SEE_DESK, hearing)


def _wall(name: str) -> Any:
    hearing = _public(name)
    return wall.wall_of(hearing) if hearing else None


def _counts(name: str) -> Any:
    hearing = _public(name)
    if hearing is None:
        return None
    found = queries.counts(hearing)
    return {
        "state": hearing.state,
        "received": found.received,
        "shown": found.shown,
        "hidden": found.hidden,
        "areas": {
            str(row.area.pk): {
                "works": row.works,
                "works_not": row.works_not,
                "idea": row.idea,
                "total": row.total,
            }
            for row in found.areas
        },
    }


def _survey(name: str) -> Any:
    """That something moved; the numbers are fetched with the page, so that both are the same."""
    hearing = _public(name)
    if hearing is None:
        return None
    rows = [one for area in survey.results(hearing) for one in area.statements]
    return {str(row.statement.pk): row.counts for row in rows}


def _plenary(name: str) -> Plenary | None:
    number = name.partition(":")[2]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    hidden = HearingState.PREPARING
    return Plenary.objects.exclude(hearing__state=hidden).filter(pk=int(number)).first()


def _is_open_plenary(_user: Any, name: str) -> bool:
    return _plenary(name) is not None


def _on_screen(name: str) -> Any:
    """What changed is fetched as a page; this only says where the room is, and how many have voted."""
    found = _plenary(name)
    if found is None:
        return None
    vote = found.rounds.filter(closed_at=None).first()
    return {
        "state": found.state,
        "screen": found.screen,
        "item": found.item_id,
        "theme": found.theme_id,
        "vote": vote.pk if vote else None,
        "ballots": vote.ballots.count() if vote else 0,
    }


def _walk(name: str) -> Any:
    number = name.partition(":")[2]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    event = (
        Event.objects.select_related("hearing").exclude(hearing__state="preparing").filter(pk=number).first()
    )
    walk = steering.walk_of(event) if event else None
    return plan.told(walk, plan.walls_of(walk.event.hearing)) if walk else None


def _is_walked(_user: Any, name: str) -> bool:
    return _walk(name) is not None


def register_topics() -> None:
    """Make the topics known."""
    register(Topic(r"plenary:\d+", Kind.PUBLIC, _is_open_plenary, _on_screen, merge_patch))
    for pattern, snapshot in (
        (r"hearing-wall:.+", _wall),
        (r"hearing:.+", _counts),
        (r"hearing-survey:.+", _survey),
    ):
        register(Topic(pattern, Kind.PUBLIC, _is_public, snapshot, merge_patch))
    register(Topic(r"hearing-walk:.+", Kind.PUBLIC, _is_walked, _walk))
    register(Topic(r"hearing-queue:.+", Kind.STAFF, may_subscribe=_may_moderate))
    register(Topic(r"hearing-piles:.+", Kind.STAFF, may_subscribe=_may_key))
    register(Topic(r"hearing-people:.+", Kind.STAFF, may_subscribe=_may_see_desk))
    register(Topic(r"hearing-themes:.+", Kind.STAFF, may_subscribe=_may_group))
