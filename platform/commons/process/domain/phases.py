"""Giving the phases of a year their dates. What has begun keeps its beginning; the vote keeps its promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Cycle, Phase, PhaseKind
from commons.process.rules import SET_UP

MOST_YEARS = 6
LONGEST_REASON = 500


@dataclass(frozen=True)
class Span:
    """From `opens_at` until just before `closes_at`, both aware."""

    opens_at: datetime
    closes_at: datetime


Plan = Mapping[PhaseKind, Span]
Problems = dict[str, list[Text]]
"""Messages by kind of phase; "reason" for the reason."""

K = PhaseKind
_AFTER: tuple[tuple[PhaseKind, PhaseKind, Text], ...] = (
    (K.PROPOSE, K.VOTE, _("Voting would begin while proposals are still taken.")),
    (K.REVIEW, K.VOTE, _("Voting would begin before the proposals are reviewed.")),
    (K.VOTE, K.COUNT, _("Counting would begin before voting has closed.")),
    (K.VOTE, K.COUNCIL, _("The council would decide before voting has closed.")),
    (K.VOTE, K.CARRY_OUT, _("Carrying out would begin before voting has closed.")),
)
"""The second may not open before the first has closed. All others may overlap as the town likes."""


@transaction.atomic
def plan(*, actor: Actor, cycle: Cycle, spans: Plan, reason: str = "") -> list[Phase]:
    """Give the year exactly these phases; those not named are taken out.

    A phase that has begun keeps its beginning and stays; its end moves only with a public `reason`, and not into the
    past. The vote's end moves only later, while the vote is open: nobody who trusts the announced day comes too late.
    The database's clock decides. Raises `SignInNeeded`, `NotAllowed`, and `Invalid` with messages by kind of phase.
    """
    require(actor, SET_UP, cycle)
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    now_by_kind = {
        PhaseKind(phase.kind): phase
        for phase in Phase.objects.filter(cycle=cycle).annotate(clock=StatementTimestamp())
    }
    why = " ".join(reason.split())
    problems = _nonsense(cycle, spans)
    _merge(problems, _broken_promises(now_by_kind, spans, why))
    if "\x00" in why or len(why) > LONGEST_REASON:
        problems["reason"] = [_("Write the reason in at most 500 characters.")]
    if problems:
        raise Invalid(fields=problems)
    with verb("process.plan_phases", actor, reason=why):
        _store(cycle, now_by_kind, spans)
    publish(f"year:{cycle.slug}")
    return list(Phase.objects.filter(cycle=cycle))


def _nonsense(cycle: Cycle, spans: Plan) -> Problems:
    problems: Problems = {}
    for kind, span in spans.items():
        if span.closes_at <= span.opens_at:
            problems[kind] = [_("It would close before it opens.")]
        elif not (
            cycle.year - MOST_YEARS <= span.opens_at.year and span.closes_at.year <= cycle.year + MOST_YEARS
        ):
            problems[kind] = [_("The dates are far from the budget year. Check the year.")]
    for first, second, message in _AFTER:
        if first in spans and second in spans and spans[second].opens_at < spans[first].closes_at:
            problems.setdefault(second, []).append(message)
    return problems


def _broken_promises(old: Mapping[PhaseKind, Phase], spans: Plan, why: str) -> Problems:
    """What people rely on and would be taken back."""
    problems: Problems = {}
    for kind, phase in old.items():
        clock: datetime = phase.clock  # type: ignore[attr-defined]
        span = spans.get(kind)
        if phase.opens_at > clock or (
            span is not None and (span.opens_at, span.closes_at) == (phase.opens_at, phase.closes_at)
        ):
            continue
        if span is None:
            problems[kind] = [_("It has begun, so it cannot be taken out.")]
        elif span.opens_at != phase.opens_at:
            problems[kind] = [_("It has begun, so its beginning cannot change.")]
        elif message := _end_refused(kind, phase, span, clock):
            problems[kind] = [message]
        elif not why:
            problems["reason"] = [
                _("Say why the end of a phase that has begun is moved. Everybody can read it.")
            ]
    return problems


def _end_refused(kind: PhaseKind, phase: Phase, span: Span, clock: datetime) -> Text:
    if kind == PhaseKind.VOTE and phase.closes_at <= clock:
        return _("Voting has closed and stays closed.")
    if kind == PhaseKind.VOTE and span.closes_at < phase.closes_at:
        return _("Voting is open. It can be prolonged, never shortened.")
    if span.closes_at < clock:
        return _("The new end is in the past.")
    return ""


def _merge(problems: Problems, more: Problems) -> None:
    for name, texts in more.items():
        problems.setdefault(name, []).extend(texts)


def _store(cycle: Cycle, old: Mapping[PhaseKind, Phase], spans: Plan) -> None:
    for kind, phase in old.items():
        if kind not in spans:
            phase.delete()
    for kind, span in spans.items():
        phase = old.get(kind) or Phase(cycle=cycle, kind=kind)
        if (phase.opens_at, phase.closes_at) != (span.opens_at, span.closes_at):
            phase.opens_at, phase.closes_at = span.opens_at, span.closes_at
            phase.save()
