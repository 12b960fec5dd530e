"""Planning a walk and steering its clock. Every device follows by itself; steering only moves the beginning."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Conflict, Invalid
from commons.live import publish
from hearings.domain.walks import plan
from hearings.models import MOST_GROUPS, MOST_MINUTES, Event, Walk
from hearings.rules import GROUP

MINUTE = 60


class WalkGoesOn(Conflict):
    """The clock is not where this verb starts from."""

    code = "walk-moved-on"
    title = _("The walk has moved on")
    detail = _("Look at the clock and press again if it is still what you want.")


LIMITS = {
    "groups": (1, MOST_GROUPS),
    "rounds": (1, MOST_GROUPS),
    "first_minutes": (1, MOST_MINUTES),
    "later_minutes": (1, MOST_MINUTES),
    "move_minutes": (0, 10),
}


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    event: Event,
    groups: int,
    rounds: int,
    first_minutes: int,
    later_minutes: int,
    move_minutes: int,
) -> Walk:
    """The plan of an event's walk, new or changed while its clock does not run.

    Raises `Invalid`, `WalkGoesOn`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, GROUP, event.hearing)
    fields = {
        "groups": groups,
        "rounds": rounds,
        "first_minutes": first_minutes,
        "later_minutes": later_minutes,
        "move_minutes": move_minutes,
    }
    wrong = {
        name: [format_lazy(_("From {least} to {most}."), least=LIMITS[name][0], most=LIMITS[name][1])]
        for name, value in fields.items()
        if not LIMITS[name][0] <= value <= LIMITS[name][1]
    }
    if wrong:
        raise Invalid(fields={**wrong})
    found = Walk.objects.select_for_update().filter(event=event).first() or Walk(event=event)
    if found.began_at is not None:
        raise WalkGoesOn(_("The clock is running. Stop it before you change the plan."))
    for name, value in fields.items():
        setattr(found, name, value)
    with verb("hearings.plan_walk", actor):
        found.save()
    _tell(event)
    return found


def start(walk: Walk, now: dt.datetime) -> None:
    """Begin the first round."""
    _require(plan.clock(walk, now).state in ("waiting", "over"))
    walk.began_at, walk.paused_at, walk.added = now, None, []


def pause(walk: Walk, now: dt.datetime) -> None:
    """Let the clock stand."""
    _require(plan.clock(walk, now).state == "running")
    walk.paused_at = now


def resume(walk: Walk, now: dt.datetime) -> None:
    """Let the clock go on from where it stands."""
    _require(walk.paused_at is not None)
    if walk.began_at is not None and walk.paused_at is not None:
        walk.began_at += now - walk.paused_at
    walk.paused_at = None


def skip(walk: Walk, now: dt.datetime) -> None:
    """On to the next phase at once."""
    found = plan.clock(walk, now)
    if found.phase is None or walk.began_at is None:
        raise WalkGoesOn
    gone = ((walk.paused_at or now) - walk.began_at).total_seconds()
    end = sum(one.seconds for one in plan.phases(walk)[: found.phase + 1])
    walk.began_at -= dt.timedelta(seconds=end - gone)


def stretch(walk: Walk, now: dt.datetime) -> None:
    """One minute more for the phase that runs."""
    found = plan.clock(walk, now)
    if found.phase is None:
        raise WalkGoesOn
    added = [*walk.added, *[0] * (found.phase + 1 - len(walk.added))]
    added[found.phase] += MINUTE
    walk.added = added


def stop(walk: Walk, now: dt.datetime) -> None:
    """Back to the beginning; the plan can be changed."""
    _require(walk.began_at is not None)
    walk.began_at, walk.paused_at, walk.added = None, None, []


ACTS: dict[str, Callable[[Walk, dt.datetime], None]] = {
    "start": start,
    "pause": pause,
    "resume": resume,
    "skip": skip,
    "stretch": stretch,
    "stop": stop,
}


@transaction.atomic
def steer(*, actor: Actor, walk: Walk, act: str, phase: int | None = None) -> Walk:
    """One of `ACTS`. `phase`: the one that the facilitator saw; where the clock is in another one by now, nothing is
    done, so that two who press at the same moment do not skip twice.

    Raises `Invalid`, `WalkGoesOn`, `NotAllowed`, `SignInNeeded`.
    """
    found = (
        Walk.objects.select_for_update(of=("self",)).select_related("event__hearing__area").get(pk=walk.pk)
    )
    require(actor, GROUP, found.event.hearing)
    if act not in ACTS:
        raise Invalid(fields={"act": [_("Choose one of these.")]})
    now = timezone.now()
    if act == "skip" and phase is not None and plan.clock(found, now).phase != phase:
        raise WalkGoesOn
    ACTS[act](found, now)
    with verb(f"hearings.walk_{act}", actor):
        found.save(update_fields=["began_at", "paused_at", "added"])
    _tell(found.event)
    return found


def walk_of(event: Event) -> Walk | None:
    """The walk of an event. One query."""
    return Walk.objects.select_related("event__hearing__area").filter(event=event).first()


def _require(fits: bool) -> None:
    if not fits:
        raise WalkGoesOn


def _tell(event: Event) -> None:
    publish(f"hearing-walk:{event.pk}")
