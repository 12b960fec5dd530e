"""Digests: planned by the town's clock, once a day or week also when clocks change, and spread over time."""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from commons.accounts.domain.posting import post, refused_since
from commons.accounts.models import User
from commons.followup.domain.news import Item, news_for
from commons.followup.models import Digest, DigestRun, MailChoice, Rhythm, Watch

log = logging.getLogger(__name__)
HOUR = 7
"""Of the town's clock; every day has it, also those with 23 and 25 hours."""
CHUNK = 200
APART = dt.timedelta(seconds=30)
"""50,000 readers are 250 chunks, two hours."""


class SomeDigestsFailed(Exception):
    """Some could not be mailed now; the chunk is to be run again, for them alone."""


def due(now: dt.datetime) -> list[tuple[Rhythm, str]]:
    """Which runs should have begun by `now`: the rhythm, and the name of its slot.

    At once: every quarter of an hour. Daily: from seven in the morning. Weekly: from Monday at seven on.
    """
    local = timezone.localtime(now)
    utc = now.astimezone(dt.UTC)
    quarter = utc.replace(minute=utc.minute - utc.minute % 15)
    found = [(Rhythm.EACH, quarter.strftime("%Y-%m-%dT%H:%MZ"))]
    day = local.date() if local.hour >= HOUR else local.date() - dt.timedelta(days=1)
    found.append((Rhythm.DAILY, day.isoformat()))
    found.append((Rhythm.WEEKLY, (day - dt.timedelta(days=day.weekday())).isoformat()))
    return found


def plan(now: dt.datetime | None = None) -> list[DigestRun]:
    """Begin the runs that are due and did not begin yet; their chunks are ordered in the same transaction."""
    moment = now or timezone.now()
    return [run for rhythm, slot in due(moment) if (run := _begin(rhythm, slot, moment)) is not None]


@transaction.atomic
def _begin(rhythm: Rhythm, slot: str, now: dt.datetime) -> DigestRun | None:
    from commons.followup.tasks import send_digests  # the job imports this package

    last = DigestRun.objects.filter(rhythm=rhythm).order_by("-until").first()
    # Nobody hears today of what happened before there were digests.
    since = last.until if last is not None else now
    run, is_new = DigestRun.objects.get_or_create(
        rhythm=rhythm, slot=slot, defaults={"since": since, "until": now}
    )
    if not is_new or since == now:
        return None
    numbers = _readers(run).values_list("pk", flat=True).order_by("pk")
    first, at, chunk = 0, now, 0
    for place, pk in enumerate(numbers.iterator(2000), 1):
        if place % CHUNK == 1:
            first = pk
        chunk = pk
        if place % CHUNK == 0:
            send_digests.configure(schedule_at=at).defer(run_id=run.pk, first=first, last=chunk)
            at, chunk = at + APART, 0
    if chunk:
        send_digests.configure(schedule_at=at).defer(run_id=run.pk, first=first, last=chunk)
    return run


def _readers(run: DigestRun) -> QuerySet[MailChoice]:
    return MailChoice.objects.filter(rhythm=run.rhythm, user__is_active=True)


def send(run_id: int, first: int, last: int) -> int:
    """Mail one chunk of a run; how many mails. Whoever has theirs is passed over, so that a killed worker sends nobody
    two. Raises `SomeDigestsFailed` at the end."""
    run = DigestRun.objects.get(pk=run_id)
    rows = _readers(run).filter(pk__range=(first, last)).exclude(digests__run=run).select_related("user")
    choices = list(rows.order_by("pk"))
    tags: dict[int, set[str]] = {}
    for user, tag in Watch.objects.filter(user__in=[one.user_id for one in choices]).values_list(
        "user", "tag"
    ):
        tags.setdefault(user, set()).add(tag)
    sent = failed = 0
    with get_connection() as connection:  # one talk with the mail server for all of them
        for choice in choices:
            try:
                sent += _send_one(run, choice, tags.get(choice.user_id, set()), connection)
            except IntegrityError:
                continue  # another worker was faster
            except Exception:
                log.exception("Digest %s of choice %s failed", run.pk, choice.pk)
                failed += 1
                connection.close()  # the next one begins anew
    if failed:
        raise SomeDigestsFailed(f"{failed} of {len(choices)}")
    return sent


@transaction.atomic
def _send_one(run: DigestRun, choice: MailChoice, tags: set[str], connection: BaseEmailBackend) -> int:
    Digest.objects.create(run=run, choice=choice)
    if refused_since(choice.user.email) is not None:
        return 0
    with translation.override(choice.user.language):
        items = news_for(choice.user, tags, run.since, run.until)
        if not items:
            return 0
        # Handed over last: when the mail server does not answer, the note is rolled back and the job tries again.
        message = mail(choice, run, items)
        message.connection = connection
        return int(post(message))


def mail(choice: MailChoice, run: DigestRun, items: list[Item]) -> EmailMultiAlternatives:
    """The mail in the language that is active, as text and HTML, with one-click stopping (RFC 8058)."""
    stop_url = settings.SITE_URL + reverse("followup:stop_news", args=[choice.stop_token])
    user: User = choice.user
    context = {
        "items": items,
        "run": run,
        "rhythm": Rhythm(run.rhythm).label,
        "site": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": user.language,
        "stop_url": stop_url,
        "choose_url": settings.SITE_URL + reverse("followup:mails"),
    }
    subject = " ".join(render_to_string("followup/mail/digest_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("followup/mail/digest.txt", context),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("followup/mail/digest.html", context), "text/html")
    return message
