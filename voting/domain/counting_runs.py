"""A count in the background: begun by an official, done by the worker, watched on the page.

Stages: `count` (envelopes done of all), `round` (an endowment of equal shares that was reached; no total),
`explain` (projects explained of all).
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Conflict, Refusal
from commons.live import publish
from voting.domain.count import check_countable, count_votes
from voting.models import Ballot, CountRun, CountRunState, Election
from voting.rules import COUNT, SEE_DESK

SMALL = 1_000
"""Ballots up to which one of the quick rules is counted at once: nobody waits for that."""
QUICK = frozenset({"greedy", "greedy-no-skip", "greedy-threshold"})
DEAD = timedelta(minutes=10)
"""A run that has not moved for so long died with its worker."""
PACE = 1.0
"""Seconds between two reports of progress."""


class CountUnderWay(Conflict):
    """The worker is counting this election already."""

    code = "count-under-way"
    title = _("These votes are being counted")
    detail = _("A count was begun already. Wait until it is done: this page shows how far it is.")


@transaction.atomic
def begin(*, actor: Actor, election: Election, reason: str = "") -> CountRun | None:
    """Have a closed vote counted: a small one at once (None), any other by the worker.

    Counting again needs a `reason`. Raises `NotAllowed`, `VoteStillOpen`, `AlreadyPublished`, `ReasonNeeded`,
    `CountUnderWay`.
    """
    require(actor, COUNT, election)
    reason = check_countable(election, reason)
    quick = election.rule in QUICK and Ballot.objects.filter(election=election)[: SMALL + 1].count() <= SMALL
    if quick or not isinstance(actor, User) or actor.pk is None:
        count_votes(actor=actor, election=election, reason=reason)
        return None
    bury(election)
    try:
        with transaction.atomic():
            run = CountRun.objects.create(election=election, started_by=actor, recount_reason=reason)
    except IntegrityError as error:
        raise CountUnderWay from error
    from voting.tasks import count_election  # the job imports this module

    count_election.defer(run_id=run.pk, actor_id=actor.pk)
    publish(f"count:{election.cycle.slug}")
    return run


def latest(election: Election) -> CountRun | None:
    """The last count in the background, for the page: None where there is none, or where it is done."""
    run = election.count_runs.order_by("-pk").first()
    if run is None or run.state == CountRunState.DONE:
        return None
    if run.state == CountRunState.WORKING and run.touched_at < timezone.now() - DEAD:
        # Shown as stopped, so that somebody can begin anew; `begin` writes it down.
        run.state = CountRunState.FAILED
    return run


def watch(*, actor: Actor, election: Election) -> CountRun:
    """The last count in the background, whatever became of it; Http404 where there was none.

    Raises `NotAllowed` for all but the officials of the vote.
    """
    require(actor, SEE_DESK, election)
    run = latest(election) or election.count_runs.order_by("-pk").first()
    if run is None:
        raise Http404
    return run


def bury(election: Election) -> None:
    """Give up runs whose worker is gone, so that another can begin."""
    election.count_runs.filter(state=CountRunState.WORKING, touched_at__lt=timezone.now() - DEAD).update(
        state=CountRunState.FAILED, reason="worker-gone"
    )


def carry_out(*, actor: Actor, run: CountRun) -> CountRun:
    """Do a count that was begun. What goes wrong is written down for the page. A second call does nothing."""
    if run.state != CountRunState.WORKING:
        return run
    topic = f"count:{run.election.cycle.slug}"
    try:
        with ThreadPoolExecutor(max_workers=1) as beside:
            count_votes(
                actor=actor,
                election=run.election,
                reason=run.recount_reason,
                progress=_teller(run, topic, beside),
            )
    except Refusal as refusal:
        _end(run, CountRunState.FAILED, refusal.code)
    except Exception:
        _end(run, CountRunState.FAILED, "error")
        raise
    else:
        _end(run, CountRunState.DONE, "")
    finally:
        publish(topic)
    return run


def _teller(run: CountRun, topic: str, beside: ThreadPoolExecutor) -> Callable[[str, int, int], None]:
    """Writes progress past the open transaction: in a thread, which has a connection of its own."""
    told = time.monotonic()

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < PACE:
            return
        told = time.monotonic()
        beside.submit(_write, run.pk, topic, stage, done, total)

    return tell


def _write(run_id: int, topic: str, stage: str, done: int, total: int) -> None:
    try:
        moved = CountRun.objects.filter(pk=run_id, state=CountRunState.WORKING).update(
            stage=stage, done=done, total=total, touched_at=Now()
        )
        if moved:
            publish(topic)
    finally:
        connection.close()


def _end(run: CountRun, state: CountRunState, reason: str) -> None:
    run.state, run.reason = state, reason
    run.save(update_fields=["state", "reason"])
