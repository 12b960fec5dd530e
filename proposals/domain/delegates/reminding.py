"""Answers and promises that are overdue: whoever has to answer is reminded, and later the coordinators are told."""

import logging
import smtplib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from commons.process.domain import working_days
from proposals.domain.delegates.mails import Reader, coordinating, responsible, send
from proposals.models import Finding, FindingKind, Proposal

SECOND_DAYS = {FindingKind.SAFETY: 2}
"""Working days after the deadline until the coordinators are told; five for everything else."""
USUAL_SECOND_DAYS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Step:
    """One step: what marks it, who is mailed, by which mail, and when it is time."""

    mark: str
    mail: str
    readers: Callable[[Proposal], list[Reader]]
    is_time: Callable[[Finding, date], bool]


def remind(now: datetime | None = None) -> int:
    """Mail one list to everybody who has to answer what became overdue, and one to the coordinators of what is still
    overdue after a second deadline; how many mails went out.

    Each step is taken once for each deadline: a promise that is broken, or a second "not fixed", begins anew. Days are
    those of the town's clock; a deadline that falls on a day without work ends on the next working day. An address that
    takes no mail keeps none from the others, and what reached nobody is tried again at the next round.
    """
    today = timezone.localtime(now).date() if now else timezone.localdate()
    return sum(_take(step, today) for step in _STEPS)


def second_deadline(finding: Finding) -> date | None:
    """The last day before the coordinators are told; None where nothing is due."""
    if finding.due is None:
        return None
    return working_days.after(finding.due, SECOND_DAYS.get(FindingKind(finding.kind), USUAL_SECOND_DAYS))


def _is_over(finding: Finding, today: date) -> bool:
    return finding.due is not None and working_days.next_working(finding.due) < today


def _is_long_over(finding: Finding, today: date) -> bool:
    second = second_deadline(finding)
    return second is not None and second < today


_STEPS = (
    _Step("reminded_for", "late", responsible, _is_over),
    _Step("escalated_for", "escalated", coordinating, _is_long_over),
)


@transaction.atomic
def _take(step: _Step, today: date) -> int:
    rows = (
        Finding.objects.public()
        .late(today)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("proposal__area", "proposal__cycle", "delegate__user")
        .order_by("pk")
    )
    late = [one for one in rows if getattr(one, step.mark) != one.due and step.is_time(one, today)]
    lists: dict[Reader, list[Finding]] = defaultdict(list)
    for one in late:
        for reader in step.readers(one.proposal):
            lists[reader].append(one)
    sent, told = _mail(lists, step.mail)
    for one in told:
        setattr(one, step.mark, one.due)
        one.save(update_fields=[step.mark])
    return sent


def _mail(lists: dict[Reader, list[Finding]], kind: str) -> tuple[int, Iterable[Finding]]:
    sent, told = 0, dict[int, Finding]()
    for reader, found in lists.items():
        try:
            reached = send([reader], kind, {"findings": sorted(found, key=_due), "number": len(found)})
        except (OSError, smtplib.SMTPException):
            log.exception("A list of overdue findings did not reach who has to answer")
            continue
        if not reached:
            continue  # the address takes no mail
        sent += reached
        told |= {one.pk: one for one in found}
    return sent, told.values()


def _due(finding: Finding) -> tuple[date, int]:
    return finding.due or date.max, finding.pk
