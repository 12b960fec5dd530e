"""Late tasks: told once, by mail, to those who lead the review there."""

import logging
import smtplib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from commons.accounts.domain.posting import post
from commons.accounts.domain.queries import IN_FORCE
from commons.accounts.models import Role, RoleAssignment, User
from proposals.models import Proposal, Review, ReviewTask, State, StepKind, TaskState

WAITING = (State.SUBMITTED, State.IN_REVIEW)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Late:
    """A line of the mail. `step`: a kind of step, or empty for a review as a whole."""

    proposal: Proposal
    step: str
    who: str
    due: date


def tell_leads(now: datetime | None = None) -> int:
    """Mail every lead one list of what became late and was not told yet; how many mails went out.

    Leads are the coordinators of the proposal's area, and a department's own address. One address that takes no mail
    keeps none from the others; what reached nobody, or has no lead, is tried again at the next round.
    """
    today = timezone.localtime(now).date() if now else timezone.localdate()
    with transaction.atomic():
        tasks = list(
            ReviewTask.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=TaskState.OPEN, due__lt=today, escalated_at=None)
            .select_related("proposal__area", "reviewer", "service")
            .order_by("due", "pk")
        )
        reviews = list(
            Review.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(due__lt=today, escalated_at=None, finished_at=None, proposal__state__in=WAITING)
            .select_related("proposal__area", "reviewer")
            .order_by("due", "pk")
        )
        sent, told = _mail(tasks, reviews)
        for model, late in ((ReviewTask, tasks), (Review, reviews)):
            reached = [one.pk for one in late if one in told]
            model._default_manager.filter(pk__in=reached).update(escalated_at=now or timezone.now())
    return sent


def _mail(tasks: list[ReviewTask], reviews: list[Review]) -> tuple[int, set[ReviewTask | Review]]:
    """How many mails went out, and what somebody was told of."""
    leads = _coordinators()
    lists: dict[tuple[str, str], list[tuple[ReviewTask | Review, Late]]] = defaultdict(list)
    for task in tasks:
        row = Late(task.proposal, task.kind, str(task.reviewer or task.service or ""), task.due)
        own = [(task.service.email, settings.LANGUAGE_CODE)] if task.service and task.service.email else []
        for to in dict.fromkeys([*_leading(leads, task.proposal), *own]):
            lists[to].append((task, row))
    for one in reviews:
        row = Late(one.proposal, "", str(one.reviewer or ""), one.due or date.min)
        for to in _leading(leads, one.proposal):
            lists[to].append((one, row))
    sent, told = 0, set[ReviewTask | Review]()
    for (address, language), rows in lists.items():
        try:
            reached = _send(address, language, [row for _late, row in rows])
        except (OSError, smtplib.SMTPException):
            log.exception("A list of what is late did not reach a lead")
            continue
        if not reached:
            continue
        sent += 1
        told |= {late for late, _row in rows}
    return sent, told


def _coordinators() -> list[tuple[User, str | None]]:
    held = RoleAssignment.objects.filter(IN_FORCE, role=Role.COORDINATOR, user__is_active=True)
    found = held.select_related("user", "area").defer("area__outline", "area__outline_shown")
    return [(one.user, one.area.path if one.area else None) for one in found.order_by("pk")]


def _leading(leads: list[tuple[User, str | None]], proposal: Proposal) -> list[tuple[str, str]]:
    """Addresses and languages of those who coordinate where the proposal is, never its own author."""
    place = proposal.area.path if proposal.area else ""
    return [
        (user.email, user.language)
        for user, path in leads
        if (path is None or place.startswith(path)) and user.pk != proposal.author_id
    ]


def _send(address: str, language: str, rows: list[Late]) -> bool:
    with translation.override(language[:2]):
        subject = ngettext("%(n)d late task of the review", "%(n)d late tasks of the review", len(rows))
        told = [
            {
                "title": row.proposal.title,
                "step": str(StepKind(row.step).label) if row.step else translation.gettext("Review"),
                "who": row.who,
                "due": row.due,
                "url": f"{settings.SITE_URL}/desk/proposals/{row.proposal.pk}/",
            }
            for row in rows
        ]
        body = render_to_string(
            "proposals/letters/late.txt",
            {
                "rows": told,
                "url": f"{settings.SITE_URL}/desk/proposals/?tab=late",
                "site_name": settings.SITE_NAME,
            },
        )
        return post(EmailMessage(subject=subject % {"n": len(rows)}, body=body, to=[address]))
