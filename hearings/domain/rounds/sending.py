"""Mails to organisations: planned in a row, so that hundreds do not leave in one minute, each sent once."""

from collections.abc import Sequence
from io import BytesIO

import segno
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from commons.accounts.domain.posting import post
from hearings.models import HearingState, Mailing, MailingKind, Organisation

SECONDS_BETWEEN = 2
"""Thirty a minute: what a town's mail server takes from one sender without holding it back."""


def send_later(organisations: Sequence[Organisation], kind: MailingKind) -> None:
    """Plan a mail to each, two seconds apart; one that was planned before is not planned again."""
    from hearings.tasks import send_to_organisation

    for place, one in enumerate(organisations):
        mailing, is_new = Mailing.objects.get_or_create(organisation=one, kind=kind)
        if is_new:
            job = send_to_organisation.configure(schedule_in={"seconds": place * SECONDS_BETWEEN})
            job.defer(mailing_id=mailing.pk)


@transaction.atomic
def send(mailing_id: int) -> bool:
    """Send a planned mail, unless it was sent, or nobody wants it any more; whether it was sent now. The mark that it
    was sent is stored together with handing it over; an address that takes no mail is marked too."""
    mailing = (
        Mailing.objects.select_for_update(of=("self",))
        .select_related("organisation__hearing__area")
        .filter(pk=mailing_id, sent_at=None)
        .first()
    )
    if mailing is None:
        return False
    one = mailing.organisation
    if not one.email or one.stopped_at or one.withdrawn_at or one.hearing.state != HearingState.OPEN:
        return False
    mailing.sent_at = timezone.now()
    mailing.save(update_fields=["sent_at"])
    return post(mail(mailing), is_anew=mailing.kind == MailingKind.INVITATION)


def link_of(organisation: Organisation) -> str:
    """The link that an organisation may pass on to anybody."""
    return settings.SITE_URL.rstrip("/") + reverse("hearings:round", args=[organisation.token])


def mail(mailing: Mailing) -> EmailMultiAlternatives:
    """The mail in the organisation's language, with its link as a picture code and one-click stopping (RFC 8058)."""
    one = mailing.organisation
    stop = settings.SITE_URL.rstrip("/") + reverse("hearings:round_stop", args=[one.stop_token])
    run = one.card_runs.order_by("first").first()
    with translation.override(one.language):
        content = {
            "site": settings.SITE_NAME,
            "language": one.language,
            "hearing": one.hearing,
            "organisation": one,
            "is_reminder": mailing.kind == MailingKind.REMINDER,
            "link": link_of(one),
            "run": run,
            "cards_url": link_of(one) + "cards.pdf" if run else "",
            "stop_url": stop,
        }
        subject = " ".join(render_to_string("hearings/mail/round_subject.txt", content).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("hearings/mail/round.txt", content),
            to=[one.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("hearings/mail/round.html", content), "text/html")
    picture = BytesIO()
    segno.make(link_of(one), error="m", micro=False).save(picture, kind="png", scale=8, border=3)
    message.attach("qr.png", picture.getvalue(), "image/png")
    return message
