"""Handing a mail over; an address that the mail server refuses for good is not tried again."""

import smtplib

from django.core.mail import EmailMessage
from django.utils import timezone

from commons.accounts.models import User
from commons.followup.models import MailChoice


def post(message: EmailMessage, user: User) -> bool:
    """Send it to `user`. False where the server refused the address for good (RFC 5321: 5xx), which is remembered and
    told on the site. Raises what else goes wrong, so that the job tries again."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        if not codes or min(codes) < 500:
            raise
        MailChoice.objects.update_or_create(
            user=user, defaults={"bounced_at": timezone.now(), "bounced_address": user.email}
        )
        return False
    return True
