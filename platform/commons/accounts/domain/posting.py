"""The one door through which mails leave. An address that takes none is not tried again for a while, whether the mail
server says so at once or a mail server further on sends a report of it later (RFC 3464).

Nothing else in the program hands a mail over; `tests/layout/test_one_door_for_mails.py` holds it.
"""

import datetime as dt
import email
import smtplib
from collections.abc import Callable, Collection, Iterator
from email.message import Message

from django.core import signing
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import RefusedAddress
from commons.http.errors import Invalid

READER = "X-Raati-Reader"
"""Header of a mail: whose it is and what about, signed, so that nobody can make up that an address takes no mails."""
SALT = "accounts.reader"
REPORTED_WITHIN = dt.timedelta(days=30)
TRIED_AGAIN = dt.timedelta(days=30)
"""So long an address that refused a mail is left alone: a mailbox may be mended without anybody telling us."""
About = tuple[str, int]
"""What a mail is about, for whoever has to know that it never came: a name from `register`, and a number."""

_losers: dict[str, Callable[[int], None]] = {}


class AddressTakesNoMail(Invalid):
    """Somebody waits for a mail to an address that the mail server refuses for good."""

    code = "address-takes-no-mail"
    title = _("This address takes no mail")
    detail = _("The mail server refused it. Look for a typing error, or give another address.")


def register(name: str, lost: Callable[[int], None]) -> None:
    """`lost` is called with the number when a report says that a mail about (`name`, number) never came."""
    _losers[name] = lost


def post(message: EmailMessage, *, about: About | None = None, is_anew: bool = False) -> bool:
    """Send a mail to its one reader. False where the address takes none: refused for good now (RFC 5321: 5xx), which is
    remembered, or remembered from before, when it is not tried at all.

    `is_anew`: somebody gave the address just now; it is tried whatever was before, and what was is forgotten when the
    mail server takes the mail. Raises what else goes wrong, so that the job tries again; jobs have a bound.
    """
    (address,) = message.to
    if not is_anew and refused_since(address) is not None:
        return False
    message.extra_headers[READER] = signing.dumps([address, *(about or ())], salt=SALT)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if not _is_for_good(refused):
            raise
        remember(address)
        return False
    if is_anew:
        forget(address)
    return True


def post_now(message: EmailMessage, *, address_field: str = "email") -> None:
    """Send a mail that somebody waits for in front of a page: a sign-in code, a receipt, a link to confirm.

    Always tried, also at an address that was refused before: a person whose mailbox was full last week would be locked
    out otherwise. Nothing is remembered, since nobody may learn from a table who asked for a receipt, and nothing
    forgotten. Raises `AddressTakesNoMail` for `address_field`, and what else goes wrong.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if not _is_for_good(refused):
            raise
        words = [AddressTakesNoMail.title, AddressTakesNoMail.detail]
        raise AddressTakesNoMail(fields={address_field: words}) from refused


def _is_for_good(refused: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether it is the address (5xx). Refused content or senders are no fault of the address: not asked here."""
    codes = [code for code, _words in refused.recipients.values()]
    return bool(codes) and min(codes) >= 500


def came_back(report: Message) -> bool:
    """Remember the address that a mail server's report says takes no mails. False where the report is of no mail of
    ours, or of one that is only late."""
    if not any(_is_final(part) for part in report.walk()):
        return False
    for signed in _readers(report):
        try:
            address, *about = signing.loads(signed, salt=SALT, max_age=REPORTED_WITHIN)
        except signing.BadSignature:
            continue
        remember(address)
        if about and about[0] in _losers:
            _losers[about[0]](about[1])
        return True
    return False


def refused_since(address: str) -> dt.datetime | None:
    """Since when the address takes no mails; None where it takes them, as far as we know. One query."""
    return refusals([address]).get(address)


def refusals(addresses: Collection[str]) -> dict[str, dt.datetime]:
    """Those of `addresses` that take no mails, and since when. One query."""
    marks = {_mark(address): address for address in addresses}
    rows = RefusedAddress.objects.filter(mark__in=list(marks), refused_at__gt=timezone.now() - TRIED_AGAIN)
    return {marks[mark]: since for mark, since in rows.values_list("mark", "refused_at")}


def forget(address: str) -> None:
    """Try the address again from now on. One query."""
    RefusedAddress.objects.filter(mark=_mark(address)).delete()


def remember(address: str) -> None:
    """The address takes no mails: it is left alone for a while. Two queries."""
    now = timezone.now()
    RefusedAddress.objects.filter(refused_at__lte=now - TRIED_AGAIN).delete()
    RefusedAddress.objects.get_or_create(mark=_mark(address), defaults={"refused_at": now})


def _mark(address: str) -> str:
    return salted_hmac("accounts.refused-address", address.strip().lower(), algorithm="sha256").hexdigest()


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
