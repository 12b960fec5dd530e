"""A reader's weekly news, so that the page of mails shows one as soon as the worker runs."""

import datetime as dt

from django.utils import timezone

from commons.followup.domain import choices, digests
from commons.followup.models import DigestRun, MailChoice, Rhythm
from commons.followup.tasks import send_digests
from portal.demo.ground import Ground

READER, AREA = "malla", "keskusta"
LOOKS_BACK = dt.timedelta(days=14)


def order(laid: Ground) -> None:
    """What happened in a district and to one's own proposals in two weeks, as this week's digest."""
    reader, area, now = laid.people[READER], laid.areas[AREA], timezone.now()
    choices.choose(actor=reader, rhythm=Rhythm.WEEKLY, tags=[choices.OWN, f"area:{area.pk}"])
    run = DigestRun.objects.create(
        rhythm=Rhythm.WEEKLY,
        slot=dict(digests.due(now))[Rhythm.WEEKLY],
        since=now - LOOKS_BACK,
        until=now,
    )
    choice = MailChoice.objects.get(user=reader)
    send_digests.defer(run_id=run.pk, first=choice.pk, last=choice.pk)
