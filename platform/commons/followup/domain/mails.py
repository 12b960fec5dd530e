"""The mail that followers get at a milestone."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.followup.models import Follower, FollowReason, Milestone, Notice
from commons.followup.owners import Owner, owner_of
from commons.texts.amounts import money_text

log = logging.getLogger(__name__)


class SomeMailsFailed(Exception):
    """Some followers could not be mailed now; the job is to be run again, for them alone."""


@dataclass(frozen=True)
class Outcome:
    """How many mails a run sent, and how many followers had theirs already."""

    sent: int = 0
    had_it: int = 0


def tell_followers(milestone_id: int) -> Outcome:
    """Mail everybody who follows the milestone's track and has not had this mail yet.

    Who chose how often reads of it in their news instead.

    One transaction per person: the note that they were told is stored together with handing the mail over, and its
    uniqueness makes a second run, or one at the same time, pass over them. Raises `SomeMailsFailed` at the end.
    """
    milestone = Milestone.objects.select_related("track").filter(pk=milestone_id).first()
    if milestone is None:
        return Outcome()
    followers = (
        Follower.objects.filter(
            track=milestone.track, stopped_at=None, user__is_active=True, user__mail_choice=None
        )
        .exclude(notices__milestone=milestone)
        .select_related("user")
        .order_by("pk")
    )
    sent = had_it = failed = 0
    for follower in followers:
        try:
            with transaction.atomic():
                Notice.objects.create(milestone=milestone, follower=follower)
                is_sent = post(mail(milestone, follower))
            sent += int(is_sent)
        except IntegrityError:
            had_it += 1
        except Exception:
            log.exception("The mail of milestone %s to follower %s failed", milestone.pk, follower.pk)
            failed += 1
    if failed:
        raise SomeMailsFailed(f"{failed} of {sent + failed}")
    return Outcome(sent, had_it)


def mail(milestone: Milestone, follower: Follower) -> EmailMultiAlternatives:
    """The mail in the follower's language, as text and HTML, with one-click stopping (RFC 8058)."""
    with translation.override(follower.user.language):
        owner = owner_of(milestone.track)
        stop_url = settings.SITE_URL + reverse("followup:stop", args=[follower.stop_token])
        context = _context(milestone, follower, owner) | {"stop_url": stop_url}
        subject = " ".join(render_to_string("followup/mail/subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("followup/mail/milestone.txt", context),
            to=[follower.user.email],
            headers={
                "List-Unsubscribe": f"<{stop_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("followup/mail/milestone.html", context), "text/html")
    return message


def _context(milestone: Milestone, follower: Follower, owner: Owner) -> dict[str, object]:
    return {
        "site": settings.SITE_NAME,
        "owner": owner,
        "owner_url": settings.SITE_URL + owner.url,
        "milestone": milestone,
        "picture_url": settings.SITE_URL + milestone.picture.url if milestone.picture else "",
        "spent": money_text(milestone.spent, owner.currency),
        "reason": FollowReason(follower.reason).label,
        "language": follower.user.language,
    }
