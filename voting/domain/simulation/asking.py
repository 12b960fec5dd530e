"""Asking what would have been: small boxes are counted at once, big ones by the worker; the same question once."""

import hashlib
import json
import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.http import rate
from commons.http.errors import Invalid
from voting import counting
from voting.counting import RULES
from voting.domain.counting_runs import PACE, QUICK
from voting.domain.simulation.reckoning import reckon
from voting.domain.simulation.scenario import SHARES, Scenario
from voting.models import CountState, EnvelopeCount, Simulation, SimulationState
from voting.rules import SIMULATE

AT_ONCE = 20_000
"""Ballots up to which a quick rule is counted while the reader waits."""
AT_ONCE_SLOW = 2_000
"""The same for rules that go in rounds."""
DEAD = timedelta(minutes=10)
KEPT = timedelta(days=30)
OFTEN = (60, 60.0)
"""Questions of one person at once, refilled within so many seconds."""


def past_counts(actor: Actor) -> QuerySet[EnvelopeCount]:
    """Certified and published counts by the rule of their vote, newest first. Raises `NotAllowed`."""
    require(actor, SIMULATE)
    return (
        EnvelopeCount.objects.filter(
            is_official=True, superseded=False, state__in=[CountState.CERTIFIED, CountState.PUBLISHED]
        )
        .select_related("election__cycle__area", "envelope")
        .order_by("-election__cycle__year", "election", "envelope__position", "envelope")
    )


def past_count(actor: Actor, slug: str, pot: str) -> EnvelopeCount:
    """The count of one pot of a year, or of its first. Raises `NotAllowed`, Http404."""
    found = past_counts(actor).filter(election__cycle__slug=slug)
    count = (found.filter(envelope__slug=pot) if pot else found).first()
    if count is None:
        raise Http404
    require(actor, SIMULATE, count.election)
    return count


def ask(*, actor: Actor, count: EnvelopeCount, scenario: Scenario) -> Simulation:
    """The answer, or how far it is. Raises `NotAllowed`, `Invalid` where the scenario does not fit, `TooOften`."""
    require(actor, SIMULATE, count.election)
    check(count, scenario)
    key = key_of(count, scenario)
    known = Simulation.objects.filter(key=key).first()
    if known is not None and not _is_dead(known):
        return known
    rate.take(f"simulate {actor.pk}", *OFTEN)
    made, _is_new = Simulation.objects.update_or_create(
        key=key,
        defaults={
            "count": count,
            "asked": scenario.plain(),
            "state": SimulationState.WORKING,
            "reason": "",
            "rounds": 0,
            "touched_at": Now(),
        },
    )
    quick = scenario.rule_for(count) in QUICK
    if count.outcome["ballots"] <= (AT_ONCE if quick else AT_ONCE_SLOW):
        return carry_out(made)
    from voting.tasks import simulate  # the job imports this module

    simulate.defer(key=key)
    return made


def check(count: EnvelopeCount, scenario: Scenario) -> None:
    """Raises `Invalid` naming the fields."""
    wrong: dict[str, list[Any]] = {}
    rule = scenario.rule_for(count)
    vote_type = count.outcome["vote_type"]
    if rule not in RULES:
        wrong["rule"] = [_("Choose one of these rules.")]
    elif (types := RULES[rule].vote_types) is not None and vote_type not in types:
        wrong["rule"] = [_("This rule does not go with the ballots of this vote.")]
    elif scenario.completion and rule != SHARES:
        wrong["completion"] = [_("Only equal shares are completed. Leave this empty or choose equal shares.")]
    for name in ("money", "most_cost"):
        value = getattr(scenario, name)
        if value is not None and not 0 < value < 10**12:
            wrong[name] = [_("Give a sum above zero, below a thousand thousand millions.")]
    if scenario.least_votes is not None and not 0 <= scenario.least_votes < 10**9:
        wrong["least_votes"] = [_("Give a whole number of votes.")]
    if wrong:
        raise Invalid(fields=wrong)


def key_of(count: EnvelopeCount, scenario: Scenario) -> str:
    """The same for the same ballots and the same question."""
    told = [count.pk, count.input_hash, scenario.plain()]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _is_dead(run: Simulation) -> bool:
    return run.state == SimulationState.FAILED or (
        run.state == SimulationState.WORKING and run.touched_at < timezone.now() - DEAD
    )


def carry_out(run: Simulation) -> Simulation:
    """Count what was asked and keep the answer. What goes wrong is written down for the page."""
    try:
        run.answer = reckon(run.count, Scenario.of(run.asked), _teller(run.pk))
        run.state, run.reason = SimulationState.DONE, ""
    except counting.RuleError as error:
        run.state, run.reason = SimulationState.FAILED, error.code[:60]
    run.save(update_fields=["answer", "state", "reason"])
    return run


def _teller(key: str) -> Any:
    """Writes how far it is, now and then."""
    told = time.monotonic()

    def tell(rounds: int) -> None:
        nonlocal told
        if time.monotonic() - told > PACE and not connection.in_atomic_block:
            told = time.monotonic()
            Simulation.objects.filter(pk=key).update(rounds=rounds, touched_at=Now())

    return tell


def forget_old() -> int:
    """Drop answers that are a month old. Returns how many."""
    return Simulation.objects.filter(begun_at__lt=timezone.now() - KEPT).delete()[0]
