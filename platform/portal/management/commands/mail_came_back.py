"""Take in the report of a mail server about a mail that could not be delivered."""

import email
import sys
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from commons.accounts.domain import posting


class Command(BaseCommand):
    """`mail_came_back < MAIL`: the mail server pipes to it what comes to the address that Raati sends from."""

    help = (
        "Read one mail from standard input. If it is a mail server's report (RFC 3464) that a mail of ours could "
        "not be delivered for good, its reader gets no more mails and is told so at the next sign-in."
    )

    stealth_options = ("source",)

    def handle(self, *args: Any, source: BinaryIO | None = None, **options: Any) -> None:
        """Read and say what it was. Never fails on what it cannot read: the mail server would send that back, too."""
        report = email.message_from_binary_file(source or sys.stdin.buffer)
        is_ours = posting.came_back(report)
        self.stdout.write("The address takes no mails." if is_ours else "No report of a mail of ours.")
