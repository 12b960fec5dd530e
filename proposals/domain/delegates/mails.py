"""The mails of the follow-up group, in the reader's language."""

import logging
import smtplib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.accounts.domain.queries import IN_FORCE
from commons.accounts.models import Role, RoleAssignment, Service, User
from proposals.domain.delegates.group import word_of
from proposals.models import Delegate, DelegateState, Finding, FindingState, Proposal, WorkPlan

log = logging.getLogger(__name__)
Reader = tuple[str, str]
"""A mail address and its language."""
ASKED = (FindingState.OPEN, FindingState.DISPUTED)


def tell_delegate(delegate_id: int, what: str) -> int:
    """Mail an invitation while it is one, or that a membership was ended. How many mails went out."""
    found = Delegate.objects.select_related("cycle", "user").filter(pk=delegate_id).first()
    if found is None:
        return 0
    if what == "invited" and found.state == DelegateState.INVITED:
        known = User.objects.filter(email__iexact=found.email).values_list("language", flat=True).first()
        reader = (found.email, known or settings.LANGUAGE_CODE[:2])
        told = {"delegate": found, "cycle": found.cycle, "word": word_of(found)}
        return send([reader], what, told, is_anew=True)
    if what == "ended" and found.state == DelegateState.ENDED and found.user is not None:
        return send(
            [(found.user.email, found.user.language)], what, {"delegate": found, "cycle": found.cycle}
        )
    return 0


def tell_of_finding(finding_id: int, what: str) -> int:
    """Mail officials that something is to be answered, or the delegate that it was. How many mails went out."""
    found = (
        Finding.objects.select_related("proposal__cycle", "proposal__area", "delegate__user")
        .prefetch_related("replies", "checks")
        .filter(pk=finding_id, hidden_at=None)
        .first()
    )
    if found is None:
        return 0
    context: dict[str, Any] = {"finding": found, "proposal": found.proposal}
    if what == "answered":
        writer = found.delegate.user
        reply = found.replies.last()
        if writer is None or reply is None:
            return 0
        return send([(writer.email, writer.language)], what, context | {"reply": reply})
    if found.state not in ASKED:
        return 0
    return send(responsible(found.proposal), what, context | {"check": found.checks.last()})


def responsible(proposal: Proposal) -> list[Reader]:
    """Who has to answer: the responsible unit's mailbox and its reviewers; without a unit the coordinators there, and
    where there are none, the reviewers."""
    plan = WorkPlan.objects.select_related("service").filter(proposal=proposal).first()
    service = plan.service if plan else None
    found: list[Reader] = []
    if service is not None:
        if service.email:
            found.append((service.email, settings.LANGUAGE_CODE[:2]))
        found += _holding(proposal, Role.REVIEWER, service)
    return found or coordinating(proposal) or _holding(proposal, Role.REVIEWER)


def coordinating(proposal: Proposal) -> list[Reader]:
    """The coordinators of the place."""
    return _holding(proposal, Role.COORDINATOR)


def _holding(proposal: Proposal, role: Role, service: Service | None = None) -> list[Reader]:
    held = RoleAssignment.objects.filter(IN_FORCE, role=role, user__is_active=True)
    if service is not None:
        held = held.filter(service=service)
    place = proposal.area.path if proposal.area else ""
    rows = held.order_by("user").values_list("user__email", "user__language", "area__path")
    return list(
        dict.fromkeys(
            (mail, language) for mail, language, path in rows if path is None or place.startswith(path)
        )
    )


def send(readers: Iterable[Reader], kind: str, context: dict[str, Any], *, is_anew: bool = False) -> int:
    """Mail `proposals/delegates/mail/KIND.txt` to each in their language. How many mails went out.

    One that fails keeps none from the others, and the job tries again only where nobody had it.
    """
    sent = 0
    failed: Exception | None = None
    for address, language in readers:
        with translation.override(language):
            told = context | {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
            subject = render_to_string(f"proposals/delegates/mail/{kind}_subject.txt", told)
            body = render_to_string(f"proposals/delegates/mail/{kind}.txt", told)
        message = EmailMessage(
            subject=" ".join(subject.split())[:200],
            body=body.strip() + "\n",
            to=[address],
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            sent += int(post(message, is_anew=is_anew))
        except (OSError, smtplib.SMTPException) as error:
            log.exception("A mail of the follow-up group failed")
            failed = error
    if failed is not None and not sent:
        raise failed
    return sent
