"""The mails of a demo town: kept as files, shown at /demo/mail/, printed in the console."""

import email
import email.policy
import re
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ParsedMail
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend
from django.utils import timezone

from commons.accounts.mails import CODE_HEADER

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
MOST_SHOWN = 100


@dataclass(frozen=True)
class Mail:
    """One mail as the page shows it. `name`: of its file. `code`: of a sign-in mail, else empty."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    text: str
    language: str
    code: str
    attachments: tuple[str, ...]


class DemoMailBackend(EmailBackend):
    """Writes each mail to a file below `settings.EMAIL_FILE_PATH` and prints it."""

    _lock_of_all = threading.RLock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock = self._lock_of_all  # mails of two requests must not be printed into each other

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep and print the mails; give their number."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            fresh = folder / f"{name}.new"
            fresh.write_bytes(message.message().as_bytes())
            fresh.rename(folder / f"{name}.eml")
        return super().send_messages(email_messages) or 0

    def write_message(self, message: EmailMessage) -> None:
        """Print what a person needs: who, what, the text. Not the HTML twin, not the encoded files."""
        self.stream.write(
            f"\nMail to {', '.join(message.to)}: {message.subject}\n\n{message.body.strip()}\n\n"
        )


def mails() -> list[Mail]:
    """The newest hundred mails, newest first."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), key=lambda path: path.name, reverse=True)
    return [_read(path) for path in files[:MOST_SHOWN]]


def mail(name: str) -> Mail | None:
    """The mail whose file has this name, or None."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.exists() else None


def _read(path: Path) -> Mail:
    parsed = email.message_from_bytes(path.read_bytes(), _class=ParsedMail, policy=email.policy.default)
    body = parsed.get_body(preferencelist=("plain", "html"))
    stamp = datetime.strptime(path.stem.split("-")[0] + "+0000", "%Y%m%dT%H%M%S%f%z")
    return Mail(
        name=path.stem,
        sent_at=stamp,
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=str(body.get_content()) if body else "",
        language=str(parsed["Content-Language"] or ""),
        code=str(parsed[CODE_HEADER] or ""),
        attachments=tuple(part.get_filename() or "?" for part in parsed.iter_attachments()),
    )
