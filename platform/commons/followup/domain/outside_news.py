"""News to addresses without an account: one mail a morning, however many reasons somebody has, and nothing that the
account of the same address hears anyway."""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from commons.accounts.domain import posting
from commons.accounts.models import User
from commons.followup.domain.digests import HOUR
from commons.followup.domain.news import news_for
from commons.followup.models import Follower, MailChoice, Milestone, Notice, OutsideRun, OutsideTold, Rhythm
from commons.followup.outside import Reader, readers_of
from commons.followup.owners import Owner, owners_of

log = logging.getLogger(__name__)

KEPT = dt.timedelta(days=30)
"""So long it is remembered that an address had its mail."""


class SomeMailsFailed(Exception):
    """Some could not be mailed now; the job is to be run again, for them alone."""


@dataclass(frozen=True)
class Story:
    """A thing and what was told of it since the last mail."""

    owner: Owner
    url: str
    told: list[Milestone]


def plan(now: dt.datetime | None = None) -> OutsideRun | None:
    """Begin the mails of this morning (from seven on) if they did not begin yet. None where nothing began."""
    moment = now or timezone.now()
    local = timezone.localtime(moment)
    return _begin(local.date(), moment) if local.hour >= HOUR else None


@transaction.atomic
def _begin(day: dt.date, now: dt.datetime) -> OutsideRun | None:
    from commons.followup.tasks import tell_outside  # the job imports this package

    last = OutsideRun.objects.order_by("-until").first()
    # Nobody hears today of what happened before these mails began.
    since = last.until if last is not None else now
    run, is_new = OutsideRun.objects.get_or_create(day=day, defaults={"since": since, "until": now})
    if not is_new:
        return None
    OutsideTold.objects.filter(run__until__lt=now - KEPT).delete()
    tell_outside.defer(run_id=run.pk)
    return run


def send(run_id: int) -> int:
    """Mail one morning's news; how many mails. Who has theirs is passed over. Raises `SomeMailsFailed` at the end."""
    run = OutsideRun.objects.get(pk=run_id)
    told: dict[int, list[Milestone]] = {}
    rows = Milestone.objects.filter(created_at__gte=run.since, created_at__lt=run.until).order_by(
        "date", "pk"
    )
    for milestone in rows:
        told.setdefault(milestone.track_id, []).append(milestone)
    owners = owners_of(told)
    readers = readers_of(set(owners))
    heard = _heard_by_accounts(set(readers), owners, run)
    sent = failed = 0
    for address in sorted(readers):
        wanted = {track for reader in readers[address] for track in reader.tracks} - heard.get(address, set())
        if not wanted:
            continue
        try:
            sent += _send_one(
                run, readers[address], [(owners[track], told[track]) for track in sorted(wanted)]
            )
        except IntegrityError:
            continue  # they have it already
        except Exception:
            log.exception("A mail of the morning %s failed", run.day)
            failed += 1
    if failed:
        raise SomeMailsFailed(f"{failed} of {sent + failed}")
    return sent


def _heard_by_accounts(
    addresses: Collection[str], owners: dict[int, Owner], run: OutsideRun
) -> dict[str, set[int]]:
    """Tracks of which an account with the same address hears by itself, or has heard before it stopped, by address.
    Four queries, and those of the news of each account that watches more than single things."""
    found: dict[str, set[int]] = {}
    users = User.objects.annotate(small=Lower("email")).filter(small__in=addresses, is_active=True)
    choices = {
        choice.user_id: choice
        for choice in MailChoice.objects.filter(user__in=users).prefetch_related("user__watches")
    }
    tracks: dict[int, set[int]] = {}
    rows = Follower.objects.filter(user__in=users, track__in=owners, stopped_at=None)
    had = Notice.objects.filter(
        follower__user__in=users, milestone__created_at__gte=run.since, milestone__created_at__lt=run.until
    )
    for user_id, track in [
        *rows.values_list("user", "track"),
        *had.values_list("follower__user", "milestone__track"),
    ]:
        tracks.setdefault(user_id, set()).add(track)
    for user in users:
        choice = choices.get(user.pk)
        if choice is None:
            found[user.email.lower()] = tracks.get(user.pk, set())
        elif choice.rhythm != Rhythm.NONE:
            tags = {watch.tag for watch in choice.user.watches.all()}
            urls = {item.url for item in news_for(user, tags, run.since, run.until)}
            found[user.email.lower()] = {track for track, owner in owners.items() if owner.url in urls}
    return found


@transaction.atomic
def _send_one(run: OutsideRun, reasons: list[Reader], news: list[tuple[Owner, list[Milestone]]]) -> int:
    OutsideTold.objects.create(run=run, who=_who(reasons[0].address))
    with translation.override(reasons[0].language):
        stories = [Story(owner, settings.SITE_URL + owner.url, told) for owner, told in news]
        # Handed over last: when the mail server does not answer, the note is rolled back and the job tries again.
        message = mail(reasons, stories)
    return int(posting.post(message))  # refused for good: the note stays


def _who(address: str) -> str:
    return salted_hmac("followup.outside", address.lower(), algorithm="sha256").hexdigest()


def mail(reasons: list[Reader], stories: list[Story]) -> EmailMessage:
    """The mail in the language that is active; every reason has its own link that stops it (the first RFC 8058)."""
    stops = [(reader.why, settings.SITE_URL + reader.stop_path) for reader in reasons]
    context = {"stories": stories, "stops": stops, "site": settings.SITE_NAME}
    subject, _line, body = render_to_string("followup/mail/outside.txt", context).strip().partition("\n")
    return EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[reasons[0].address],
        headers={
            "List-Unsubscribe": f"<{stops[0][1]}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Language": translation.get_language() or "fi",
            "Auto-Submitted": "auto-generated",
        },
    )
