"""Handing a mail over; an address that takes none is not tried again, whether the mail server says so at once or a mail
server further on sends a report of it later (RFC 3464)."""

import datetime as dt
import email
import smtplib
from collections.abc import Iterator
from email.message import Message

from django.core import signing
from django.core.mail import EmailMessage
from django.utils import timezone

from commons.accounts.models import User
from commons.followup.models import MailChoice

READER = "X-Raati-Reader"
"""Header of a mail: whose it is, signed, so that nobody can make up that an address takes no mails."""
SALT = "followup.reader"
REPORTED_WITHIN = dt.timedelta(days=30)


def post(message: EmailMessage, user: User) -> bool:
    """Send it to `user`. False where the server refused the address for good (RFC 5321: 5xx), which is remembered and
    told on the site. Raises what else goes wrong, so that the job tries again."""
    message.extra_headers[READER] = signing.dumps([user.pk, user.email], salt=SALT)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        if not codes or min(codes) < 500:
            raise
        _remember(user.pk, user.email)
        return False
    return True


def came_back(report: Message) -> bool:
    """Remember the address that a mail server's report says takes no mails. False where the report is of no mail of
    ours, or of one that is only late."""
    if not any(_is_final(part) for part in report.walk()):
        return False
    for signed in _readers(report):
        try:
            pk, address = signing.loads(signed, salt=SALT, max_age=REPORTED_WITHIN)
        except signing.BadSignature:
            continue
        if User.objects.filter(pk=pk, email=address).exists():
            _remember(pk, address)
            return True
    return False


def _remember(pk: int, address: str) -> None:
    MailChoice.objects.update_or_create(
        user_id=pk, defaults={"bounced_at": timezone.now(), "bounced_address": address}
    )


def _is_final(part: Message) -> bool:
    """Whether this part says of a recipient: failed, for good (5.x.x)."""
    return (
        str(part.get("Action", "")).strip().lower() == "failed"
        and str(part.get("Status", "")).strip()[:1] == "5"
    )


def _readers(report: Message) -> Iterator[str]:
    """The header of the mail that is reported on: in the mail that comes along, or in its headers alone as text."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            lines = text.decode("ascii", "replace") if isinstance(text, bytes) else ""
            part = email.message_from_string(lines)
        if part is not report and part.get(READER):
            yield "".join(str(part[READER]).split())
